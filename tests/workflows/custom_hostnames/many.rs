//! Many hostnames, at the pace that Cloudflare allows.

use std::collections::HashSet;
use std::time::{Duration, SystemTime};

use cloudflare_certificates::types::NewCustomHostname;
use cloudflare_certificates::workflows::ErrorKind;
use cloudflare_certificates_simulator::{Activation, Fault};

use super::spy::Spy;
use super::{MINUTE, NAME, new, start, succeeded};
use crate::support::simulated;

const CREATE: &str = "custom_hostnames_create";

fn many(count: usize) -> Vec<NewCustomHostname> {
    (0..count).map(|number| new(&format!("app-{number}.customer.com"))).collect()
}

/// Any 16 creations in a row take more than a minute.
fn assert_15_a_minute(times: &[SystemTime]) {
    for sixteen in times.windows(16) {
        let took = sixteen[15].duration_since(sixteen[0]).unwrap();
        assert!(took >= MINUTE, "{took:?}");
    }
}

#[tokio::test]
async fn at_most_15_are_created_in_a_minute() {
    let (simulator, _) = start(Activation::by_clock()).await;
    let (spy, hostnames) = Spy::on(&simulator, |_| {});
    let (outcome, took) = simulated(&simulator, hostnames.ensure_all(many(50))).await;
    let outcomes = outcome.unwrap();
    assert!(outcomes.iter().all(|outcome| outcome.as_ref().unwrap().is_created()));
    assert_15_a_minute(&spy.times(CREATE));
    assert!(took >= 3 * MINUTE && took < 4 * MINUTE, "{took:?}");
}

#[tokio::test]
async fn all_workflows_of_a_client_share_the_pace() {
    let (simulator, _) = start(Activation::by_clock()).await;
    let (spy, hostnames) = Spy::on(&simulator, |_| {});
    let mut many = many(30);
    let last = many.pop().unwrap();
    let second = many.split_off(15);
    let other = hostnames.clone();
    let (one, two, three) =
        tokio::join!(hostnames.ensure_all(many), other.ensure_all(second), other.ensure(&last));
    assert_eq!(one.unwrap().len() + two.unwrap().len(), 29);
    three.unwrap();
    let mut times = spy.times(CREATE);
    times.sort();
    assert_eq!(times.len(), 30);
    assert_15_a_minute(&times);
}

#[tokio::test]
async fn a_higher_limit_can_be_set() {
    let (simulator, hostnames) = start(Activation::by_clock()).await;
    let all = hostnames.ensure_all(many(50)).per_minute(100);
    let (outcome, took) = simulated(&simulator, all).await;
    assert_eq!(outcome.unwrap().len(), 50);
    assert!(took < MINUTE, "{took:?}");
}

#[tokio::test]
async fn a_refusal_pauses_the_creations_for_half_a_minute() {
    let (simulator, hostnames) = start(Activation::by_clock()).await;
    // More than the attempts of a call.
    let fault = Fault::error(429, 10429, "too many").with_header("retry-after", "1");
    simulator.fail_times(CREATE, 7, fault);
    let (outcome, took) = simulated(&simulator, hostnames.ensure_all(many(3))).await;
    assert!(outcome.unwrap().into_iter().all(|outcome| outcome.unwrap().is_created()));
    assert!(took >= MINUTE / 2, "{took:?}");
}

#[tokio::test]
async fn what_exists_costs_no_creation() {
    let (simulator, hostnames) = start(Activation::by_clock()).await;
    for new in many(60) {
        hostnames.create(&new).await.unwrap();
    }
    let before = simulator.requests_seen();
    let (outcome, took) = simulated(&simulator, hostnames.ensure_all(many(70))).await;
    let created: Vec<bool> =
        outcome.unwrap().into_iter().map(|outcome| outcome.unwrap().is_created()).collect();
    assert_eq!(created.iter().filter(|created| **created).count(), 10);
    assert!(created[60..].iter().all(|created| *created), "in the order of the request");
    assert!(took < MINUTE, "{took:?}");
    // Two pages of a list, and the ten creations.
    assert_eq!(simulator.requests_seen() - before, 12);
}

#[tokio::test]
async fn a_hostname_that_fails_does_not_end_the_others() {
    let (_simulator, hostnames) = start(Activation::by_clock()).await;
    let all = [new("a.customer.com"), new("b.customer.invalid"), new(NAME), new("A.customer.com")];
    let outcomes = hostnames.ensure_all(all).await.unwrap();
    let error = outcomes[1].as_ref().unwrap_err();
    assert_eq!((error.kind(), error.id()), (ErrorKind::Call, "b.customer.invalid"));
    assert!(outcomes[0].as_ref().unwrap().is_created() && outcomes[2].as_ref().unwrap().is_created());
    assert!(!outcomes[3].as_ref().unwrap().is_created(), "the same hostname twice");
}

#[tokio::test]
async fn at_the_deadline_the_rest_has_timed_out_and_the_next_run_continues() {
    let (simulator, hostnames) = start(Activation::by_clock()).await;
    let all = hostnames.ensure_all(many(40)).at_most(MINUTE + Duration::from_secs(10));
    let (outcome, took) = simulated(&simulator, all).await;
    let outcomes = outcome.unwrap();
    let (done, left): (Vec<_>, Vec<_>) = outcomes.into_iter().partition(Result::is_ok);
    assert_eq!((done.len(), left.len()), (30, 10));
    assert!(left.into_iter().all(|left| left.unwrap_err().is_timeout()));
    assert!(took < 2 * MINUTE, "{took:?}");

    assert!(hostnames.ensure_all(many(40)).await.unwrap().iter().all(Result::is_ok));
    assert_eq!(succeeded(&simulator, CREATE), 40);
    let names: HashSet<_> =
        hostnames.list().all().await.unwrap().into_iter().map(|record| record.hostname).collect();
    assert_eq!(names.len(), 40);
}
