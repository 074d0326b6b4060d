//! `list`, `get`, `wait` and `remove` of any kind.

use std::time::Duration;

use cloudflare_certificates::types::{
    NewAccessCertificate, NewCustomCertificate, NewCustomCsr, NewCustomHostname, NewMtlsCertificate,
    NewOriginPullCertificate,
};
use cloudflare_certificates::{ClientCa, Zone};
use cloudflare_certificates_simulator::Activation;

use crate::support::{Ran, Stage, bare, changes};

/// The kinds that the simulator knows, with their places.
const ZONES: [&str; 11] = [
    "certificate_packs",
    "custom_certificates",
    "custom_hostnames",
    "keyless_certificates",
    "client_certificates",
    "origin_ca_certificates",
    "origin_tls_client_auth",
    "origin_tls_client_auth_hostname_certificates",
    "custom_trust_store",
    "custom_csrs",
    "access_certificates",
];
const ACCOUNTS: [&str; 4] =
    ["mtls_certificates", "gateway_certificates", "custom_csrs", "access_certificates"];
const MISSING: &str = "2458ce5a0c354c7f82c78e9487d3ff60";

fn zone(stage: &Stage) -> Zone {
    stage.client().zone(stage.simulator.zones()[0].id()).unwrap()
}

/// Runs the binary with `--zone example.com`.
fn of_zone(stage: &Stage, arguments: &[&str]) -> Ran {
    stage.run(arguments.iter().chain(&["--zone", "example.com"]))
}

#[test]
fn each_kind_of_a_zone_can_be_listed() {
    let stage = Stage::new();
    for kind in ZONES {
        let ran = of_zone(&stage, &["list", kind]).exits(0);
        assert!(ran.rows().iter().all(|row| row["kind"] == kind && row["zone"] == "example.com"), "{kind}");
        let dashed = of_zone(&stage, &["list", &kind.replace('_', "-")]).exits(0);
        assert_eq!(ran.stdout, dashed.stdout);
    }
}

#[test]
fn each_kind_of_an_account_can_be_listed() {
    let stage = Stage::new();
    let account = stage.simulator.zones()[0].account_id().to_owned();
    for kind in ACCOUNTS {
        stage.run(["list", kind, "--account", &account]).exits(0);
    }
    // The only account need not be named.
    stage.run(["list", "mtls_certificates"]).exits(0);
}

#[test]
fn an_unknown_kind_is_a_mistake_and_a_similar_one_is_named() {
    let ran = Ran::of(bare(["list", "custom_certificate"]).output().unwrap()).exits(2);
    assert!(ran.stderr.contains("'custom_certificates'"), "{}", ran.stderr);
    assert!(ZONES.iter().chain(&ACCOUNTS).all(|kind| ran.stderr.contains(kind)), "{}", ran.stderr);
    let help = Ran::of(bare(["list", "--help"]).output().unwrap()).exits(0);
    assert!(ZONES.iter().chain(&ACCOUNTS).all(|kind| help.stdout.contains(kind)), "{}", help.stdout);
}

#[test]
fn a_kind_without_its_place_is_a_mistake() {
    let stage = Stage::new();
    let ran = stage.run(["list", "custom_certificates"]).exits(2);
    assert!(ran.stderr.contains("--zone"), "{}", ran.stderr);
    let ran = of_zone(&stage, &["list", "mtls_certificates"]).exits(2);
    assert!(ran.stderr.contains("--account"), "{}", ran.stderr);
    stage.run(["list", "access_certificates"]).exits(2);
    of_zone(&stage, &["list", "zones"]).exits(2);
    assert_eq!(stage.simulator.requests_seen(), 0);
}

