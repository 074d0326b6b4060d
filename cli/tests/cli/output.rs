//! The forms of the output.

use std::io::{BufRead, BufReader, Read};
use std::process::Stdio;

use cloudflare_certificates_simulator::{Fault, RequestMatch, SimulatedZone};
use serde_json::{Value, json};

use crate::support::{Ran, Running, Stage};

const ZONE: &str = "023e105f4ecef8ad9ca31a8372d0c353";

/// A zone with two Keyless SSL configurations, always the same.
fn stage() -> Stage {
    let stage = Stage::with(|builder| builder.zone(SimulatedZone::new("example.com").with_id(ZONE)));
    seed(&stage, "4d2844d2ce78891c34d0b6c0535a291e", "first", "keys.example.com");
    seed(&stage, "1b6d3f6a7e2c4f0a9c8b7d6e5f4a3b2c", "second, with a comma", "keys2.example.com");
    stage
}

fn seed(stage: &Stage, id: &str, name: &str, host: &str) {
    let record =
        json!({ "id": id, "name": name, "host": host, "port": 24008, "enabled": true, "status": "active" });
    let record = json!({ "resource": "keyless_certificates", "owner": ZONE, "record": record });
    stage.simulator.seed_json(&json!({ "records": [record] }).to_string()).unwrap();
}

fn list(stage: &Stage, more: &[&str]) -> Ran {
    stage.run(["list", "keyless-certificates", "--zone", "example.com"].iter().chain(more)).exits(0)
}

#[test]
fn a_table_is_for_people() {
    let ran = list(&stage(), &["-o", "table"]);
    let table = "
 ID                                NAME                  STATUS  HOSTS
 4d2844d2ce78891c34d0b6c0535a291e  first                 active  keys.example.com
 1b6d3f6a7e2c4f0a9c8b7d6e5f4a3b2c  second, with a comma  active  keys2.example.com
";
    assert_eq!(format!("\n{}", ran.stdout), table);
    assert_eq!(ran.stderr, "");
}

#[test]
fn a_list_that_fails_in_the_middle_is_valid_json_as_far_as_it_came() {
    let stage = Stage::new();
    let zone = stage.simulator.zones()[0].id().to_owned();
    stage.simulator.seed_custom_certificates(&zone, 120);
    let list = RequestMatch::any().operation("custom_certificates_list");
    stage.simulator.fail_nth(list, 3, Fault::error(403, 10_000, "Authentication error"));
    let ran = stage.run(["list", "custom-certificates", "--zone", "example.com", "-o", "json"]).exits(1);
    let rows: Vec<Value> = serde_json::from_str(&ran.stdout).unwrap();
    assert!(!rows.is_empty() && rows.len() < 120, "{}", rows.len());
}

#[test]
fn csv_has_the_columns_of_the_table() {
    let ran = list(&stage(), &["-o", "csv"]);
    let csv = "\
id,name,status,hosts
4d2844d2ce78891c34d0b6c0535a291e,first,active,keys.example.com
1b6d3f6a7e2c4f0a9c8b7d6e5f4a3b2c,\"second, with a comma\",active,keys2.example.com
";
    assert_eq!(ran.stdout, csv);
}

#[test]
fn json_lines_are_the_default_without_a_terminal() {
    let ran = list(&stage(), &[]);
    let first = concat!(
        r#"{"kind":"keyless_certificates","zone":"example.com","id":"4d2844d2ce78891c34d0b6c0535a291e","name":"first","#,
        r#""status":"active","hosts":["keys.example.com"],"issuer":null,"expires_on":null,"#,
        r#""record":{"enabled":true,"host":"keys.example.com","id":"4d2844d2ce78891c34d0b6c0535a291e","#,
        r#""name":"first","port":24008,"status":"active"}}"#,
    );
    assert_eq!(ran.stdout.lines().next(), Some(first));
    assert_eq!(ran.stdout.lines().count(), 2);
    assert_eq!(ran.stdout, list(&stage(), &["-o", "jsonl"]).stdout);
}

#[test]
fn json_is_one_array_of_the_same_rows() {
    let stage = stage();
    let array: Value = serde_json::from_str(&list(&stage, &["-o", "json"]).stdout).unwrap();
    assert_eq!(array, Value::Array(list(&stage, &["-o", "jsonl"]).rows()));
}

#[test]
fn an_empty_list_is_empty_in_each_form() {
    let stage = Stage::new();
    assert_eq!(list(&stage, &["-o", "jsonl"]).stdout, "");
    assert_eq!(list(&stage, &["-o", "json"]).stdout, "[]\n");
    assert_eq!(list(&stage, &["-o", "csv"]).stdout, "id,name,status,hosts\n");
    let table = list(&stage, &["-o", "table"]);
    assert_eq!(table.stdout, "");
    assert_eq!(table.stderr, "no keyless_certificates in example.com\n");
    assert_eq!(list(&stage, &["-o", "table", "--quiet"]).stderr, "");
}

