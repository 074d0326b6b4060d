//! Holds answers against the document.

use std::path::Path;
use std::sync::LazyLock;

use cloudflare_certificates_compiler::{Document, schema};
use reqwest::Method;
use serde_json::{Value, json};

static DOCUMENT: LazyLock<Document> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../openapi");
    Document::load(&folder).expect("the document can be read")
});

const BARE: [&str; 2] = ["custom_hostnames_delete", "custom_hostnames_certificate_delete"];

/// Fails the test if an answer is not what the document says.
#[track_caller]
pub fn check(method: &Method, path: &str, status: u16, body: &Value) {
    if status >= 400 {
        return check_error(body);
    }
    let verb = method.as_str().to_ascii_lowercase();
    let path = path.split('?').next().unwrap_or_default();
    let operations = DOCUMENT.operations();
    let fitting = operations.iter().filter(|operation| operation.verb == verb && fits(operation.path, path));
    let operation =
        fitting.min_by_key(|operation| operation.path.matches('{').count()).expect("a documented path");
    // The two deletions whose response has no envelope: see the document's `x-correction`.
    if BARE.contains(&operation.id()) {
        return assert!(body["id"].is_string() && body["success"].is_null(), "{}: {body}", operation.id());
    }
    let schema = schema::success_body(&DOCUMENT.root, operation.value).expect("a described answer");
    let mut whole = json!({ "allOf": [schema], "components": DOCUMENT.root["components"] });
    allow_nulls(&mut whole);
    let validator = jsonschema::draft4::new(&whole).expect("a valid schema");
    // The Origin CA writes its dates in Go's layout, which no format names.
    let gos = |error: &jsonschema::ValidationError<'_>| {
        operation.id().starts_with("origin_ca_") && error.instance_path().to_string().ends_with("/expires_on")
    };
    let findings: Vec<String> =
        validator.iter_errors(body).filter(|error| !gos(error)).map(|error| error.to_string()).collect();
    assert!(findings.is_empty(), "{}: {findings:?} in {body}", operation.id());
    assert_eq!(body["success"], true);
}

/// `nullable` is OpenAPI's; JSON Schema has a type `null`.
fn allow_nulls(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.values_mut().for_each(allow_nulls);
            if map.remove("nullable") == Some(json!(true))
                && let Some(kind) = map.get_mut("type")
            {
                *kind = json!([kind, "null"]);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(allow_nulls),
        _ => {}
    }
}

#[track_caller]
fn check_error(body: &Value) {
    assert_eq!((&body["success"], &body["messages"]), (&json!(false), &json!([])), "{body}");
    let errors = body["errors"].as_array().expect("errors");
    assert!(!errors.is_empty(), "{body}");
    for error in errors {
        assert!(error["code"].as_u64().is_some_and(|code| code >= 1000), "{body}");
        assert!(error["message"].as_str().is_some_and(|message| !message.is_empty()), "{body}");
    }
}

fn fits(template: &str, path: &str) -> bool {
    let (template, path): (Vec<_>, Vec<_>) = (template.split('/').collect(), path.split('/').collect());
    template.len() == path.len()
        && template.iter().zip(path).all(|(one, other)| one.starts_with('{') || *one == other)
}
