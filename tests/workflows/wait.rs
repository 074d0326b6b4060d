//! Waiting for one record.

use std::time::Duration;

use cloudflare_certificates::types::{CertificatePack, CertificatePackStatus, CustomCertificateStatus};
use cloudflare_certificates::workflows::{Action, ErrorKind, Event, Setup};
use cloudflare_certificates::{Progress, Zone};
use cloudflare_certificates_simulator::{Activation, Fault, Simulator};

use crate::support::rewrite::Rewrite;
use crate::support::{builder, client, operations, pack, simulated, upload, zone, zone_of};

const MINUTE: Duration = Duration::from_secs(60);

async fn start(activation: Activation) -> (Simulator, Zone) {
    let simulator = Simulator::builder().zone("example.com").activation(activation).start().await.unwrap();
    let zone = zone(&simulator);
    (simulator, zone)
}

async fn ordered(zone: &Zone) -> String {
    zone.certificate_packs().create(&pack(&["example.com", "www.example.com"])).await.unwrap().into_inner().id
}

#[tokio::test]
async fn a_wait_returns_the_record_when_it_is_ready() {
    let (simulator, zone) = start(Activation::by_clock()).await;
    let id = ordered(&zone).await;
    let (pack, took) = simulated(&simulator, zone.certificate_packs().wait(&id)).await;
    assert_eq!(pack.unwrap().status, Some(CertificatePackStatus::Active));
    assert!(took < MINUTE, "{took:?}");
}

#[tokio::test]
async fn a_certificate_that_is_active_at_once_ends_every_wait_with_the_first_request() {
    let (simulator, zone) = start(Activation::After(Duration::ZERO)).await;
    let certificates = zone.custom_certificates();
    let id = certificates.create(&upload(&simulator, &["www.example.com"])).await.unwrap().into_inner().id;
    let before = simulator.requests_seen();
    for until in [Progress::Pending, Progress::Ready] {
        let certificate = certificates.wait(&id).until(until).await.unwrap();
        assert_eq!(certificate.status, Some(CustomCertificateStatus::Active));
    }
    assert_eq!(simulator.requests_seen() - before, 2);
}

#[tokio::test]
async fn a_closure_sees_validation_records_that_appear_late() {
    let (_simulator, zone) = start(Activation::by_clock()).await;
    let id = ordered(&zone).await;
    let has_records = |pack: &CertificatePack| !pack.validation_records.is_empty();
    let wait = zone.certificate_packs().wait(&id).interval(Duration::from_secs(1), Duration::from_secs(1));
    let pack = wait.until(has_records).await.unwrap();
    assert_eq!(pack.status, Some(CertificatePackStatus::PendingValidation));
}

#[tokio::test]
async fn a_validation_that_timed_out_ends_the_wait_with_the_records_to_set() {
    let (simulator, zone) = start(Activation::by_clock()).await;
    let id = ordered(&zone).await;
    simulator.advance(Duration::from_secs(3));
    simulator.set_stage("certificate_packs", &id, "validation_timed_out").unwrap();
    let error = zone.certificate_packs().wait(&id).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.status(), error.id()),
        (ErrorKind::NeedsAction, Some("validation_timed_out"), &*id)
    );
    let last: &CertificatePack = error.last().unwrap();
    let (name, value) =
        (last.validation_records[0].txt_name.clone(), last.validation_records[0].txt_value.clone());
    assert!(
        error.setup().iter().any(|setup| matches!(setup, Setup::Dns { kind, name: n, value: v, .. }
            if kind == "TXT" && Some(n) == name.as_ref() && Some(v) == value.as_ref())),
        "{error}"
    );
    assert!(!error.is_retryable() && error.to_string().contains("start the validation again"), "{error}");
}

