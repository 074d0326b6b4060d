//! Simulated time.

#![allow(clippy::unwrap_used)] // A test fails by panicking.

mod common;

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use cloudflare_certificates_simulator::{Activation, Fault, SimulatedClock, Simulator};
use common::{Api, ZONE, certificate, certificates};
use reqwest::Method;
use tokio::time::timeout;

const HOUR: Duration = Duration::from_secs(3600);
/// Longer than any test takes, unless something hangs.
const PATIENCE: Duration = Duration::from_secs(20);

async fn start() -> (Api, SimulatedClock) {
    let api = Api::start().await;
    let clock = api.simulator.clock();
    (api, clock)
}

/// Sleeps in a task of its own; returns the time at the wake-up.
fn sleeper(clock: &SimulatedClock, until: SystemTime) -> tokio::task::JoinHandle<SystemTime> {
    let clock = clock.clone();
    tokio::spawn(async move {
        clock.sleep_until(until).await;
        clock.now()
    })
}

#[tokio::test]
async fn time_begins_at_the_machines_and_stands_still() {
    let before = SystemTime::now() - Duration::from_millis(1);
    let (api, clock) = start().await;
    let begin = clock.now();
    assert!(before <= begin && begin <= SystemTime::now());
    api.get(&certificates(ZONE)).await.expect(200);
    assert_eq!((clock.now(), api.simulator.now()), (begin, begin));
}

#[tokio::test]
async fn advance_lets_time_pass_by_as_much() {
    let (api, clock) = start().await;
    let begin = clock.now();
    clock.advance(HOUR);
    api.simulator.advance(Duration::from_millis(1));
    assert_eq!(api.simulator.now(), begin + HOUR + Duration::from_millis(1));
}

#[tokio::test]
async fn stages_take_simulated_time() {
    let api = Api::with(Simulator::builder().activation(Activation::After(Duration::from_secs(60)))).await;
    let one = certificate(ZONE, &api.upload(ZONE, &["example.com"]).await);
    assert_eq!(api.get(&one).await.expect(200).text("status"), "pending");
    api.simulator.advance(Duration::from_secs(59));
    assert_eq!(api.get(&one).await.expect(200).text("status"), "pending");
    api.simulator.advance(Duration::from_secs(1));
    assert_eq!(api.get(&one).await.expect(200).text("status"), "active");
}

#[tokio::test]
async fn a_sleeper_advances_the_time_to_its_wake_up() {
    let (_api, clock) = start().await;
    let (begin, real) = (clock.now(), Instant::now());
    clock.sleep_until(begin + HOUR).await;
    assert_eq!(clock.now(), begin + HOUR);
    assert!(real.elapsed() < PATIENCE);
}

