//! Following many hostnames, with their repairs.

use std::sync::Arc;

use cloudflare_certificates::CustomHostnames;
use cloudflare_certificates::workflows::{ErrorKind, NextStep, Onboarding};
use cloudflare_certificates_simulator::{Activation, Fault, Simulator};
use serde_json::{Value, json};

use super::spy::Spy;
use super::{MINUTE, NAME, STILL, created, created_as, new, start, succeeded};
use crate::support::{operations, simulated};

const EDIT: &str = "custom_hostnames_edit";

/// Adds hostnames that stay as they are, and returns their ids.
fn seeded(simulator: &Simulator, count: usize) -> Vec<String> {
    let owner = simulator.zones()[0].id().to_owned();
    let ids: Vec<String> = (0..count).map(|n| format!("0d89c70d-ad9f-4843-b99f-{n:012}")).collect();
    let record = |id: &String| {
        let record = json!({ "id": id, "hostname": format!("{id}.example.net"), "status": "pending",
            "ssl": { "status": "pending_validation" } });
        json!({ "resource": "custom_hostnames", "owner": owner, "record": record })
    };
    let records: Vec<Value> = ids.iter().map(record).collect();
    simulator.seed_json(&json!({ "records": records }).to_string()).unwrap();
    ids
}

async fn several(hostnames: &CustomHostnames, count: usize) -> Vec<Onboarding> {
    let mut states = Vec::new();
    for number in 0..count {
        let new = new(&format!("app-{number}.customer.com"));
        states.push(hostnames.onboard(&new).target("fallback.example.com").no_wait().await.unwrap());
    }
    states
}

#[tokio::test]
async fn many_cost_a_request_per_page_in_each_round() {
    let (simulator, hostnames) = start(STILL).await;
    let ids = seeded(&simulator, 300);
    let all = hostnames.follow_all(&ids).interval(MINUTE, MINUTE).at_most(10 * MINUTE);
    let (outcomes, took) = simulated(&simulator, all).await;
    assert!(outcomes.iter().zip(&ids).all(|((id, outcome), expected)| {
        id == expected && outcome.as_ref().is_ok_and(|state| !state.is_ready() && state.id == *id)
    }));
    let requests = operations(&simulator).len();
    assert!((33..=42).contains(&requests), "{requests}");
    assert!(took >= 10 * MINUTE && took < 11 * MINUTE, "{took:?}");
}

#[tokio::test]
async fn the_stream_has_each_change_until_all_are_active_and_repairs_what_has_timed_out() {
    let (simulator, hostnames) = start(Activation::by_clock()).await;
    let states = several(&hostnames, 4).await;
    simulator.set_stage("custom_hostnames", &states[2].id, "validation_timed_out").unwrap();
    let mut changes = hostnames.follow_all(&states).stream();
    let mut seen: Vec<Onboarding> = Vec::new();
    while let Some((id, state)) = changes.next().await {
        let state = state.unwrap();
        assert_eq!(id, state.id);
        assert_ne!(seen.iter().rev().find(|before| before.id == id), Some(&state), "a change");
        seen.push(state);
    }
    for state in &states {
        let own: Vec<_> = seen.iter().filter(|seen| seen.id == state.id).collect();
        assert!(own.last().unwrap().is_ready() && own.iter().all(|seen| seen.target == state.target));
        assert!(own.iter().any(|seen| seen.is_setup_complete && seen.next == NextStep::SetUp), "{own:?}");
        let was_repaired = own.iter().any(|seen| seen.repaired_at.is_some());
        assert_eq!(was_repaired, state.id == states[2].id);
    }
    assert_eq!(succeeded(&simulator, EDIT), 1);
}

#[tokio::test]
async fn one_that_stays_blocked_is_repaired_once_in_ten_minutes() {
    let (simulator, hostnames) = start(STILL).await;
    let id = created(&hostnames).await.id;
    let simulator = Arc::new(simulator);
    simulator.set_stage("custom_hostnames", &id, "blocked").unwrap();
    let (server, blocked) = (Arc::clone(&simulator), id.clone());
    let (spy, hostnames) = Spy::on(&simulator, move |operation| {
        if operation == EDIT {
            server.set_stage("custom_hostnames", &blocked, "blocked").unwrap();
        }
    });
    let outcomes = hostnames.follow_all([&id]).at_most(35 * MINUTE).await;
    let state = outcomes[0].1.as_ref().unwrap();
    assert_eq!(state.next, NextStep::Unblock);
    let times = spy.times(EDIT);
    assert_eq!(times.len(), 4, "{times:?}");
    assert!(times.windows(2).all(|two| two[1].duration_since(two[0]).unwrap() >= 10 * MINUTE), "{times:?}");
    // Started again with this state, it waits too.
    let outcomes = hostnames.follow_all([state]).at_most(4 * MINUTE).await;
    assert!(outcomes[0].1.is_ok() && spy.times(EDIT).len() == 4);
}