#[tokio::test]
async fn records_to_set_that_appear_late_are_in_a_step_of_their_own() {
    let (simulator, zone) = start(Activation::AfterReads(1000)).await;
    let id = ordered(&zone).await;
    let set_record = |name: &str| {
        let record = serde_json::json!({ "txt_name": name, "txt_value": "810b7d5f" });
        let patch = serde_json::json!({ "status": "pending_validation", "validation_records": [record] });
        assert!(simulator.patch_record("certificate_packs", &id, &patch));
    };
    assert!(simulator.patch_record(
        "certificate_packs",
        &id,
        &serde_json::json!({ "status": "pending_validation" })
    ));
    let mut steps = zone.certificate_packs().wait(&id).steps();
    for expected in [None, Some("_acme-challenge.example.com"), Some("_acme-challenge.www.example.com")] {
        if let Some(name) = expected {
            set_record(name);
        }
        let Some(Event::Step(step)) = steps.try_next().await.unwrap() else { panic!("no step") };
        assert_eq!((step.action, step.status.as_deref()), (Action::Seen, Some("pending_validation")));
        let names = step.setup.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(
            names,
            expected.map(|name| format!("TXT {name} = 810b7d5f")).into_iter().collect::<Vec<_>>()
        );
    }
    simulator.set_stage("certificate_packs", &id, "active").unwrap();
    let Some(Event::Step(step)) = steps.try_next().await.unwrap() else { panic!("no step") };
    assert_eq!(
        (step.status.as_deref(), step.setup),
        (Some("active"), Vec::new()),
        "nothing is to be set any more"
    );
}

#[tokio::test]
async fn a_certificate_held_back_until_its_zone_is_active_needs_somebody_to_act() {
    let (simulator, zone) = start(Activation::by_clock()).await;
    let id = ordered(&zone).await;
    simulator.set_stage("certificate_packs", &id, "holding_deployment").unwrap();
    let error = zone.certificate_packs().wait(&id).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NeedsAction);
    assert!(error.to_string().contains("complete the zone's setup"), "{error}");
}

#[tokio::test]
async fn a_wait_ends_at_its_deadline_with_the_last_state() {
    let (simulator, zone) = start(Activation::After(1000 * MINUTE)).await;
    let id = ordered(&zone).await;
    let wait = zone.certificate_packs().wait(&id).at_most(10 * MINUTE);
    let (outcome, took) = simulated(&simulator, wait).await;
    let error = outcome.unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::TimedOut, Some("initializing")));
    assert!(error.last::<CertificatePack>().is_some() && error.is_retryable(), "{error}");
    assert!(took >= 10 * MINUTE && took < 11 * MINUTE, "{took:?}");
}

#[tokio::test]
async fn a_wait_sends_no_more_requests_than_its_schedule() {
    let (simulator, zone) = start(Activation::After(1000 * MINUTE)).await;
    let id = ordered(&zone).await;
    let before = simulator.requests_seen();
    let wait = zone.certificate_packs().wait(&id).interval(MINUTE, MINUTE).at_most(10 * MINUTE);
    wait.await.unwrap_err();
    // One at once, one after each pause of 48 to 60 seconds, and one when the time is up.
    let polls = simulator.requests_seen() - before;
    assert!((11..=14).contains(&polls), "{polls}");
}

#[tokio::test]
async fn a_deletion_is_complete_with_its_tombstone() {
    let (_simulator, zone) = start(Activation::After(Duration::ZERO)).await;
    let packs = zone.certificate_packs();
    let id = ordered(&zone).await;
    packs.delete(&id).await.unwrap();
    let pack = packs.wait(&id).until(Progress::Gone).await.unwrap();
    assert_eq!(pack.id, id);
}

#[tokio::test]
async fn a_wait_for_the_deletion_of_what_does_not_exist_ends_at_once() {
    let (simulator, zone) = start(Activation::by_clock()).await;
    let pack =
        zone.certificate_packs().wait("3822ff90-ea29-44df-9e55-21300bb9419b").until(Progress::Gone).await;
    assert_eq!(pack.unwrap().id, "3822ff90-ea29-44df-9e55-21300bb9419b");
    assert_eq!(simulator.requests_seen(), 1);
}

