//! `cargo xtask coverage`: what an inventory has, what the document has, and how they differ.

#![allow(clippy::unwrap_used, reason = "tests may panic")]

use std::process::{Command, Output};

use serde_json::{Value, json};

fn coverage(inventory: &str, arguments: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("inventory.json");
    std::fs::write(&path, inventory).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.arg("coverage").arg(path).args(arguments).output().unwrap()
}

/// How many operations the document has.
fn operations() -> usize {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../openapi");
    cloudflare_certificates_compiler::Document::load(&folder).unwrap().operations().len()
}

/// An inventory of one operation: the deletion of a custom CSR, with these fields in its answer.
fn deletion(fields: Value) -> Value {
    json!([{
        "resource": "custom_csrs", "http_method": "DELETE",
        "path": "/{accounts_or_zones}/{account_or_zone_id}/custom_csrs/{csr}",
        "query": [], "body": null, "response": { "type": "object", "fields": fields },
    }])
}

fn states(inventory: &Value, arguments: &[&str]) -> (Vec<String>, Value, bool) {
    let output = coverage(&inventory.to_string(), &[&["--format", "json"], arguments].concat());
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let line =
        |entry: &Value| format!("{} {}", entry["state"].as_str().unwrap(), entry["what"].as_str().unwrap());
    // Each of these inventories lacks most of our operations.
    let whole = |entry: &&Value| entry["what"] == "operation" && entry["state"] == "ours only";
    let lines =
        report["entries"].as_array().unwrap().iter().filter(|entry| !whole(entry)).map(line).collect();
    (lines, report["total"].clone(), output.status.success())
}

#[test]
fn what_is_the_same_is_covered() {
    let id = json!([{ "name": "id", "required": false, "type": "string" }]);
    let (lines, total, fine) = states(&deletion(id), &[]);
    assert!(lines.is_empty() && fine, "{lines:?}");
    assert_eq!(total["covered"], 2, "the operation and its field");
}

#[test]
fn a_missing_field_and_a_missing_operation_are_named() {
    let fields =
        json!([{ "name": "id", "required": false, "type": "string" }, { "name": "color", "type": "string" }]);
    let (lines, _, fine) = states(&deletion(fields), &[]);
    assert_eq!((lines, fine), (vec!["missing response.color".to_owned()], false));
    let other = json!([{ "resource": "x", "http_method": "GET", "path": "/zones/{zone_id}/nowhere" }]);
    assert_eq!(states(&other, &[]).0, ["missing operation"]);
    assert!(states(&other, &["--only-ours"]).2, "left out where only ours count");
}

#[test]
fn what_only_the_document_has_is_named() {
    let (lines, _, fine) = states(&deletion(json!([])), &[]);
    // Its `x-correction` is about its length; that it exists is not explained by another word.
    assert_eq!((lines, fine), (vec!["explained response.id".to_owned()], true));
}

#[test]
fn a_difference_is_named_unless_it_is_explained() {
    let get = |fields: Value| {
        json!([{
            "resource": "keyless", "http_method": "DELETE", "query": [],
            "path": "/zones/{zone_id}/keyless_certificates/{id}", "response": { "type": "object", "fields": fields },
        }])
    };
    let (lines, _, _) = states(&get(json!([{ "name": "id", "required": true, "type": "integer" }])), &[]);
    assert_eq!(lines, ["explained response.id"]);
    let tunnel = json!([{
        "resource": "csrs", "http_method": "POST", "path": "/{a}/{b}/custom_csrs", "response": null,
        "body": { "type": "object", "fields": [{ "name": "state", "required": false, "type": "string" }] },
    }]);
    let (lines, _, fine) = states(&tunnel, &[]);
    assert!(!fine && lines.contains(&"different body.state".to_owned()), "{lines:?}");
}