#[test]
fn colours_are_for_terminals_unless_they_are_asked_for() {
    let stage = stage();
    let is_styled = |text: &str| text.contains('\u{1b}');
    assert!(!is_styled(&list(&stage, &["-o", "table"]).stdout));
    assert!(is_styled(&list(&stage, &["-o", "table", "--color", "always"]).stdout));
    assert!(!is_styled(&list(&stage, &["-o", "csv", "--color", "always"]).stdout));
    // What is asked for wins over the environment.
    let arguments = ["list", "keyless-certificates", "--zone", "example.com", "-o", "table"];
    let forced = Ran::of(stage.command(arguments).env("CLICOLOR_FORCE", "1").output().unwrap()).exits(0);
    assert!(is_styled(&forced.stdout));
    let both = stage.command(arguments).envs([("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]).output().unwrap();
    let never =
        stage.command(arguments).args(["--color", "never"]).env("CLICOLOR_FORCE", "1").output().unwrap();
    assert!(!is_styled(&Ran::of(never).exits(0).stdout));
    Ran::of(both).exits(0);
}

#[test]
fn verbosity_shows_calls_and_then_requests() {
    let stage = stage();
    let (calls, requests) = (list(&stage, &["-v"]).stderr, list(&stage, &["-vv"]).stderr);
    assert!(calls.contains("operation=\"keyless_certificates_list\""), "{calls}");
    assert!(!calls.contains("cf_ray") && requests.contains("cf_ray"), "{requests}");
}

#[test]
fn the_lines_of_verbosity_have_colours_only_if_asked_for() {
    let stage = stage();
    assert!(!list(&stage, &["-v"]).stderr.contains('\u{1b}'));
    assert!(list(&stage, &["-v", "--color", "always"]).stderr.contains('\u{1b}'));
}

#[test]
fn a_table_has_no_control_characters_of_a_server() {
    let stage = stage();
    seed(
        &stage,
        "5c3e1a7b9d2f4c6e8a0b1c2d3e4f5a6b",
        "\u{1b}[31mred\u{7}\nnew line\u{9b}2J",
        "keys3.example.com",
    );
    let table = list(&stage, &["-o", "table"]).stdout;
    assert_eq!(table.lines().count(), 4, "{table}");
    assert!(!table.contains(|c: char| c.is_control() && c != '\n'), "{table:?}");
    assert!(table.contains("red"), "{table}");
    let get = stage.run([
        "get",
        "keyless_certificates",
        "5c3e1a7b9d2f4c6e8a0b1c2d3e4f5a6b",
        "--zone",
        "example.com",
        "-o",
        "table",
    ]);
    assert!(!get.exits(0).stdout.contains(|c: char| c.is_control() && c != '\n'));
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let stage = stage();
    stage.simulator.seed_custom_certificates(ZONE, 3000);
    for form in ["jsonl", "json", "csv", "table"] {
        let arguments = ["list", "custom_certificates", "--zone", "example.com", "-o", form];
        let mut command = stage.command(arguments);
        let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut running = Running(child);
        let mut line = String::new();
        BufReader::new(running.0.stdout.take().unwrap()).read_line(&mut line).unwrap();
        // The reader is dropped: most of the list has nowhere to go.
        let mut errors = String::new();
        running.0.stderr.take().unwrap().read_to_string(&mut errors).unwrap();
        assert_eq!((running.0.wait().unwrap().code(), errors.as_str()), (Some(0), ""), "{form}");
        assert!(!line.is_empty(), "{form}");
    }
}

#[test]
fn rows_come_before_the_list_ends() {
    let stage = stage();
    stage.simulator.seed_custom_certificates(ZONE, 200);
    // The second page never comes.
    let list = cloudflare_certificates_simulator::RequestMatch::any().operation("custom_certificates_list");
    stage.simulator.fail_nth(list, 2, cloudflare_certificates_simulator::Fault::hang());
    let arguments = ["list", "custom_certificates", "--zone", "example.com"];
    let child = stage.command(arguments).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut running = Running(child);
    let mut line = String::new();
    BufReader::new(running.0.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert!(line.contains("host-0.example.com"), "{line}");
}

#[test]
fn standard_output_has_nothing_but_rows() {
    let stage = stage();
    let id = stage.simulator.seed_custom_certificates(ZONE, 1).remove(0);
    let arguments = ["remove", "custom_certificates", &id, "--zone", "example.com", "--yes"];
    let ran = stage.run(arguments).exits(0);
    let rows = ran.rows();
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0]["action"], "removed");
    assert!(ran.stderr.contains("deleted"), "{}", ran.stderr);
    let quiet = stage.run(arguments.iter().chain(&["--quiet"])).exits(0);
    assert_eq!((quiet.rows()[0]["action"].as_str(), quiet.stderr.as_str()), (Some("unchanged"), ""));
}
