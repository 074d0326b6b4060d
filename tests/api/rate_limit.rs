//! The client keeps within the rate limit, learns what it is, and waits rather than fails.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::support::clock::Hurried;
use crate::support::fast_clock::accelerated;
use crate::support::quota::{QuotaServer, Window};
use crate::support::{Answer, Server, TOKEN, ZONE, ok};
use cloudflare_certificates::observer::{WaitReason, WaitReport};
use cloudflare_certificates::{Client, ClientBuilder, Clock, ErrorKind, Observer, Options, RateLimit, Retry};
use serde_json::json;

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn builder(server: &Server, clock: impl Clock) -> ClientBuilder {
    Client::builder().api_token(TOKEN).base_url(server.base_url()).clock(clock)
}

async fn get(client: &Client) -> cloudflare_certificates::Result<()> {
    client.zone(ZONE).unwrap().custom_csrs().get("it").await.map(|_| ())
}

fn good() -> Answer {
    Answer::json(200, &ok(json!({ "id": "it" })))
}

#[tokio::test]
async fn a_burst_up_to_the_limit_does_not_wait_and_the_next_call_waits_for_the_window() {
    let server = Server::answering(good()).await;
    let clock = Hurried::default();
    let client = builder(&server, clock.clone()).rate_limit(RateLimit::new(3, seconds(60))).build().unwrap();
    for _ in 0..3 {
        get(&client).await.unwrap();
    }
    assert!(clock.sleeps().is_empty());
    get(&client.clone()).await.unwrap();
    assert_eq!(clock.sleeps(), [seconds(60)], "clones share the limit");
    get(&client).await.unwrap();
    assert_eq!(clock.slept(), seconds(60), "the other two are free by then as well");
}

#[tokio::test]
async fn without_a_word_of_the_server_it_is_1200_in_five_minutes() {
    let server = Server::answering(good()).await;
    let clock = Hurried::default();
    let client = builder(&server, clock.clone()).build().unwrap();
    for _ in 0..1200 {
        get(&client).await.unwrap();
    }
    assert!(clock.sleeps().is_empty());
    get(&client).await.unwrap();
    assert_eq!(clock.sleeps(), [seconds(300)]);
}

#[tokio::test]
async fn the_servers_limit_is_learnt_from_new_and_old_headers() {
    let new = good().header("ratelimit", "\"d\";r=1;t=40").header("ratelimit-policy", "\"d\";q=2;w=40");
    let old = good().header("x-ratelimit-limit", "2").header("x-ratelimit-remaining", "1");
    let old = old.header("x-ratelimit-reset", "40");
    for (answer, window) in [(new, 40), (old, 41)] {
        let server = Server::answering(answer).await;
        let clock = Hurried::default();
        let client = builder(&server, clock.clone()).build().unwrap();
        for _ in 0..2 {
            get(&client).await.unwrap();
        }
        assert!(clock.sleeps().is_empty());
        get(&client).await.unwrap();
        assert_eq!(clock.slept(), seconds(window));
    }
}

#[tokio::test]
async fn what_others_use_of_the_limit_counts() {
    let used_up =
        good().header("ratelimit", "\"d\";r=0;t=30").header("ratelimit-policy", "\"d\";q=1200;w=300");
    let server = Server::answering(used_up).await;
    let clock = Hurried::default();
    let client = builder(&server, clock.clone()).build().unwrap();
    get(&client).await.unwrap();
    get(&client).await.unwrap();
    // A second more, as the header rounds.
    assert_eq!(clock.sleeps(), [seconds(31)]);
}

#[tokio::test]
async fn your_own_limit_is_followed_beside_the_servers_which_may_be_less() {
    let state = good().header("ratelimit", "\"d\";r=1;t=60").header("ratelimit-policy", "\"d\";q=2;w=60");
    let server = Server::answering(state).await;
    let clock = Hurried::default();
    let client = builder(&server, clock.clone()).rate_limit(RateLimit::new(3, seconds(60))).build().unwrap();
    for _ in 0..3 {
        get(&client).await.unwrap();
    }
    assert_eq!(clock.slept(), seconds(60));
}