#[test]
fn the_table_has_a_line_per_resource_and_a_total() {
    let id = json!([{ "name": "id", "required": false, "type": "string" }]);
    let output = coverage(&deletion(id).to_string(), &[]);
    let text = String::from_utf8_lossy(&output.stdout);
    let others = (operations() - 1).to_string();
    let total = ["total", "2", "0", "0", "0", "0", &others].map(str::to_owned);
    let rows: Vec<Vec<&str>> =
        text.lines().rev().take(2).map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(
        rows,
        [
            total.iter().map(String::as_str).collect::<Vec<_>>(),
            // Of this resource the inventory has nothing.
            vec!["zones", "0", "0", "0", "0", "0", "2"],
        ]
    );
    // Of this one it has the deletion only.
    let keyless = text.lines().find(|line| line.starts_with("keyless_certificates ")).unwrap();
    assert_eq!(keyless.split_whitespace().last(), Some("5"));
    assert!(text.contains("ours only GET /{}/{}/custom_csrs operation"), "{text}");
}

#[test]
fn bad_input_gets_one_clear_line() {
    let part = |part: &str| format!("[{{\"http_method\": \"GET\", \"path\": \"/x\", {part}}}]");
    let parts = [
        part("\"query\": 5"),
        part("\"body\": \"x\""),
        part("\"body\": {\"fields\": [{\"type\": \"string\"}]}"),
        part("\"response\": {\"items\": 1}"),
    ];
    let whole = ["<html></html>", "{", "{}", "[]", "[1]", "[{\"path\": \"/x\"}]", ""];
    for text in whole.into_iter().chain(parts.iter().map(String::as_str)) {
        let output = coverage(text, &[]);
        assert!(!output.status.success() && output.stdout.is_empty(), "{text}");
        assert_eq!(String::from_utf8_lossy(&output.stderr).lines().count(), 1, "{text}");
    }
}

/// An inventory of one operation: the list of custom certificates, with one query parameter and one of the path.
fn list(match_values: Value, zone: Value) -> Value {
    json!([{
        "resource": "custom_certificates", "http_method": "GET", "path": "/zones/{any_name}/custom_certificates",
        "path_params": [zone],
        "query": [{ "name": "match", "required": false, "type": "string", "enum": match_values }],
    }])
}

/// What is said of the parameters of that list.
fn of_parameters(inventory: &Value) -> Vec<String> {
    let lines = states(inventory, &[]).0;
    let about = |line: &String| line.contains("query.match") || line.contains("path.");
    lines.into_iter().filter(about).collect()
}

#[test]
fn parameters_of_paths_are_matched_by_position_and_values_one_by_one() {
    let zone = |kind: &str| json!({ "name": "any_name", "required": true, "type": kind });
    assert!(of_parameters(&list(json!(["any", "all"]), zone("string"))).is_empty());
    let lines = of_parameters(&list(json!(["any", "none"]), zone("boolean")));
    assert_eq!(
        lines,
        ["explained path.1", "ours only query.match=all", "missing query.match=none"],
        "the schema of the zone's id has a correction, which is shown"
    );
    assert_eq!(of_parameters(&list(json!([]), zone("string"))), ["different query.match"]);
}

#[test]
fn an_integer_that_is_called_a_number_is_corrected() {
    let port = |kind: &str| {
        json!([{
            "resource": "keyless", "http_method": "GET", "path": "/zones/{z}/keyless_certificates/{id}",
            "response": { "type": "object", "fields": [{ "name": "port", "required": true, "type": kind }] },
        }])
    };
    let (lines, total, _) = states(&port("number"), &[]);
    assert_eq!(total["corrected"], 1);
    assert!(!lines.iter().any(|line| line.ends_with("response.port")), "{lines:?}");
    let (lines, total, _) = states(&port("string"), &[]);
    assert_eq!(total["corrected"], 0);
    assert!(lines.iter().any(|line| line.ends_with(" response.port")), "{lines:?}");
}

#[test]
fn what_is_required_is_explained_by_the_object_around_it() {
    let fields = json!([{ "name": "id", "type": "string" }, { "name": "priority", "type": "number" }]);
    let inventory = json!([{
        "resource": "custom_certificates", "http_method": "PUT", "path": "/zones/{z}/custom_certificates/prioritize",
        "body": { "type": "object", "fields": [{
            "name": "certificates", "required": true, "type": "array", "items": { "type": "object", "fields": fields },
        }] },
    }]);
    let output = coverage(&inventory.to_string(), &[]);
    let text = String::from_utf8_lossy(&output.stdout);
    let line = text.lines().find(|line| line.contains("body.certificates[].id")).unwrap();
    assert!(line.contains("optional there, required here (The page calls both fields optional"), "{line}");
}

