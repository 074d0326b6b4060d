//! Background calls let all other calls go first, and leave them the rest of the rate limit.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::support::clock::{Hurried, Manual};
use crate::support::fast_clock::accelerated;
use crate::support::faults::{Fault, FaultServer};
use crate::support::{Answer, Sent, Server, TOKEN, ZONE, ok, page};
use cloudflare_certificates::{
    Client, ClientBuilder, Clock, Items, Options, RateLimit, Result, Retry, types,
};
use futures_util::FutureExt;
use serde_json::json;
use tokio::task::{JoinHandle, JoinSet};

const DAY: Duration = Duration::from_secs(86_400);

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn good() -> Answer {
    Answer::json(200, &ok(json!({ "id": "it" })))
}

fn builder(url: String, clock: impl Clock) -> ClientBuilder {
    Client::builder().api_token(TOKEN).base_url(url).clock(clock).deadline(DAY)
}

fn limited(server: &Server, clock: impl Clock, requests: u32) -> Client {
    let limit = RateLimit::new(requests, seconds(60));
    builder(server.base_url(), clock).rate_limit(limit).build().unwrap()
}

fn background(client: &Client, percent: u8) -> Client {
    client.with(Options::new().background(percent))
}

async fn get(client: &Client, id: &str) -> Result<()> {
    client.zone(ZONE).unwrap().custom_csrs().get(id).await.map(drop)
}

fn spawn(client: &Client, id: &str) -> JoinHandle<()> {
    let (client, id) = (client.clone(), id.to_owned());
    tokio::spawn(async move { get(&client, &id).await.unwrap() })
}

