//! Waiting for many records at once.

use std::collections::BTreeSet;
use std::time::Duration;

use cloudflare_certificates::middleware::{Answered, CallRequest, CallResponse, Middleware, Next};
use cloudflare_certificates::types::{CustomCertificate, CustomHostname};
use cloudflare_certificates::workflows::{ErrorKind, Event};
use cloudflare_certificates::{Progress, Zone};
use cloudflare_certificates_simulator::{Activation, Fault, Simulator};
use serde_json::{Value, json};

use crate::support::{builder, operations, pack, simulated, upload, zone, zone_of};

const MINUTE: Duration = Duration::from_secs(60);

async fn start(activation: Activation) -> (Simulator, Zone) {
    let simulator = Simulator::builder().zone("example.com").activation(activation).start().await.unwrap();
    let zone = zone(&simulator);
    (simulator, zone)
}

/// Adds hostnames with this status, which stay as they are, and returns their ids in the order of the list.
fn hostnames(simulator: &Simulator, range: std::ops::Range<usize>, status: &str) -> Vec<String> {
    let owner = simulator.zones()[0].id().to_owned();
    let ids: Vec<String> = range.map(|n| format!("0d89c70d-ad9f-4843-b99f-{n:012}")).collect();
    let record = |id: &String| {
        let hostname = format!("{id}.example.net");
        let record = json!({ "id": id, "hostname": hostname, "status": status, "ssl": { "status": status } });
        json!({ "resource": "custom_hostnames", "owner": owner, "record": record })
    };
    let records: Vec<Value> = ids.iter().map(record).collect();
    simulator.seed_json(&json!({ "records": records }).to_string()).unwrap();
    ids
}

async fn packs(zone: &Zone, count: usize) -> Vec<String> {
    let mut ids = Vec::new();
    for n in 0..count {
        let order = pack(&["example.com", &format!("{n}.example.com")]);
        ids.push(zone.certificate_packs().create(&order).await.unwrap().into_inner().id);
    }
    ids
}

fn count(simulator: &Simulator, operation: &str) -> usize {
    operations(simulator).iter().filter(|name| *name == operation).count()
}

#[tokio::test]
async fn a_thousand_hostnames_cost_a_request_per_page() {
    let (simulator, zone) = start(Activation::by_clock()).await;
    let ids = hostnames(&simulator, 0..1000, "active");
    let outcomes = zone.custom_hostnames().wait_all(&ids).await;
    assert!(outcomes.iter().zip(&ids).all(|((id, outcome), expected)| {
        id == expected && outcome.as_ref().is_ok_and(|hostname| hostname.id == *id)
    }));
    assert_eq!(outcomes.len(), 1000);
    assert_eq!(operations(&simulator), ["custom_hostnames_list"; 10]);
}

#[tokio::test]
async fn a_thousand_hostnames_cost_at_most_a_request_per_page_in_each_round() {
    let (simulator, zone) = start(Activation::by_clock()).await;
    let ids = hostnames(&simulator, 0..1000, "pending");
    let wait = zone.custom_hostnames().wait_all(ids).interval(MINUTE, MINUTE).at_most(10 * MINUTE);
    let (outcomes, took) = simulated(&simulator, wait).await;
    assert!(outcomes.iter().all(|(_, outcome)| outcome.as_ref().unwrap_err().is_timeout()));
    // One round at once, one after each pause of 48 to 60 seconds, and one when the time is up.
    let requests = operations(&simulator).len();
    assert!((110..=140).contains(&requests), "{requests}");
    assert!(took >= 10 * MINUTE && took < 11 * MINUTE, "{took:?}");
}

#[tokio::test]
async fn a_few_of_a_thousand_cost_a_request_each() {
    let (simulator, zone) = start(Activation::by_clock()).await;
    let ids = hostnames(&simulator, 0..1000, "pending").split_off(997);
    let wait = zone.custom_hostnames().wait_all(&ids).interval(MINUTE, MINUTE).at_most(10 * MINUTE);
    let outcomes = wait.await;
    assert!(outcomes.iter().all(|(_, outcome)| outcome.as_ref().unwrap_err().status().is_some()));
    assert_eq!(count(&simulator, "custom_hostnames_list"), 1);
    let requests = operations(&simulator).len();
    assert!((33..=42).contains(&requests), "{requests}");
}

#[tokio::test]
async fn one_record_is_asked_for_by_its_id() {
    let (simulator, zone) = start(Activation::by_clock()).await;
    let ids = packs(&zone, 1).await;
    assert!(zone.certificate_packs().wait_all(&ids).await[0].1.is_ok());
    assert_eq!(count(&simulator, "certificate_packs_list"), 0);
}

#[tokio::test]
async fn no_ids_cost_no_request() {
    let (simulator, zone) = start(Activation::by_clock()).await;
    let outcomes = zone.custom_certificates().wait_all(Vec::<String>::new()).await;
    assert!(outcomes.is_empty() && simulator.requests_seen() == 0);
}

