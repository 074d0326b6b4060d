//! The tour: on its own simulator, and at what it takes for Cloudflare.

use crate::support::{Ran, Stage, bare};

#[test]
fn it_needs_no_account_and_shows_everything_on_a_page() {
    let ran = Ran::of(bare(["tour"]).output().unwrap()).exits(0);
    for part in [
        "its private key never leaves Cloudflare",
        "pending → active",
        "visitors of shop.example.com saw no gap",
        "2200 the private key belongs to another certificate",
        "needs_action",
        "no permission: custom_hostnames of shop.example",
        "17 of 17 things removed",
    ] {
        assert!(ran.stdout.contains(part), "{part} in:\n{}", ran.stdout);
    }
    assert!(ran.stdout.lines().count() <= 60, "{}", ran.stdout);
    assert_eq!(ran.stderr, "");
    assert!(!ran.stdout.contains('\u{1b}'), "no colours without a terminal");
}

#[test]
fn it_has_no_other_form() {
    Ran::of(bare(["tour", "-o", "json"]).output().unwrap()).exits(2);
}

#[test]
fn at_cloudflare_it_changes_nothing_unless_somebody_agrees() {
    let stage = Stage::new();
    let ran = stage.run(["tour", "--live", "--zone", "example.com"]).exits(2);
    assert!(ran.stderr.contains("--yes was not given: Take the tour in example.com?"), "{}", ran.stderr);
    assert!(stage.simulator.requests().iter().all(|request| request.method == "GET"));
}

#[test]
fn at_cloudflare_it_leaves_nothing_behind() {
    let stage = Stage::new();
    let ran = stage.run(["tour", "--live", "--zone", "example.com", "--yes"]).exits(0);
    assert!(ran.stdout.contains("Nothing of it is left at Cloudflare."), "{}", ran.stdout);
    assert_is_empty(&stage);
}

#[cfg(unix)]
#[test]
fn when_interrupted_it_cleans_up() {
    use cloudflare_certificates_simulator::Fault;
    use std::time::Duration;

    let stage = Stage::new();
    let delay = Fault::delay(Duration::from_millis(500));
    let root = stage.simulator.fail_next("access_certificates_create", delay);
    let arguments = ["tour", "--live", "--zone", "example.com", "--yes"];
    let child = stage.command(arguments).stdout(std::process::Stdio::piped()).spawn().unwrap();
    stage.block_on(root.happened());
    crate::expiring::interrupt(&child);
    let ran = Ran::of(child.wait_with_output().unwrap()).exits(130);
    assert!(!ran.stdout.contains("Keyless SSL through"), "it goes on:\n{}", ran.stdout);
    assert_is_empty(&stage);
}

#[track_caller]
fn assert_is_empty(stage: &Stage) {
    let zone = stage.simulator.zones().remove(0);
    let client = stage.client();
    let zone = client.zone(zone.id()).unwrap();
    stage.block_on(async {
        assert_eq!(zone.custom_certificates().list().all().await.unwrap().len(), 0);
        assert_eq!(zone.custom_csrs().list().all().await.unwrap().len(), 0);
        assert_eq!(zone.keyless_certificates().list().all().await.unwrap().len(), 0);
        assert_eq!(zone.access_certificates().list().all().await.unwrap().len(), 0);
    });
}
