//! Onboarding: what has to be set up, and when it is complete.

use std::sync::Arc;

use cloudflare_certificates::types::{NewCustomHostname, NewCustomHostnameSsl, ValidationMethod};
use cloudflare_certificates::workflows::{Action, ErrorKind, Event, NextStep, Setup};
use cloudflare_certificates_simulator::Activation;
use serde_json::json;

use super::spy::Spy;
use super::{MINUTE, NAME, STILL, both_active, created, new, of, start, statuses, succeeded};
use crate::support::client;

fn dns(setup: &[Setup]) -> Vec<(String, String)> {
    let pair = |setup: &Setup| match setup {
        Setup::Dns { kind, name, .. } => Some((kind.clone(), name.clone())),
        _ => None,
    };
    setup.iter().filter_map(pair).collect()
}

fn pair(kind: &str, name: &str) -> (String, String) {
    (kind.to_owned(), name.to_owned())
}

#[tokio::test]
async fn an_onboarding_ends_when_hostname_and_certificate_are_active() {
    let (_simulator, hostnames) = start(Activation::by_clock()).await;
    let state = hostnames.onboard(&new(NAME)).target("fallback.example.com").await.unwrap();
    assert!(state.is_ready() && state.setup.is_empty() && state.problems.is_empty(), "{state:?}");
    assert_eq!(statuses(&hostnames.get(&state.id).await.unwrap()), both_active());
}

#[tokio::test]
async fn ready_is_both_active() {
    let (simulator, hostnames) = start(STILL).await;
    let id = created(&hostnames).await.id;
    for (hostname, certificate) in [("pending", "active"), ("active", "pending_deployment")] {
        let patch = json!({ "status": hostname, "ssl": { "status": certificate } });
        simulator.patch_record("custom_hostnames", &id, &patch);
        let error = hostnames.onboard(&new(NAME)).at_most(MINUTE).await.unwrap_err();
        let expected = format!("{hostname}, certificate {certificate}");
        assert_eq!((error.kind(), error.status()), (ErrorKind::TimedOut, Some(&*expected)));
        assert!(!hostnames.onboarding(NAME).await.unwrap().unwrap().is_ready());
    }
    simulator.patch_record("custom_hostnames", &id, &json!({ "ssl": { "status": "active" } }));
    assert!(hostnames.onboard(&new(NAME)).await.unwrap().is_ready());
}

#[tokio::test]
async fn validation_records_are_absent_right_after_the_create_and_gone_after_success() {
    let (simulator, hostnames) = start(Activation::After(MINUTE / 6)).await;
    let first = hostnames.onboard(&new(NAME)).no_wait().await.unwrap();
    assert!(!first.is_setup_complete, "{first:?}");
    assert_eq!(dns(&first.setup), [pair("TXT", "_cf-custom-hostname.app.customer.com")]);

    let stated = hostnames.onboard(&new(NAME)).until_setup().await.unwrap();
    assert!(stated.is_setup_complete && stated.next == NextStep::SetUp, "{stated:?}");
    let expected = [
        pair("TXT", "_cf-custom-hostname.app.customer.com"),
        pair("TXT", "_acme-challenge.app.customer.com"),
    ];
    assert_eq!(dns(&stated.setup)[..2], expected);

    simulator.advance(2 * MINUTE);
    let done = hostnames.resume(&stated).await.unwrap();
    assert!(done.is_ready() && done.setup.is_empty() && done.alternatives.is_empty(), "{done:?}");
}

#[tokio::test]
async fn the_record_of_the_ownership_appears_later_than_that_of_the_validation() {
    let (simulator, hostnames) = start(STILL).await;
    let id = created(&hostnames).await.id;
    let txt =
        json!([{ "status": "pending", "txt_name": "_acme-challenge.app.customer.com", "txt_value": "v" }]);
    let patch = json!({
        "ownership_verification": null, "ownership_verification_http": null,
        "ssl": { "status": "pending_validation", "validation_records": txt },
    });
    simulator.patch_record("custom_hostnames", &id, &patch);
    let error = hostnames.onboard(&new(NAME)).until_setup().at_most(MINUTE).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TimedOut);
    assert_eq!(dns(error.setup()), [pair("TXT", "_acme-challenge.app.customer.com")]);

    let ownership = json!({ "type": "txt", "name": "_cf-custom-hostname.app.customer.com", "value": "o" });
    simulator.patch_record("custom_hostnames", &id, &json!({ "ownership_verification": ownership }));
    let state = hostnames.onboard(&new(NAME)).until_setup().at_most(MINUTE).await.unwrap();
    assert_eq!(state.setup.len(), 2, "{state:?}");
}

