//! `cfcerts deploy`: uploads, replacements, what is refused, and what is left when something fails.

mod failures;
mod refused;
mod zones;

use std::path::PathBuf;

use cloudflare_certificates::types::{BundleMethod, CustomCertificate, NewCustomCertificate};
use cloudflare_certificates_simulator::{IssuedCertificate, TestCa};
use serde_json::{Value, json};

use crate::support::Stage;

pub(crate) const HOSTS: [&str; 2] = ["www.example.com", "*.app.example.com"];

/// Issues a certificate for the hosts of the tests.
pub(crate) fn issue(stage: &Stage, days: i64) -> IssuedCertificate {
    stage.simulator.test_ca().certificate(&HOSTS).valid_days(days).issue().unwrap()
}

/// Writes a certificate and its key.
pub(crate) fn files(stage: &Stage, issued: &IssuedCertificate) -> [PathBuf; 2] {
    [stage.file("cert.pem", issued.chain_pem()), stage.file("key.pem", issued.private_key_pem().unwrap())]
}

/// Runs the command for `example.com`, and returns its row.
#[track_caller]
pub(crate) fn deployed(stage: &Stage, issued: &IssuedCertificate, more: &[&str]) -> Value {
    files(stage, issued);
    let arguments = ["deploy", "--zone", "example.com", "cert.pem", "key.pem"].iter().chain(more);
    let rows = stage.run(arguments).exits(0).rows();
    assert_eq!(rows.len(), 1);
    rows[0].clone()
}

/// The certificates of the zone.
pub(crate) fn all(stage: &Stage) -> Vec<CustomCertificate> {
    let id = stage.simulator.zones()[0].id().to_owned();
    let zone = stage.client().zone(id).unwrap();
    stage.block_on(zone.custom_certificates().list().all()).unwrap()
}

/// The operations that changed something, or would have.
pub(crate) fn changes(stage: &Stage) -> Vec<String> {
    let requests = stage.simulator.requests().into_iter();
    requests.filter(|request| request.method != "GET").map(|request| request.operation).collect()
}

/// Uploads a certificate for the hosts of the tests as somebody else would.
fn uploaded(stage: &Stage, method: BundleMethod, days: i64) -> String {
    let issued = issue(stage, days);
    let new = NewCustomCertificate::with_key(issued.certificate_pem(), issued.private_key_pem().unwrap());
    let zone = stage.client().zone(stage.simulator.zones()[0].id()).unwrap();
    let new = new.bundle_method(method).build();
    stage.block_on(async { zone.custom_certificates().create(&new).await }).unwrap().into_inner().id
}

#[test]
fn the_first_certificate_is_uploaded_and_the_same_one_changes_nothing_again() {
    let stage = Stage::new();
    let issued = issue(&stage, 90);
    let first = deployed(&stage, &issued, &[]);
    assert_eq!(first["action"], "created");
    assert_eq!((&first["kind"], &first["zone"]), (&json!("custom_certificates"), &json!("example.com")));
    assert_eq!((&first["status"], &first["bundle_method"]), (&json!("active"), &json!("ubiquitous")));
    assert_eq!(first["fingerprint_sha256"], issued.fingerprint_sha256());
    let served = stage.simulator.served(HOSTS[0]).unwrap();
    assert_eq!(
        (first["id"].as_str(), served.fingerprint_sha256.as_deref()),
        (Some(&*served.id), Some(issued.fingerprint_sha256()))
    );
    let again = deployed(&stage, &issued, &[]);
    assert_eq!((&again["action"], &again["id"]), (&json!("unchanged"), &first["id"]));
    assert_eq!(changes(&stage), ["custom_certificates_create"]);
}

