//! What is no document, or one that cannot be followed.

use std::fs::{self, File};
use std::path::Path;

use crate::folder::{CSRS, copy, findings, plant, validate};

/// Writes a file beside the document and expects nothing but one finding, in one line.
fn odd(name: &str, content: &[u8], rule: &str, line: u64) {
    let folder = copy();
    fs::write(folder.path().join("odd.yaml"), content).unwrap();
    let found = findings(folder.path());
    let [(file, at, found_rule, message)] = found.as_slice() else { panic!("{name}: {found:#?}") };
    assert_eq!((file.as_str(), *at, found_rule.as_str()), ("odd.yaml", line, rule), "{name}: {message}");
    assert_eq!(message.lines().count(), 1, "{name}: {message}");
}

#[test]
fn what_is_no_document_gets_one_clear_line() {
    let deep = format!("openapi: 3.0.3\ninfo: {}1{}\n", "[".repeat(200), "]".repeat(200));
    let cases: [(&str, &[u8], &str, u64); 12] = [
        ("a tab", b"openapi: 3.0.3\ninfo:\n\ttitle: t\n", "syntax", 3),
        ("a syntax error", b"openapi: 3.0.3\ninfo: [\n", "syntax", 3),
        ("a duplicate key", b"openapi: 3.0.3\nopenapi: 3.0.3\n", "syntax", 2),
        ("an alias", b"openapi: &a 3.0.3\ninfo: {title: *a}\n", "syntax", 2),
        ("a tag", b"openapi: !x 3.0.3\n", "syntax", 1),
        ("endless nesting", deep.as_bytes(), "syntax", 2),
        ("nothing", b"", "syntax", 1),
        ("no UTF-8", b"openapi: 3.0.3\ninfo: \xff\n", "unreadable", 2),
        ("3.1", b"# 3.1\nopenapi: 3.1.0\npaths: {}\n", "not-openapi", 2),
        ("Swagger 2", b"swagger: '2.0'\npaths: {}\n", "not-openapi", 1),
        ("something else", b"name: value\n", "not-openapi", 1),
        ("HTML", b"<!DOCTYPE html><html></html>\n", "not-openapi", 1),
    ];
    for (name, content, rule, line) in cases {
        odd(name, content, rule, line);
    }
}

#[test]
fn html_as_json_and_broken_json_get_one_clear_line() {
    for (content, rule) in [("<html></html>", "not-openapi"), ("{\"openapi\": \"3.0.3\",", "syntax")] {
        let folder = copy();
        fs::write(folder.path().join("odd.json"), content).unwrap();
        let found = findings(folder.path());
        assert_eq!((found.len(), found[0].0.as_str(), found[0].2.as_str()), (1, "odd.json", rule));
    }
}

#[test]
fn a_huge_file_is_not_read() {
    let folder = copy();
    File::create(folder.path().join("odd.yaml")).unwrap().set_len(1 << 40).unwrap();
    let found = findings(folder.path());
    assert_eq!((found.len(), found[0].2.as_str()), (1, "huge"));
}

#[test]
fn a_missing_folder_and_one_without_a_root_are_one_finding() {
    let found = findings(Path::new("/nowhere/at/all"));
    assert_eq!((found.len(), found[0].2.as_str()), (1, "unreadable"));
    let found = findings(tempfile::tempdir().unwrap().path());
    assert_eq!((found.len(), found[0].2.as_str()), (1, "unreadable"));
}

#[test]
fn several_unreadable_files_are_reported_together() {
    let folder = copy();
    fs::write(folder.path().join("a.yaml"), "\tx").unwrap();
    fs::write(folder.path().join("b.yaml"), "swagger: '2.0'\n").unwrap();
    let files: Vec<String> = findings(folder.path()).into_iter().map(|(file, ..)| file).collect();
    assert_eq!(files, ["a.yaml", "b.yaml"]);
}

#[test]
fn examples_of_an_endless_schema_are_not_followed() {
    let folder = copy();
    let endless = "    CustomCsrKeyType:\n      description: Endless.\n      example: rsa\n      oneOf:\n        - $ref: '#/components/schemas/CustomCsrKeyType'\n    Left:\n";
    let line = plant(folder.path(), CSRS, "    CustomCsrKeyType:\n", endless, "    CustomCsrKeyType:");
    let found = findings(folder.path());
    assert!(found.iter().any(|(_, at, rule, _)| (*at, rule.as_str()) == (line, "cyclic-ref")), "{found:#?}");
}

#[cfg(unix)]
#[test]
fn a_reader_who_goes_away_is_no_panic() {
    let folder = copy();
    plant(folder.path(), CSRS, "x-facts-from: inventory", "x-facts-from: memory", "");
    let command = format!(
        "{} validate --folder {} 2>&1 >/dev/full",
        env!("CARGO_BIN_EXE_xtask"),
        folder.path().to_str().unwrap()
    );
    let output = std::process::Command::new("sh").args(["-c", &command]).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(!output.status.success() && text.contains("cannot be written"), "{text}");
    assert!(!validate(&["--folder", folder.path().to_str().unwrap()]).status.success());
}
