//! The state of an onboarding, for programs that are called again later.

use std::time::Duration;

use cloudflare_certificates::workflows::{Actor, NextStep, Onboarding};
use cloudflare_certificates_simulator::Activation;

use super::{MINUTE, NAME, STILL, created, new, of, start, succeeded};
use crate::support::client;

#[tokio::test]
async fn a_state_survives_a_round_trip_and_a_new_client() {
    let (simulator, hostnames) = start(Activation::by_clock()).await;
    let state = hostnames.onboard(&new(NAME)).target("fallback.example.com").until_setup().await.unwrap();
    let stored = serde_json::to_string(&state).unwrap();
    assert!(!stored.contains(simulator.token()), "{stored}");
    let read: Onboarding = serde_json::from_str(&stored).unwrap();
    assert_eq!(read, state);

    simulator.advance(MINUTE);
    let later = of(&simulator, &client(&simulator)).resume(&read).await.unwrap();
    assert!(later.is_ready() && later.id == state.id && later.target == state.target, "{later:?}");
    assert_eq!(later.to_string(), "app.customer.com: active, certificate active; nothing is left to do");
}

#[tokio::test]
async fn resuming_looks_once_and_repairs_at_most_once_in_ten_minutes() {
    let (simulator, hostnames) = start(STILL).await;
    let id = created(&hostnames).await.id;
    let mut state = hostnames.onboarding(NAME).await.unwrap().unwrap();
    assert_eq!(state.repaired_at, None);
    for (pause, edits) in [(0, 1), (5, 1), (6, 2), (5, 2)] {
        simulator.set_stage("custom_hostnames", &id, "validation_timed_out").unwrap();
        simulator.advance(pause * MINUTE);
        let before = simulator.requests_seen();
        let stored = serde_json::to_string(&state).unwrap();
        state = hostnames.resume(&serde_json::from_str(&stored).unwrap()).await.unwrap();
        assert!(simulator.requests_seen() - before <= 2);
        assert_eq!(succeeded(&simulator, "custom_hostnames_edit"), edits, "after {pause} more minutes");
    }
    assert_eq!(state.next, NextStep::Repair);
}

#[tokio::test]
async fn a_step_has_its_stored_name_and_who_has_to_act() {
    let (simulator, hostnames) = start(STILL).await;
    let id = created(&hostnames).await.id;
    for (stage, next, name, actor) in [
        ("validation_timed_out", NextStep::Repair, "repair", Some(Actor::Provider)),
        ("moved", NextStep::PointHere, "point_here", Some(Actor::Customer)),
        ("active", NextStep::Done, "done", None),
    ] {
        simulator.set_stage("custom_hostnames", &id, stage).unwrap();
        let state = Onboarding::of(&hostnames.get(&id).await.unwrap());
        assert_eq!((state.next, state.next.name(), state.next.actor()), (next, name, actor));
        assert_eq!(serde_json::to_value(state.next).unwrap(), name);
    }
}

#[tokio::test]
async fn a_hostname_that_was_created_again_is_found_by_its_name() {
    let (_simulator, hostnames) = start(STILL).await;
    let state = hostnames.onboard(&new(NAME)).no_wait().await.unwrap();
    hostnames.delete(&state.id).await.unwrap();
    assert_eq!(hostnames.resume(&state).await.unwrap().next, NextStep::AddAgain);
    assert!(hostnames.onboarding(NAME).await.unwrap().is_none());
    let id = created(&hostnames).await.id;
    assert_eq!(hostnames.resume(&state).await.unwrap().id, id);
}

#[tokio::test]
async fn problems_are_sorted_by_who_has_to_act() {
    let (simulator, hostnames) = start(STILL).await;
    let id = created(&hostnames).await.id;
    let problems = |state: Option<Onboarding>| {
        let all = state.unwrap().problems.into_iter();
        all.map(|problem| (problem.actor, problem.advice)).collect::<Vec<_>>()
    };
    simulator.set_stage("custom_hostnames", &id, "caa_error").unwrap();
    let caa = problems(hostnames.onboarding(NAME).await.unwrap());
    assert_eq!(caa, [(Actor::Customer, "allow the authority in the CAA records, or remove them".to_owned())]);
    let messages = [
        ("The authority has rate limited these domains. Please wait.", Actor::Provider),
        ("Zone does not have a fallback origin set.", Actor::Provider),
        ("custom hostname does not CNAME to this zone.", Actor::Customer),
        ("dns problem: looking up caa for app.customer.com: dnssec: bogus", Actor::Customer),
        ("something new", Actor::Unknown),
    ];
    for (message, actor) in messages {
        let patch =
            serde_json::json!({ "verification_errors": [message], "ssl": { "validation_errors": null } });
        simulator.patch_record("custom_hostnames", &id, &patch);
        let state = hostnames.onboarding(NAME).await.unwrap().unwrap();
        assert_eq!(state.problems[0].message, message);
        assert_eq!(problems(Some(state))[0].0, actor, "{message}");
    }
}

#[tokio::test]
async fn a_state_of_a_later_version_can_be_read() {
    let (_simulator, hostnames) = start(Activation::After(Duration::ZERO)).await;
    created(&hostnames).await;
    let state = hostnames.onboarding(NAME).await.unwrap().unwrap();
    let mut stored = serde_json::to_value(&state).unwrap();
    stored["more"] = serde_json::json!(1);
    assert_eq!(serde_json::from_value::<Onboarding>(stored).unwrap(), state);
}
