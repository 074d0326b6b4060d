//! Our rules for schemas, parameters and extensions.

use std::collections::BTreeSet;

use cloudflare_certificates_compiler::{Document, Finding, schema};
use serde_json::{Map, Value};

use super::add;

const EXTENSIONS: [&str; 5] =
    ["x-api-token-group", "x-correction", "x-facts-from", "x-identifies", "x-pagination"];

/// Which kinds of value a bound is for.
const BOUNDS: [(&str, &[&str]); 7] = [
    ("minLength", &["string"]),
    ("maxLength", &["string"]),
    ("pattern", &["string"]),
    ("minimum", &["integer", "number"]),
    ("maximum", &["integer", "number"]),
    ("minItems", &["array"]),
    ("maxItems", &["array"]),
];

pub(super) fn proof(document: &Document) -> Vec<Finding> {
    let mut found = Vec::new();
    for operation in document.operations() {
        for (pointer, parameter) in operation.parameters(&document.root) {
            if !has_text(parameter, "description") {
                let name = parameter.get("name").and_then(Value::as_str).unwrap_or_default();
                let message = format!("the parameter `{name}` of `{}` needs a description", operation.id());
                add(document, &pointer, "described", message, &mut found);
            }
        }
    }
    for (name, value) in document.schemas() {
        if !has_text(value, "description") {
            let pointer = format!("/components/schemas/{}", schema::escape(name));
            add(
                document,
                &pointer,
                "described",
                format!("the schema `{name}` needs a description"),
                &mut found,
            );
        }
    }
    unused(document, &mut found);
    walk(document, "", &document.root, &mut found);
    found
}

fn has_text(value: &Value, key: &str) -> bool {
    value.get(key).and_then(Value::as_str).is_some_and(|text| !text.trim().is_empty())
}

/// Calls the rules for every object, examples left out: they are data.
fn walk(document: &Document, pointer: &str, value: &Value, found: &mut Vec<Finding>) {
    match value {
        Value::Object(map) => {
            extensions(document, pointer, map, found);
            bounds(document, pointer, map, found);
            properties(document, pointer, map, found);
            for (key, value) in
                map.iter().filter(|(key, _)| !matches!(key.as_str(), "example" | "examples" | "default"))
            {
                walk(document, &format!("{pointer}/{}", schema::escape(key)), value, found);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                walk(document, &format!("{pointer}/{index}"), item, found);
            }
        }
        _ => {}
    }
}

/// Only extensions that ARCHITECTURE.md explains, and corrections that say something.
fn extensions(document: &Document, pointer: &str, map: &Map<String, Value>, found: &mut Vec<Finding>) {
    for (key, value) in map.iter().filter(|(key, _)| key.starts_with("x-")) {
        let pointer = format!("{pointer}/{}", schema::escape(key));
        if !EXTENSIONS.contains(&key.as_str()) {
            let message =
                format!("the extension `{key}` is unknown; those in use are {}", EXTENSIONS.join(", "));
            add(document, &pointer, "extension", message, found);
        } else if key == "x-correction" && value.as_str().is_none_or(|text| text.trim().is_empty()) {
            add(document, &pointer, "extension", "`x-correction` says in a text what was corrected", found);
        }
    }
}

/// Bounds on the right kinds, different values in enumerations, and no `number` without a reason.
fn bounds(document: &Document, pointer: &str, map: &Map<String, Value>, found: &mut Vec<Finding>) {
    let Some(kind) = map.get("type").and_then(Value::as_str) else { return };
    for (bound, kinds) in BOUNDS {
        if map.get(bound).is_some_and(|value| !value.is_object()) && !kinds.contains(&kind) {
            let message = format!("`{bound}` is for {}, not for {kind}", kinds.join(" and "));
            add(document, &format!("{pointer}/{bound}"), "bounds", message, found);
        }
    }
    if let Some(values) = map.get("enum").and_then(Value::as_array) {
        let different: BTreeSet<String> = values.iter().map(Value::to_string).collect();
        if different.len() != values.len() {
            add(
                document,
                &format!("{pointer}/enum"),
                "enum-values",
                "a value stands twice in the enumeration",
                found,
            );
        }
    }
    if kind == "number" && !map.contains_key("x-correction") {
        let message =
            "the docs call every integer a number: write `integer`, or say in `x-correction` why not";
        add(document, &format!("{pointer}/type"), "number", message, found);
    }
}

/// Every property is described, and secrets are secrets.
fn properties(document: &Document, pointer: &str, map: &Map<String, Value>, found: &mut Vec<Finding>) {
    // A property that is called `properties` is a schema and has a type.
    let list = map
        .get("properties")
        .and_then(Value::as_object)
        .filter(|list| !list.contains_key("type") || list["type"].is_object());
    for (name, property) in list.into_iter().flatten() {
        let pointer = format!("{pointer}/properties/{}", schema::escape(name));
        let envelope = matches!(name.as_str(), "result" | "errors" | "messages" | "result_info");
        let target = schema::resolve(&document.root, property);
        if !envelope && !has_text(target, "description") {
            add(document, &pointer, "described", format!("the property `{name}` needs a description"), found);
        }
        let is_text = target.get("type").and_then(Value::as_str) == Some("string");
        if is_text && is_secret(name) && target.get("format").and_then(Value::as_str) != Some("password") {
            let message = format!("`{name}` is a secret by its name and needs `format: password`");
            add(document, &pointer, "secret", message, found);
        }
    }
}

fn is_secret(name: &str) -> bool {
    ["private_key", "password", "api_key", "secret"].contains(&name)
        || ["_secret", "_token", "_password", "_private_key"].iter().any(|end| name.ends_with(end))
}

/// Components that nothing refers to.
fn unused(document: &Document, found: &mut Vec<Finding>) {
    let mut used = BTreeSet::new();
    references(&document.root, &mut used);
    for kind in ["schemas", "parameters", "responses", "requestBodies"] {
        let components = document.root.pointer(&format!("/components/{kind}")).and_then(Value::as_object);
        for name in components.into_iter().flatten().map(|(name, _)| name) {
            let pointer = format!("/components/{kind}/{}", schema::escape(name));
            if !used.contains(&format!("#{pointer}")) {
                add(document, &pointer, "unused", format!("nothing refers to `{name}`; remove it"), found);
            }
        }
    }
}

fn references(value: &Value, used: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            used.extend(map.get("$ref").and_then(Value::as_str).map(str::to_owned));
            map.values().for_each(|value| references(value, used));
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, used)),
        _ => {}
    }
}
