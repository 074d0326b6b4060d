//! Requests in flight, and the rate limit.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use cloudflare_certificates::middleware::{Answered, CallRequest, Middleware, Next};
use cloudflare_certificates::workflows::{InventoryItem, Kind};
use cloudflare_certificates::{Options, RateLimit};
use cloudflare_certificates_simulator::{Fault, RequestMatch};

use super::{custom, read, with_zones};
use crate::support::{builder, operations};

const CUSTOM: [Kind; 1] = [Kind::CustomCertificates];

/// Counts the calls at the same time, and the most of them.
#[derive(Clone, Default)]
struct InFlight(Arc<Mutex<(usize, usize)>>);

impl Middleware for InFlight {
    fn handle<'a>(&'a self, request: CallRequest, next: Next<'a>) -> Answered<'a> {
        Box::pin(async move {
            {
                let mut counts = self.0.lock().unwrap();
                counts.0 += 1;
                counts.1 = counts.1.max(counts.0);
            }
            let response = next.run(request).await;
            self.0.lock().unwrap().0 -= 1;
            response
        })
    }
}

#[tokio::test]
async fn no_more_requests_are_in_flight_than_allowed() {
    for limit in [1, 4, 16] {
        let simulator = with_zones(60).latency(Duration::from_millis(3)).start().await.unwrap();
        let zones = simulator.zones();
        simulator.seed_custom_certificates(zones[5].id(), 170);
        let counts = InFlight::default();
        let client = builder(&simulator).middleware(counts.clone()).build().unwrap();
        let kinds = [Kind::CustomCertificates, Kind::CertificatePacks, Kind::MtlsCertificates];
        let found = read(client.inventory().kinds(kinds).in_flight(limit)).await;
        assert_eq!(found.entries.len(), 170);
        assert_eq!(counts.0.lock().unwrap().1, limit);
    }
}

#[tokio::test]
async fn a_429_in_the_middle_pauses_the_sweep_and_loses_nothing() {
    let simulator = with_zones(60).start().await.unwrap();
    simulator.zones().iter().for_each(|zone| custom(&simulator, zone, zone.name()));
    let pause = Duration::from_secs(900);
    let requests = RequestMatch::any().operation("custom_certificates_list");
    simulator.fail_nth(requests, 30, Fault::too_many_requests(pause));
    let start = simulator.now();
    let client = builder(&simulator).build().unwrap();
    let found = read(client.inventory().kinds(CUSTOM)).await;
    assert_eq!(found.entries.len(), 60);
    assert!(found.gaps.is_empty(), "{:?}", found.gaps);
    let took = simulator.now().duration_since(start).unwrap();
    assert!((pause..pause * 2).contains(&took), "{took:?}");
    let waiting = found.progress.iter().find_map(|progress| progress.waiting_until).unwrap();
    assert!(waiting >= start + pause && waiting <= start + pause * 2);
    assert_eq!(found.progress.last().unwrap().waiting_until, None);
}

#[tokio::test]
async fn a_used_up_limit_is_an_event_with_its_end() {
    let window = Duration::from_secs(300);
    for in_flight in [1, 8] {
        let simulator = with_zones(30).rate_limit(12, window).start().await.unwrap();
        simulator.zones().iter().for_each(|zone| custom(&simulator, zone, zone.name()));
        let limit = RateLimit::new(12, window);
        let client = builder(&simulator).rate_limit(limit).build().unwrap();
        let found = read(client.inventory().kinds(CUSTOM).in_flight(in_flight)).await;
        assert_eq!(found.entries.len(), 30);
        let waits = found.progress.iter().filter(|progress| progress.waiting_until.is_some()).count();
        // Places that are done during a wait state it too.
        assert!((2..=12).contains(&waits), "{waits} with {in_flight} in flight");
        assert!(simulator.requests().iter().all(|request| request.status == Some(200)));
    }
}

#[tokio::test]
async fn a_call_that_somebody_waits_for_goes_before_the_sweep() {
    let window = Duration::from_secs(300);
    let simulator = with_zones(40).rate_limit(5, window).start().await.unwrap();
    let client = builder(&simulator).rate_limit(RateLimit::new(5, window)).build().unwrap();
    let mut sweep = client.inventory().kinds(CUSTOM).in_flight(12).stream();
    let waits =
        |item: &InventoryItem| matches!(item, InventoryItem::Progress(now) if now.waiting_until.is_some());
    while !waits(&sweep.try_next().await.unwrap().unwrap()) {}
    // The requests that were started queue for the limit.
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    let waiting = client.rate_limit_status().waiting;
    assert!(waiting >= 5, "{waiting} wait, which fill a window");
    let accounts = client.accounts().list();
    let (call, rest) = tokio::join!(accounts.page(1), super::read_sweep(&mut sweep));
    call.unwrap();
    assert!(rest.error.is_none() && rest.gaps.is_empty());
    let operations = operations(&simulator);
    let position = operations.iter().position(|name| name == "accounts_list").unwrap();
    // In the second window, although as many requests of the sweep waited before it.
    assert!((5..10).contains(&position), "{position}");
}

