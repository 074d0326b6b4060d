//! `cargo xtask coverage`: what an inventory has, what the document has, and how they differ.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on shall panic")]

use std::process::{Command, Output};

use serde_json::{Value, json};

fn coverage(inventory: &str, arguments: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("inventory.json");
    std::fs::write(&path, inventory).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.arg("coverage").arg(path).args(arguments).output().unwrap()
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
    let lines = report["entries"].as_array().unwrap().iter().map(line).collect();
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
    let rows: Vec<Vec<&str>> =
        text.lines().rev().take(2).map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(rows, [["total", "2", "0", "0", "0", "0"], ["custom_csrs", "2", "0", "0", "0", "0"]]);
}

#[test]
fn bad_input_gets_one_clear_line() {
    for text in ["<html></html>", "{", "{}", "[1]", "[{\"path\": \"/x\"}]", ""] {
        let output = coverage(text, &[]);
        assert!(!output.status.success() && output.stdout.is_empty(), "{text}");
        assert_eq!(String::from_utf8_lossy(&output.stderr).lines().count(), 1, "{text}");
    }
}
