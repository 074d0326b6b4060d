//! The exit codes that all commands share. Those of a wait, a removal and a refused token are with them.

use cloudflare_certificates_simulator::{Fault, RequestMatch};

use crate::support::{Ran, Stage, bare};

#[test]
fn without_credentials_it_is_a_mistake_of_the_environment() {
    let ran = Ran::of(bare(["list", "zones"]).output().unwrap()).exits(2);
    assert!(ran.stderr.contains("CLOUDFLARE_API_TOKEN"), "{}", ran.stderr);
}

#[test]
fn help_and_version_are_successes() {
    let ran = Ran::of(bare(["--help"]).output().unwrap()).exits(0);
    assert!(ran.stdout.contains("somebody must act"), "{}", ran.stdout);
    let ran = Ran::of(bare(["--version"]).output().unwrap()).exits(0);
    assert!(ran.stdout.starts_with("cfcerts "), "{}", ran.stdout);
}

#[test]
fn wrong_arguments_are_a_mistake() {
    Ran::of(bare(["list"]).output().unwrap()).exits(2);
    Ran::of(bare(["list", "zones", "--output", "xml"]).output().unwrap()).exits(2);
    Ran::of(bare(["no-such-command"]).output().unwrap()).exits(2);
    let stage = Stage::new();
    stage.run(["list", "zones", "--request-timeout", "soon"]).exits(2);
    assert_eq!(stage.simulator.requests_seen(), 0);
}

#[test]
fn an_id_that_cannot_be_one_is_refused() {
    let stage = Stage::new();
    let ran = stage.run(["get", "accounts", "../zones"]).exits(3);
    assert!(ran.stderr.contains("account_id"), "{}", ran.stderr);
    assert_eq!(stage.simulator.requests_seen(), 0);
}

#[test]
fn a_change_whose_response_is_lost_is_unknown() {
    let stage = Stage::new();
    let zone = stage.simulator.zones()[0].id().to_owned();
    let id = stage.simulator.seed_custom_certificates(&zone, 1).remove(0);
    let delete = RequestMatch::any().operation("custom_certificates_delete");
    stage.simulator.fail_always(delete, Fault::status(502));
    let remove = ["remove", "custom_certificates", &id, "--zone", "example.com", "--yes"];
    stage.run(remove).exits(6);
    // The same command again looks first.
    stage.simulator.clear_faults();
    assert_eq!(stage.run(remove).exits(0).rows()[0]["action"], "removed");
    assert_eq!(stage.run(remove).exits(0).rows()[0]["action"], "unchanged");
}
