//! Tests of `cfcerts origin-ca`.

use std::fs;

use cloudflare_certificates::preflight::{Certificate, Csr};
use cloudflare_certificates_simulator::{Fault, KeyType, SimulatedZone, TestCa};
use serde_json::json;

use crate::support::{Ran, Running, Stage};

const HOSTS: [&str; 2] = ["example.com", "*.example.com"];

fn stage() -> Stage {
    let stage = Stage::new();
    csr(&stage, "csr.pem", KeyType::EcdsaP256);
    stage
}

fn csr(stage: &Stage, file: &str, key_type: KeyType) {
    stage.file(file, &TestCa::csr(&HOSTS, key_type).unwrap().0);
}

fn issue(stage: &Stage, more: &[&str]) -> Ran {
    stage.run([&["origin-ca", "issue", "--csr", "csr.pem"][..], more].concat())
}

fn issued(stage: &Stage) -> usize {
    let certificates = stage.client().origin_ca_certificates();
    stage.block_on(certificates.list(stage.simulator.zones()[0].id()).all()).unwrap().len()
}

fn changes(stage: &Stage) -> usize {
    stage.simulator.requests().iter().filter(|request| request.method != "GET").count()
}

#[test]
fn a_certificate_is_issued_once_for_the_csr_and_its_hosts() {
    let stage = stage();
    let row = issue(&stage, &["--validity-days", "90"]).exits(0).rows().remove(0);
    assert_eq!(
        (&row["action"], &row["zone"], &row["hosts"]),
        (&json!("created"), &json!("example.com"), &json!(HOSTS))
    );
    let certificate = Certificate::from_pem(row["certificate"].as_str().unwrap()).unwrap();
    let expires_on = row["expires_on"].as_str().unwrap();
    assert!(expires_on.ends_with('Z') && expires_on.contains('T'), "{expires_on}");
    let csr = fs::read_to_string(stage.directory.path().join("csr.pem")).unwrap();
    assert!(Csr::from_pem(&csr).unwrap().is_for(&certificate));
    let again = issue(&stage, &[]).exits(0).rows().remove(0);
    assert_eq!((&again["action"], &again["id"], issued(&stage)), (&json!("unchanged"), &row["id"], 1));
}

#[test]
fn the_certificate_is_written_to_a_file_that_all_may_read() {
    let stage = stage();
    let ran = issue(&stage, &["--out", "cert.pem", "--host", "www.example.com"]).exits(0);
    let row = &ran.rows()[0];
    let path = stage.directory.path().join("cert.pem");
    let certificate = Certificate::from_pem(&fs::read_to_string(&path).unwrap()).unwrap();
    assert_eq!((certificate.names(), &row["certificate"]), (vec!["www.example.com"], &json!(null)));
    assert!(row["out"].as_str().unwrap().ends_with("cert.pem"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o644);
    }
    // No other file is left.
    assert_eq!(fs::read_dir(stage.directory.path()).unwrap().count(), 2);
}

#[test]
fn a_newer_certificate_in_the_file_is_kept() {
    let stage = stage();
    let later = stage.simulator.now() + std::time::Duration::from_secs(86_400);
    let end = later + std::time::Duration::from_secs(86_400);
    let newer = stage.simulator.test_ca().certificate(&HOSTS).validity(later, end).issue().unwrap();
    stage.file("cert.pem", newer.certificate_pem());
    let ran = issue(&stage, &["--out", "cert.pem"]).exits(3);
    assert!(ran.stderr.contains("newer"), "{}", ran.stderr);
    assert!(ran.rows()[0]["certificate"].as_str().unwrap().contains("BEGIN CERTIFICATE"));
    assert_eq!(fs::read_to_string(stage.directory.path().join("cert.pem")).unwrap(), newer.certificate_pem());
}

#[test]
fn an_older_certificate_in_the_file_is_replaced() {
    let stage = stage();
    let older = stage.simulator.test_ca().certificate(&HOSTS).expired().issue().unwrap();
    stage.file("cert.pem", older.certificate_pem());
    issue(&stage, &["--out", "cert.pem"]).exits(0);
    assert_ne!(fs::read_to_string(stage.directory.path().join("cert.pem")).unwrap(), older.certificate_pem());
}

#[test]
fn a_key_is_never_overwritten_by_a_certificate() {
    let stage = stage();
    let key = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
    stage.file("key.pem", key);
    let ran = issue(&stage, &["--out", "key.pem"]).exits(2);
    assert!(ran.stderr.contains("no certificate"), "{}", ran.stderr);
    assert_eq!(fs::read_to_string(stage.directory.path().join("key.pem")).unwrap(), key);
    assert_eq!(stage.simulator.requests_seen(), 0);
}

#[test]
fn a_dry_run_issues_nothing() {
    let stage = stage();
    let row = issue(&stage, &["--dry-run", "--out", "cert.pem"]).exits(0).rows().remove(0);
    assert_eq!((&row["action"], &row["hosts"]), (&json!("would_create"), &json!(HOSTS)));
    assert_eq!((changes(&stage), stage.directory.path().join("cert.pem").exists()), (0, false));
}

#[test]
fn a_wrong_host_or_validity_is_refused_before_anything_is_sent() {
    let stage = stage();
    for wrong in [["--host", "192.0.2.1"], ["--validity-days", "91"]] {
        issue(&stage, &wrong).exits(3);
    }
    stage.file("csr.pem", "no CSR");
    issue(&stage, &["--host", "example.com"]).exits(3);
    assert_eq!(stage.simulator.requests_seen(), 0);
}