#[test]
fn a_list_can_be_filtered_and_limited() {
    let stage = Stage::new();
    let zone_id = stage.simulator.zones()[0].id().to_owned();
    let ids = stage.simulator.seed_custom_certificates(&zone_id, 60);
    stage.simulator.set_stage("custom_certificates", &ids[50], "pending").unwrap();
    let pending = of_zone(&stage, &["list", "custom_certificates", "--status", "pending"]).exits(0).rows();
    assert!(pending.len() == 1 && pending[0]["id"] == ids[50].as_str(), "{pending:?}");
    let named = of_zone(&stage, &["list", "custom_certificates", "--name", "HOST-7.example"]).exits(0).rows();
    assert!(named.len() == 1 && named[0]["hosts"][0] == "host-7.example.com", "{named:?}");
    let limited = of_zone(&stage, &["list", "custom_certificates", "--limit", "25"]).exits(0).rows();
    assert_eq!(limited.len(), 25);
    let ran = of_zone(&stage, &["list", "custom_certificates", "--status", "pendign"]).exits(2);
    assert!(ran.stderr.contains("holding_deployment"), "{}", ran.stderr);
}

#[test]
fn a_record_is_shown_by_its_id_or_name() {
    let stage = Stage::new();
    let new = NewCustomHostname::builder().hostname("app.customer.net").build();
    let id = stage.block_on(zone(&stage).custom_hostnames().create(&new)).unwrap().into_inner().id;
    let by_id = of_zone(&stage, &["get", "custom_hostnames", &id]).exits(0);
    let by_name = of_zone(&stage, &["get", "custom_hostnames", "App.Customer.net"]).exits(0);
    assert_eq!(by_id.rows()[0]["id"], by_name.rows()[0]["id"]);
    assert_eq!(by_id.rows()[0]["record"]["hostname"], "app.customer.net");
    let table = of_zone(&stage, &["get", "custom_hostnames", &id, "-o", "table"]).exits(0);
    assert!(
        table.stdout.contains("hostname") && table.stdout.contains("app.customer.net"),
        "{}",
        table.stdout
    );
    let zone = stage.run(["get", "zones", "example.com"]).exits(0);
    assert_eq!(zone.rows()[0]["name"], "example.com");
}

#[test]
fn an_unknown_id_is_a_failure() {
    let stage = Stage::new();
    for kind in ["custom_certificates", "keyless_certificates"] {
        let ran = of_zone(&stage, &["get", kind, MISSING]).exits(1);
        assert!(ran.stderr.contains(MISSING) && ran.stderr.contains("example.com"), "{}", ran.stderr);
        assert_eq!(ran.stderr.lines().count(), 1, "{}", ran.stderr);
    }
}

#[test]
fn a_wait_ends_with_the_record() {
    let stage = Stage::new();
    stage.simulator.set_activation(Activation::AfterReads(1));
    let ca = stage.simulator.test_ca();
    let (certificate, key) = ca.issue(&["www.example.com"], 90).unwrap();
    let new = NewCustomCertificate::with_key(certificate, key).build();
    let id = stage.block_on(zone(&stage).custom_certificates().create(&new)).unwrap().into_inner().id;
    let ran = of_zone(&stage, &["wait", "custom_certificates", &id]).exits(0);
    assert_eq!(ran.rows()[0]["status"], "active");
    assert!(ran.stderr.contains("seen (pending)"), "{}", ran.stderr);
    // It is so already.
    of_zone(&stage, &["wait", "custom_certificates", &id, "--until", "active"]).exits(0);
    of_zone(&stage, &["wait", "custom_certificates", MISSING, "--until", "gone"]).exits(0);
}

#[test]
fn a_wait_whose_time_is_up_is_still_pending() {
    let stage = Stage::new();
    let zone_id = stage.simulator.zones()[0].id().to_owned();
    let id = stage.simulator.seed_custom_certificates(&zone_id, 1).remove(0);
    stage.simulator.set_stage("custom_certificates", &id, "pending").unwrap();
    let ran = of_zone(&stage, &["wait", "custom_certificates", &id, "--timeout", "1s"]).exits(4);
    assert!(ran.stderr.contains("pending"), "{}", ran.stderr);
    assert_eq!(ran.stdout, "");
}

