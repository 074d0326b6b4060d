//! Every example against its schema.

use cloudflare_certificates_compiler::{Document, Finding, schema};
use jsonschema::Draft;
use serde_json::{Map, Value, json};

/// An example and what it is an example of.
struct Example {
    pointer: String,
    schema: Value,
    value: Value,
}

pub(super) fn proof(document: &Document) -> Vec<Finding> {
    let mut components = document.root.get("components").cloned().unwrap_or_default();
    convert(&mut components);
    let mut findings = Vec::new();
    for Example { pointer, mut schema, value } in collect(document) {
        convert(&mut schema);
        let whole = json!({ "allOf": [schema], "components": components });
        let options = jsonschema::options().with_draft(Draft::Draft4);
        let problems: Vec<(String, String)> = match options.build(&whole) {
            Ok(validator) => validator
                .iter_errors(&value)
                .map(|error| (error.instance_path().to_string(), error.to_string()))
                .collect(),
            Err(error) => vec![(String::new(), format!("its schema cannot be used: {error}"))],
        };
        findings.extend(problems.into_iter().map(|(path, problem)| Finding {
            place: document.place(&format!("{pointer}{path}")),
            rule: "example",
            message: format!("the example does not fit its schema: {problem}; correct one of them"),
        }));
    }
    findings
}

/// How many examples there are.
pub(super) fn count(document: &Document) -> usize {
    collect(document).len()
}

fn collect(document: &Document) -> Vec<Example> {
    let mut found = Vec::new();
    walk("", &document.root, &mut found);
    found
}

/// Finds the objects that have a schema and examples beside it: media types and parameters; and schemas with examples
/// of themselves.
fn walk(pointer: &str, value: &Value, found: &mut Vec<Example>) {
    match value {
        Value::Object(map) => {
            if let Some(own) = map.get("schema").filter(|own| own.is_object()) {
                beside(pointer, own, map, found);
            } else if map.get("type").is_some_and(Value::is_string)
                && let Some(example) = map.get("example")
            {
                let pointer = format!("{pointer}/example");
                found.push(Example { pointer, schema: value.clone(), value: example.clone() });
            }
            for (key, value) in map.iter().filter(|(key, _)| !matches!(key.as_str(), "example" | "examples"))
            {
                walk(&format!("{pointer}/{}", schema::escape(key)), value, found);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                walk(&format!("{pointer}/{index}"), item, found);
            }
        }
        _ => {}
    }
}

fn beside(pointer: &str, own: &Value, map: &Map<String, Value>, found: &mut Vec<Example>) {
    if let Some(example) = map.get("example") {
        found.push(Example {
            pointer: format!("{pointer}/example"),
            schema: own.clone(),
            value: example.clone(),
        });
    }
    for (name, example) in map.get("examples").and_then(Value::as_object).into_iter().flatten() {
        if let Some(value) = example.get("value") {
            found.push(Example {
                pointer: format!("{pointer}/examples/{}/value", schema::escape(name)),
                schema: own.clone(),
                value: value.clone(),
            });
        }
    }
}

/// OpenAPI's `nullable` as the JSON Schema type `null`.
fn convert(value: &mut Value) {
    schema::each_object_mut(value, &mut |map| {
        if map.remove("nullable") == Some(Value::Bool(true))
            && let Some(Value::String(kind)) = map.get("type")
        {
            let kinds = json!([kind, "null"]);
            map.insert("type".to_owned(), kinds);
        }
    });
}
