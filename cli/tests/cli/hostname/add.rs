//! `cfcerts hostname add`.

use std::io::Write;
use std::process::Stdio;

use cloudflare_certificates_simulator::{Activation, Fault, SimulatedZone};
use serde_json::json;

use super::{hostnames, pending, slow};
use crate::support::{Ran, Stage, changes};

const ADD: [&str; 4] = ["hostname", "add", "--zone", "example.com"];
const CREATE: &str = "custom_hostnames_create";

fn add<'a>(arguments: &[&'a str]) -> Vec<&'a str> {
    ADD.iter().chain(arguments).copied().collect()
}

fn creations(stage: &Stage) -> usize {
    changes(stage).iter().filter(|change| *change == CREATE).count()
}

#[test]
fn it_shows_what_the_owner_has_to_set_up() {
    let stage = Stage::with(|builder| {
        builder.zone(SimulatedZone::new("example.com")).activation(Activation::AfterReads(1))
    });
    let ran = stage.run(add(&["app.customer.com", "--target", "service.example.com"])).exits(0);
    let row = &ran.rows()[0];
    assert_eq!((&row["action"], &row["hostname"]), (&"created".into(), &"app.customer.com".into()));
    assert_eq!((&row["kind"], &row["actor"]), (&"custom_hostnames".into(), &"customer".into()));
    let setup = row["setup"].as_array().unwrap();
    let has = |kind: &str, name: &str| setup.iter().any(|one| one["kind"] == kind && one["name"] == name);
    assert!(setup[0]["kind"] == "CNAME" && setup[0]["value"] == "service.example.com", "{row}");
    assert!(has("CNAME", "app.customer.com") && has("TXT", "_cf-custom-hostname.app.customer.com"), "{row}");
    assert!(has("TXT", "_acme-challenge.app.customer.com"), "{row}");
    assert_eq!(row["setup_complete"], true);
}

#[test]
fn the_target_is_the_fallback_origin_of_the_zone() {
    let stage = slow();
    pending(&stage, "app.customer.com", "pending_validation");
    let handle = super::handle(&stage);
    let body =
        cloudflare_certificates::types::FallbackOriginUpdate::builder().origin("origin.example.com").build();
    stage.block_on(async { handle.fallback_origin().update(&body).await }).unwrap();
    let ran = stage.run(add(&["app.customer.com"])).exits(0);
    assert_eq!(ran.rows()[0]["setup"][0]["value"], "origin.example.com");
    assert!(!ran.stderr.contains("--target"), "{}", ran.stderr);
}

#[test]
fn a_zone_without_a_fallback_origin_gets_a_warning() {
    let stage = Stage::new();
    let ran = stage.run(add(&["app.customer.com"])).exits(0);
    assert!(ran.stderr.contains("no fallback origin: name with --target"), "{}", ran.stderr);
}

#[test]
fn a_hostname_is_created_once_however_often_it_is_named() {
    let stage = Stage::new();
    let arguments = add(&["app.customer.com", "APP.customer.com.", "--wait"]);
    let ran = stage.run(&arguments).exits(0);
    let rows = ran.rows();
    assert_eq!(rows.len(), 1);
    assert_eq!((&rows[0]["action"], &rows[0]["status"]), (&"created".into(), &"active".into()));
    assert_eq!((&rows[0]["ssl_status"], &rows[0]["progress"]), (&"active".into(), &"ready".into()));
    let again = stage.run(&arguments).exits(0);
    assert_eq!((&again.rows()[0]["action"], &again.rows()[0]["id"]), (&"unchanged".into(), &rows[0]["id"]));
    assert_eq!(changes(&stage), [CREATE]);
}

#[test]
fn the_options_of_the_certificate_are_sent() {
    let stage = Stage::new();
    let arguments =
        ["app.customer.com", "--validation", "http", "--authority", "lets_encrypt", "--min-tls", "1.2"];
    stage.run(add(&arguments)).exits(0);
    let handle = super::handle(&stage);
    let found = stage.block_on(async { handle.find("app.customer.com").await }).unwrap().unwrap();
    let ssl = found.ssl.unwrap();
    assert_eq!(ssl.method.unwrap().as_str(), "http");
    assert_eq!(ssl.certificate_authority.unwrap().as_str(), "lets_encrypt");
    assert_eq!(ssl.settings.unwrap().min_tls_version.unwrap().as_str(), "1.2");
}

#[test]
fn the_records_are_in_the_message_when_the_time_is_up() {
    let stage = slow();
    pending(&stage, "app.customer.com", "pending_validation");
    let ran = stage.run(add(&["app.customer.com", "--wait", "--timeout", "1s"])).exits(4);
    let error = ran.stderr.lines().last().unwrap();
    assert!(error.starts_with("error: app.customer.com: pending"), "{error}");
    assert!(error.contains("TXT _acme-challenge.app.customer.com = 810b7d5f"), "{error}");
    assert_eq!(ran.rows()[0]["action"], "unchanged");
}

