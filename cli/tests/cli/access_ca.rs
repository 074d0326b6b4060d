//! Tests of `cfcerts access-ca`.

use cloudflare_certificates::AccessCertificates;
use cloudflare_certificates::types::NewAccessCertificate;
use cloudflare_certificates_simulator::{Fault, TestCa};
use serde_json::json;

use crate::support::{Ran, Running, Stage};

const HOST: &str = "admin.example.com";

/// The CAs of the zone.
fn cas(stage: &Stage) -> AccessCertificates {
    stage.client().zone(stage.simulator.zones()[0].id()).unwrap().access_certificates()
}

fn uploaded(stage: &Stage, name: &str) -> String {
    let new = NewAccessCertificate::builder()
        .certificate(TestCa::new().unwrap().certificate_pem())
        .name(name)
        .associated_hostnames([HOST])
        .build();
    stage.block_on(cas(stage).create(&new)).unwrap().into_inner().id
}

fn names(stage: &Stage) -> Vec<(String, Vec<String>)> {
    let all = stage.block_on(cas(stage).list().all()).unwrap();
    all.into_iter().map(|ca| (ca.name.unwrap(), ca.associated_hostnames)).collect()
}

fn changes(stage: &Stage) -> usize {
    stage.simulator.requests().iter().filter(|request| request.method != "GET").count()
}

fn rotate(stage: &Stage, old: &str, more: &[&str]) -> Ran {
    let mut arguments = vec!["access-ca", "rotate", "--zone", "example.com", old, "ca.pem", "--name", "2027"];
    arguments.extend(more);
    stage.run(arguments)
}

fn stage() -> Stage {
    let stage = Stage::new();
    stage.file("ca.pem", TestCa::new().unwrap().certificate_pem());
    stage
}

fn is_rotated(stage: &Stage) -> bool {
    names(stage) == [("2027".to_owned(), vec![HOST.to_owned()])]
}

#[test]
fn a_ca_is_replaced_and_its_hostnames_move() {
    let stage = stage();
    let old = uploaded(&stage, "2026");
    let ran = rotate(&stage, "2026", &["--yes"]).exits(0);
    let row = &ran.rows()[0];
    assert_eq!(
        (&row["action"], &row["old_id"], &row["zone"]),
        (&json!("replaced"), &json!(old), &json!("example.com"))
    );
    assert_eq!((&row["name"], &row["hosts"]), (&json!("2027"), &json!([HOST])));
    assert!(is_rotated(&stage), "{:?}", names(&stage));

    // The old one is gone, and the new one is there: nothing is left to do.
    let sent = changes(&stage);
    let again = rotate(&stage, "2026", &["--yes"]).exits(0);
    assert_eq!((&again.rows()[0]["action"], changes(&stage)), (&json!("unchanged"), sent));
}

#[test]
fn a_dry_run_of_a_rotation_changes_nothing() {
    let stage = stage();
    let old = uploaded(&stage, "2026");
    let sent = changes(&stage);
    let row = &rotate(&stage, &old, &["--dry-run"]).exits(0).rows()[0];
    assert_eq!(
        (&row["action"], &row["old_name"], &row["hosts"]),
        (&json!("would_replace"), &json!("2026"), &json!([HOST]))
    );
    assert_eq!(changes(&stage), sent);
}

#[test]
fn without_a_terminal_a_rotation_needs_yes_and_nothing_is_sent() {
    let stage = stage();
    uploaded(&stage, "2026");
    let sent = stage.simulator.requests_seen();
    let ran = rotate(&stage, "2026", &[]).exits(2);
    assert!(ran.stderr.contains("--yes"), "{}", ran.stderr);
    assert_eq!(stage.simulator.requests_seen(), sent);
}

#[test]
fn what_is_no_ca_is_refused_before_anything_is_sent() {
    let stage = stage();
    let leaf = stage.simulator.test_ca().certificate(&["client.example.com"]).issue().unwrap();
    stage.file("ca.pem", leaf.certificate_pem());
    let ran = rotate(&stage, "2026", &["--yes"]).exits(3);
    assert!(ran.stderr.contains("authority"), "{}", ran.stderr);
    assert_eq!(stage.simulator.requests_seen(), 0);
}

#[test]
fn a_rotation_that_was_killed_midway_is_complete_when_it_is_run_again() {
    let stage = stage();
    uploaded(&stage, "2026");
    // The new CA has the hostname, and the old one has lost it.
    let fault = stage.simulator.fail_next("access_certificates_update", Fault::withhold_response());
    let arguments =
        ["access-ca", "rotate", "--zone", "example.com", "2026", "ca.pem", "--name", "2027", "--yes"];
    let mut child = Running(stage.command(arguments).spawn().unwrap());
    stage.block_on(fault.happened());
    child.0.kill().unwrap();
    assert_eq!(names(&stage).len(), 2);
    rotate(&stage, "2026", &["--yes"]).exits(0);
    assert!(is_rotated(&stage), "{:?}", names(&stage));
}

#[test]
fn an_old_ca_that_does_not_exist_is_a_failure() {
    let stage = stage();
    let ran = rotate(&stage, "2026", &["--yes"]).exits(1);
    assert!(ran.stderr.contains("example.com has no CA \"2026\""), "{}", ran.stderr);
    assert_eq!(changes(&stage), 0);
}

#[test]
fn several_cas_of_the_old_name_need_an_id() {
    let stage = stage();
    let one = uploaded(&stage, "2026");
    let new =
        NewAccessCertificate::builder().certificate(TestCa::new().unwrap().certificate_pem()).name("2026");
    let other = stage.block_on(cas(&stage).create(&new.build())).unwrap().into_inner().id;
    let ran = rotate(&stage, "2026", &["--yes"]).exits(5);
    assert!(ran.stderr.contains(&one) && ran.stderr.contains(&other), "{}", ran.stderr);
    rotate(&stage, &one, &["--yes"]).exits(0);
    assert_eq!(names(&stage).len(), 2);
}

#[test]
fn a_ca_of_an_account_is_replaced_too() {
    let stage = stage();
    let account = stage.simulator.zones()[0].account_id().to_owned();
    let access = stage.client().account(&account).unwrap().access_certificates();
    let new =
        NewAccessCertificate::builder().certificate(TestCa::new().unwrap().certificate_pem()).name("2026");
    stage.block_on(access.create(&new.build())).unwrap();
    let arguments =
        ["access-ca", "rotate", "--account", &account, "2026", "ca.pem", "--name", "2027", "--yes"];
    let row = &stage.run(arguments).exits(0).rows()[0];
    assert_eq!((&row["account"], &row["zone"]), (&json!(account), &json!(null)));
}