#[test]
fn a_wait_that_needs_somebody_says_what_to_set_up() {
    let stage = Stage::new();
    stage.simulator.set_activation(Activation::After(Duration::from_secs(3600)));
    let ssl = cloudflare_certificates::types::NewCustomHostnameSsl::managed(
        cloudflare_certificates::types::ValidationMethod::Txt,
    )
    .build();
    let new = NewCustomHostname::builder().hostname("app.customer.net").ssl(ssl).build();
    let id = stage.block_on(zone(&stage).custom_hostnames().create(&new)).unwrap().into_inner().id;
    assert!(stage.simulator.time_out_validation(&id));
    let ran = of_zone(&stage, &["wait", "custom_hostnames", "app.customer.net"]).exits(5);
    assert!(ran.stderr.contains("to set up: TXT "), "{}", ran.stderr);
    assert!(ran.stderr.contains("`cfcerts hostname retry`"), "what helps is a command: {}", ran.stderr);
}

#[test]
fn a_removal_says_what_it_would_do_and_does_it_once() {
    let stage = Stage::new();
    let zone_id = stage.simulator.zones()[0].id().to_owned();
    let id = stage.simulator.seed_custom_certificates(&zone_id, 1).remove(0);
    let remove = ["remove", "custom_certificates", &id];
    let run = |more: &str| of_zone(&stage, &[&remove[..], &[more]].concat());
    assert_eq!(run("--dry-run").exits(0).rows()[0]["action"], "would_remove");
    assert!(run("--quiet").exits(2).stderr.contains("--yes"));
    assert_eq!(changes(&stage), [""; 0]);
    let removed = run("--yes").exits(0).rows().remove(0);
    assert!(removed["action"] == "removed" && removed["hosts"][0] == "host-0.example.com", "{removed}");
    assert_eq!(run("--yes").exits(0).rows()[0]["action"], "unchanged");
    assert_eq!(changes(&stage), ["custom_certificates_delete"]);
}

#[test]
fn a_name_where_an_id_belongs_is_not_taken_for_a_record_that_is_gone() {
    let stage = Stage::new();
    let zone_id = stage.simulator.zones()[0].id().to_owned();
    stage.simulator.seed_custom_certificates(&zone_id, 1);
    let ran = of_zone(&stage, &["remove", "custom_certificates", "host-0.example.com", "--yes"]).exits(2);
    assert!(ran.stderr.contains("cfcerts list custom_certificates"), "{}", ran.stderr);
}

#[test]
fn kinds_without_a_workflow_are_removed_too() {
    let stage = Stage::new();
    let ca = stage.simulator.test_ca().certificate_pem().to_owned();
    let new = cloudflare_certificates::types::NewTrustedCa::builder().certificate(ca).build();
    let id = stage.block_on(zone(&stage).custom_trust_store().create(&new)).unwrap().into_inner().id;
    let ran = of_zone(&stage, &["remove", "custom_trust_store", &id, "--yes"]).exits(0);
    assert_eq!(ran.rows()[0]["action"], "removed");
    of_zone(&stage, &["get", "custom_trust_store", &id]).exits(1);
}

#[test]
fn an_access_ca_with_hostnames_needs_detach() {
    let stage = Stage::new();
    let new = NewAccessCertificate::builder()
        .certificate(stage.simulator.test_ca().certificate_pem())
        .name("devices")
        .associated_hostnames(["admin.example.com"])
        .build();
    let id = stage.block_on(zone(&stage).access_certificates().create(&new)).unwrap().into_inner().id;
    let before = changes(&stage).len();
    let ran = of_zone(&stage, &["remove", "access_certificates", &id, "--yes"]).exits(5);
    assert!(ran.stderr.contains("admin.example.com") && ran.stderr.contains("--detach"), "{}", ran.stderr);
    assert_eq!(changes(&stage).len(), before);
    of_zone(&stage, &["remove", "access_certificates", &id, "--detach", "--yes"]).exits(0);
    of_zone(&stage, &["get", "access_certificates", &id]).exits(1);
}

