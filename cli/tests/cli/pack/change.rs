//! `cfcerts pack remove`, `rotate` and `retry`.

use super::{order, packs, slow, state_record, universal};
use crate::support::{Stage, changes};

fn pack<'a>(verb: &'a str, id: &'a str) -> Vec<&'a str> {
    vec!["pack", verb, "--zone", "example.com", id]
}

fn with<'a>(mut arguments: Vec<&'a str>, option: &'a str) -> Vec<&'a str> {
    arguments.push(option);
    arguments
}

#[test]
fn a_removal_needs_yes_where_nobody_can_be_asked() {
    let stage = Stage::new();
    let ran = stage.run(pack("remove", "3822ff90-ea29-44df-9e55-21300bb9419b")).exits(2);
    assert!(ran.stderr.contains("--yes"), "{}", ran.stderr);
    assert_eq!(stage.simulator.requests_seen(), 0);
}

#[test]
fn a_pack_is_removed_and_a_second_time_there_is_nothing_to_do() {
    let stage = Stage::new();
    let id = order(&stage, &["www.example.com"]);
    let dry = stage.run(with(pack("remove", &id), "--dry-run")).exits(0);
    assert_eq!(dry.rows()[0]["action"], "would_remove");
    assert_eq!(packs(&stage), [id.as_str()]);

    let ran = stage.run(with(pack("remove", &id), "--yes")).exits(0);
    assert_eq!((&ran.rows()[0]["action"], &ran.rows()[0]["id"]), (&"removed".into(), &id.as_str().into()));
    assert!(packs(&stage).is_empty());
    let again = stage.run(with(pack("remove", &id), "--yes")).exits(0);
    assert_eq!(again.rows()[0]["action"], "unchanged");
    assert_eq!(changes(&stage), ["certificate_packs_create", "certificate_packs_delete"]);
}

#[test]
fn the_universal_pack_is_refused_with_the_reason() {
    let stage = Stage::new();
    let ran = stage.run(with(pack("remove", &universal(&stage)), "--yes")).exits(3);
    assert!(
        ran.stderr.contains("universal") && ran.stderr.contains("disable Universal SSL"),
        "{}",
        ran.stderr
    );
    assert!(changes(&stage).is_empty());
}

#[test]
fn a_rotation_leaves_one_pack_with_another_id() {
    let stage = Stage::new();
    let old = order(&stage, &["www.example.com"]);
    let dry = stage.run(with(pack("rotate", &old), "--dry-run")).exits(0);
    assert_eq!(
        (&dry.rows()[0]["action"], &dry.rows()[0]["old_id"]),
        (&"would_replace".into(), &old.as_str().into())
    );
    assert_eq!(packs(&stage), [old.as_str()]);

    let ran = stage.run(with(pack("rotate", &old), "--yes")).exits(0);
    let row = &ran.rows()[0];
    assert_eq!((&row["action"], &row["old_id"]), (&"replaced".into(), &old.as_str().into()));
    assert_eq!(packs(&stage), [row["id"].as_str().unwrap()]);
    assert_ne!(row["id"], old.as_str());
}

#[test]
fn a_retry_starts_a_validation_again_and_leaves_an_active_pack_alone() {
    let stage = Stage::new();
    let id = order(&stage, &["www.example.com"]);
    stage.run(pack("retry", &id)).exits(0);
    stage.simulator.set_stage("certificate_packs", &id, "validation_timed_out").unwrap();
    let dry = stage.run(with(pack("retry", &id), "--dry-run")).exits(0);
    assert_eq!(dry.rows()[0]["action"], "would_retry");
    let ran = stage.run(pack("retry", &id)).exits(0);
    assert_eq!((&ran.rows()[0]["action"], &ran.rows()[0]["status"]), (&"retried".into(), &"active".into()));
    let again = stage.run(pack("retry", &id)).exits(0);
    assert_eq!(again.rows()[0]["action"], "unchanged");
    assert_eq!(changes(&stage).iter().filter(|change| *change == "certificate_packs_edit").count(), 1);
}

#[test]
fn a_retry_of_a_pack_that_does_not_exist_fails() {
    let stage = slow();
    let ran = stage.run(pack("retry", "3822ff90-ea29-44df-9e55-21300bb9419b")).exits(1);
    assert!(ran.stderr.contains("example.com has no pack 3822ff90"), "{}", ran.stderr);
}

#[test]
fn a_retry_that_is_not_waited_for_has_the_state_after_it() {
    let stage = slow();
    let id = order(&stage, &["www.example.com"]);
    state_record(&stage, &id, "validation_timed_out");
    let ran = stage.run(with(pack("retry", &id), "--no-wait")).exits(0);
    assert_eq!(
        (&ran.rows()[0]["action"], &ran.rows()[0]["status"]),
        (&"retried".into(), &"initializing".into())
    );
}
