//! `cfcerts pack ensure`.

use cloudflare_certificates_simulator::{Fault, SimulatedZone};

use super::{order, packs, slow, state_record, universal};
use crate::support::{Stage, changes};

const ENSURE: [&str; 4] = ["pack", "ensure", "--zone", "example.com"];

fn ensure<'a>(arguments: &[&'a str]) -> Vec<&'a str> {
    ENSURE.iter().chain(arguments).copied().collect()
}

#[test]
fn a_pack_is_ordered_once_and_is_active_at_the_end() {
    let stage = Stage::new();
    let arguments = ensure(&["--host", "www.example.com", "--host", "*.example.com"]);
    let ran = stage.run(&arguments).exits(0);
    let row = &ran.rows()[0];
    assert_eq!((&row["action"], &row["status"]), (&"created".into(), &"active".into()), "{row}");
    assert_eq!((&row["kind"], &row["zone"]), (&"certificate_packs".into(), &"example.com".into()));
    assert!(row["hosts"].to_string().contains("\"example.com\""), "the server adds the zone's name: {row}");
    assert!(row["expires_on"].is_string(), "{row}");
    assert_eq!(packs(&stage), [row["id"].as_str().unwrap()]);

    let again = stage.run(&arguments).exits(0);
    assert_eq!((&again.rows()[0]["action"], &again.rows()[0]["id"]), (&"unchanged".into(), &row["id"]));
    assert_eq!(changes(&stage), ["certificate_packs_create"]);
}

#[test]
fn the_records_are_shown_and_in_the_message_when_the_time_is_up() {
    let stage = slow();
    let id = order(&stage, &["www.example.com"]);
    state_record(&stage, &id, "pending_validation");
    let ran = stage.run(ensure(&["--host", "www.example.com", "--timeout", "1s"])).exits(4);
    let record = "TXT _acme-challenge.www.example.com = 810b7d5f";
    assert!(ran.stderr.contains(&format!("\nto set up: {record}\n")), "{}", ran.stderr);
    let error = ran.stderr.lines().last().unwrap();
    assert!(error.starts_with("error: ") && error.contains(record), "{error}");
}

#[test]
fn without_waiting_the_records_are_in_the_row() {
    let stage = slow();
    let id = order(&stage, &["www.example.com"]);
    state_record(&stage, &id, "pending_validation");
    let ran = stage.run(ensure(&["--host", "www.example.com", "--no-wait"])).exits(0);
    let row = &ran.rows()[0];
    assert_eq!((&row["id"], &row["status"]), (&id.into(), &"pending_validation".into()));
    let setup = &row["setup"][0];
    assert_eq!(
        (&setup["kind"], &setup["name"], &setup["value"]),
        (&"TXT".into(), &"_acme-challenge.www.example.com".into(), &"810b7d5f".into())
    );
}

#[test]
fn a_validation_that_timed_out_needs_somebody_to_set_the_records_and_retry() {
    let stage = slow();
    let id = order(&stage, &["www.example.com"]);
    state_record(&stage, &id, "validation_timed_out");
    for wait in [&[][..], &["--no-wait"]] {
        let ran = stage.run(ensure(&[&["--host", "www.example.com"][..], wait].concat())).exits(5);
        let error = ran.stderr.lines().last().unwrap();
        assert!(error.contains("TXT _acme-challenge.www.example.com = 810b7d5f"), "{error}");
        assert!(error.contains(&format!("cfcerts pack retry --zone example.com {id}")), "{error}");
    }
}

#[test]
fn a_dry_run_says_what_would_be_done_and_sends_no_change() {
    let stage = slow();
    let ran = stage.run(ensure(&["--host", "www.example.com", "--dry-run"])).exits(0);
    let row = &ran.rows()[0];
    assert_eq!((&row["action"], &row["id"]), (&"would_create".into(), &serde_json::Value::Null));
    assert_eq!((&row["certificate_authority"], &row["validity_days"]), (&"google".into(), &90.into()));
    assert!(changes(&stage).is_empty());

    let old = order(&stage, &["old.example.com"]);
    let arguments = ensure(&["--host", "www.example.com", "--replacing", &old, "--dry-run"]);
    let row = &stage.run(arguments).exits(0).rows()[0];
    assert_eq!((&row["action"], &row["old_id"]), (&"would_replace".into(), &old.as_str().into()));
    let row = &stage.run(ensure(&["--host", "old.example.com", "--dry-run"])).exits(0).rows()[0];
    assert_eq!((&row["action"], &row["id"]), (&"unchanged".into(), &old.into()));
    assert_eq!(changes(&stage), ["certificate_packs_create"]);
}