/// The requests of the busiest window.
fn busiest(arrivals: &[Duration], window: Duration) -> usize {
    let until =
        |start: &Duration| arrivals.iter().filter(|at| *at >= start && **at < *start + window).count();
    arrivals.iter().map(until).max().unwrap_or(0)
}

#[tokio::test]
async fn no_header_lifts_your_own_limit() {
    let generous = [
        ("\"d\";r=199;t=1", "\"d\";q=200;w=1"),
        ("\"d\";r=1199;t=300", "\"d\";q=1200;w=300"),
        ("\"d\";r=0;t=0", "\"d\";q=1200;w=300"),
        ("\"d\";r=0;t=1", "\"d\";q=1;w=1"),
    ];
    for (limit, window, calls) in [(300, 300, 700), (10, 60, 60), (2, 60, 20)] {
        let clock = Hurried::default();
        let arrivals = Arc::new(Mutex::new(Vec::new()));
        let (shown, log) = (clock.clone(), Arc::clone(&arrivals));
        let server = Server::with(move |_, before| {
            log.lock().unwrap().push(shown.now());
            let (state, policy) = generous[before % generous.len()];
            good().header("ratelimit", state).header("ratelimit-policy", policy)
        })
        .await;
        let own = RateLimit::new(limit, seconds(window));
        let client = builder(&server, clock.clone()).rate_limit(own).build().unwrap();
        for _ in 0..calls {
            get(&client).await.unwrap();
        }
        let busiest = busiest(&arrivals.lock().unwrap(), seconds(window));
        assert!(busiest <= limit as usize, "{busiest} requests in {window} s, and not {limit}");
    }
}

#[tokio::test]
async fn without_a_limit_only_429_makes_a_call_wait() {
    let exhausted = good().header("ratelimit", "\"d\";r=0;t=60").header("ratelimit-policy", "\"d\";q=1;w=60");
    let server = Server::with(move |_, before| match before {
        10 => Answer::text(429, "text/plain", "").header("retry-after", "7"),
        _ => exhausted.clone(),
    })
    .await;
    let clock = Hurried::default();
    let client = builder(&server, clock.clone()).rate_limit(RateLimit::unlimited()).build().unwrap();
    for _ in 0..10 {
        get(&client).await.unwrap();
    }
    assert_eq!(clock.slept(), seconds(0));
    get(&client).await.unwrap();
    assert_eq!(clock.slept(), seconds(7));
}

/// Ten calls are in flight when the server refuses all of them.
#[tokio::test]
async fn refusals_of_one_moment_are_one_pause() {
    let server = Server::with(|_, before| match before {
        0..10 => Answer::text(429, "text/plain", ""),
        _ => good(),
    })
    .await;
    let clock = Hurried::default();
    let client = builder(&server, clock.clone()).build().unwrap();
    // All of them are sent before the first response is read.
    let calls = (0..10).map(|_| get(&client));
    futures_util::future::try_join_all(calls).await.unwrap();
    let paused = clock.sleeps().into_iter().max().unwrap();
    assert_eq!(paused, seconds(30), "a tenth of the window, and not doubled by each of them");
}

#[tokio::test]
async fn a_header_that_takes_all_places_of_a_huge_limit_costs_no_more_than_a_large_one() {
    let server = Server::answering(good().header("x-ratelimit-remaining", "0")).await;
    let client = builder(&server, Hurried::default()).rate_limit(RateLimit::new(u32::MAX, seconds(60)));
    // A place for each of four billion would end the process here.
    get(&client.build().unwrap()).await.unwrap();
}

