//! Stored states: those of other versions, and those that somebody has changed.

use cloudflare_certificates::types::CustomHostname;
use cloudflare_certificates::workflows::{NextStep, Onboarding, Setup};
use serde_json::{Value, json};

use super::{NAME, STILL, created, created_as, new, start, succeeded};

fn changed(state: &Onboarding, change: impl FnOnce(&mut Value)) -> Onboarding {
    let mut stored = serde_json::to_value(state).unwrap();
    change(&mut stored);
    serde_json::from_value(stored).unwrap()
}

#[tokio::test]
async fn a_state_of_an_older_version_needs_only_the_hostname() {
    let (_simulator, hostnames) = start(STILL).await;
    let id = created(&hostnames).await.id;
    let state: Onboarding = serde_json::from_value(json!({ "hostname": NAME })).unwrap();
    assert_eq!((state.next, state.id.as_str(), state.is_ready()), (NextStep::Wait, "", false));
    assert_eq!(hostnames.resume(&state).await.unwrap().id, id);
    assert!(serde_json::from_value::<Onboarding>(json!({ "id": id })).is_err());
}

#[tokio::test]
async fn what_a_newer_version_has_stored_is_left_out_and_the_rest_is_read() {
    let (_simulator, hostnames) = start(STILL).await;
    let state = hostnames.onboard(&new(NAME)).target("fallback.example.com").no_wait().await.unwrap();
    let dns = json!({ "type": "dns", "kind": "TXT", "name": "n", "value": "v", "ttl": 60 });
    let later = json!({ "type": "address", "ip": "192.0.2.1" });
    for next in [json!("pay"), json!({ "pay": 3 }), Value::Null] {
        let read = changed(&state, |stored| {
            stored["next"] = next;
            stored["setup"] = json!([later, dns]);
            stored["alternatives"] = json!([later]);
            stored["problems"] = json!([{ "message": "m", "actor": "nobody", "advice": "" }, 7]);
            stored["more"] = json!({ "a": 1 });
        });
        assert_eq!(read.next, NextStep::Wait);
        assert!(matches!(&*read.setup, [Setup::Dns { name, .. }] if name == "n"), "{read:?}");
        assert_eq!((read.alternatives.len(), read.problems.len()), (0, 1));
        assert_eq!((&read.id, &read.target), (&state.id, &state.target));
        // What Cloudflare states replaces it.
        assert_eq!(hostnames.resume(&read).await.unwrap().setup, state.setup);
    }
}

#[tokio::test]
async fn what_is_written_is_read_as_the_same() {
    let (simulator, hostnames) = start(STILL).await;
    let state = hostnames.onboard(&new(NAME)).target("fallback.example.com").no_wait().await.unwrap();
    simulator.set_stage("custom_hostnames", &state.id, "caa_error").unwrap();
    for state in [hostnames.resume(&state).await.unwrap(), state] {
        assert_eq!(changed(&state, |_| ()), state);
    }
}

#[tokio::test]
async fn an_update_keeps_the_target_and_the_time_of_the_repair() {
    let (simulator, hostnames) = start(STILL).await;
    let first = hostnames.onboard(&new(NAME)).target("fallback.example.com").no_wait().await.unwrap();
    simulator.set_stage("custom_hostnames", &first.id, "validation_timed_out").unwrap();
    let repaired = hostnames.resume(&first).await.unwrap();
    assert!(repaired.repaired_at.is_some());
    simulator.set_stage("custom_hostnames", &first.id, "validation_timed_out").unwrap();
    let record: CustomHostname = hostnames.get(&first.id).await.unwrap().into_inner();
    let updated = repaired.updated(&record);
    assert_eq!((&updated.target, &updated.repaired_at), (&first.target, &repaired.repaired_at));
    assert_eq!((updated.next, updated.setup.first()), (NextStep::Repair, first.setup.first()));
    hostnames.resume(&updated).await.unwrap();
    assert_eq!(succeeded(&simulator, "custom_hostnames_edit"), 1);
    // Another one of the same name was not repaired.
    hostnames.delete(&first.id).await.unwrap();
    let again = created(&hostnames).await;
    assert_eq!(repaired.updated(&again).repaired_at, None);
}

#[tokio::test]
async fn a_state_with_the_id_of_another_hostname_shows_and_changes_nothing_of_it() {
    let (simulator, hostnames) = start(STILL).await;
    let state = hostnames.onboard(&new(NAME)).no_wait().await.unwrap();
    let other = created_as(&hostnames, "app.other.com").await.id;
    simulator.set_stage("custom_hostnames", &other, "validation_timed_out").unwrap();
    let stored = changed(&state, |stored| stored["id"] = json!(other));
    let seen = hostnames.resume(&stored).await.unwrap();
    assert_eq!((seen.id, seen.hostname), (state.id, state.hostname));
    assert_eq!(succeeded(&simulator, "custom_hostnames_edit"), 0);
}

#[tokio::test]
async fn a_state_shows_no_token_and_no_private_key_that_the_server_sends_back() {
    let (simulator, hostnames) = start(STILL).await;
    let id = created(&hostnames).await.id;
    let key = "-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMG\n-----END PRIVATE KEY-----";
    let echo = format!("for {}", simulator.token());
    let ownership = json!({ "type": "txt", "name": "_x.app.customer.com", "value": key });
    let patch =
        json!({ "status": echo, "verification_errors": [echo, key], "ownership_verification": ownership });
    assert!(simulator.patch_record("custom_hostnames", &id, &patch));
    let one = hostnames.onboard(&new(NAME)).no_wait().await.unwrap();
    let followed = hostnames.follow_all([&id]).at_most(super::MINUTE).await.remove(0).1.unwrap();
    for state in [hostnames.resume(&one).await.unwrap(), one, followed] {
        let shown = format!("{state} {state:?} {}", serde_json::to_string(&state).unwrap());
        assert!(shown.contains("[redacted]"), "{shown}");
        assert!(!shown.contains(simulator.token()) && !shown.contains("MIGHAgEAMBMG"), "{shown}");
    }
}
