//! `cfcerts hostname status`.

use serde_json::json;

use super::{patch, pending, slow};
use crate::support::{Stage, changes};

const STATUS: [&str; 4] = ["hostname", "status", "--zone", "example.com"];

fn status<'a>(arguments: &[&'a str]) -> Vec<&'a str> {
    STATUS.iter().chain(arguments).copied().collect()
}

/// Three hostnames: one is active, one is pending, and one has moved away.
fn three() -> Stage {
    let stage = slow();
    let active = pending(&stage, "active.customer.com", "active");
    patch(
        &stage,
        &active,
        &json!({
            "status": "active",
            "ssl": { "expires_on": "2030-01-02T03:04:05Z", "validation_records": null },
            "ownership_verification": null,
        }),
    );
    pending(&stage, "pending.customer.com", "pending_validation");
    let moved = pending(&stage, "moved.customer.com", "active");
    patch(&stage, &moved, &json!({ "status": "moved", "ssl": { "validation_records": null } }));
    stage
}

#[test]
fn the_table_says_who_has_to_act_and_what_to_set_up() {
    let stage = three();
    let ran = stage.run(status(&["--target", "service.example.com", "--output", "table"])).exits(0);
    let rows: Vec<Vec<&str>> = ran
        .stdout
        .lines()
        .map(|line| line.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).collect())
        .collect();
    let titles =
        ["HOSTNAME", "STATUS", "SSL STATUS", "PROGRESS", "ACTOR", "NEXT STEP", "SETUP", "EXPIRES ON"];
    let expected: &[&[&str]] = &[
        &titles,
        &[
            "active.customer.com",
            "active",
            "active",
            "ready",
            "nothing is left to do",
            "2030-01-02T03:04:05Z",
        ],
        &[
            "pending.customer.com",
            "pending",
            "pending_validation",
            "pending",
            "customer",
            "the hostname's owner sets up the records",
            "CNAME pending.customer.com = service.example.com",
        ],
        &["TXT _cf-custom-hostname.pending.customer.com = 5cc07c04"],
        &["TXT _acme-challenge.pending.customer.com = 810b7d5f"],
        &[
            "moved.customer.com",
            "moved",
            "active",
            "needs_action",
            "customer",
            "point the hostname's DNS here again, then have it checked again",
            "CNAME moved.customer.com = service.example.com",
        ],
        &["TXT _cf-custom-hostname.moved.customer.com = 5cc07c04"],
    ];
    assert_eq!(rows, expected, "{}", ran.stdout);
}

#[test]
fn it_fails_only_if_that_is_asked_for_and_somebody_has_to_act() {
    let stage = three();
    let before = changes(&stage).len();
    stage.run(status(&["moved.customer.com", "pending.customer.com"])).exits(0);
    stage.run(status(&["moved.customer.com", "--fail"])).exits(5);
    stage.run(status(&["--fail"])).exits(5);
    stage.run(status(&["active.customer.com", "--fail"])).exits(0);
    assert_eq!(changes(&stage).len(), before, "it only looks");
}

#[test]
fn hostnames_are_found_by_name_and_by_id_however_many() {
    let stage = slow();
    let id = pending(&stage, "app.customer.com", "active");
    for others in [0, 7] {
        let others: Vec<String> = (0..others).map(|number| format!("no-{number}.customer.com")).collect();
        let mut arguments = status(&["APP.customer.com", &id]);
        arguments.extend(others.iter().map(String::as_str));
        let ran = stage.run(arguments).exits(i32::from(!others.is_empty()));
        let rows = ran.rows();
        assert_eq!((&rows[0]["id"], &rows[1]["hostname"]), (&id.as_str().into(), &"app.customer.com".into()));
        assert!(rows[2..].iter().all(|row| row["progress"] == "gone"), "{}", ran.stdout);
        assert_eq!(rows.len(), others.len() + 2);
    }
}

#[test]
fn problems_have_who_and_what_helps() {
    let stage = slow();
    let id = pending(&stage, "app.customer.com", "pending_validation");
    stage.simulator.set_stage("custom_hostnames", &id, "caa_error").unwrap();
    let row = &stage.run(status(&["app.customer.com"])).exits(0).rows()[0];
    assert_eq!(row["problems"][0]["actor"], "customer");
    assert!(row["problems"][0]["advice"].as_str().unwrap().contains("CAA"), "{row}");
}

#[test]
fn a_hostname_that_does_not_exist_fails() {
    let stage = slow();
    let ran = stage.run(status(&["app.customer.com"])).exits(1);
    assert!(ran.stderr.contains("example.com has no custom hostname app.customer.com"), "{}", ran.stderr);
    assert_eq!(ran.rows()[0]["progress"], "gone");
}

#[test]
fn control_characters_of_a_server_do_not_reach_the_terminal() {
    let stage = slow();
    let id = pending(&stage, "app.customer.com", "pending_validation");
    let record = json!({ "txt_name": "_acme-challenge.app.customer.com", "txt_value": "a\u{1b}[2Jb" });
    patch(&stage, &id, &json!({ "ssl": { "validation_records": [record] } }));
    let ran = stage.run(status(&["app.customer.com", "--output", "table"])).exits(0);
    assert!(ran.stdout.contains("= a\u{fffd}[2Jb") && !ran.stdout.contains("\u{1b}[2J"), "{}", ran.stdout);
}
