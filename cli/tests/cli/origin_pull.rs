//! Tests of `cfcerts origin-pull`.

use cloudflare_certificates::types::{NewOriginPullCertificate, OriginPullStatus};
use cloudflare_certificates::{OriginTlsClientAuth, Progress};
use cloudflare_certificates_simulator::Fault;
use serde_json::json;

use crate::support::{Ran, Running, Stage};

const APP: &str = "app.example.com";

fn pulls(stage: &Stage) -> OriginTlsClientAuth {
    stage.client().zone(stage.simulator.zones()[0].id()).unwrap().origin_tls_client_auth()
}

fn new(stage: &Stage) -> NewOriginPullCertificate {
    let issued = stage.simulator.test_ca().certificate(&["client.example.com"]).issue().unwrap();
    NewOriginPullCertificate::builder()
        .certificate(issued.certificate_pem())
        .private_key(issued.private_key_pem().unwrap())
        .build()
}

/// A zone, and the files of a new certificate.
fn stage() -> Stage {
    let stage = Stage::new();
    let new = new(&stage);
    stage.file("cert.pem", &new.certificate);
    stage.file("key.pem", new.private_key.expose());
    stage
}

fn rotate(stage: &Stage, more: &[&str]) -> Ran {
    let mut arguments = vec!["origin-pull", "rotate", "--zone", "example.com", "cert.pem", "key.pem"];
    arguments.extend(more);
    stage.run(arguments)
}

fn ids(stage: &Stage) -> Vec<String> {
    let all = stage.block_on(pulls(stage).list().all()).unwrap();
    let is_there = |status: &OriginPullStatus| status.progress() != Progress::Gone;
    all.into_iter().filter(|one| one.status.as_ref().is_some_and(is_there)).map(|one| one.id).collect()
}

fn changes(stage: &Stage) -> usize {
    stage.simulator.requests().iter().filter(|request| request.method != "GET").count()
}

#[test]
fn the_certificate_of_a_zone_is_replaced_and_the_old_one_removed() {
    let stage = stage();
    let old = stage.block_on(pulls(&stage).create(&new(&stage))).unwrap().into_inner().id;
    let row = &rotate(&stage, &["--yes"]).exits(0).rows()[0];
    assert_eq!((&row["action"], &row["old_ids"]), (&json!("replaced"), &json!([old])));
    assert_eq!((&row["status"], &row["zone"]), (&json!("active"), &json!("example.com")));
    assert_eq!(json!(ids(&stage)), json!([row["id"]]));

    let sent = changes(&stage);
    let again = &rotate(&stage, &["--yes"]).exits(0).rows()[0];
    assert_eq!((&again["action"], &again["id"]), (&json!("unchanged"), &row["id"]));
    assert_eq!(changes(&stage), sent);
}

#[test]
fn a_dry_run_names_what_would_be_replaced_and_changes_nothing() {
    let stage = stage();
    let old = stage.block_on(pulls(&stage).create(&new(&stage))).unwrap().into_inner().id;
    let sent = changes(&stage);
    let row = &rotate(&stage, &["--dry-run"]).exits(0).rows()[0];
    assert_eq!((&row["action"], &row["old_ids"]), (&json!("would_replace"), &json!([old])));
    assert_eq!((changes(&stage), ids(&stage)), (sent, vec![old]));
}

#[test]
fn only_the_named_certificate_is_removed() {
    let stage = stage();
    let mut old = [new(&stage), new(&stage)]
        .map(|new| stage.block_on(pulls(&stage).create(&new)).unwrap().into_inner().id);
    let row = rotate(&stage, &["--yes", "--old", &old[0]]).exits(0).rows().remove(0);
    assert_eq!(row["old_ids"], json!([old[0]]));
    let mut left = ids(&stage);
    left.sort();
    old[0] = row["id"].as_str().unwrap().to_owned();
    old.sort();
    assert_eq!(left, old);
}