#[tokio::test]
async fn one_that_has_moved_is_left_to_its_owner_and_causes_no_hot_loop() {
    let (simulator, hostnames) = start(STILL).await;
    let id = created(&hostnames).await.id;
    simulator.set_stage("custom_hostnames", &id, "moved").unwrap();
    let before = simulator.requests_seen();
    let outcomes = hostnames.follow_all([&id]).at_most(60 * MINUTE).await;
    assert_eq!(outcomes[0].1.as_ref().unwrap().next, NextStep::PointHere);
    let requests = simulator.requests_seen() - before;
    assert!((60..=90).contains(&requests), "{requests}");
    assert_eq!(succeeded(&simulator, EDIT), 0);
    simulator.set_stage("custom_hostnames", &id, "active").unwrap();
    assert!(hostnames.follow_all([&id]).await[0].1.as_ref().unwrap().is_ready());
}

#[tokio::test]
async fn the_state_that_was_passed_is_no_change_but_is_an_outcome() {
    let (_simulator, hostnames) = start(STILL).await;
    let states = several(&hostnames, 2).await;
    let states = [hostnames.resume(&states[1]).await.unwrap(), states[0].clone()];
    let mut changes = hostnames.follow_all(&states).at_most(MINUTE).stream();
    assert!(changes.next().await.is_none());
    let outcomes = hostnames.follow_all(&states).at_most(MINUTE).await;
    let seen: Vec<_> = outcomes.into_iter().map(|(id, outcome)| (id, outcome.unwrap().setup)).collect();
    assert_eq!(seen, states.map(|state| (state.id, state.setup)));
}

#[tokio::test]
async fn one_that_is_gone_is_to_be_added_again_and_one_of_another_name_is_not_touched() {
    let (simulator, hostnames) = start(STILL).await;
    let states = several(&hostnames, 2).await;
    hostnames.delete(&states[0].id).await.unwrap();
    let other = created_as(&hostnames, "app.other.com").await.id;
    simulator.set_stage("custom_hostnames", &other, "validation_timed_out").unwrap();
    let mut stored = serde_json::to_value(&states[1]).unwrap();
    stored["id"] = json!(other);
    let strange: Onboarding = serde_json::from_value(stored).unwrap();
    let outcomes = hostnames.follow_all([&states[0], &strange]).at_most(5 * MINUTE).await;
    let gone = outcomes[0].1.as_ref().unwrap();
    assert_eq!((gone.next, &gone.hostname), (NextStep::AddAgain, &states[0].hostname));
    assert_eq!(outcomes[1].1.as_ref().unwrap_err().kind(), ErrorKind::Gone);
    let unknown = "7365377a-85a4-4390-9480-531ef7dc7a3c";
    let outcomes = hostnames.follow_all([unknown]).await;
    assert_eq!(outcomes[0].1.as_ref().unwrap_err().kind(), ErrorKind::Gone);
    assert_eq!(succeeded(&simulator, EDIT), 0);
}

#[tokio::test]
async fn a_repair_that_fails_is_reported_and_made_again_after_ten_minutes() {
    let (simulator, hostnames) = start(Activation::by_clock()).await;
    let id = created(&hostnames).await.id;
    simulator.set_stage("custom_hostnames", &id, "validation_timed_out").unwrap();
    simulator.fail_next(EDIT, Fault::error(403, 10000, "no permission to edit"));
    let mut changes = hostnames.follow_all([&id]).target("fallback.example.com").stream();
    let (first, took) = simulated(&simulator, changes.next()).await;
    let error = first.unwrap().1.unwrap_err();
    assert_eq!((error.kind(), error.id(), took < MINUTE), (ErrorKind::Call, &*id, true));
    let (second, took) = simulated(&simulator, changes.next()).await;
    let state = second.unwrap().1.unwrap();
    assert!(state.repaired_at.is_some() && took >= 10 * MINUTE, "{state:?} {took:?}");
    assert_eq!(state.target.as_deref(), Some("fallback.example.com"));
    let (_, last) = futures_util::StreamExt::fold(changes, None, async |_, next| Some(next)).await.unwrap();
    assert!(last.unwrap().is_ready() && state.hostname == NAME);
}

#[tokio::test]
async fn what_cannot_be_read_has_an_error_and_none_costs_no_request() {
    let (simulator, hostnames) = start(STILL).await;
    assert!(hostnames.follow_all(Vec::<String>::new()).await.is_empty());
    assert_eq!(simulator.requests_seen(), 0);
    let states = several(&hostnames, 2).await;
    simulator.fail_times("custom_hostnames_list", 1, Fault::error(403, 10000, "no permission"));
    let outcomes = hostnames.follow_all(&states).await;
    assert!(outcomes.iter().all(|(_, outcome)| outcome.as_ref().unwrap_err().kind() == ErrorKind::Call));
}