#[test]
fn an_rsa_key_is_recognized() {
    let stage = stage();
    csr(&stage, "csr.pem", KeyType::Rsa2048);
    let id = issue(&stage, &[]).exits(0).rows()[0]["id"].as_str().unwrap().to_owned();
    let certificates = stage.client().origin_ca_certificates();
    let issued = stage.block_on(certificates.get(&id)).unwrap().into_inner();
    assert_eq!(issued.request_type.unwrap().as_str(), "origin-rsa");
}

#[test]
fn a_renewal_issues_a_second_certificate_for_the_same_csr_once() {
    let stage = stage();
    let old = issue(&stage, &["--validity-days", "90"]).exits(0).rows()[0]["id"].as_str().unwrap().to_owned();
    let renew = ["--renew", &old, "--validity-days", "365"];
    let row = issue(&stage, &renew).exits(0).rows().remove(0);
    assert_eq!((&row["action"], &row["old_id"]), (&json!("renewed"), &json!(old)));
    let again = issue(&stage, &renew).exits(0).rows().remove(0);
    assert_eq!((&again["action"], &again["id"], issued(&stage)), (&json!("unchanged"), &row["id"], 2));
}

#[test]
fn an_issuance_that_was_killed_is_found_when_it_is_run_again() {
    let stage = stage();
    let fault = stage.simulator.fail_next("origin_ca_certificates_create", Fault::withhold_response());
    let mut child = Running(stage.command(["origin-ca", "issue", "--csr", "csr.pem"]).spawn().unwrap());
    stage.block_on(fault.happened());
    child.0.kill().unwrap();
    let row = issue(&stage, &[]).exits(0).rows().remove(0);
    assert_eq!((&row["action"], issued(&stage)), (&json!("unchanged"), 1));
}

#[test]
fn the_zone_of_a_host_that_nobody_has_must_be_named() {
    let stage = stage();
    let ran = issue(&stage, &["--host", "www.example.net"]).exits(2);
    assert!(ran.stderr.contains("--zone"), "{}", ran.stderr);
    assert_eq!(changes(&stage), 0);
}

#[test]
fn the_longest_domain_that_is_a_zone_is_the_zone_of_a_host() {
    let stage = Stage::with(|builder| {
        builder.zone(SimulatedZone::new("example.com")).zone(SimulatedZone::new("shop.example.com"))
    });
    csr(&stage, "csr.pem", KeyType::EcdsaP256);
    let row = issue(&stage, &["--host", "a.shop.example.com"]).exits(0).rows().remove(0);
    assert_eq!(row["zone"], json!("shop.example.com"));
}

#[test]
fn the_user_service_key_is_enough_with_the_id_of_the_zone() {
    let stage = stage();
    let with_key = |arguments: &[&str]| {
        let mut command = stage.command(arguments);
        command.env_remove("CLOUDFLARE_API_TOKEN");
        command.env("CLOUDFLARE_API_USER_SERVICE_KEY", stage.simulator.user_service_key());
        Ran::of(command.output().unwrap())
    };
    let zone = stage.simulator.zones()[0].id().to_owned();
    let id = with_key(&["origin-ca", "issue", "--csr", "csr.pem", "--zone", &zone]).exits(0).rows()[0]["id"]
        .clone();
    with_key(&["origin-ca", "revoke", id.as_str().unwrap(), "--yes"]).exits(0);
    let ran = with_key(&["origin-ca", "issue", "--csr", "csr.pem"]).exits(2);
    assert!(ran.stderr.contains("--zone"), "{}", ran.stderr);
}

#[test]
fn certificates_are_revoked_once() {
    let stage = stage();
    let id = issue(&stage, &[]).exits(0).rows()[0]["id"].as_str().unwrap().to_owned();
    let revoke = |more: &[&str]| stage.run([&["origin-ca", "revoke", id.as_str()][..], more].concat());
    let sent = changes(&stage);
    assert_eq!(revoke(&["--dry-run"]).exits(0).rows()[0]["action"], json!("would_revoke"));
    assert_eq!((changes(&stage), issued(&stage)), (sent, 1));
    assert_eq!(revoke(&["--yes"]).exits(0).rows()[0]["action"], json!("revoked"));
    assert_eq!(issued(&stage), 0);
    assert_eq!(revoke(&["--yes"]).exits(0).rows()[0]["action"], json!("unchanged"));
}

#[test]
fn without_a_terminal_a_revocation_needs_yes_and_nothing_is_sent() {
    let stage = stage();
    let ran = stage.run(["origin-ca", "revoke", "328578533902268680212849205732770752308931942346"]).exits(2);
    assert!(ran.stderr.contains("--yes"), "{}", ran.stderr);
    assert_eq!(stage.simulator.requests_seen(), 0);
}

#[test]
fn the_token_is_not_in_the_output_however_verbose() {
    let stage = stage();
    let ran = issue(&stage, &["-vvv"]).exits(0);
    assert!(ran.stderr.contains("origin_ca_certificates"), "{}", ran.stderr);
    assert!(!ran.stderr.contains(stage.simulator.token()) && !ran.stdout.contains(stage.simulator.token()));
}
