//! `cfcerts hostname retry` and `remove`.

use cloudflare_certificates_simulator::Fault;

use super::{create, handle, hostnames, slow};
use crate::support::{Stage, changes};

const EDIT: &str = "custom_hostnames_edit";
const DELETE: &str = "custom_hostnames_delete";

fn hostname<'a>(verb: &'a str, arguments: &[&'a str]) -> Vec<&'a str> {
    ["hostname", verb, "--zone", "example.com"].iter().chain(arguments).copied().collect()
}

fn count(stage: &Stage, operation: &str) -> usize {
    changes(stage).iter().filter(|change| *change == operation).count()
}

#[test]
fn a_retry_validates_again_and_leaves_active_hostnames_alone() {
    let stage = Stage::new();
    let id = create(&stage, "app.customer.com");
    stage.simulator.set_stage("custom_hostnames", &id, "validation_timed_out").unwrap();
    let dry = stage.run(hostname("retry", &["app.customer.com", "--dry-run"])).exits(0);
    assert_eq!((&dry.rows()[0]["action"], count(&stage, EDIT)), (&"would_retry".into(), 0));

    let ran = stage.run(hostname("retry", &["app.customer.com", "--wait"])).exits(0);
    assert_eq!((&ran.rows()[0]["action"], &ran.rows()[0]["progress"]), (&"retried".into(), &"ready".into()));
    let again = stage.run(hostname("retry", &[&id])).exits(0);
    assert_eq!(again.rows()[0]["action"], "unchanged");
    assert_eq!(count(&stage, EDIT), 1);
}

#[test]
fn a_retry_that_is_not_waited_for_has_the_new_records() {
    let stage = slow();
    let id = create(&stage, "app.customer.com");
    stage.simulator.set_stage("custom_hostnames", &id, "validation_timed_out").unwrap();
    let ran = stage.run(hostname("retry", &["app.customer.com", "gone.customer.com"])).exits(1);
    let rows = ran.rows();
    assert_eq!(
        (&rows[0]["action"], &rows[0]["ssl_status"]),
        (&"retried".into(), &"pending_validation".into())
    );
    assert!(rows[0]["setup"].to_string().contains("_acme-challenge.app.customer.com"), "{}", rows[0]);
    assert_eq!((&rows[1]["action"], &rows[1]["hostname"]), (&"failed".into(), &"gone.customer.com".into()));
}

#[test]
fn a_removal_needs_yes_where_nobody_can_be_asked() {
    let stage = Stage::new();
    let ran = stage.run(hostname("remove", &["app.customer.com"])).exits(2);
    assert!(ran.stderr.contains("--yes"), "{}", ran.stderr);
    assert_eq!(stage.simulator.requests_seen(), 0);
}

#[test]
fn hostnames_are_removed_and_a_second_time_there_is_nothing_to_do() {
    let stage = Stage::new();
    let id = create(&stage, "one.customer.com");
    create(&stage, "two.customer.com");
    create(&stage, "kept.customer.com");
    let dry = stage.run(hostname("remove", &["one.customer.com", "--dry-run"])).exits(0);
    assert_eq!((&dry.rows()[0]["action"], count(&stage, DELETE)), (&"would_remove".into(), 0));

    let ran = stage.run(hostname("remove", &[&id, "two.customer.com", "--yes"])).exits(0);
    let rows = ran.rows();
    assert!(rows.iter().all(|row| row["action"] == "removed"), "{}", ran.stdout);
    assert_eq!(hostnames(&stage), ["kept.customer.com"]);
    let again = stage.run(hostname("remove", &["one.customer.com", "--yes"])).exits(0);
    assert_eq!(again.rows()[0]["action"], "unchanged");
    assert_eq!(count(&stage, DELETE), 2);
}

#[test]
fn a_removal_that_fails_does_not_end_the_others() {
    let stage = Stage::new();
    create(&stage, "one.customer.com");
    create(&stage, "two.customer.com");
    stage.simulator.fail_next(DELETE, Fault::error(400, 1400, "not now"));
    let names = ["one.customer.com", "two.customer.com", "--yes"];
    let ran = stage.run(hostname("remove", &names)).exits(1);
    let actions: Vec<_> = ran.rows().iter().map(|row| row["action"].clone()).collect();
    assert_eq!(actions, ["failed", "removed"]);
    assert!(ran.stderr.contains("1400 not now"), "{}", ran.stderr);
    let left = handle(&stage);
    assert!(stage.block_on(async { left.find("one.customer.com").await }).unwrap().is_some());
}