/// Lets the spawned tasks run until this is so.
async fn until(is_so: impl Fn() -> bool) {
    let wait = async {
        while !is_so() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(seconds(20), wait).await.expect("it never becomes so");
}

async fn until_waiting(client: &Client, calls: usize) {
    until(|| client.rate_limit_status().waiting == calls).await;
}

async fn ends(task: JoinHandle<()>) {
    tokio::time::timeout(seconds(20), task).await.expect("it waits for ever").unwrap();
}

/// The outcome of a call that has no reason to wait: the clock of most of these tests stands still.
async fn promptly(call: impl Future<Output = Result<()>>) -> Result<()> {
    tokio::time::timeout(seconds(20), call).await.expect("it waits for ever")
}

/// The ids that were requested, in order.
fn ids(server: &Server) -> Vec<String> {
    server.sent().iter().map(|sent| sent.path.rsplit('/').next().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_foreground_call_overtakes_all_background_calls_which_keep_their_order() {
    let server = Server::answering(good()).await;
    let manual = Manual::default();
    let client = limited(&server, manual.clock(), 1);
    let sweep = background(&client, 100);
    get(&client, "first").await.unwrap();
    let mut tasks = Vec::new();
    for number in 0..20 {
        tasks.push(spawn(&sweep, &format!("sweep-{number}")));
        until_waiting(&client, number + 1).await;
    }
    let foreground = spawn(&client, "foreground");
    until_waiting(&client, 21).await;
    manual.advance(seconds(60));
    ends(foreground).await;
    for task in tasks {
        assert!(!task.is_finished());
        manual.advance(seconds(60));
        ends(task).await;
    }
    let sweeps = (0..20).map(|number| format!("sweep-{number}"));
    let expected: Vec<_> = ["first".to_owned(), "foreground".to_owned()].into_iter().chain(sweeps).collect();
    assert_eq!(ids(&server), expected);
}

#[tokio::test]
async fn background_calls_leave_the_rest_of_the_limit_to_others() {
    let server = Server::answering(good()).await;
    let manual = Manual::default();
    let client = limited(&server, manual.clock(), 100);
    let sweep = background(&client, 50);
    let tasks: Vec<_> = (0..51).map(|_| spawn(&sweep, "sweep")).collect();
    until_waiting(&client, 1).await;
    until(|| tasks.iter().filter(|task| task.is_finished()).count() == 50).await;
    for _ in 0..50 {
        promptly(get(&client, "foreground")).await.unwrap();
    }
    assert_eq!(client.rate_limit_status().waiting, 1, "the 51st of the sweep");
    assert_eq!(ids(&server).iter().filter(|id| *id == "sweep").count(), 50);
    manual.advance(seconds(59));
    tokio::task::yield_now().await;
    assert_eq!(client.rate_limit_status().waiting, 1);
    manual.advance(seconds(1));
    for task in tasks {
        ends(task).await;
    }
}

#[tokio::test]
async fn what_is_in_flight_counts_and_what_was_not_sent_does_not() {
    let server = FaultServer::start(vec![Fault::Hang, Fault::ResetBefore]).await;
    let manual = Manual::default();
    let limit = RateLimit::new(10, seconds(60));
    let client = builder(server.url(), manual.clock()).rate_limit(limit).build().unwrap();
    let sweep = background(&client, 10);
    let hanging = spawn(&sweep, "hanging");
    until(|| server.requests() == 1).await;
    let next = spawn(&sweep, "next");
    until_waiting(&client, 1).await;
    assert_eq!(client.rate_limit_status().remaining, Some(9));
    // It may have been received, so it counts for a window.
    hanging.abort();
    manual.advance(seconds(1));
    until(|| hanging.is_finished()).await;
    assert_eq!((client.rate_limit_status().waiting, server.requests()), (1, 1));
    manual.advance(seconds(60));
    until(|| server.requests() == 2).await;
    next.abort();

    let unreachable = builder("http://127.0.0.1:1/client/v4".to_owned(), manual.clock()).rate_limit(limit);
    let unreachable = background(&unreachable.retry(Retry::never()).build().unwrap(), 10);
    for _ in 0..3 {
        let error = promptly(get(&unreachable, "it")).await.unwrap_err();
        assert!(!error.is_rate_limited(), "{error}");
    }
}

#[tokio::test]
async fn the_share_is_of_the_smaller_limit_rounded_down_but_at_least_one() {
    let stated = good().header("ratelimit", "\"d\";r=9;t=60").header("ratelimit-policy", "\"d\";q=10;w=60");
    for (answer, own, percent, share) in [
        (good(), 10, 50, 5),
        (good(), 10, 59, 5),
        (good(), 3, 1, 1),
        (good(), 3, 0, 1),
        (good(), 3, 255, 3),
        (stated.clone(), 100, 50, 5),
        (stated, 4, 50, 2),
    ] {
        let server = Server::answering(answer).await;
        let clock = Hurried::default();
        let sweep = background(&limited(&server, clock.clone(), own), percent);
        for _ in 0..share {
            get(&sweep, "it").await.unwrap();
        }
        assert!(clock.sleeps().is_empty(), "{percent} % of {own}");
        get(&sweep, "it").await.unwrap();
        assert_eq!(clock.slept(), seconds(60), "{percent} % of {own}");
    }
}

#[tokio::test]
async fn options_of_a_view_keep_its_calls_in_the_background() {
    let server = Server::answering(good()).await;
    let clock = Hurried::default();
    let sweep = background(&limited(&server, clock.clone(), 100), 1);
    let zone = sweep.with(Options::new().timeout(seconds(5))).zone(ZONE).unwrap();
    let zone = zone.with(Options::new().deadline(DAY));
    for _ in 0..2 {
        zone.custom_csrs().get("it").await.unwrap();
    }
    assert_eq!(clock.slept(), seconds(60));
}

#[tokio::test]
async fn another_attempt_of_a_background_call_is_in_the_background() {
    let server = Server::with(|_, before| match before {
        0 => Answer::text(503, "text/plain", ""),
        _ => good(),
    })
    .await;
    let clock = Hurried::default();
    let client = limited(&server, clock.clone(), 100);
    get(&background(&client, 1), "it").await.unwrap();
    assert_eq!(server.sent().len(), 2);
    assert!(clock.slept() >= seconds(60), "the share of one request is used up by the first attempt");
}

#[tokio::test]
async fn after_a_429_the_foreground_goes_first() {
    for limit in [RateLimit::unlimited(), RateLimit::new(100, seconds(60)), RateLimit::default()] {
        let server = Server::with(|_, before| match before {
            0 => Answer::text(429, "text/plain", "").header("retry-after", "7"),
            _ => good(),
        })
        .await;
        let manual = Manual::default();
        let client = builder(server.base_url(), manual.clock()).rate_limit(limit).retry(Retry::never());
        let client = client.build().unwrap();
        let sweep = background(&client, 50);
        get(&sweep, "refused").await.unwrap_err();
        let (mut behind, mut foreground) = (get(&sweep, "sweep").boxed(), get(&client, "foreground").boxed());
        assert!((&mut behind).now_or_never().is_none());
        assert!((&mut foreground).now_or_never().is_none());
        manual.pass(seconds(6));
        assert!((&mut foreground).now_or_never().is_none());
        assert_eq!(client.rate_limit_status().waiting, 2, "both wait until the pause is over");
        manual.advance(seconds(1));
        // The one that looks first.
        assert!((&mut behind).now_or_never().is_none());
        assert_eq!(client.rate_limit_status().waiting, 2, "the background call lets the other one go first");
        promptly(foreground).await.unwrap();
        promptly(behind).await.unwrap();
        assert_eq!(ids(&server), ["refused", "foreground", "sweep"]);
    }
}

#[tokio::test]
async fn a_new_background_call_does_not_take_the_slot_of_a_foreground_waiter() {
    let server = Server::answering(good()).await;
    let manual = Manual::default();
    let client = limited(&server, manual.clock(), 1);
    get(&client, "first").await.unwrap();
    let mut foreground = get(&client, "foreground").boxed();
    assert!((&mut foreground).now_or_never().is_none());
    manual.pass(seconds(60));
    let sweep = background(&client, 100);
    let mut behind = get(&sweep, "sweep").boxed();
    assert!((&mut behind).now_or_never().is_none());
    assert_eq!(client.rate_limit_status().waiting, 2);
    promptly(foreground).await.unwrap();
    assert_eq!(ids(&server), ["first", "foreground"]);
}

#[tokio::test]
async fn a_background_call_that_was_woken_and_is_dropped_wakes_the_next() {
    let server = Server::answering(good()).await;
    let manual = Manual::default();
    let client = limited(&server, manual.clock(), 1);
    let sweep = background(&client, 100);
    get(&client, "first").await.unwrap();
    let dropped = spawn(&sweep, "dropped");
    until_waiting(&client, 1).await;
    let next = spawn(&sweep, "next");
    until_waiting(&client, 2).await;
    manual.advance(seconds(60));
    dropped.abort();
    ends(next).await;
    assert_eq!(ids(&server), ["first", "next"]);
}

#[tokio::test]
async fn the_last_foreground_waiter_that_leaves_wakes_the_background() {
    let server = Server::answering(good()).await;
    let manual = Manual::default();
    let client = limited(&server, manual.clock(), 1);
    get(&client, "first").await.unwrap();
    let mut foreground = get(&client, "foreground").boxed();
    assert!((&mut foreground).now_or_never().is_none());
    let sweep = spawn(&background(&client, 100), "sweep");
    until_waiting(&client, 2).await;
    manual.advance(seconds(60));
    tokio::task::yield_now().await;
    // The background keeps no timer that could end now: only the other call's end wakes it.
    drop(foreground);
    ends(sweep).await;
    assert_eq!(ids(&server), ["first", "sweep"]);
}

/// Polls a call until it waits, and no further.
async fn leave_waiting<F: Future<Output = Result<()>> + Unpin>(call: &mut F) {
    for _ in 0..3 {
        assert!(call.now_or_never().is_none());
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn calls_that_nobody_polls_hold_up_neither_class() {
    let server = Server::answering(good()).await;
    let client = Client::builder().api_token(TOKEN).base_url(server.base_url());
    let client = client.rate_limit(RateLimit::new(1, Duration::from_millis(200))).build().unwrap();
    let sweep = background(&client, 100);
    let never_polled = get(&client, "left");
    get(&client, "first").await.unwrap();
    let mut left = Vec::new();
    for client in [&client, &sweep].into_iter().cycle().take(40) {
        let mut call = get(client, "left").boxed();
        leave_waiting(&mut call).await;
        left.push(call);
    }
    // One after the other, those that are left would hold them up for ten seconds.
    let prompt = Options::new().deadline(seconds(6));
    for client in [&sweep, &client, &sweep, &client, &sweep] {
        get(&client.with(prompt.clone()), "polled").await.unwrap();
    }
    assert_eq!(server.sent().len(), 6, "those that were left sent nothing");
    for call in left {
        call.await.unwrap();
    }
    never_polled.await.unwrap();
}

/// The background call waits for a request in flight, so that it has no timer; then another call comes before it, and is
/// never polled again.
#[tokio::test]
async fn a_background_call_without_a_timer_is_not_forgotten_behind_a_call_that_nobody_polls() {
    let server = FaultServer::start(vec![Fault::Hang]).await;
    let client = Client::builder().api_token(TOKEN).base_url(server.url()).deadline(DAY);
    let client = client.rate_limit(RateLimit::new(1, Duration::from_millis(200))).build().unwrap();
    let in_flight = spawn(&client, "hanging");
    until(|| server.requests() == 1).await;
    let sweep = spawn(&background(&client, 100), "sweep");
    until_waiting(&client, 1).await;
    let mut left = get(&client, "left").boxed();
    leave_waiting(&mut left).await;
    in_flight.abort();
    ends(sweep).await;
    assert_eq!(server.requests(), 2);
}

/// A server with a list of forty certificates, five a page, of which each can be read.
async fn lists() -> Server {
    Server::with(|sent, _| match page_of(sent) {
        Some(number) => {
            let items = ((number - 1) * 5 + 1..=number * 5).map(|id| json!({ "id": id.to_string() }));
            Answer::json(200, &page(items.collect(), number, 5, 40))
        }
        None => good(),
    })
    .await
}

fn page_of(sent: &Sent) -> Option<u64> {
    sent.path.ends_with("/custom_certificates").then(|| {
        let page = sent.query.split('&').find_map(|pair| pair.strip_prefix("page="));
        page.map_or(1, |page| page.parse().unwrap())
    })
}

fn list(client: &Client) -> Items<types::CustomCertificate> {
    client.zone(ZONE).unwrap().custom_certificates().list().read_ahead(8).stream()
}

fn pages(server: &Server) -> usize {
    server.sent().iter().filter_map(page_of).count()
}

#[tokio::test]
async fn pages_ahead_of_a_background_list_leave_the_rest_of_the_limit_to_others() {
    let server = lists().await;
    let manual = Manual::default();
    let client = limited(&server, manual.clock(), 8);
    let mut items = list(&background(&client, 50));
    for _ in 0..20 {
        items.try_next().await.unwrap().unwrap();
    }
    let mut rest = async { while items.try_next().await.unwrap().is_some() {} }.boxed();
    assert!((&mut rest).now_or_never().is_none());
    until_waiting(&client, 1).await;
    assert_eq!(pages(&server), 4, "half of the limit");
    for _ in 0..4 {
        promptly(get(&client, "foreground")).await.unwrap();
    }
    manual.advance(seconds(60));
    tokio::time::timeout(seconds(20), rest).await.expect("the list waits for ever");
    assert_eq!(pages(&server), 8);
}

#[tokio::test]
async fn pages_ahead_of_a_foreground_list_need_not_wait_for_the_background() {
    let server = lists().await;
    let manual = Manual::default();
    let client = limited(&server, manual.clock(), 6);
    let sweep = background(&client, 1);
    get(&sweep, "sweep").await.unwrap();
    let behind = spawn(&sweep, "behind");
    until_waiting(&client, 1).await;
    let mut items = list(&client);
    // Pages ahead are fetched once the second one is asked for.
    for _ in 0..6 {
        items.try_next().await.unwrap().unwrap();
    }
    until(|| pages(&server) == 5).await;
    manual.advance(seconds(60));
    ends(behind).await;
}

/// Tasks of both classes, with different shares, of which some are dropped while they wait.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_tasks_of_both_classes_all_end_within_the_limit() {
    let arrivals: Arc<Mutex<Vec<std::time::Instant>>> = Arc::default();
    let log = Arc::clone(&arrivals);
    let server = Server::with(move |_, _| {
        log.lock().unwrap().push(std::time::Instant::now());
        good()
    })
    .await;
    let client = limited(&server, accelerated(300), 20);
    let mut tasks = JoinSet::new();
    for number in 0..200_u8 {
        let client = match number % 4 {
            0 | 1 => client.clone(),
            2 => background(&client, 10),
            _ => background(&client, 40 + number % 3 * 30),
        };
        tasks.spawn(async move {
            let give_up = tokio::time::sleep(Duration::from_millis(u64::from(number) * 2));
            tokio::select! {
                outcome = get(&client, "it") => outcome.unwrap(),
                () = give_up, if number % 5 == 0 => {}
            }
        });
    }
    let all = async {
        while let Some(outcome) = tasks.join_next().await {
            outcome.unwrap();
        }
    };
    tokio::time::timeout(seconds(60), all).await.expect("somebody waits for ever");
    assert_eq!(client.rate_limit_status().waiting, 0);
    // A window is 200 ms of real time.
    let arrivals = arrivals.lock().unwrap();
    assert!(arrivals.len() >= 160, "{}", arrivals.len());
    assert!(arrivals.windows(21).all(|some| some[20] - some[0] >= Duration::from_millis(150)));
}
