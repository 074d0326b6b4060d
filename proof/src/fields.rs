//! Compares the JSON schemas of the generated types with the document's.

use std::collections::{BTreeMap, BTreeSet};

use cloudflare_certificates::workbench;
use cloudflare_certificates_compiler::{Document, Finding, View, schema};
use serde_json::Value;

/// Compares each type with the schema from which it was generated: the same fields, each of the same kind, the
/// same values of enumerations, and, in request types, the same required fields.
pub(crate) fn compare(document: &Document, view: &View) -> Vec<Finding> {
    let mut findings = Vec::new();
    let documented = view.bounded.pointer("/components/schemas").and_then(Value::as_object);
    for (name, wanted) in documented.into_iter().flatten() {
        if wanted.get("properties").is_none() {
            continue;
        }
        let original = view.sides.request_variants.get(name).unwrap_or(name);
        let place = document.place(&format!("/components/schemas/{}", schema::escape(original)));
        let mut add = |message: String| {
            findings.push(Finding { place: place.clone(), rule: "generated-type", message });
        };
        let Some(made) = workbench::schema(name) else {
            add(format!("no type was generated for `{name}`"));
            continue;
        };
        let made = made.to_value();
        let (wanted_fields, made_fields) = (fields(&view.bounded, wanted), fields(&made, &made));
        for name in wanted_fields.keys().filter(|field| !made_fields.contains_key(*field)) {
            add(format!("the generated type lost the field `{name}`"));
        }
        for name in made_fields.keys().filter(|field| !wanted_fields.contains_key(*field)) {
            add(format!("the generated type invented the field `{name}`"));
        }
        for (field, wanted) in &wanted_fields {
            if let Some(made) = made_fields.get(field).filter(|made| *made != wanted) {
                add(format!(
                    "the field `{field}` is {wanted} in the document and {made} in the generated type"
                ));
            }
        }
        let same = must_be_said(&view.bounded, wanted) == schema::required(&made);
        if view.sides.requests.contains(name) && !same {
            add("what the document requires is not what the generated type requires".to_owned());
        }
    }
    findings
}

/// Returns the required fields that may not be `null`. One that may be `null` is an `Option`, which the type's
/// JSON schema calls optional although it is always sent; the builder requires it.
fn must_be_said<'a>(root: &'a Value, object: &'a Value) -> BTreeSet<&'a str> {
    let mut names = schema::required(object);
    for (name, field) in schema::properties(root, object) {
        if field.get("nullable") == Some(&Value::Bool(true)) {
            names.remove(name);
        }
    }
    names
}

/// Returns the fields of an object and the kind of each.
fn fields(root: &Value, object: &Value) -> BTreeMap<String, String> {
    schema::properties(root, object)
        .into_iter()
        .map(|(name, field)| (name.to_owned(), kind(root, field)))
        .collect()
}

/// Returns the kind of value that a schema describes, as far as the document and the type must agree.
fn kind(root: &Value, field: &Value) -> String {
    let field = unwrap(root, field);
    if let Some(values) = field.get("enum").and_then(Value::as_array) {
        let values: BTreeSet<&str> = values.iter().filter_map(Value::as_str).collect();
        // Listed numbers are checked like bounds; the type accepts any number.
        if !values.is_empty() {
            return format!("one of {values:?}");
        }
    }
    let is_null = |kind: &&str| *kind != "null";
    let name = match field.get("type") {
        Some(Value::String(name)) => name.as_str(),
        Some(Value::Array(names)) => {
            names.iter().filter_map(Value::as_str).find(is_null).unwrap_or("anything")
        }
        _ => "anything",
    };
    match (name, field.get("items")) {
        ("array", Some(items)) => format!("array of {}", kind(root, items)),
        ("string", _) => match field.get("format").and_then(Value::as_str) {
            Some(format @ ("date-time" | "password")) => format!("string ({format})"),
            _ => "string".to_owned(),
        },
        (name, _) => name.to_owned(),
    }
}

/// Resolves references, and unwraps alternatives that only add `null`.
fn unwrap<'a>(root: &'a Value, field: &'a Value) -> &'a Value {
    let mut field = field;
    for _ in 0..16 {
        let target =
            field.get("$ref").and_then(Value::as_str).and_then(|text| root.pointer(text.strip_prefix('#')?));
        let parts = ["anyOf", "allOf"].iter().find_map(|key| field.get(key)?.as_array());
        let is_null = |part: &&Value| part.get("type").and_then(Value::as_str) != Some("null");
        let only = parts.filter(|_| field.get("type").is_none()).and_then(|parts| parts.iter().find(is_null));
        match target.or(only) {
            Some(next) => field = next,
            None => return field,
        }
    }
    field
}