#[tokio::test]
async fn a_sweep_keeps_to_its_share_of_the_limit() {
    let window = Duration::from_secs(300);
    let simulator = with_zones(40).start().await.unwrap();
    let client = builder(&simulator).rate_limit(RateLimit::new(20, window)).build().unwrap();
    let start = simulator.now();
    let found = read(client.inventory().kinds(CUSTOM).in_flight(8).rate_limit_share(50)).await;
    assert!(found.error.is_none() && found.gaps.is_empty());
    // 41 requests, 10 in a window.
    let took = simulator.now().duration_since(start).unwrap();
    assert!((window * 4..window * 5).contains(&took), "{took:?}");
}

#[tokio::test]
async fn a_sweep_keeps_the_share_that_its_client_has() {
    let window = Duration::from_secs(300);
    for (of_client, of_sweep) in [(50, 100), (100, 50), (50, 90)] {
        let simulator = with_zones(40).start().await.unwrap();
        let client = builder(&simulator).rate_limit(RateLimit::new(20, window)).build().unwrap();
        let client = client.with(Options::new().background(of_client));
        let start = simulator.now();
        read(client.inventory().kinds(CUSTOM).rate_limit_share(of_sweep)).await;
        let took = simulator.now().duration_since(start).unwrap();
        assert!(took >= window * 4, "{of_client} {of_sweep}: {took:?}");
    }
}

#[tokio::test]
async fn a_wait_for_the_share_of_the_limit_is_an_event() {
    let window = Duration::from_secs(300);
    let simulator = with_zones(40).start().await.unwrap();
    let client = builder(&simulator).rate_limit(RateLimit::new(20, window)).build().unwrap();
    let start = simulator.now();
    let found = read(client.inventory().kinds(CUSTOM).in_flight(8).rate_limit_share(50)).await;
    let until = found.progress.iter().find_map(|progress| progress.waiting_until).unwrap();
    let waits = until.duration_since(start).unwrap();
    assert!((window..window + Duration::from_secs(5)).contains(&waits), "{waits:?}");
}

#[tokio::test]
async fn a_pause_is_an_event_whichever_request_gets_the_429() {
    for operation in ["zones_list", "custom_certificates_list"] {
        for _ in 0..10 {
            let simulator = with_zones(3).latency(Duration::from_millis(2)).start().await.unwrap();
            let pause = Fault::too_many_requests(Duration::from_secs(3600));
            simulator.fail_nth(RequestMatch::any().operation(operation), 1, pause);
            let client = builder(&simulator).build().unwrap();
            let mut sweep = client.inventory().kinds(CUSTOM).in_flight(1).stream();
            let start = simulator.now();
            let until = loop {
                match sweep.try_next().await.unwrap() {
                    Some(InventoryItem::Progress(now)) if now.waiting_until.is_some() => {
                        break now.waiting_until;
                    }
                    Some(_) => {}
                    None => panic!("no event: {operation}"),
                }
            };
            assert!(until.unwrap() >= start + Duration::from_secs(3600));
        }
    }
}

#[tokio::test]
async fn a_sweep_that_fails_leaves_the_retries_of_other_calls() {
    let simulator = with_zones(20).start().await.unwrap();
    let requests = RequestMatch::any().operation("custom_certificates_list");
    simulator.fail_always(requests, Fault::status(503));
    simulator.fail_times(RequestMatch::any().operation("accounts_list"), 1, Fault::status(503));
    let client = builder(&simulator).retry_budget(10).build().unwrap();
    assert_eq!(read(client.inventory().kinds(CUSTOM)).await.gaps.len(), 20);
    client.accounts().list().page(1).await.unwrap();
}

#[tokio::test]
async fn several_429s_in_a_row_are_no_gap() {
    for operation in ["custom_certificates_list", "zones_list"] {
        let simulator = with_zones(3).start().await.unwrap();
        simulator.zones().iter().for_each(|zone| custom(&simulator, zone, zone.name()));
        let requests = RequestMatch::any().operation(operation);
        simulator.fail_times(requests, 12, Fault::too_many_requests(Duration::from_secs(60)));
        let client = builder(&simulator).build().unwrap();
        let found = read(client.inventory().kinds(CUSTOM).in_flight(1)).await;
        assert!(found.error.is_none() && found.gaps.is_empty(), "{operation}: {:?}", found.gaps);
        assert_eq!(found.entries.len(), 3);
    }
}

#[tokio::test]
async fn the_first_zones_are_visited_before_all_are_listed() {
    let simulator = with_zones(120).start().await.unwrap();
    let counts = AtomicUsize::default();
    let client = builder(&simulator).build().unwrap();
    let mut sweep = client.inventory().kinds(CUSTOM).in_flight(4).stream();
    while let Some(item) = sweep.try_next().await.unwrap() {
        if matches!(item, InventoryItem::Progress(_)) && counts.fetch_add(1, Ordering::Relaxed) == 20 {
            let lists = operations(&simulator).iter().filter(|name| *name == "zones_list").count();
            assert_eq!(lists, 1);
        }
    }
    assert_eq!(counts.load(Ordering::Relaxed), 120);
}
