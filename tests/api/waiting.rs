//! Calls that wait for the rate limit: by the client's clock, and without waking each other.

use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Wake, Waker};
use std::time::{Duration, SystemTime};

use crate::support::clock::Manual;
use crate::support::faults::{Fault, FaultServer};
use crate::support::{Answer, Server, TOKEN, ZONE, ok};
use cloudflare_certificates::{
    Client, ClientBuilder, Clock, ClockFn, ErrorKind, Options, RateLimit, Result, SystemClock,
};
use futures_util::FutureExt;
use serde_json::json;

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn builder(url: String) -> ClientBuilder {
    Client::builder().api_token(TOKEN).base_url(url)
}

async fn get(client: &Client) -> Result<()> {
    client.zone(ZONE).unwrap().custom_csrs().get("it").await.map(drop)
}

async fn server() -> Server {
    Server::answering(Answer::json(200, &ok(json!({ "id": "it" })))).await
}

/// Counts how often a task is woken.
#[derive(Default)]
struct Wakes(AtomicUsize);

impl Wake for Wakes {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

type Waiting<'a> = Pin<Box<dyn Future<Output = Result<()>> + Send + 'a>>;

/// So many calls that wait, and how often all of them are woken.
fn waiting(client: &Client, calls: usize) -> (Vec<Waiting<'_>>, Arc<Wakes>) {
    let wakes = Arc::new(Wakes::default());
    let waker = Waker::from(Arc::clone(&wakes));
    let mut waiting = Vec::new();
    for _ in 0..calls {
        let mut call: Waiting<'_> = Box::pin(get(client));
        assert!(call.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
        waiting.push(call);
    }
    (waiting, wakes)
}

#[tokio::test]
async fn a_call_that_is_dropped_while_it_waits_leaves_nothing_behind() {
    let server = server().await;
    let manual = Manual::default();
    let client = builder(server.base_url()).clock(manual.clock()).rate_limit(RateLimit::new(1, seconds(60)));
    let client = client.build().unwrap();
    get(&client).await.unwrap();
    for _ in 0..1000 {
        assert!(get(&client).now_or_never().is_none());
    }
    manual.advance(seconds(60));
    get(&client).await.unwrap();
    assert_eq!(server.sent().len(), 2);
}

#[tokio::test]
async fn a_call_that_gives_up_wakes_nobody_but_the_next() {
    let server = server().await;
    let manual = Manual::default();
    let client = builder(server.base_url()).clock(manual.clock()).rate_limit(RateLimit::new(1, seconds(60)));
    let client = client.build().unwrap();
    get(&client).await.unwrap();
    let (mut calls, wakes) = waiting(&client, 1000);
    // From the middle: nobody has to look.
    drop(calls.remove(500));
    assert_eq!(wakes.0.load(Ordering::Relaxed), 0);
    // The first one, which keeps the time: the next one takes over.
    drop(calls.remove(0));
    assert_eq!(wakes.0.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn a_background_call_that_gives_up_wakes_nobody_but_the_next() {
    let server = server().await;
    let manual = Manual::default();
    let client = builder(server.base_url()).clock(manual.clock()).rate_limit(RateLimit::new(1, seconds(60)));
    let client = client.build().unwrap();
    get(&client).await.unwrap();
    let background = client.with(Options::new().background(50));
    let (mut calls, wakes) = waiting(&background, 1000);
    drop(calls.remove(500));
    assert_eq!(wakes.0.load(Ordering::Relaxed), 0);
    drop(calls.remove(0));
    assert_eq!(wakes.0.load(Ordering::Relaxed), 1);
    // Behind another call they have no first one of their own; the next one takes over when that call gives up.
    let (foreground, _) = waiting(&client, 1);
    drop(calls.remove(0));
    let woken = wakes.0.load(Ordering::Relaxed);
    drop(calls.remove(500));
    drop(foreground);
    assert!(wakes.0.load(Ordering::Relaxed) - woken <= 1, "all of them look");
}

#[tokio::test]
async fn looking_at_the_rate_limit_wakes_nobody() {
    let server = server().await;
    let manual = Manual::default();
    let client = builder(server.base_url()).clock(manual.clock()).rate_limit(RateLimit::new(1, seconds(60)));
    let client = client.build().unwrap();
    get(&client).await.unwrap();
    let (calls, wakes) = waiting(&client, 3);
    manual.pass(seconds(60));
    assert_eq!(client.rate_limit_status().waiting, 3);
    assert_eq!((client.rate_limit_status().remaining, wakes.0.load(Ordering::Relaxed)), (Some(1), 0));
    drop(calls);
    assert_eq!(client.rate_limit_status().waiting, 0);
}

#[tokio::test]
async fn a_call_behind_one_in_flight_waits_by_the_clients_clock() {
    let server = FaultServer::start(vec![Fault::Hang]).await;
    let manual = Manual::default();
    let client = builder(server.url()).clock(manual.clock()).rate_limit(RateLimit::new(1, seconds(60)));
    let client = client.build().unwrap();
    let mut in_flight = get(&client).boxed();
    while server.requests() == 0 {
        assert!((&mut in_flight).now_or_never().is_none());
        tokio::task::yield_now().await;
    }
    let hasty = client.with(Options::new().deadline(seconds(30)));
    let mut behind = get(&hasty).boxed();
    assert!((&mut behind).now_or_never().is_none());
    manual.advance(seconds(29));
    assert!((&mut behind).now_or_never().is_none(), "the deadline is not over");
    manual.advance(seconds(1));
    let error = behind.now_or_never().unwrap().unwrap_err();
    assert!(error.is_rate_limited() && error.kind() == ErrorKind::Timeout, "{error}");
}

#[tokio::test]
async fn a_clock_of_functions_rules_the_rate_limit() {
    let server = server().await;
    let manual = Manual::default();
    let client = builder(server.base_url()).clock(manual.clock()).rate_limit(RateLimit::new(1, seconds(60)));
    let client = client.build().unwrap();
    get(&client).await.unwrap();
    let mut second = get(&client).boxed();
    manual.advance(seconds(59));
    assert!((&mut second).now_or_never().is_none());
    manual.advance(seconds(1));
    second.await.unwrap();
}

#[tokio::test]
async fn a_program_can_wait_by_the_clients_clock() {
    let manual = Manual::default();
    let client = builder("http://127.0.0.1:1".to_owned()).clock(manual.clock()).build().unwrap();
    let clock = client.clock();
    let (before, mut sleep) = (clock.system_time(), clock.sleep(seconds(5)));
    assert!((&mut sleep).now_or_never().is_none());
    manual.advance(seconds(5));
    assert!(sleep.now_or_never().is_some());
    assert_eq!(clock.system_time().duration_since(before).unwrap(), seconds(5));
    // Another client can have the same time.
    let other = builder("http://127.0.0.1:1".to_owned()).clock(clock).build().unwrap();
    assert_eq!(other.clock().now(), client.clock().now());
}

#[test]
fn a_clock_of_functions_never_goes_back() {
    let time = Arc::new(Mutex::new(SystemTime::UNIX_EPOCH + seconds(100)));
    let shown = Arc::clone(&time);
    let clock = ClockFn::new(move || *shown.lock().unwrap(), |_| std::future::ready(()));
    *time.lock().unwrap() += seconds(10);
    assert_eq!(clock.now(), seconds(10));
    *time.lock().unwrap() -= seconds(50);
    assert_eq!(clock.now(), seconds(10));
    assert!(clock.sleep(Duration::MAX).now_or_never().is_none(), "beyond every date");
}

#[test]
fn the_system_clock_begins_at_zero_and_can_be_wrapped() {
    struct Wrapped(SystemClock);
    impl Clock for Wrapped {
        fn now(&self) -> Duration {
            self.0.now() + seconds(1)
        }
        fn system_time(&self) -> SystemTime {
            self.0.system_time()
        }
        fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
            self.0.sleep(duration)
        }
    }
    let client = builder("http://127.0.0.1:1".to_owned()).clock(Wrapped(SystemClock::new())).build().unwrap();
    let now = client.clock().now();
    assert!(now >= seconds(1) && now < seconds(600), "{now:?}");
}