#[tokio::test]
async fn concurrent_sleepers_take_as_long_as_the_longest() {
    let (_api, clock) = start().await;
    let begin = clock.now();
    let sleepers = [3, 1, 2, 3].map(|hours| sleeper(&clock, begin + hours * HOUR));
    let mut woken = Vec::new();
    for sleeper in sleepers {
        woken.push(sleeper.await.unwrap().duration_since(begin).unwrap().as_secs() / 3600);
    }
    assert_eq!(woken, [3, 1, 2, 3]);
    assert_eq!(clock.now(), begin + 3 * HOUR);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_tasks_that_wait_ten_times_take_as_long_as_one() {
    let (_api, clock) = start().await;
    let begin = clock.now();
    let task = |clock: SimulatedClock| async move {
        for _ in 0..10 {
            clock.sleep_until(clock.now() + HOUR).await;
        }
    };
    let tasks: Vec<_> = (0..50).map(|_| tokio::spawn(task(clock.clone()))).collect();
    for task in tasks {
        timeout(PATIENCE, task).await.unwrap().unwrap();
    }
    let taken = clock.now().duration_since(begin).unwrap();
    // Tasks that are not run for a while fall behind; 500 hours would be the sum.
    assert!(taken >= 10 * HOUR && taken <= 20 * HOUR, "{taken:?}");
}

#[tokio::test]
async fn a_sleeper_that_is_dropped_does_not_keep_the_others_from_waking_up() {
    let (_api, clock) = start().await;
    let begin = clock.now();
    let dropped = sleeper(&clock, begin + HOUR);
    let other = sleeper(&clock, begin + 2 * HOUR);
    tokio::task::yield_now().await;
    dropped.abort();
    assert_eq!(timeout(PATIENCE, other).await.unwrap().unwrap(), begin + 2 * HOUR);
}

#[tokio::test]
async fn a_sleeper_that_nobody_polls_does_not_keep_the_others_from_waking_up() {
    let (_api, clock) = start().await;
    let begin = clock.now();
    let mut deadline = Box::pin(clock.sleep_until(begin + HOUR));
    tokio::select! {
        biased;
        () = &mut deadline => unreachable!("it is the first to be polled"),
        () = std::future::ready(()) => {}
    }
    timeout(PATIENCE, clock.sleep_until(begin + 2 * HOUR)).await.unwrap();
    assert_eq!(clock.now(), begin + 2 * HOUR);
    timeout(PATIENCE, deadline).await.unwrap();
}

#[tokio::test]
async fn a_sleeper_whose_time_has_come_by_advance_wakes_up() {
    let (_api, clock) = start().await;
    let begin = clock.now();
    let sleeping = sleeper(&clock, begin + HOUR);
    tokio::task::yield_now().await;
    clock.advance(5 * HOUR);
    assert_eq!(timeout(PATIENCE, sleeping).await.unwrap().unwrap(), begin + 5 * HOUR);
}

#[tokio::test]
async fn time_does_not_advance_while_a_request_is_in_flight() {
    let (api, clock) = start().await;
    let (delay, begin, real) = (Duration::from_millis(150), clock.now(), Instant::now());
    api.simulator.fail_next("custom_certificates_list", Fault::delay(delay));
    let request = api.request(Method::GET, &certificates(ZONE)).bearer_auth(api.simulator.token());
    let request = tokio::spawn(request.send());
    while api.simulator.pending_faults() > 0 {
        tokio::task::yield_now().await;
    }
    clock.sleep_until(begin + HOUR).await;
    assert!(real.elapsed() >= delay);
    assert_eq!(request.await.unwrap().unwrap().status().as_u16(), 200);
}

#[tokio::test]
async fn time_advances_after_a_request_that_the_client_gave_up() {
    let (api, clock) = start().await;
    let until = clock.now() + HOUR;
    api.simulator.fail_next("custom_certificates_list", Fault::delay(Duration::MAX));
    let request = api.request(Method::GET, &certificates(ZONE)).bearer_auth(api.simulator.token());
    request.timeout(Duration::from_millis(100)).send().await.unwrap_err();
    timeout(PATIENCE, clock.sleep_until(until)).await.unwrap();
}

#[tokio::test]
async fn in_real_time_the_clock_runs_and_advances_are_added() {
    let api = Api::with(Simulator::builder().real_time()).await;
    let (clock, real) = (api.simulator.clock(), Instant::now());
    let begin = clock.now();
    clock.sleep_until(begin + Duration::from_millis(30)).await;
    assert!(real.elapsed() >= Duration::from_millis(30));
    clock.advance(HOUR);
    let passed = clock.now().duration_since(begin).unwrap();
    assert!(passed >= HOUR + Duration::from_millis(30) && passed < HOUR + PATIENCE, "{passed:?}");
    let sleeping = sleeper(&clock, clock.now() + HOUR);
    tokio::task::yield_now().await;
    clock.advance(HOUR);
    timeout(PATIENCE, sleeping).await.unwrap().unwrap();
}

#[tokio::test]
async fn times_outside_of_the_calendar_are_its_end() {
    let (api, clock) = start().await;
    let begin = clock.now();
    // The past, however long ago, is over.
    clock.sleep_until(SystemTime::UNIX_EPOCH - 1_000 * HOUR).await;
    assert_eq!(clock.now(), begin);
    clock.advance(Duration::MAX);
    let end = clock.now();
    clock.advance(Duration::MAX);
    clock.sleep_until(end + 1_000_000 * HOUR).await;
    assert_eq!(clock.now(), end);
    assert!(format!("{clock:?}").contains("9999-12-31"));
    api.get(&certificates(ZONE)).await.expect(200);
}

#[tokio::test]
async fn a_sleeper_until_after_the_calendar_wakes_up_at_its_end() {
    let (_api, clock) = start().await;
    timeout(PATIENCE, clock.sleep_until(clock.now() + 100_000_000 * HOUR)).await.unwrap();
    assert!(format!("{clock:?}").contains("9999-12-31"));
}

type Sleep = Pin<Box<dyn Future<Output = ()> + Send>>;

/// A clock as clients have it: two functions.
struct TwoFunctions {
    now: Box<dyn Fn() -> SystemTime + Send + Sync>,
    sleep: Box<dyn Fn(SystemTime) -> Sleep + Send + Sync>,
}

impl TwoFunctions {
    fn new(clock: &SimulatedClock) -> Self {
        let (now, sleep) = (clock.clone(), clock.clone());
        Self {
            now: Box::new(move || now.now()),
            sleep: Box::new(move |until| {
                let sleep = sleep.clone();
                Box::pin(async move { sleep.sleep_until(until).await })
            }),
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn programs_that_poll_with_a_clock_of_two_functions_come_to_their_end() {
    let builder = Simulator::builder().activation(Activation::After(600 * Duration::from_secs(1)));
    let api = Arc::new(Api::with(builder).await);
    let (clock, begin) = (Arc::new(TwoFunctions::new(&api.simulator.clock())), api.simulator.now());
    let poll = |api: Arc<Api>, clock: Arc<TwoFunctions>, host: String| async move {
        let one = certificate(ZONE, &api.upload(ZONE, &[&host]).await);
        while api.get(&one).await.expect(200).text("status") != "active" {
            (clock.sleep)((clock.now)() + Duration::from_secs(60)).await;
        }
    };
    let programs: Vec<_> = (0..5)
        .map(|n| tokio::spawn(poll(Arc::clone(&api), Arc::clone(&clock), format!("h{n}.example.com"))))
        .collect();
    for program in programs {
        timeout(PATIENCE, program).await.unwrap().unwrap();
    }
    assert!((clock.now)() >= begin + Duration::from_secs(600));
}