#[test]
fn hostnames_move_to_the_new_certificate() {
    let stage = stage();
    let pulls = pulls(&stage);
    let certificates = pulls.hostname_certificates();
    let old = stage.block_on(certificates.create(&new(&stage))).unwrap().into_inner().id;
    stage.block_on(async { pulls.hostnames().associate(&old, [APP]).await }).unwrap();
    let arguments = ["--hostname", APP, "--hostname", "other.example.com", "--old", &old];
    let planned = rotate(&stage, &[&arguments[..], &["--dry-run"]].concat()).exits(0).rows().remove(0);
    assert_eq!((&planned["action"], &planned["hosts"]), (&json!("would_replace"), &json!([APP])));
    let row = rotate(&stage, &[&arguments[..], &["--yes"]].concat()).exits(0).rows().remove(0);
    assert_eq!((&row["action"], &row["old_ids"]), (&json!("replaced"), &json!([old])));
    assert_eq!((&row["hosts"], &row["left_alone"]), (&json!([APP]), &json!(["other.example.com"])));
    let association = stage.block_on(pulls.hostnames().get(APP)).unwrap();
    assert_eq!(json!(association.cert_id), row["id"]);
}

#[test]
fn hostnames_need_the_old_certificate() {
    let stage = stage();
    let ran = rotate(&stage, &["--hostname", APP, "--yes"]).exits(2);
    assert!(ran.stderr.contains("--old"), "{}", ran.stderr);
    assert_eq!(stage.simulator.requests_seen(), 0);
}

#[test]
fn an_old_certificate_that_is_not_there_is_named() {
    let stage = stage();
    let old = "2458ce5a-0c35-4c7f-82c7-8e9487d3ff60";
    let ran = rotate(&stage, &["--yes", "--old", old]).exits(0);
    assert_eq!((&ran.rows()[0]["action"], &ran.rows()[0]["old_ids"]), (&json!("created"), &json!([])));
    assert!(ran.stderr.contains(&format!("no certificate {old}")), "{}", ran.stderr);
}

#[test]
fn without_a_terminal_a_rotation_needs_yes_and_nothing_is_sent() {
    let stage = stage();
    rotate(&stage, &[]).exits(2);
    assert_eq!(stage.simulator.requests_seen(), 0);
}

#[test]
fn the_key_of_another_certificate_is_refused_before_anything_is_sent() {
    let stage = stage();
    stage.file("key.pem", new(&stage).private_key.expose());
    let ran = rotate(&stage, &["--yes"]).exits(3);
    assert!(ran.stderr.contains("another certificate"), "{}", ran.stderr);
    assert_eq!(stage.simulator.requests_seen(), 0);
}

#[test]
fn a_rotation_that_was_killed_during_the_upload_is_complete_when_it_is_run_again() {
    let stage = stage();
    let old = stage.block_on(pulls(&stage).create(&new(&stage))).unwrap().into_inner().id;
    let fault = stage.simulator.fail_next("origin_tls_client_auth_create", Fault::withhold_response());
    let mut child = Running(
        stage
            .command(["origin-pull", "rotate", "--zone", "example.com", "cert.pem", "key.pem", "--yes"])
            .spawn()
            .unwrap(),
    );
    stage.block_on(fault.happened());
    child.0.kill().unwrap();
    assert_eq!(ids(&stage).len(), 2);
    let row = &rotate(&stage, &["--yes"]).exits(0).rows()[0];
    assert_eq!((&row["action"], &row["old_ids"]), (&json!("replaced"), &json!([old])));
    assert_eq!(json!(ids(&stage)), json!([row["id"]]));
}

#[test]
fn no_key_is_in_the_output_however_verbose() {
    let stage = stage();
    let key_of_file = std::fs::read_to_string(stage.directory.path().join("key.pem")).unwrap();
    let secret = key_of_file.lines().nth(1).unwrap();
    let ran = rotate(&stage, &["--yes", "-vvv"]).exits(0);
    assert!(ran.stderr.contains("origin_tls_client_auth"), "{}", ran.stderr);
    assert!(!ran.stderr.contains(secret) && !ran.stdout.contains(secret));
    assert!(!ran.stderr.contains(stage.simulator.token()));
}
