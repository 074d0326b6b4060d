//! `cargo xtask bundle`: one file that other tools read.

#![allow(clippy::unwrap_used, reason = "tests may panic")]

use std::process::{Command, Output};

use serde_json::Value;

fn bundle(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xtask")).arg("bundle").args(arguments).output().unwrap()
}

fn references(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            found.extend(map.get("$ref").and_then(Value::as_str).map(str::to_owned));
            map.values().for_each(|value| references(value, found));
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}

/// Every operation of a file carries its id.
fn operations_of_the_files() -> usize {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../openapi");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files.map(|path| std::fs::read_to_string(path).unwrap().matches("operationId: ").count()).sum()
}

#[test]
fn it_is_self_contained_and_whole() {
    let output = bundle(&[]);
    assert!(output.status.success());
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(document["openapi"], "3.0.3");
    let paths = document["paths"].as_object().unwrap();
    let verbs = ["get", "post", "put", "patch", "delete"];
    let operations = paths.values().flat_map(|item| verbs.iter().filter_map(|verb| item.get(verb))).count();
    assert_eq!(operations, operations_of_the_files());
    let mut found = Vec::new();
    references(&document, &mut found);
    assert!(!found.is_empty());
    for reference in found {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "{reference}");
    }
}

#[test]
fn it_is_the_same_every_time() {
    assert_eq!(bundle(&[]).stdout, bundle(&[]).stdout);
}

#[test]
fn an_unknown_argument_writes_nothing() {
    let output = bundle(&["--nonsense"]);
    assert!(!output.status.success() && output.stdout.is_empty());
}

#[test]
fn in_yaml_it_is_the_same_document() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("openapi.yaml"), bundle(&["--yaml"]).stdout).unwrap();
    let again = bundle(&["--folder", folder.path().to_str().unwrap()]);
    assert!(again.status.success(), "{}", String::from_utf8_lossy(&again.stderr));
    let value = |bytes: &[u8]| serde_json::from_slice::<serde_json::Value>(bytes).unwrap();
    assert_eq!(value(&again.stdout), value(&bundle(&[]).stdout));
}