#[tokio::test]
async fn a_record_that_never_appears_is_gone_after_half_a_minute() {
    let (simulator, zone) = start(Activation::by_clock()).await;
    let wait = zone.certificate_packs().wait("3822ff90-ea29-44df-9e55-21300bb9419b");
    let (outcome, took) = simulated(&simulator, wait).await;
    assert_eq!(outcome.unwrap_err().kind(), ErrorKind::Gone);
    assert!(took >= MINUTE / 2 && took < MINUTE, "{took:?}");
}

#[tokio::test]
async fn a_record_that_appears_late_is_waited_for() {
    let (simulator, zone) = start(Activation::After(Duration::ZERO)).await;
    let id = ordered(&zone).await;
    simulator.fail_times("certificate_packs_get", 3, Fault::error(404, 1408, "not found"));
    assert_eq!(zone.certificate_packs().wait(&id).await.unwrap().id, id);
}

#[tokio::test]
async fn a_record_that_vanishes_for_a_moment_is_not_gone_and_one_that_stays_away_is() {
    let (simulator, zone) = start(Activation::After(MINUTE)).await;
    let id = ordered(&zone).await;
    simulator.fail_nth("certificate_packs_get", 2, Fault::error(404, 1408, "not found"));
    assert!(zone.certificate_packs().wait(&id).await.is_ok());

    let id = ordered(&zone).await;
    for nth in 2..=3 {
        simulator.fail_nth("certificate_packs_get", nth, Fault::error(404, 1408, "not found"));
    }
    let error = zone.certificate_packs().wait(&id).await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::Gone, Some("initializing")));
}

#[tokio::test]
async fn a_server_that_fails_for_minutes_does_not_end_the_wait() {
    let (simulator, zone) = start(Activation::by_clock()).await;
    let id = ordered(&zone).await;
    simulator.fail_times("certificate_packs_get", 20, Fault::status(503));
    assert!(zone.certificate_packs().wait(&id).await.is_ok());
    assert_eq!(simulator.pending_faults(), 0);
}

#[tokio::test]
async fn a_lack_of_permission_ends_the_wait_at_once() {
    let (simulator, zone) = start(Activation::by_clock()).await;
    let id = ordered(&zone).await;
    simulator.fail_always("certificate_packs_get", Fault::error(403, 9109, "Unauthorized"));
    let error = zone.certificate_packs().wait(&id).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Call);
    assert!(error.call().unwrap().is_permission_denied() && !error.is_retryable(), "{error}");
    assert!(error.to_string().contains("a token needs one of"), "{error}");
}

#[tokio::test]
async fn a_stream_returns_each_state_once() {
    let (_simulator, zone) = start(Activation::by_clock()).await;
    let id = ordered(&zone).await;
    let mut changes =
        zone.certificate_packs().wait(&id).interval(Duration::from_secs(1), Duration::from_secs(1)).stream();
    let mut seen = Vec::new();
    while let Some(pack) = changes.try_next().await.unwrap() {
        seen.push(pack.status.unwrap().to_string());
    }
    assert_eq!(
        seen,
        ["initializing", "pending_validation", "pending_issuance", "pending_deployment", "active"]
    );
}

#[tokio::test]
async fn the_steps_of_a_wait_end_with_the_record() {
    let (_simulator, zone) = start(Activation::AfterReads(1)).await;
    let id = ordered(&zone).await;
    let mut steps = zone.certificate_packs().wait(&id).steps();
    let mut actions = Vec::new();
    loop {
        match steps.try_next().await.unwrap().unwrap() {
            Event::Step(step) => actions.push((step.action, step.status.unwrap())),
            Event::Done(pack) => break assert_eq!(pack.status, Some(CertificatePackStatus::Active)),
            event => panic!("{event:?}"),
        }
    }
    assert_eq!(actions.first(), Some(&(Action::Seen, "initializing".to_owned())));
    assert_eq!(actions.last(), Some(&(Action::Seen, "active".to_owned())));
    assert!(steps.try_next().await.unwrap().is_none());
}