#[test]
fn a_renewal_takes_the_place_of_the_certificate_for_the_same_hosts_without_a_gap() {
    let stage = Stage::new();
    let old = uploaded(&stage, BundleMethod::Optimal, 30);
    stage.simulator.clear_faults();
    let renewal = issue(&stage, 90);
    let row = deployed(&stage, &renewal, &[]);
    assert_eq!((&row["action"], &row["old_id"]), (&json!("replaced"), &json!(old)));
    assert_eq!(row["bundle_method"], "optimal");
    let [only] = &all(&stage)[..] else { panic!("not one certificate") };
    assert_eq!(row["id"], only.id.as_str());
    let served = stage.simulator.served(HOSTS[0]).unwrap();
    assert_eq!(served.fingerprint_sha256.as_deref(), Some(renewal.fingerprint_sha256()));
    assert!(stage.simulator.served_changes().len() >= 2);
    assert_eq!(stage.simulator.gaps(), []);
}

#[test]
fn a_certificate_that_was_issued_again_with_another_key_and_the_same_dates_is_uploaded_if_it_is_said() {
    let stage = Stage::new();
    let day = issue(&stage, 90);
    let old = deployed(&stage, &day, &[])["id"].clone();
    assert_eq!(deployed(&stage, &day, &["--reissued", "--dry-run"])["action"], "would_replace");
    let before = changes(&stage).len();
    let row = deployed(&stage, &day, &["--reissued"]);
    assert_eq!((&row["action"], &row["old_id"]), (&"replaced".into(), &old));
    assert_eq!((changes(&stage).len(), all(&stage).len()), (before + 1, 1));
}

#[test]
fn a_certificate_that_expires_before_the_one_that_it_replaces_causes_a_warning() {
    let stage = Stage::new();
    deployed(&stage, &issue(&stage, 90), &[]);
    files(&stage, &issue(&stage, 60));
    let ran = stage.run(["deploy", "cert.pem", "key.pem"]).exits(0);
    assert!(ran.stderr.contains("expires later"), "{}", ran.stderr);
}

#[test]
fn a_dry_run_says_what_would_be_done_and_sends_no_change() {
    let stage = Stage::new();
    let first = issue(&stage, 30);
    let row = deployed(&stage, &first, &["--dry-run"]);
    assert_eq!(
        (&row["action"], &row["id"], &row["old_id"]),
        (&json!("would_create"), &json!(null), &json!(null))
    );
    assert_eq!((changes(&stage).len(), all(&stage).len()), (0, 0));
    let id = deployed(&stage, &first, &[])["id"].clone();
    let row = deployed(&stage, &first, &["--dry-run"]);
    assert_eq!((&row["action"], &row["id"]), (&json!("unchanged"), &id));
    let row = deployed(&stage, &issue(&stage, 90), &["--dry-run"]);
    assert_eq!((&row["action"], &row["id"], &row["old_id"]), (&json!("would_replace"), &json!(null), &id));
    assert_eq!(changes(&stage), ["custom_certificates_create"]);
}

/// The simulator refuses a root unless the method is `force`, and then certificates in any other order than that of the chain.
#[test]
fn of_a_file_with_its_chain_the_leaf_alone_is_uploaded_and_all_of_it_in_order_for_force() {
    let stage = Stage::new();
    let root = stage.simulator.test_ca();
    let authority = root.intermediate("Intermediate").unwrap();
    let issued = |days| authority.certificate(&HOSTS).valid_days(days).issue().unwrap();
    let run = |issued: &IssuedCertificate, more: &[&str]| {
        // Root, intermediate, leaf.
        let (root, intermediate) = (root.certificate_pem(), authority.certificate_pem());
        stage.file(
            "cert.pem",
            &format!("{root}{intermediate}{}", issued.certificate_pem()).replace('\n', "\r\n"),
        );
        stage.file("key.pem", &issued.private_key_pem().unwrap().replace('\n', "\r\n"));
        let arguments = ["deploy", "--zone", "example.com", "cert.pem", "key.pem"].iter().chain(more);
        let ran = stage.run(arguments).exits(0);
        (ran.rows()[0]["action"].clone(), ran.rows()[0]["bundle_method"].clone(), ran.stderr)
    };
    let (action, method, stderr) = run(&issued(30), &[]);
    assert_eq!((action, method), (json!("created"), json!("ubiquitous")));
    assert!(stderr.contains("say --bundle-method force"), "{stderr}");
    let (action, method, _) = run(&issued(60), &["--bundle-method", "force"]);
    assert_eq!((action, method), (json!("replaced"), json!("force")));
    // Not stated again, it stays.
    let (action, method, stderr) = run(&issued(90), &[]);
    assert_eq!((action, method), (json!("replaced"), json!("force")));
    assert!(!stderr.contains("warning"), "{stderr}");
}