#[test]
fn a_missing_file_and_an_unknown_flag_are_refused_and_help_explains() {
    let run = |arguments: &[&str]| {
        Command::new(env!("CARGO_BIN_EXE_xtask")).arg("coverage").args(arguments).output().unwrap()
    };
    for arguments in [&["/nowhere/at/all.json"][..], &[], &["x.json", "--fast"]] {
        let output = run(arguments);
        assert!(!output.status.success() && output.stdout.is_empty(), "{arguments:?}");
        assert_eq!(String::from_utf8_lossy(&output.stderr).lines().count(), 1, "{arguments:?}");
    }
    let output = run(&["--help"]);
    assert!(output.status.success() && String::from_utf8_lossy(&output.stdout).contains("Example:"));
}

#[test]
fn an_object_of_a_query_is_its_dotted_parameters() {
    let inventory = json!([{
        "resource": "custom_hostnames", "http_method": "GET", "path": "/zones/{id}/custom_hostnames",
        "query": [{
            "name": "hostname", "required": false, "type": "object", "wire_names": ["hostname.exact", "hostname.nope"],
            "fields": [
                { "name": "exact", "required": false, "type": "string" },
                { "name": "nope", "required": false, "type": "string" },
            ],
        }],
    }]);
    let lines: Vec<String> =
        states(&inventory, &[]).0.into_iter().filter(|line| line.starts_with("missing")).collect();
    assert_eq!(lines, ["missing query.hostname.nope"]);
}

#[test]
fn a_list_in_place_of_an_object_is_compared_item_by_item_where_it_is_explained() {
    let inventory = json!([{
        "resource": "ssl", "http_method": "GET", "path": "/zones/{id}/ssl/verification",
        "query": [{ "name": "retry", "required": false, "type": "boolean" }],
        "response": { "type": "array", "items": { "type": "object", "fields": [{
            "name": "verification_info", "required": false, "type": "object",
            "fields": [
                { "name": "record_name", "required": false, "type": "string" },
                { "name": "record_nope", "required": false, "type": "string" },
            ],
        }] } },
    }]);
    // What is not in this inventory is explained by what stands beside it in the document.
    let (lines, _, _) = states(&inventory, &[]);
    let about = |state: &str| {
        let lines = lines.iter().filter(|line| line.starts_with(state) && line.contains("verification_info"));
        lines.map(|line| line.rsplit('.').next().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(about("missing"), ["record_nope"]);
    let explained = about("explained");
    assert_eq!(explained.first(), Some(&"verification_info"));
    assert!(explained.contains(&"record_target") && explained.contains(&"http_url"), "{explained:?}");
    assert!(!explained.contains(&"record_name"), "{explained:?}");
}

#[test]
fn listed_numbers_are_compared_one_by_one() {
    let inventory = json!([{
        "resource": "total_tls", "http_method": "GET", "path": "/zones/{id}/acm/total_tls", "query": [],
        "response": { "type": "object", "fields": [
            { "name": "validity_period", "required": false, "type": "integer", "enum": [90, 14] },
        ] },
    }]);
    let (lines, _, fine) = states(&inventory, &[]);
    assert!(!fine && lines.contains(&"missing response.validity_period=14".to_owned()), "{lines:?}");
    assert!(!lines.iter().any(|line| line.ends_with("=90")));
}

/// The fixture is what the documentation and the official SDKs say of each operation: names, types and values alone.
#[test]
fn the_document_covers_all_that_is_known_of_the_api() {
    let inventory = include_str!("fixtures/inventory.json");
    let output = coverage(inventory, &["--format", "json"]);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let total = &report["total"];
    assert!(output.status.success(), "{total}");
    assert_eq!((&total["missing"], &total["different"]), (&json!(0), &json!(0)));
    assert!(total["covered"].as_u64().unwrap() > 2900, "{total}");
}