#[tokio::test]
async fn the_setup_begins_with_the_cname_and_has_a_file_as_an_alternative() {
    let (_simulator, hostnames) = start(STILL).await;
    let state = hostnames.onboard(&new(NAME)).target("fallback.example.com").no_wait().await.unwrap();
    let Setup::Dns { kind, name, value, .. } = &state.setup[0] else { panic!("{state:?}") };
    assert_eq!((&**kind, &**name, &**value), ("CNAME", NAME, "fallback.example.com"));
    assert_eq!(state.setup.len(), 2);
    let [Setup::File { url, .. }] = &*state.alternatives else { panic!("{state:?}") };
    assert!(url.starts_with("http://app.customer.com/.well-known/cf-custom-hostname-challenge/"), "{url}");
    // It is kept, and comes once.
    let again = hostnames.resume(&state).await.unwrap().with_target("fallback.example.com");
    assert_eq!((again.setup, again.target), (state.setup, state.target));
}

#[tokio::test]
async fn a_state_tells_whether_the_call_has_created_the_hostname() {
    let (_simulator, hostnames) = start(STILL).await;
    let first = hostnames.onboard(&new(NAME)).no_wait().await.unwrap();
    let second = hostnames.onboard(&new("APP.customer.com")).no_wait().await.unwrap();
    assert_eq!((first.created, second.created, &second.id), (true, false, &first.id));
    assert!(!hostnames.resume(&first).await.unwrap().created);
    assert!(!hostnames.onboarding(NAME).await.unwrap().unwrap().created);
}

#[tokio::test]
async fn an_empty_target_asks_for_no_cname() {
    let (_simulator, hostnames) = start(STILL).await;
    let state = hostnames.onboard(&new(NAME)).target(" ").no_wait().await.unwrap();
    assert_eq!((dns(&state.setup).len(), &state.target), (1, &None), "{state:?}");
    let named = state.with_target("fallback.example.com");
    assert_eq!(named.clone().with_target(""), named);
}

#[tokio::test]
async fn each_method_has_its_setup() {
    let (_simulator, hostnames) = start(Activation::After(MINUTE)).await;
    for (method, hostname) in
        [(ValidationMethod::Http, "a.customer.com"), (ValidationMethod::Email, "b.customer.com")]
    {
        let ssl = NewCustomHostnameSsl::managed(method.clone()).build();
        let new = NewCustomHostname::builder().hostname(hostname).ssl(ssl).build();
        let state = hostnames.onboard(&new).until_setup().await.unwrap();
        let last = state.setup.last().unwrap();
        match method {
            ValidationMethod::Http => assert!(matches!(last, Setup::File { .. }), "{last}"),
            _ => assert!(matches!(last, Setup::Mail { .. }), "{last}"),
        }
    }
}

#[tokio::test]
async fn a_delegation_takes_the_place_of_records_that_are_absent() {
    let (simulator, hostnames) = start(STILL).await;
    let id = created(&hostnames).await.id;
    let delegation = json!([{
        "cname": "_acme-challenge.app.customer.com", "cname_target": "app.customer.com.0123.dcv.cloudflare.com",
    }]);
    let ssl = json!({ "status": "pending_validation", "dcv_delegation_records": delegation });
    simulator.patch_record("custom_hostnames", &id, &json!({ "ssl": ssl }));
    let state = hostnames.onboarding(NAME).await.unwrap().unwrap();
    assert_eq!(dns(&state.setup)[1], pair("CNAME", "_acme-challenge.app.customer.com"));
    assert!(state.is_setup_complete);

    let txt = json!([{ "txt_name": "_acme-challenge.app.customer.com", "txt_value": "v" }]);
    simulator.patch_record("custom_hostnames", &id, &json!({ "ssl": { "validation_records": txt } }));
    let state = hostnames.onboarding(NAME).await.unwrap().unwrap();
    assert_eq!(dns(&state.setup)[1], pair("TXT", "_acme-challenge.app.customer.com"));
    assert_eq!(dns(&state.alternatives), [pair("CNAME", "_acme-challenge.app.customer.com")]);
}

#[tokio::test]
async fn the_error_at_the_deadline_has_all_that_is_to_be_set_up() {
    let (_simulator, hostnames) = start(STILL).await;
    let onboard = hostnames.onboard(&new(NAME)).target("fallback.example.com").at_most(MINUTE);
    let error = onboard.await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TimedOut);
    let expected = [pair("CNAME", NAME), pair("TXT", "_cf-custom-hostname.app.customer.com")];
    assert_eq!(dns(error.setup()), expected);
    assert!(error.is_retryable() && error.to_string().contains("CNAME app.customer.com"), "{error}");
}