#[tokio::test]
async fn an_id_that_is_passed_twice_has_one_outcome() {
    let (_simulator, zone) = start(Activation::by_clock()).await;
    let ids = packs(&zone, 2).await;
    let outcomes = zone.certificate_packs().wait_all([&ids[1], &ids[0], &ids[1]]).await;
    let settled: Vec<&String> = outcomes.iter().map(|(id, _)| id).collect();
    assert_eq!(settled, [&ids[1], &ids[0]]);
}

#[tokio::test]
async fn packs_that_are_not_active_yet_are_listed_too() {
    let (simulator, zone) = start(Activation::by_clock()).await;
    let ids = packs(&zone, 3).await;
    let outcomes = zone.certificate_packs().wait_all(&ids).await;
    assert!(outcomes.iter().all(|(_, outcome)| outcome.is_ok()));
    assert_eq!(count(&simulator, "certificate_packs_get"), 0);
}

#[tokio::test]
async fn one_that_fails_does_not_end_the_wait_for_the_others() {
    let (simulator, zone) = start(Activation::by_clock()).await;
    let ids = packs(&zone, 3).await;
    simulator.set_stage("certificate_packs", &ids[0], "validation_timed_out").unwrap();
    simulator.set_stage("certificate_packs", &ids[1], "tombstone").unwrap();
    let outcomes = zone.certificate_packs().wait_all(&ids).await;
    let kinds: Vec<Option<ErrorKind>> =
        outcomes.iter().map(|(_, outcome)| outcome.as_ref().err().map(|error| error.kind())).collect();
    assert_eq!(kinds, [Some(ErrorKind::NeedsAction), Some(ErrorKind::Gone), None]);
    assert_eq!(outcomes[0].1.as_ref().unwrap_err().workflow(), "wait_all");
}

#[tokio::test]
async fn an_id_that_does_not_exist_is_gone_after_half_a_minute_and_the_others_are_ready() {
    let (simulator, zone) = start(Activation::by_clock()).await;
    let mut ids = packs(&zone, 3).await;
    ids.insert(1, "3822ff90-ea29-44df-9e55-21300bb9419b".to_owned());
    let (outcomes, took) = simulated(&simulator, zone.certificate_packs().wait_all(&ids)).await;
    let error = outcomes[1].1.as_ref().unwrap_err();
    assert_eq!((error.kind(), error.id()), (ErrorKind::Gone, &*ids[1]));
    assert_eq!(outcomes.iter().filter(|(_, outcome)| outcome.is_ok()).count(), 3);
    assert!(took >= MINUTE / 2 && took < 2 * MINUTE, "{took:?}");
}

/// Takes a hostname out of the lists.
#[derive(Clone)]
struct Hides(String);

impl Middleware for Hides {
    fn handle<'a>(&'a self, request: CallRequest, next: Next<'a>) -> Answered<'a> {
        Box::pin(async move {
            let is_list = request.operation() == "custom_hostnames_list";
            let response = next.run(request).await?;
            if !is_list {
                return Ok(response);
            }
            let mut body: Value = serde_json::from_slice(response.body()).unwrap();
            body["result"].as_array_mut().unwrap().retain(|record| record["id"] != json!(self.0));
            Ok(CallResponse::new(response.status(), body.to_string()))
        })
    }
}

#[tokio::test]
async fn a_record_that_is_missing_in_the_list_but_exists_is_not_gone() {
    let (simulator, _) = start(Activation::by_clock()).await;
    let mut ids = hostnames(&simulator, 0..299, "pending");
    ids.extend(hostnames(&simulator, 299..300, "active"));
    let client = builder(&simulator).middleware(Hides(ids[299].clone())).build().unwrap();
    let wait = zone_of(&client, &simulator).custom_hostnames().wait_all(&ids).at_most(10 * MINUTE);
    let outcomes = wait.await;
    assert!(outcomes[299].1.is_ok(), "{:?}", outcomes[299].1);
    assert!(outcomes[..299].iter().all(|(_, outcome)| outcome.as_ref().unwrap_err().is_timeout()));
}

#[tokio::test]
async fn the_deadline_leaves_each_pending_one_with_its_last_state() {
    let (simulator, zone) = start(Activation::After(1000 * MINUTE)).await;
    let certificates = zone.custom_certificates();
    let mut ids = Vec::new();
    for host in ["a.example.com", "b.example.com", "c.example.com"] {
        ids.push(certificates.create(&upload(&simulator, &[host])).await.unwrap().into_inner().id);
    }
    simulator.set_stage("custom_certificates", &ids[1], "active").unwrap();
    let (outcomes, took) = simulated(&simulator, certificates.wait_all(&ids).at_most(5 * MINUTE)).await;
    assert!(took >= 5 * MINUTE && took < 6 * MINUTE, "{took:?}");
    assert!(outcomes[1].1.is_ok());
    for place in [0, 2] {
        let error = outcomes[place].1.as_ref().unwrap_err();
        assert_eq!((error.kind(), error.id()), (ErrorKind::TimedOut, &*ids[place]));
        assert_eq!(error.last::<CustomCertificate>().unwrap().id, ids[place]);
    }
}