#[test]
fn what_the_authority_or_the_zone_does_not_allow_is_refused_before_it_is_sent() {
    let stage = Stage::new();
    for (arguments, reason) in [
        (&["--host", "*.example.com", "--validation", "http"][..], "wildcard"),
        (&["--host", "www.example.com", "--validity-days", "365"], "a year"),
        (&["--host", "www.example.com", "--authority", "lets_encrypt", "--validity-days", "30"], "30 days"),
        (&["--host", "www.elsewhere.org"], "does not lie in the zone example.com"),
    ] {
        let ran = stage.run(ensure(arguments)).exits(3);
        assert!(ran.stderr.contains(reason) && ran.stdout.is_empty(), "{arguments:?}: {}", ran.stderr);
    }
    assert!(changes(&stage).is_empty());
}

#[test]
fn unknown_authorities_and_methods_are_mistakes_of_the_command_line() {
    let stage = Stage::new();
    for arguments in [&["--host", "example.com", "--authority", "acme"][..], &[]] {
        stage.run(ensure(arguments)).exits(2);
    }
    assert_eq!(stage.simulator.requests_seen(), 0);
}

#[test]
fn the_replaced_pack_is_removed_when_the_new_one_is_active() {
    let stage = Stage::new();
    let old = order(&stage, &["old.example.com"]);
    let ran = stage
        .run(ensure(&["--host", "old.example.com,new.example.com", "--replacing", &old, "--yes"]))
        .exits(0);
    let row = &ran.rows()[0];
    assert_eq!((&row["action"], &row["status"]), (&"replaced".into(), &"active".into()), "{row}");
    assert_eq!(row["old_id"], old.as_str());
    assert_eq!(packs(&stage), [row["id"].as_str().unwrap()]);
}

#[test]
fn without_a_terminal_nothing_is_replaced_unless_it_is_confirmed() {
    let stage = Stage::new();
    let old = order(&stage, &["old.example.com"]);
    let before = stage.simulator.requests_seen();
    let ran = stage.run(ensure(&["--host", "new.example.com", "--replacing", &old])).exits(2);
    assert!(ran.stderr.contains(&old) && ran.stderr.contains("--yes"), "{}", ran.stderr);
    assert_eq!(stage.simulator.requests_seen(), before, "nothing is sent before the question");
}

#[test]
fn a_pack_that_cannot_be_deleted_is_not_replaced() {
    let stage = Stage::new();
    let universal = universal(&stage);
    let ran = stage.run(ensure(&["--host", "www.example.com", "--replacing", &universal, "--yes"])).exits(3);
    assert!(ran.stderr.contains("universal"), "{}", ran.stderr);
    assert!(changes(&stage).is_empty());
}

#[test]
fn an_order_whose_response_is_lost_is_not_placed_twice() {
    let stage = Stage::new();
    stage.simulator.fail_next("certificate_packs_create", Fault::lose_response());
    let ran = stage.run(ensure(&["--host", "www.example.com"])).exits(0);
    assert_eq!(ran.rows()[0]["status"], "active");
    assert_eq!(packs(&stage).len(), 1);
    assert_eq!(changes(&stage), ["certificate_packs_create"]);
}

#[test]
fn a_quota_that_is_used_up_fails_with_the_code() {
    let stage =
        Stage::with(|builder| builder.zone(SimulatedZone::new("example.com")).quota("certificate_packs", 0));
    let ran = stage.run(ensure(&["--host", "www.example.com"])).exits(1);
    assert!(ran.stderr.contains("as many certificate packs as it may have"), "{}", ran.stderr);
    assert!(ran.stderr.contains("remove one that is not needed"), "what to do: {}", ran.stderr);
    assert_eq!(ran.stderr.lines().filter(|line| line.starts_with("error: ")).count(), 1);
}