#[tokio::test]
async fn each_step_is_passed_to_a_function_before_the_result_is_returned() {
    let (_simulator, zone) = start(Activation::AfterReads(1)).await;
    let id = ordered(&zone).await;
    let mut seen = Vec::new();
    let steps = zone.certificate_packs().wait(&id).steps();
    let pack = steps.each(|step| seen.push(step.status.clone().unwrap())).await.unwrap();
    assert_eq!(seen.first().map(String::as_str), Some("initializing"));
    assert_eq!(seen.last().map(String::as_str), pack.status.as_ref().map(|status| status.as_str()));
    assert!(seen.len() > 2, "{seen:?}");
}

#[tokio::test]
async fn a_wait_that_is_dropped_sends_nothing_more() {
    let (simulator, zone) = start(Activation::AfterReads(1000)).await;
    let id = ordered(&zone).await;
    let mut changes = zone.certificate_packs().wait(&id).stream();
    changes.try_next().await.unwrap().unwrap();
    drop(changes);
    let before = operations(&simulator);
    // Another call of the same client, after the time of many polls.
    simulator.advance(10 * MINUTE);
    client(&simulator).zone(zone.id()).unwrap().certificate_packs().get(&id).await.unwrap();
    assert_eq!(operations(&simulator).len(), before.len() + 1);
}

#[tokio::test]
async fn a_status_that_is_a_secret_reaches_no_message() {
    let (simulator, zone) = start(Activation::After(1000 * MINUTE)).await;
    let id = ordered(&zone).await;
    let status = format!("failed for {}", simulator.token());
    simulator.patch_record("certificate_packs", &id, &serde_json::json!({ "status": status }));
    let error = zone.certificate_packs().wait(&id).at_most(MINUTE).await.unwrap_err();
    let shown = format!("{error} {error:?} {error:#?} {:?}", error.status());
    assert!(shown.contains("failed for") && !shown.contains(simulator.token()), "{shown}");
}

/// A body of a private key in Base64, without its header.
#[tokio::test]
async fn a_status_with_a_part_of_a_private_key_reaches_no_message() {
    for form in ["{}", "key=\"{}\";", "failed:{}\n"] {
        let (simulator, zone) = start(Activation::by_clock()).await;
        let id = ordered(&zone).await;
        let key = simulator.test_ca().issue(&["example.com"], 90).unwrap().1;
        let body: Vec<String> = key
            .lines()
            .filter(|line| !line.starts_with('-') && line.len() >= 40)
            .map(str::to_owned)
            .collect();
        let status = body.iter().map(|line| form.replace("{}", line)).collect::<Vec<_>>().join(" ");
        let echo = Rewrite::each("certificate_packs_get", move |record| record["status"] = (&*status).into());
        let client = builder(&simulator).middleware(echo).build().unwrap();
        let mut steps = zone_of(&client, &simulator).certificate_packs().wait(&id).at_most(MINUTE).steps();
        let mut shown = Vec::new();
        let error = loop {
            match steps.try_next().await {
                Ok(Some(Event::Step(step))) => shown.push(format!("{step} {step:?}")),
                Ok(event) => panic!("{event:?}"),
                Err(error) => break error,
            }
        };
        shown.push(format!("{error} {error:?} {:?}", error.status()));
        assert!(shown.len() > 1 && body.len() > 1);
        assert!(shown.iter().all(|shown| shown.contains("[redacted]")), "{shown:?}");
        for line in &body {
            assert!(shown.iter().all(|shown| !shown.contains(&line[..40])), "{shown:?}");
        }
    }
}

#[tokio::test]
async fn an_interval_of_zero_still_pauses() {
    let (simulator, zone) = start(Activation::AfterReads(100_000)).await;
    let id = ordered(&zone).await;
    let wait = zone.certificate_packs().wait(&id).interval(Duration::ZERO, Duration::ZERO);
    let before = simulator.requests_seen();
    let error = wait.at_most(Duration::from_secs(10)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TimedOut);
    let requests = simulator.requests_seen() - before;
    assert!((50..=200).contains(&requests), "{requests} requests in 10 seconds");
}
