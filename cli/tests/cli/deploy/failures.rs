//! What fails on the way, and what the next run makes of it.

use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::SeqCst;

use cloudflare_certificates_simulator::{Activation, Fault, RequestInfo, SimulatedZone};
use serde_json::json;

use super::{all, changes, deployed, files, issue};
use crate::support::Stage;

#[test]
fn a_certificate_that_stays_pending_is_exit_4_and_waited_for_by_the_next_run() {
    let stage = Stage::with(|builder| builder.zone("example.com").activation(Activation::AfterReads(1000)));
    let issued = issue(&stage, 90);
    files(&stage, &issued);
    let arguments = ["deploy", "--zone", "example.com", "cert.pem", "key.pem", "--timeout", "3s"];
    let ran = stage.run(arguments).exits(4);
    let last = ran.stderr.lines().last().unwrap();
    assert!(last.starts_with("error: example.com: ") && last.contains("again"), "{last}");
    let [pending] = &all(&stage)[..] else { panic!("not one certificate") };
    stage.simulator.set_stage("custom_certificates", &pending.id, "active");
    let row = deployed(&stage, &issued, &[]);
    assert_eq!((&row["action"], &row["id"]), (&json!("unchanged"), &json!(pending.id)));
    assert_eq!(changes(&stage), ["custom_certificates_create"]);
}

#[test]
fn an_upload_whose_response_is_lost_is_looked_for_and_not_repeated() {
    let stage = Stage::new();
    let issued = issue(&stage, 90);
    let lost = stage.simulator.fail_next("custom_certificates_create", Fault::lose_response());
    let row = deployed(&stage, &issued, &[]);
    assert_eq!((lost.times_happened(), &row["action"]), (1, &json!("created")));
    assert_eq!(deployed(&stage, &issued, &[])["action"], "unchanged");
    assert_eq!((changes(&stage).len(), all(&stage).len()), (1, 1));
}

#[test]
fn a_replacement_whose_response_is_lost_is_looked_for_and_not_repeated() {
    let stage = Stage::new();
    let old = deployed(&stage, &issue(&stage, 30), &[])["id"].clone();
    let renewal = issue(&stage, 90);
    let lost = stage.simulator.fail_next("custom_certificates_edit", Fault::lose_response());
    let row = deployed(&stage, &renewal, &[]);
    assert_eq!((lost.times_happened(), &row["action"], &row["old_id"]), (1, &json!("replaced"), &old));
    assert_eq!(deployed(&stage, &renewal, &[])["action"], "unchanged");
    assert_eq!((all(&stage).len(), stage.simulator.gaps()), (1, vec![]));
}

#[test]
fn an_upload_that_is_unknown_is_exit_6_and_the_next_run_converges() {
    let stage = Stage::new();
    let issued = issue(&stage, 90);
    files(&stage, &issued);
    stage.simulator.fail_next("custom_certificates_create", Fault::lose_response());
    // From the upload on, it cannot be looked for.
    let uploaded = AtomicBool::new(false);
    let cannot_look = move |request: &RequestInfo| {
        uploaded.fetch_or(request.operation == "custom_certificates_create", SeqCst)
            && request.operation == "custom_certificates_list"
    };
    stage.simulator.fail_when(cannot_look, Fault::error(403, 10000, "Authentication error"));
    let arguments = ["deploy", "--zone", "example.com", "cert.pem", "key.pem", "--timeout", "3s"];
    let ran = stage.run(arguments).exits(6);
    assert!(ran.stderr.contains("start it again"), "{}", ran.stderr);
    stage.simulator.clear_faults();
    assert_eq!(deployed(&stage, &issued, &[])["action"], "unchanged");
    assert_eq!((changes(&stage).len(), all(&stage).len()), (1, 1));
}

#[test]
fn a_certificate_that_cannot_be_bundled_says_that_a_private_authority_needs_force() {
    let stage = Stage::new();
    files(&stage, &issue(&stage, 90));
    let refused = Fault::error(400, 2100, "The certificate chain could not be verified");
    stage.simulator.fail_next("custom_certificates_create", refused);
    let ran = stage.run(["deploy", "--zone", "example.com", "cert.pem", "key.pem"]).exits(1);
    assert!(
        ran.stderr.contains("2100") && ran.stderr.contains("needs the bundle method `force`"),
        "{}",
        ran.stderr
    );
}

#[test]
fn a_zone_that_is_not_active_is_exit_5() {
    let stage = Stage::with(|builder| builder.zone(SimulatedZone::new("example.com").status("pending")));
    files(&stage, &issue(&stage, 90));
    let ran = stage.run(["deploy", "--zone", "example.com", "cert.pem", "key.pem"]).exits(5);
    assert!(ran.stderr.contains("holding_deployment"), "{}", ran.stderr);
}
