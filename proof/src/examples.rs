//! Sends the document's examples through the generated types and back.

use cloudflare_certificates::workbench;
use cloudflare_certificates_compiler::{Document, Finding, Operation, View, schema};
use serde_json::Value;

/// Checks that every example of a request or of a result is the same after it was decoded and encoded.
pub(crate) fn round_trips(document: &Document, view: &View) -> Vec<Finding> {
    let mut findings = Vec::new();
    for operation in document.operations() {
        for (pointer, name, value) in values(document, view, &operation) {
            let problem = match workbench::round_trip(&name, value.clone()) {
                None => Some(format!("no type was generated for `{name}`")),
                Some(Err(reason)) => Some(format!("the type `{name}` cannot read the example: {reason}")),
                Some(Ok(back)) => difference(&value, &back, "").map(|path| {
                    format!("the example is not the same after the type `{name}`: it differs at `{path}`")
                }),
            };
            if let Some(message) = problem {
                findings.push(Finding { place: document.place(&pointer), rule: "round-trip", message });
            }
        }
    }
    findings
}

/// Returns the examples of an operation: the location of each, its type, and its value.
fn values(document: &Document, view: &View, operation: &Operation<'_>) -> Vec<(String, String, Value)> {
    let mut found = Vec::new();
    let pointer = operation.pointer();
    if let Some(name) = schema::request_body(&document.root, operation.value).and_then(schema::referenced) {
        let sent =
            view.sides.request_variants.iter().find(|(_, read)| *read == name).map_or(name, |(sent, _)| sent);
        let media = format!("{pointer}/requestBody/content/application~1json");
        for (pointer, value) in examples(document, &media) {
            found.push((pointer, sent.to_owned(), value.clone()));
        }
    }
    let Some(result) = schema::result(&document.root, operation.value) else { return found };
    let Some((status, _)) = schema::success(&document.root, operation.value) else { return found };
    let items = result.get("items").unwrap_or(result);
    let Some(name) = schema::referenced(items) else { return found };
    for (pointer, value) in
        examples(document, &format!("{pointer}/responses/{status}/content/application~1json"))
    {
        let result = value.get("result").unwrap_or(value);
        match result {
            Value::Array(items) => {
                found.extend(items.iter().map(|item| (pointer.clone(), name.to_owned(), item.clone())));
            }
            other => found.push((pointer, name.to_owned(), other.clone())),
        }
    }
    found
}

fn examples<'a>(document: &'a Document, media: &str) -> Vec<(String, &'a Value)> {
    let examples = document.root.pointer(&format!("{media}/examples")).and_then(Value::as_object);
    examples
        .into_iter()
        .flatten()
        .filter_map(|(name, example)| {
            let pointer = format!("{media}/examples/{}/value", schema::escape(name));
            Some((pointer, example.get("value")?))
        })
        .collect()
}

/// Returns the path to the first difference between two values.
fn difference(one: &Value, other: &Value, path: &str) -> Option<String> {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            let names = one.keys().chain(other.keys());
            names.into_iter().find_map(|name| {
                let path = format!("{path}/{name}");
                match (one.get(name), other.get(name)) {
                    (Some(one), Some(other)) => difference(one, other, &path),
                    _ => Some(path),
                }
            })
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => one
            .iter()
            .zip(other)
            .enumerate()
            .find_map(|(index, (one, other))| difference(one, other, &format!("{path}/{index}"))),
        _ => (one != other).then(|| path.to_owned()),
    }
}
