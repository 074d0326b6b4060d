//! A model of the rate limit: whatever headers, statuses and delays a server thinks of, no window of the limit that the
//! user set ever holds more requests than it allows, or more background requests than their share, and nobody waits for
//! ever.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::support::clock::Hurried;
use crate::support::{Answer, Server, TOKEN, ZONE, failure, ok};
use cloudflare_certificates::{Client, Clock, Options, RateLimit, Retry};
use futures_util::future::join_all;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::json;

/// What a response says, and how long it takes.
#[derive(Clone, Debug)]
struct Step {
    status: u16,
    headers: Vec<(&'static str, String)>,
    delay: Duration,
}

fn number() -> impl Strategy<Value = u64> {
    prop_oneof![0..5_u64, 0..400_u64, Just(u64::MAX)]
}

fn headers() -> impl Strategy<Value = Vec<(&'static str, String)>> {
    let modern = (number(), number(), number(), number()).prop_map(|(limit, window, remaining, reset)| {
        vec![
            ("ratelimit", format!("\"d\";r={remaining};t={reset}")),
            ("ratelimit-policy", format!("\"d\";q={limit};w={window}")),
        ]
    });
    let old = (number(), number(), number()).prop_map(|(limit, remaining, reset)| {
        vec![
            ("x-ratelimit-limit", limit.to_string()),
            ("x-ratelimit-remaining", remaining.to_string()),
            ("x-ratelimit-reset", reset.to_string()),
        ]
    });
    let wait = (0..90_u64).prop_map(|wait| vec![("retry-after", wait.to_string())]);
    prop_oneof![2 => Just(Vec::new()), 3 => modern, 2 => old, 1 => wait]
}

fn step() -> impl Strategy<Value = Step> {
    let status =
        prop_oneof![6 => Just(200_u16), 2 => Just(429), 1 => Just(502), 1 => Just(503), 1 => Just(404)];
    (status, headers(), 0..40_u64).prop_map(|(status, headers, delay)| Step {
        status,
        headers,
        delay: Duration::from_secs(delay),
    })
}

#[derive(Clone, Debug)]
struct Plan {
    limit: u32,
    window: u64,
    own: bool,
    at_once: usize,
    calls: usize,
    /// The share of every third call, in percent.
    share: u8,
    steps: Vec<Step>,
}

fn plan() -> impl Strategy<Value = Plan> {
    let calls = (1..5_usize, 1..25_usize, 1..=100_u8);
    let limit = (1..6_u32, 1..100_u64, any::<bool>());
    (limit, calls, proptest::collection::vec(step(), 1..12)).prop_map(
        |((limit, window, own), (at_once, calls, share), steps)| Plan {
            limit,
            window,
            own,
            at_once,
            calls,
            share,
            steps,
        },
    )
}

fn answer(step: &Step) -> Answer {
    let body = if step.status == 200 { ok(json!({ "id": "it" })) } else { failure(1000, "no") };
    let answer = Answer::json(step.status, &body);
    step.headers.iter().fold(answer, |answer, (name, value)| answer.header(name, value))
}

/// When a request arrived, by the client's clock, and whether it is in the background.
type Arrival = (Duration, bool);

/// The requests, and how many calls there were that ended.
async fn run(plan: &Plan) -> (Vec<Arrival>, usize) {
    let clock = Hurried::default();
    let arrivals: Arc<Mutex<Vec<Arrival>>> = Arc::default();
    let (server_clock, log, steps) = (clock.clone(), Arc::clone(&arrivals), plan.steps.clone());
    let server = Server::with(move |sent, before| {
        log.lock().unwrap().push((server_clock.now(), sent.path.ends_with("background")));
        let step = &steps[before % steps.len()];
        drop(server_clock.sleep(step.delay));
        answer(step)
    })
    .await;
    let mut client = Client::builder().api_token(TOKEN).base_url(server.base_url()).clock(clock);
    if plan.own {
        client = client.rate_limit(RateLimit::new(plan.limit, Duration::from_secs(plan.window)));
    }
    let zone = client.retry(Retry::new().attempts(3)).build().unwrap().zone(ZONE).unwrap();
    let mut ended = 0;
    for round in (0..plan.calls).step_by(plan.at_once) {
        let calls = (round..plan.calls.min(round + plan.at_once)).map(|number| match number % 3 {
            2 => (zone.with(Options::new().background(plan.share)), "background"),
            _ => (zone.clone(), "it"),
        });
        let calls = calls.map(|(zone, id)| async move { zone.custom_csrs().get(id).await.is_ok() });
        ended += join_all(calls).await.len();
    }
    let arrivals = arrivals.lock().unwrap().clone();
    (arrivals, ended)
}

fn check(plan: &Plan) -> Result<(), TestCaseError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let outcome = runtime.block_on(async { tokio::time::timeout(Duration::from_secs(60), run(plan)).await });
    prop_assert!(outcome.is_ok(), "somebody waits for ever");
    let (arrivals, ended) = outcome.unwrap();
    prop_assert_eq!(ended, plan.calls);
    if plan.own {
        let window = Duration::from_secs(plan.window);
        let share = (plan.limit as usize * usize::from(plan.share) / 100).max(1);
        for (index, (start, _)) in arrivals.iter().enumerate() {
            let held = || arrivals[index..].iter().take_while(|(at, _)| *at < *start + window);
            prop_assert!(held().count() <= plan.limit as usize, "too many in a window: {:?}", arrivals);
            let background = held().filter(|(_, background)| *background).count();
            prop_assert!(background <= share, "too many of the background in a window: {:?}", arrivals);
        }
    }
    Ok(())
}

#[test]
fn no_window_of_your_own_limit_holds_more_than_it_allows_and_nobody_waits_for_ever() {
    let config = Config { cases: 150, failure_persistence: None, ..Config::default() };
    let rng = proptest::test_runner::TestRng::deterministic_rng(Default::default());
    TestRunner::new_with_rng(config, rng).run(&plan(), |plan| check(&plan)).unwrap();
}