#[tokio::test]
async fn a_list_that_fails_for_minutes_does_not_end_the_wait() {
    let (simulator, zone) = start(Activation::by_clock()).await;
    let ids = packs(&zone, 3).await;
    simulator.fail_times("certificate_packs_list", 20, Fault::status(503));
    let outcomes = zone.certificate_packs().wait_all(&ids).await;
    assert!(outcomes.iter().all(|(_, outcome)| outcome.is_ok()));
    assert_eq!(simulator.pending_faults(), 0);
}

#[tokio::test]
async fn a_page_that_fails_makes_nothing_missing() {
    let (simulator, zone) = start(Activation::by_clock()).await;
    let ids = hostnames(&simulator, 0..300, "active");
    let second = cloudflare_certificates_simulator::RequestMatch::any().path_contains("page=2&");
    simulator.fail_times(second, 20, Fault::status(503));
    let outcomes = zone.custom_hostnames().wait_all(&ids).await;
    assert!(outcomes.iter().all(|(_, outcome)| outcome.is_ok()));
    assert_eq!((simulator.pending_faults(), count(&simulator, "custom_hostnames_get")), (0, 0));
}

#[tokio::test]
async fn a_lack_of_permission_ends_the_wait_for_all() {
    let (simulator, zone) = start(Activation::by_clock()).await;
    let ids = packs(&zone, 3).await;
    simulator.fail_always("certificate_packs_list", Fault::error(403, 9109, "Unauthorized"));
    let outcomes = zone.certificate_packs().wait_all(&ids).await;
    for (id, outcome) in &outcomes {
        let error = outcome.as_ref().unwrap_err();
        assert_eq!((error.kind(), error.id()), (ErrorKind::Call, &**id));
        assert!(error.call().unwrap().is_permission_denied(), "{error}");
    }
    assert_eq!((outcomes.len(), count(&simulator, "certificate_packs_list")), (3, 1));
}

#[tokio::test]
async fn a_stream_returns_each_as_it_settles() {
    let (simulator, zone) = start(Activation::by_clock()).await;
    let mut ids = hostnames(&simulator, 0..1, "pending");
    ids.extend(hostnames(&simulator, 1..300, "active"));
    let mut settled = zone.custom_hostnames().wait_all(&ids).stream();
    let mut seen = BTreeSet::new();
    for _ in 1..300 {
        seen.insert(settled.next().await.unwrap().0);
    }
    assert!(!seen.contains(&ids[0]));
    let active = json!({ "status": "active", "ssl": { "status": "active" } });
    simulator.patch_record("custom_hostnames", &ids[0], &active);
    let (id, outcome) = settled.next().await.unwrap();
    assert_eq!((&id, outcome.unwrap().id), (&ids[0], ids[0].clone()));
    assert!(settled.next().await.is_none());
}

#[tokio::test]
async fn a_thousand_deletions_are_seen_in_time() {
    let (simulator, zone) = start(Activation::by_clock()).await;
    let ids: Vec<String> = (0..1000).map(|n| format!("0d89c70d-ad9f-4843-b99f-{n:012}")).collect();
    let wait = zone.custom_hostnames().wait_all(&ids).until(Progress::Gone);
    let (outcomes, took) = simulated(&simulator, wait).await;
    assert!(outcomes.iter().all(|(_, outcome)| outcome.is_ok()));
    assert!(took <= 4 * MINUTE && simulator.requests_seen() <= 1010, "{took:?}");
}

#[tokio::test]
async fn a_closure_is_asked_about_each() {
    let (simulator, zone) = start(Activation::by_clock()).await;
    let ids = hostnames(&simulator, 0..2, "pending");
    let has_name = |hostname: &CustomHostname| hostname.hostname.is_some();
    let outcomes = zone.custom_hostnames().wait_all(&ids).until(has_name).await;
    assert!(outcomes.iter().all(|(_, outcome)| outcome.is_ok()));
}

#[tokio::test]
async fn the_steps_end_with_the_outcomes() {
    let (_simulator, zone) = start(Activation::by_clock()).await;
    let ids = packs(&zone, 2).await;
    let mut steps = zone.certificate_packs().wait_all(&ids).steps();
    let mut active = Vec::new();
    let outcomes = loop {
        match steps.try_next().await.unwrap().unwrap() {
            Event::Step(step) if step.status.as_deref() == Some("active") => active.push(step.id),
            Event::Step(_) => {}
            Event::Done(outcomes) => break outcomes,
            event => panic!("{event:?}"),
        }
    };
    assert_eq!(active, ids);
    assert_eq!(outcomes.len(), 2);
}