#[tokio::test]
async fn a_wait_beyond_the_deadline_fails_at_once_and_says_how_long() {
    let server = Server::answering(good()).await;
    let clock = Hurried::default();
    let client = builder(&server, clock.clone()).rate_limit(RateLimit::new(1, seconds(60))).build().unwrap();
    get(&client).await.unwrap();
    let hasty = client.with(Options::new().deadline(seconds(59)));
    let error = get(&hasty).await.unwrap_err();
    assert!(error.is_rate_limited() && error.is_retryable() && !error.may_have_taken_effect());
    assert_eq!(
        (error.kind(), error.attempts(), error.retry_after()),
        (ErrorKind::Timeout, 0, Some(seconds(60)))
    );
    assert!(error.to_string().contains("nothing was sent"), "{error}");
    assert_eq!((server.sent().len(), clock.sleeps().len()), (1, 0));
}

#[derive(Clone, Default)]
struct Waits(Arc<Mutex<Vec<(WaitReason, Duration)>>>);

impl Observer for Waits {
    fn wait(&self, report: &WaitReport<'_>) {
        self.0.lock().unwrap().push((report.reason, report.duration));
    }
}

#[tokio::test]
async fn who_waits_says_so() {
    let server = Server::with(|_, before| match before {
        1 => Answer::text(429, "text/plain", "").header("retry-after", "5"),
        3 => Answer::text(503, "text/plain", "").header("retry-after", "9"),
        _ => good(),
    })
    .await;
    let waits = Waits::default();
    let client = builder(&server, Hurried::default()).observer(waits.clone());
    let client = client.rate_limit(RateLimit::new(4, seconds(60))).build().unwrap();
    for _ in 0..4 {
        get(&client).await.unwrap();
    }
    let reasons: Vec<_> = waits.0.lock().unwrap().clone();
    assert_eq!(
        reasons,
        [
            (WaitReason::TooManyRequests, seconds(5)),
            (WaitReason::Retry, seconds(9)),
            (WaitReason::RateLimit, seconds(46)),
        ]
    );
}

#[tokio::test]
async fn a_pause_that_the_server_asked_for_is_not_called_the_clients_limit() {
    let server = Server::answering(Answer::text(429, "text/plain", "").header("retry-after", "60")).await;
    let client = builder(&server, Hurried::default()).rate_limit(RateLimit::unlimited());
    let client = client.retry(Retry::never()).deadline(seconds(10)).build().unwrap();
    get(&client).await.unwrap_err();
    let error = get(&client).await.unwrap_err();
    assert!(error.is_rate_limited() && error.attempts() == 0);
    assert!(error.to_string().contains("429") && error.to_string().contains("room in 60 s"), "{error}");
    assert!(!error.to_string().contains("the client's rate limit"), "{error}");
}

#[tokio::test]
async fn a_call_reports_once_that_it_waits() {
    let server = Server::answering(good()).await;
    let waits = Waits::default();
    let client = builder(&server, accelerated(600)).observer(waits.clone());
    let client = client.rate_limit(RateLimit::new(5, seconds(60))).build().unwrap();
    let calls = (0..30).map(|_| get(&client));
    futures_util::future::try_join_all(calls).await.unwrap();
    let reports = waits.0.lock().unwrap();
    assert_eq!(reports.len(), 25, "all but the first five wait: {reports:?}");
    assert!(reports.iter().all(|(reason, _)| *reason == WaitReason::RateLimit));
}

/// The limit of five minutes in a second.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn five_thousand_calls_of_32_tasks_meet_no_429() {
    for kind in [Window::Sliding, Window::Fixed] {
        let server = QuotaServer::start(kind, 1200, seconds(1)).await;
        let client = Client::builder().api_token(TOKEN).base_url(server.url()).build().unwrap();
        let tasks = (0..32).map(|task| {
            let client = client.clone();
            tokio::spawn(async move {
                for _ in (task..5000).step_by(32) {
                    get(&client).await.unwrap();
                }
            })
        });
        futures_util::future::try_join_all(tasks).await.unwrap();
        assert_eq!(server.counts(), (5000, 0), "{kind:?}");
    }
}
