//! Validates every example against its schema.

use cloudflare_certificates_compiler::{Document, Finding, schema};
use jsonschema::Draft;
use serde_json::{Map, Value, json};

use super::short;

/// An example and the schema to which it belongs.
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
        let options = jsonschema::options().with_draft(Draft::Draft4).should_validate_formats(true);
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
            message: format!("the example does not fit its schema: {}; correct one of them", short(&problem)),
        }));
    }
    findings
}

/// Returns the number of examples.
pub(super) fn count(document: &Document) -> usize {
    collect(document).len()
}

/// Collects examples. Media types, parameters and headers have a schema and examples beside it; a schema has an
/// example of itself.
fn collect(document: &Document) -> Vec<Example> {
    let mut found = Vec::new();
    schema::each_object("", &document.root, &mut |pointer, part| {
        let Some(map) = part.as_object() else { return };
        let schema = map.get("schema").map_or_else(|| itself(map), Value::clone);
        if let Some(value) = map.get("example") {
            let pointer = format!("{pointer}/example");
            found.push(Example { pointer, schema: schema.clone(), value: value.clone() });
        }
        // In `components`, examples are listed without a schema.
        let Some(examples) = map.get("examples").filter(|_| map.contains_key("schema")) else { return };
        for (name, example) in examples.as_object().into_iter().flatten() {
            if let Some((pointer, value)) = named(document, &format!("{pointer}/examples"), name, example) {
                found.push(Example { pointer, schema: schema.clone(), value });
            }
        }
    });
    found
}

/// Returns a schema without its example.
fn itself(map: &Map<String, Value>) -> Value {
    let mut map = map.clone();
    map.remove("example");
    Value::Object(map)
}

/// Returns the pointer and the value of a named example, which may be a reference to a component.
fn named(document: &Document, list: &str, name: &str, example: &Value) -> Option<(String, Value)> {
    let value = schema::resolve(&document.root, example).get("value")?.clone();
    let own = format!("{list}/{}", schema::escape(name));
    let reference = example.get("$ref").and_then(Value::as_str);
    let pointer = reference.and_then(|reference| reference.strip_prefix('#')).unwrap_or(&own);
    Some((format!("{pointer}/value"), value))
}

/// Converts OpenAPI's `nullable` to the JSON Schema type `null`.
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
