//! `cargo xtask diff`: every kind of change, breaking and compatible, and every kind of bad input.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests may panic")]

use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};

fn xtask(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xtask")).args(arguments).output().unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// A document with one operation: a query parameter, a body, a result.
fn document(query: &Value, body: &Value, result: &Value) -> Value {
    json!({
        "openapi": "3.0.3", "info": { "title": "t", "version": "1" },
        "paths": { "/zones/{zone_id}/things": { "post": {
            "operationId": "things_create",
            "parameters": [{ "name": "zone_id", "in": "path", "required": true, "schema": { "type": "string" } }, query],
            "requestBody": { "content": { "application/json": { "schema": body } } },
            "responses": { "200": { "description": "", "content": { "application/json": { "schema": {
                "type": "object", "properties": { "success": { "type": "boolean" }, "result": result },
            } } } } },
        } } },
    })
}

fn object(required: &[&str], properties: Value) -> Value {
    json!({ "type": "object", "required": required, "properties": properties })
}

fn written(folder: &Path, name: &str, document: &Value) -> String {
    let path = folder.join(name);
    std::fs::write(&path, document.to_string()).unwrap();
    path.to_str().unwrap().to_owned()
}

/// The lines of the changes from one document to another, and whether nothing breaks.
fn diff(old: &Value, new: &Value, arguments: &[&str]) -> (String, bool) {
    let folder = tempfile::tempdir().unwrap();
    let (old, new) = (written(folder.path(), "old.json", old), written(folder.path(), "new.json", new));
    let output = xtask(&[&["diff", &old, "--ours", &new], arguments].concat());
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    (stdout(&output), output.status.success())
}

/// Expects exactly one change of this weight, with these words.
fn check(old: &Value, new: &Value, breaking: bool, words: &str) {
    let (text, fine) = diff(old, new, &[]);
    let weight = if breaking { "  BREAKING   " } else { "  compatible " };
    let changes: Vec<&str> = text.lines().filter(|line| line.starts_with("  ")).collect();
    assert_eq!(changes.len(), 1, "{words}: {text}");
    assert!(changes[0].starts_with(weight) && changes[0].ends_with(words), "{words}: {text}");
    assert_eq!(fine, !breaking, "{words}");
}

fn query(schema: Value, required: bool) -> Value {
    json!({ "name": "page", "in": "query", "required": required, "schema": schema })
}

#[test]
fn every_change_of_a_request_is_weighed() {
    let number = || query(json!({ "type": "integer" }), false);
    let result = json!({ "type": "object" });
    let bodies = |old: Value, new: Value, breaking, words: &str| {
        check(&document(&number(), &old, &result), &document(&number(), &new, &result), breaking, words);
    };
    let a = |schema: Value| object(&[], json!({ "a": schema }));
    let text = || json!({ "type": "string" });
    let none = || object(&[], json!({}));
    bodies(none(), object(&["a"], json!({ "a": text() })), true, "request   body.a: was added, required");
    bodies(none(), a(text()), false, "request   body.a: was added, optional");
    bodies(a(text()), none(), true, "request   body.a: was removed");
    bodies(a(text()), object(&["a"], json!({ "a": text() })), true, "request   body.a: became required");
    bodies(object(&["a"], json!({ "a": text() })), a(text()), false, "request   body.a: became optional");
    bodies(a(text()), a(json!({ "type": "integer" })), true, "request   body.a: was string and is integer");
    let values = |values: &[&str]| a(json!({ "type": "string", "enum": values }));
    bodies(values(&["x", "y"]), values(&["x"]), true, "body.a: the value `y` was removed");
    bodies(values(&["x"]), values(&["x", "y"]), false, "body.a: the value `y` was added");
    bodies(a(text()), values(&["x"]), true, "body.a: became an enumeration");
    let longest = |most: u64| a(json!({ "type": "string", "maxLength": most }));
    bodies(longest(64), longest(32), true, "body.a: the maximum was tightened from 64 to 32");
    bodies(longest(32), longest(64), false, "body.a: the maximum was loosened from 32 to 64");
    bodies(a(text()), longest(64), true, "body.a: the maximum 64 was added");
    bodies(longest(64), a(text()), false, "body.a: the maximum 64 was dropped");
    let least = |least: u64| a(json!({ "type": "integer", "minimum": least }));
    bodies(least(1), least(2), true, "body.a: the minimum was tightened from 1 to 2");
    bodies(least(2), least(1), false, "body.a: the minimum was loosened from 2 to 1");
    let pattern = |pattern: &str| a(json!({ "type": "string", "pattern": pattern }));
    bodies(pattern("^a"), pattern("^b"), true, "body.a: the pattern ^a became ^b");
    let list = |items: Value| a(json!({ "type": "array", "items": items }));
    bodies(list(text()), list(json!({ "type": "integer" })), true, "body.a[]: was string and is integer");
}

#[test]
fn every_change_of_a_parameter_is_weighed() {
    let (body, result) = (object(&[], json!({})), json!({ "type": "object" }));
    let check = |old: Value, new: Value, breaking, words: &str| {
        check(&document(&old, &body, &result), &document(&new, &body, &result), breaking, words);
    };
    let header = || json!({ "name": "x", "in": "header", "schema": { "type": "string" } });
    let number = || json!({ "type": "integer" });
    check(header(), query(number(), true), true, "request   query.page: was added, required");
    check(header(), query(number(), false), false, "request   query.page: was added, optional");
    check(query(number(), false), header(), true, "request   query.page: was removed");
    check(query(number(), false), query(number(), true), true, "request   query.page: became required");
    check(query(number(), true), query(number(), false), false, "request   query.page: became optional");
    check(
        query(number(), false),
        query(json!({ "type": "string" }), false),
        true,
        "was integer and is string",
    );
}

#[test]
fn every_change_of_a_response_is_weighed() {
    let number = || query(json!({ "type": "integer" }), false);
    let body = object(&[], json!({}));
    let results = |old: Value, new: Value, breaking, words: &str| {
        check(&document(&number(), &body, &old), &document(&number(), &body, &new), breaking, words);
    };
    let a = |schema: Value| object(&[], json!({ "a": schema }));
    let text = || json!({ "type": "string" });
    results(object(&[], json!({})), a(text()), false, "response  result.a: was added");
    results(a(text()), object(&[], json!({})), true, "response  result.a: was removed");
    results(
        a(text()),
        a(json!({ "type": "integer" })),
        true,
        "response  result.a: was string and is integer",
    );
    results(a(text()), object(&["a"], json!({ "a": text() })), false, "result.a: is now always there");
    results(object(&["a"], json!({ "a": text() })), a(text()), false, "result.a: may now be missing");
    let values = |values: &[&str]| a(json!({ "type": "string", "enum": values }));
    results(values(&["x"]), values(&["x", "y"]), false, "result.a: the value `y` was added");
    results(values(&["x", "y"]), values(&["x"]), true, "result.a: the value `y` was removed");
    // Bounds of what is read say nothing to a user: nothing is told.
    let bounded = a(json!({ "type": "string", "maxLength": 5 }));
    let (text, fine) =
        diff(&document(&number(), &body, &a(text())), &document(&number(), &body, &bounded), &[]);
    assert!(fine && text.starts_with("0 breaking, 0 compatible; the semver step is patch"), "{text}");
}

#[test]
fn operations_come_and_go() {
    let some = document(
        &query(json!({ "type": "integer" }), false),
        &object(&[], json!({})),
        &json!({ "type": "object" }),
    );
    let mut more = some.clone();
    more["paths"]["/zones/{id}/things/{thing}"] =
        json!({ "delete": { "responses": { "200": { "description": "" } } } });
    check(&some, &more, false, "operation the operation: was added");
    let (text, fine) = diff(&more, &some, &["--all"]);
    assert!(
        !fine
            && text.contains("DELETE /zones/{}/things/{}\n  BREAKING   operation the operation: was removed"),
        "{text}"
    );
    assert!(
        text.ends_with("1 breaking, 0 compatible; the semver step is major (minor before 1.0)\n"),
        "{text}"
    );
    let (text, fine) = diff(&more, &some, &[]);
    assert!(fine && text.starts_with("0 breaking"), "only the paths of ours are compared: {text}");
    let (text, _) = diff(&more, &some, &["--path", "/things/"]);
    assert!(text.contains("was removed"), "{text}");
    let (text, fine) = diff(&some, &more, &["--all", "--reverse"]);
    assert!(!fine && text.contains("was removed"), "{text}");
}

#[test]
fn names_references_and_all_of_do_not_count() {
    let parameter = || query(json!({ "type": "integer" }), false);
    let inline = document(
        &parameter(),
        &object(&["a"], json!({ "a": { "type": "string" } })),
        &json!({ "type": "object" }),
    );
    let mut other = document(
        &parameter(),
        &json!({ "allOf": [{ "$ref": "#/components/schemas/Base" }, { "required": ["a"] }] }),
        &json!({ "$ref": "#/components/schemas/Nothing" }),
    );
    other["components"] = json!({ "schemas": {
        "Base": { "type": "object", "properties": { "a": { "$ref": "#/components/schemas/Text" } } },
        "Text": { "type": ["string", "null"] },
        "Nothing": { "type": "object" },
    } });
    let mut other_names = other["paths"].take();
    let item = other_names["/zones/{zone_id}/things"].take();
    other["paths"] = json!({ "/zones/{identifier}/things": item });
    let (text, fine) = diff(&inline, &other, &[]);
    assert!(fine && text.starts_with("0 breaking, 0 compatible"), "{text}");
}

#[test]
fn the_scope_switch_is_both_scopes() {
    let get = json!({ "get": { "responses": { "200": { "description": "" } } } });
    let base = json!({ "openapi": "3.0.3", "info": { "title": "t", "version": "1" }, "paths": {} });
    let (mut ours, mut theirs) = (base.clone(), base);
    ours["paths"]["/{accounts_or_zones}/{account_or_zone_id}/custom_csrs"] = get.clone();
    theirs["paths"]["/accounts/{account_id}/custom_csrs"] = get.clone();
    let (text, _) = diff(&theirs, &ours, &[]);
    assert!(
        text.contains("GET /zones/{}/custom_csrs\n  compatible operation the operation: was added"),
        "{text}"
    );
    theirs["paths"]["/zones/{zone_id}/custom_csrs"] = get;
    let (text, _) = diff(&theirs, &ours, &[]);
    assert!(text.starts_with("0 breaking, 0 compatible"), "{text}");
}

#[test]
fn a_schema_that_contains_itself_comes_to_an_end() {
    let mut document = document(
        &query(json!({ "type": "integer" }), false),
        &json!({ "$ref": "#/components/schemas/Tree" }),
        &json!({ "$ref": "#/components/schemas/Snake" }),
    );
    document["components"] = json!({ "schemas": {
        "Tree": { "type": "object", "properties": { "kids": { "type": "array", "items": { "$ref": "#/components/schemas/Tree" } } } },
        "Snake": { "$ref": "#/components/schemas/Snake" },
    } });
    assert!(diff(&document, &document, &[]).1);
}

#[test]
fn two_real_revisions_of_our_document_are_compared() {
    let folder = tempfile::tempdir().unwrap();
    let bundle = xtask(&["bundle"]);
    let mut old: Value = serde_json::from_slice(&bundle.stdout).unwrap();
    let schemas = &mut old["components"]["schemas"];
    schemas["NewCustomCsr"]["properties"].as_object_mut().unwrap().remove("organizational_unit");
    schemas["CustomCsr"]["properties"]["color"] = json!({ "type": "string" });
    let old = written(folder.path(), "old.json", &old);
    let output = xtask(&["diff", &old]);
    let text = stdout(&output);
    assert!(!output.status.success());
    for line in [
        "POST /accounts/{}/custom_csrs\n",
        "  compatible request   body.organizational_unit: was added, optional\n",
        "  BREAKING   response  result.color: was removed\n",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }
    let same = folder.path().join("same.json");
    std::fs::write(&same, &bundle.stdout).unwrap();
    let output = xtask(&["diff", same.to_str().unwrap(), "--format", "json"]);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((output.status.success(), &report["semver"]), (true, &json!("patch")));
}

#[test]
fn bad_input_gets_one_clear_line_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let deep = "[".repeat(100_000);
    for (name, text, wanted) in [
        ("page.json", "<!DOCTYPE html><html></html>", "HTML"),
        ("broken.json", "{\"openapi\": ", "not JSON"),
        ("deep.json", &format!("{{\"openapi\": {deep}"), "not JSON"),
        ("swagger.json", "{\"swagger\": \"2.0\"}", "Swagger 2"),
        ("other.json", "{\"a\": 1}", "no `openapi`"),
        ("tab.yaml", "openapi: 3.0.3\n\tinfo: {}\n", "found a tab"),
        ("syntax.yaml", "openapi: 3.0.3\ninfo: [\n", "syntax.yaml"),
        ("twice.yaml", "openapi: 3.0.3\nopenapi: 3.0.3\n", "twice.yaml:2"),
        ("text.yaml", "just a text\n", "text.yaml"),
    ] {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        let output = xtask(&["diff", path.to_str().unwrap()]);
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && output.stdout.is_empty(), "{name}");
        assert!(error.contains(wanted) && error.lines().count() == 1, "{name}: {error}");
    }
    let huge = folder.path().join("huge.json");
    std::fs::File::create(&huge).unwrap().set_len(65 * 1024 * 1024).unwrap();
    for path in [huge.to_str().unwrap(), "/nowhere.json"] {
        let output = xtask(&["diff", path]);
        assert!(!output.status.success() && output.stdout.is_empty());
        assert_eq!(String::from_utf8_lossy(&output.stderr).lines().count(), 1);
    }
    assert!(!xtask(&["diff"]).status.success(), "a document is needed");
}