#[test]
fn an_mtls_ca_is_detached_from_the_hostnames_of_zones() {
    let stage = Stage::new();
    let account = stage.client().account(stage.simulator.zones()[0].account_id()).unwrap();
    let new = NewMtlsCertificate::authority(stage.simulator.test_ca().certificate_pem()).build();
    let associations = zone(&stage).hostname_associations();
    let id = stage.block_on(async {
        let id = account.mtls_certificates().create(&new).await.unwrap().into_inner().id;
        associations.update(&ClientCa::uploaded(&id), ["api.example.com"]).await.unwrap();
        id
    });
    let used = of_zone(&stage, &["get", "hostname_associations", &id]).exits(0).rows().remove(0);
    assert_eq!(used["hosts"][0], "api.example.com");
    let remove = ["remove", "mtls_certificates", &id, "--yes"];
    let ran = stage.run(remove.iter().chain(&["--timeout", "1s"])).exits(4);
    assert!(ran.stderr.contains("it is used by"), "{}", ran.stderr);
    let ran = stage.run(remove.iter().chain(&["--detach"])).exits(2);
    assert!(ran.stderr.contains("--from"), "{}", ran.stderr);
    stage.run(remove.iter().chain(&["--detach", "--from", "example.com"])).exits(0);
    stage.run(["get", "mtls_certificates", &id]).exits(1);
}

#[test]
fn a_certificate_for_origin_pulls_is_detached_from_hostnames() {
    let stage = Stage::new();
    let (certificate, key) = stage.simulator.test_ca().issue(&["origin.example.com"], 90).unwrap();
    let new = NewOriginPullCertificate::builder().certificate(certificate).private_key(key).build();
    let pulls = zone(&stage).origin_tls_client_auth();
    let id = stage.block_on(async {
        let id = pulls.hostname_certificates().create(&new).await.unwrap().into_inner().id;
        pulls.hostnames().associate(&id, ["www.example.com"]).await.unwrap();
        id
    });
    let kind = "origin_tls_client_auth_hostname_certificates";
    of_zone(&stage, &["get", "origin_tls_client_auth_hostnames", "www.example.com"]).exits(0);
    of_zone(&stage, &["remove", kind, &id, "--yes", "--detach", "--from", "www.example.com"]).exits(0);
    of_zone(&stage, &["get", "origin_tls_client_auth_hostnames", "www.example.com"]).exits(1);
}

#[test]
fn a_csr_in_use_is_refused_with_what_uses_it() {
    let stage = Stage::new();
    let csr = NewCustomCsr::builder()
        .common_name("www.example.com")
        .country("US")
        .locality("Austin")
        .organization("Example")
        .sans(["www.example.com"])
        .state("Texas")
        .build();
    let csr = stage.block_on(zone(&stage).custom_csrs().create(&csr)).unwrap().into_inner();
    let certificate = stage.simulator.test_ca().sign_csr(&csr.csr.unwrap(), 90).unwrap();
    let new = NewCustomCertificate::for_csr(certificate, &csr.id).build();
    let used_by = stage.block_on(zone(&stage).custom_certificates().create(&new)).unwrap().into_inner().id;
    let ran = of_zone(&stage, &["remove", "custom_csrs", &csr.id, "--yes"]).exits(5);
    assert!(ran.stderr.contains("1420") && ran.stderr.contains("custom_certificates"), "{}", ran.stderr);
    of_zone(&stage, &["remove", "custom_certificates", &used_by, "--yes"]).exits(0);
    of_zone(&stage, &["remove", "custom_csrs", &csr.id, "--yes"]).exits(0);
}

#[test]
fn private_keys_are_never_shown() {
    let stage = Stage::new();
    let (certificate, key) = stage.simulator.test_ca().issue(&["www.example.com"], 90).unwrap();
    let new = NewOriginPullCertificate::builder().certificate(&certificate).private_key(key.clone()).build();
    let pull = stage.block_on(zone(&stage).origin_tls_client_auth().create(&new)).unwrap().into_inner().id;
    // Cloudflare's reference shows a key in responses, too.
    let patch = serde_json::json!({ "private_key": key });
    assert!(stage.simulator.patch_record("origin_tls_client_auth", &pull, &patch));
    for arguments in [&["list", "origin_tls_client_auth"][..], &["get", "origin_tls_client_auth", &pull]] {
        for form in ["json", "jsonl", "csv", "table"] {
            let ran = of_zone(&stage, &[arguments, &["-vvv", "-o", form]].concat()).exits(0);
            assert!(ran.stdout.contains(&pull), "{}", ran.stdout);
            assert!(!ran.stdout.contains("PRIVATE KEY") && !ran.stderr.contains("PRIVATE KEY"), "{form}");
        }
    }
}
