//! Our rules for schemas, parameters and extensions.

use std::collections::BTreeSet;

use cloudflare_certificates_compiler::{Document, Finding, schema};
use serde_json::Value;

use super::add;

const EXTENSIONS: [&str; 12] = [
    "x-absence-codes",
    "x-api-token-group",
    "x-conflict-passes",
    "x-correction",
    "x-deletes",
    "x-facts-from",
    "x-falls-back-to",
    "x-identifies",
    "x-method",
    "x-pagination",
    "x-progress",
    "x-wrapped",
];

/// The keywords of bounds, and the kinds of value to which each applies.
const BOUNDS: [(&str, &[&str]); 13] = [
    ("minLength", &["string"]),
    ("maxLength", &["string"]),
    ("pattern", &["string"]),
    ("minimum", &["integer", "number"]),
    ("maximum", &["integer", "number"]),
    ("exclusiveMinimum", &["integer", "number"]),
    ("exclusiveMaximum", &["integer", "number"]),
    ("multipleOf", &["integer", "number"]),
    ("minItems", &["array"]),
    ("maxItems", &["array"]),
    ("uniqueItems", &["array"]),
    ("minProperties", &["object"]),
    ("maxProperties", &["object"]),
];

pub(super) fn proof(document: &Document) -> Vec<Finding> {
    let mut found = Vec::new();
    for (name, value) in document.schemas() {
        if !has_text(value, "description") {
            let pointer = format!("/components/schemas/{}", schema::escape(name));
            let message = format!("the schema `{name}` needs a description");
            add(document, &pointer, "described", message, &mut found);
        }
    }
    schema::each_object("", &document.root, &mut |pointer, part| {
        extensions(document, pointer, part, &mut found);
        bounds(document, pointer, part, &mut found);
        values(document, pointer, part, &mut found);
        number(document, pointer, part, &mut found);
        properties(document, pointer, part, &mut found);
        parameter(document, pointer, part, &mut found);
    });
    found
}

fn has_text(value: &Value, key: &str) -> bool {
    value.get(key).and_then(Value::as_str).is_some_and(|text| !text.trim().is_empty())
}

fn kind(value: &Value) -> Option<&str> {
    value.get("type")?.as_str()
}

/// Requires that extensions are explained in ARCHITECTURE.md, and that corrections are not empty.
fn extensions(document: &Document, pointer: &str, part: &Value, found: &mut Vec<Finding>) {
    let extensions = part.as_object().into_iter().flatten().filter(|(key, _)| key.starts_with("x-"));
    for (key, value) in extensions {
        let message = match key.as_str() {
            "x-correction" if !has_text(part, key) => {
                "`x-correction` says in a text what was corrected".to_owned()
            }
            "x-identifies" | "x-conflict-passes" if *value != Value::Bool(true) => {
                format!("`{key}` is `true` or is not there")
            }
            "x-absence-codes" if !value.as_array().is_some_and(|codes| codes.iter().all(Value::is_i64)) => {
                "`x-absence-codes` is a list of error codes".to_owned()
            }
            "x-deletes" | "x-method" | "x-wrapped" if !has_text(part, key) => {
                format!("`{key}` is a string: a parameter, a method's name, or a reason")
            }
            known if EXTENSIONS.contains(&known) => continue,
            _ => format!("the extension `{key}` is unknown; those in use are {}", EXTENSIONS.join(", ")),
        };
        let pointer = format!("{pointer}/{}", schema::escape(key));
        add(document, &pointer, "extension", message, found);
    }
}

/// Rejects a bound on a value of the wrong kind, where it has no effect.
fn bounds(document: &Document, pointer: &str, part: &Value, found: &mut Vec<Finding>) {
    let set: Vec<_> = BOUNDS.iter().filter(|(bound, _)| part.get(bound).is_some()).collect();
    for (bound, kinds) in set {
        let kind = kind(schema::unwrap(&document.root, part)).unwrap_or("what has no `type`");
        if !kinds.contains(&kind) {
            let message = format!("`{bound}` is for {}, not for {kind}", kinds.join(" and "));
            add(document, &format!("{pointer}/{bound}"), "bounds", message, found);
        }
    }
}

fn values(document: &Document, pointer: &str, part: &Value, found: &mut Vec<Finding>) {
    let mut seen = BTreeSet::new();
    let values = part.get("enum").and_then(Value::as_array).into_iter().flatten();
    for (index, value) in values.enumerate().filter(|(_, value)| !seen.insert(value.to_string())) {
        let message = format!("{value} stands twice in the enumeration");
        add(document, &format!("{pointer}/enum/{index}"), "enum-values", message, found);
    }
}

fn number(document: &Document, pointer: &str, part: &Value, found: &mut Vec<Finding>) {
    if kind(part) == Some("number") && part.get("x-correction").is_none() {
        let message =
            "the docs call every integer a number: write `integer`, or say in `x-correction` why not";
        add(document, &format!("{pointer}/type"), "number", message, found);
    }
}

/// Requires a description for every property, its own or that of its named schema, and checks that secrets are
/// marked as such.
fn properties(document: &Document, pointer: &str, part: &Value, found: &mut Vec<Finding>) {
    let list = part.get("properties").and_then(Value::as_object);
    for (name, property) in list.into_iter().flatten() {
        let pointer = format!("{pointer}/properties/{}", schema::escape(name));
        // The result of an operation is described by the response.
        let result = name == "result" && pointer.starts_with("/paths/") && pointer.contains("/responses/");
        if !result && !has_text(schema::resolve(&document.root, property), "description") {
            let message = format!("the property `{name}` needs a description");
            add(document, &pointer, "described", message, found);
        }
        secret(document, &pointer, name, property, found);
    }
}

/// Checks a parameter where it is defined, and not at each of its uses.
fn parameter(document: &Document, pointer: &str, part: &Value, found: &mut Vec<Finding>) {
    let text = |key: &str| part.get(key).and_then(Value::as_str);
    let (Some(name), Some(_)) = (text("name"), text("in")) else { return };
    // A security scheme also has `name` and `in`.
    if pointer.starts_with("/components/securitySchemes/") {
        return;
    }
    if !has_text(part, "description") {
        let message = format!("the parameter `{name}` needs a description");
        add(document, pointer, "described", message, found);
    }
    // A missing schema is reported by the compiler.
    if let Some(schema) = part.get("schema") {
        secret(document, pointer, name, schema, found);
    }
}

/// Requires `format: password` for a value with the name of a secret. In Rust it becomes a `Secret`, which is
/// neither printed nor kept in memory.
fn secret(document: &Document, pointer: &str, name: &str, value: &Value, found: &mut Vec<Finding>) {
    let value = schema::unwrap(&document.root, value);
    let is_password = value.get("format").and_then(Value::as_str) == Some("password");
    if kind(value) == Some("string") && is_secret(name) && !is_password {
        let message = format!("`{name}` is a secret by its name and needs `format: password`");
        add(document, pointer, "secret", message, found);
    }
}

fn is_secret(name: &str) -> bool {
    let name = name.to_lowercase().replace('-', "_");
    ["private_key", "custom_key", "api_key", "password", "secret", "token"]
        .iter()
        .any(|word| name.strip_suffix(word).is_some_and(|rest| rest.is_empty() || rest.ends_with('_')))
}