#[test]
fn a_hostname_that_has_moved_away_is_not_waited_for() {
    let stage = slow();
    let id = pending(&stage, "app.customer.com", "active");
    stage.simulator.set_stage("custom_hostnames", &id, "moved").unwrap();
    let ran = stage.run(add(&["app.customer.com", "--wait"])).exits(5);
    assert_eq!(ran.rows()[0]["next"], "point_here");
    assert!(ran.stderr.contains("point the hostname's DNS here again"), "{}", ran.stderr);
}

#[test]
fn hostnames_come_from_standard_input_too() {
    let stage = Stage::new();
    let mut command = stage.command(add(&["one.customer.com", "--from", "-"]));
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let lines = "# customers\n\ntwo.customer.com\r\none.customer.com.\nTHREE.customer.com\n";
    child.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
    let ran = Ran::of(child.wait_with_output().unwrap()).exits(0);
    let names: Vec<_> = ran.rows().iter().map(|row| row["hostname"].clone()).collect();
    assert_eq!(names, ["one.customer.com", "two.customer.com", "three.customer.com"]);
    assert_eq!(creations(&stage), 3);
}

#[test]
fn without_any_hostname_it_is_a_mistake_of_the_command_line() {
    let stage = Stage::new();
    let empty = stage.file("empty", "# nobody\n");
    stage.run(add(&[])).exits(2);
    stage.run(add(&["--from", empty.to_str().unwrap()])).exits(2);
    assert_eq!(stage.simulator.requests_seen(), 0);
}

#[test]
fn a_quota_that_is_used_up_fails_for_that_hostname_only() {
    let stage =
        Stage::with(|builder| builder.zone(SimulatedZone::new("example.com")).quota("custom_hostnames", 1));
    let ran = stage.run(add(&["one.customer.com", "two.customer.com"])).exits(1);
    let rows = ran.rows();
    assert_eq!((&rows[0]["action"], &rows[1]["action"]), (&"created".into(), &"failed".into()));
    assert!(rows[1]["error"].as_str().unwrap().contains("1405"), "{}", rows[1]);
    let errors: Vec<_> = ran.stderr.lines().filter(|line| line.starts_with("error: ")).collect();
    assert!(errors.len() == 1 && errors[0].contains("used up its quota"), "{errors:?}");
}

#[test]
fn a_local_check_refuses_one_and_the_others_go_on() {
    let stage = Stage::new();
    let long = format!("{0}.{0}.customer.com", "a".repeat(40));
    for (option, code) in [("--dry-run", 3), ("--quiet", 3), ("--branding", 0)] {
        let ran = stage.run(add(&[&long, "app.customer.com", option])).exits(code);
        let refused = ran.rows().iter().any(|row| row["action"] == "failed");
        assert_eq!(refused, code == 3, "{}", ran.stdout);
    }
    assert_eq!(creations(&stage), 2);
    assert_eq!(hostnames(&stage).len(), 2);
}

#[test]
fn a_dry_run_sends_no_change() {
    let stage = slow();
    pending(&stage, "old.customer.com", "pending_validation");
    let ran = stage.run(add(&["old.customer.com", "new.customer.com", "--dry-run"])).exits(0);
    let actions: Vec<_> = ran.rows().iter().map(|row| row["action"].clone()).collect();
    assert_eq!(actions, [json!("unchanged"), json!("would_create")]);
    assert_eq!(creations(&stage), 1);
}

#[test]
fn a_creation_whose_response_is_lost_is_not_repeated() {
    let stage = Stage::new();
    stage.simulator.fail_next(CREATE, Fault::lose_response());
    let ran = stage.run(add(&["app.customer.com", "--wait"])).exits(0);
    assert_eq!(ran.rows()[0]["progress"], "ready");
    assert_eq!((creations(&stage), hostnames(&stage).len()), (1, 1));
}

#[test]
fn a_hostname_that_another_program_creates_at_the_same_time_is_found() {
    let stage = Stage::new();
    // It is not listed when it is looked for first: the creation is then refused as a duplicate.
    let id = super::create(&stage, "app.customer.com");
    stage.simulator.set_listed("custom_hostnames", &id, false);
    let simulator = &stage.simulator;
    std::thread::scope(|scope| {
        let ran = scope.spawn(|| stage.run(add(&["app.customer.com"])));
        while creations(&stage) < 2 {
            std::thread::yield_now();
        }
        simulator.set_listed("custom_hostnames", &id, true);
        let ran = ran.join().unwrap().exits(0);
        assert_eq!(
            (&ran.rows()[0]["action"], &ran.rows()[0]["id"]),
            (&"unchanged".into(), &id.as_str().into())
        );
    });
}