#[test]
fn the_chain_can_be_another_file_and_what_does_not_belong_to_it_is_left_out() {
    let stage = Stage::new();
    let authority = stage.simulator.test_ca().intermediate("Intermediate").unwrap();
    let issued = authority.certificate(&HOSTS).issue().unwrap();
    stage.file("leaf.pem", issued.certificate_pem());
    let other = TestCa::builder().common_name("Another Root").build().unwrap();
    stage.file("chain.pem", &format!("{}{}", other.certificate_pem(), authority.certificate_pem()));
    stage.file("key.pem", issued.private_key_pem().unwrap());
    let arguments = ["deploy", "--zone", "example.com", "leaf.pem", "key.pem", "--chain", "chain.pem"];
    let ran = stage.run(arguments.iter().chain(&["--bundle-method", "force"])).exits(0);
    assert_eq!(ran.rows()[0]["action"], "created");
    assert!(ran.stderr.contains("are not uploaded: 1"), "{}", ran.stderr);
}

#[test]
fn the_options_of_a_first_certificate_are_those_of_its_record() {
    let stage = Stage::new();
    deployed(
        &stage,
        &issue(&stage, 90),
        &["--type", "sni_custom", "--region", "eu", "--bundle-method", "optimal"],
    );
    let [only] = &all(&stage)[..] else { panic!("not one certificate") };
    let region = only.geo_restrictions.as_ref().and_then(|region| region.label.as_ref());
    assert_eq!(region.map(|label| label.as_str()), Some("eu"));
    assert_eq!(only.bundle_method, Some(BundleMethod::Optimal));
}

#[test]
fn the_private_key_is_never_shown() {
    let stage = Stage::new();
    let issued = issue(&stage, 90);
    files(&stage, &issued);
    let ran = stage.run(["deploy", "-vvv", "cert.pem", "key.pem"]).exits(0);
    let lines: Vec<&str> = issued.private_key_pem().unwrap().lines().collect();
    let [_, body @ .., _] = lines.as_slice() else { panic!("no key") };
    assert!(ran.stderr.contains("custom_certificates_create"), "{}", ran.stderr);
    for line in body.iter().filter(|line| line.len() > 8) {
        assert!(!ran.stdout.contains(line) && !ran.stderr.contains(line));
    }
}

#[test]
fn each_form_of_the_output_has_the_result() {
    let stage = Stage::new();
    let issued = issue(&stage, 90);
    let fingerprint = issued.fingerprint_sha256().to_owned();
    files(&stage, &issued);
    let run = |form| stage.run(["deploy", "cert.pem", "key.pem", "--output", form]).exits(0).stdout;
    let table = run("table");
    assert!(table.contains("ACTION") && table.contains("created"), "{table}");
    let csv = run("csv");
    let header =
        "action,kind,zone,id,old_id,hosts,issuer,expires_on,status,bundle_method,fingerprint_sha256\n";
    assert!(csv.starts_with(header) && csv.contains(&fingerprint), "{csv}");
    let json: Value = serde_json::from_str(&run("json")).unwrap();
    assert_eq!(
        (&json[0]["action"], &json[0]["fingerprint_sha256"]),
        (&json!("unchanged"), &json!(fingerprint))
    );
}