#[tokio::test]
async fn the_steps_show_the_creation_and_each_status() {
    let (_simulator, hostnames) = start(Activation::by_clock()).await;
    let mut steps = hostnames.onboard(&new(NAME)).steps();
    let mut actions = Vec::new();
    while let Some(event) = steps.try_next().await.unwrap() {
        match event {
            Event::Step(step) => actions.push((step.action, step.status.unwrap())),
            event => assert!(matches!(event, Event::Done(state) if state.is_ready())),
        }
    }
    assert_eq!(actions[0], (Action::Created, "pending, certificate initializing".to_owned()));
    assert_eq!(actions.last(), Some(&(Action::Seen, "active, certificate active".to_owned())));
}

#[tokio::test]
async fn two_onboardings_at_once_end_as_one_would_have() {
    let (simulator, hostnames) = start(Activation::by_clock()).await;
    let other = of(&simulator, &client(&simulator));
    let new = new(NAME);
    let (one, two) = tokio::join!(hostnames.onboard(&new), other.onboard(&new));
    let (one, two) = (one.unwrap(), two.unwrap());
    assert!(one.is_ready() && two.is_ready() && one.id == two.id);
    assert_eq!(succeeded(&simulator, "custom_hostnames_create"), 1);
    assert_eq!(hostnames.list().all().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_blocked_hostname_ends_only_with_an_edit() {
    let (simulator, hostnames) = start(Activation::by_clock()).await;
    let before = created(&hostnames).await;
    simulator.set_stage("custom_hostnames", &before.id, "blocked").unwrap();
    simulator.advance(60 * 24 * MINUTE);
    assert_eq!(statuses(&hostnames.get(&before.id).await.unwrap()).0, "blocked");
    let state = hostnames.onboard(&new(NAME)).await.unwrap();
    assert!(state.is_ready() && state.id == before.id);
    assert_eq!(succeeded(&simulator, "custom_hostnames_edit"), 1);
}

#[tokio::test]
async fn a_hostname_that_stays_blocked_is_repaired_once() {
    let (simulator, hostnames) = start(STILL).await;
    let id = created(&hostnames).await.id;
    let simulator = Arc::new(simulator);
    simulator.set_stage("custom_hostnames", &id, "blocked").unwrap();
    let (server, blocked) = (Arc::clone(&simulator), id.clone());
    let (spy, hostnames) = Spy::on(&simulator, move |operation| {
        if operation == "custom_hostnames_edit" {
            server.set_stage("custom_hostnames", &blocked, "blocked").unwrap();
        }
    });
    let error = hostnames.onboard(&new(NAME)).await.unwrap_err();
    assert_eq!((error.kind(), error.done().len()), (ErrorKind::NeedsAction, 1));
    assert!(error.to_string().contains("have the block removed"), "{error}");
    assert_eq!(spy.bodies("custom_hostnames_edit").len(), 1);
}

#[tokio::test]
async fn a_moved_hostname_needs_somebody_to_point_its_dns_here() {
    let (simulator, hostnames) = start(Activation::by_clock()).await;
    let id = created(&hostnames).await.id;
    simulator.advance(MINUTE);
    simulator.set_stage("custom_hostnames", &id, "moved").unwrap();
    let error = hostnames.onboard(&new(NAME)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NeedsAction);
    assert!(error.to_string().contains("removes it after 7 days"), "{error}");
    let state = hostnames.onboarding(NAME).await.unwrap().unwrap().with_target("fallback.example.com");
    assert_eq!((state.next, dns(&state.setup)[0].clone()), (NextStep::PointHere, pair("CNAME", NAME)));
    assert_eq!(succeeded(&simulator, "custom_hostnames_edit"), 0);
    // The customer has acted.
    hostnames.repair(&id).await.unwrap();
    assert!(hostnames.onboard(&new(NAME)).await.unwrap().is_ready());
    // Otherwise it is removed.
    simulator.set_stage("custom_hostnames", &id, "moved").unwrap();
    simulator.advance(7 * 24 * 60 * MINUTE);
    assert_eq!(hostnames.resume(&state).await.unwrap().next, NextStep::AddAgain);
}

#[tokio::test]
async fn holding_deployment_lasts_while_the_zone_is_inactive() {
    let (simulator, hostnames) = start(STILL).await;
    let id = created(&hostnames).await.id;
    simulator.set_stage("custom_hostnames", &id, "holding_deployment").unwrap();
    let error = hostnames.onboard(&new(NAME)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NeedsAction);
    assert!(error.to_string().contains("complete the zone's setup"), "{error}");
    assert_eq!(hostnames.onboarding(NAME).await.unwrap().unwrap().next, NextStep::ActivateZone);
    assert_eq!(succeeded(&simulator, "custom_hostnames_edit"), 0);
}
