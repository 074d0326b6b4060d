//! Ways through a document: references, pointers, and the properties of a schema.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

/// What a schema's name is prefixed with in a reference.
pub const SCHEMAS: &str = "#/components/schemas/";

/// A key as a segment of a JSON pointer.
pub fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// The name of the schema that a reference points to.
pub fn referenced(schema: &Value) -> Option<&str> {
    schema.get("$ref")?.as_str()?.strip_prefix(SCHEMAS)
}

/// Follows references until something else is met. A cycle of references ends at one of its members; the check of
/// the document reports it.
pub fn resolve<'a>(root: &'a Value, value: &'a Value) -> &'a Value {
    let mut value = value;
    for _ in 0..64 {
        let Some(reference) = value.get("$ref").and_then(Value::as_str) else { return value };
        let Some(target) = reference.strip_prefix('#').and_then(|pointer| root.pointer(pointer)) else {
            return value;
        };
        value = target;
    }
    value
}

/// The properties of an object schema, those of `allOf` and of references included.
pub fn properties<'a>(root: &'a Value, schema: &'a Value) -> Vec<(&'a str, &'a Value)> {
    let mut found = Vec::new();
    collect_properties(root, schema, 0, &mut found);
    found
}

fn collect_properties<'a>(
    root: &'a Value,
    schema: &'a Value,
    depth: usize,
    found: &mut Vec<(&'a str, &'a Value)>,
) {
    // Deeper than any real schema: an `allOf` that contains itself.
    if depth > 16 {
        return;
    }
    let schema = resolve(root, schema);
    for part in schema.get("allOf").and_then(Value::as_array).into_iter().flatten() {
        collect_properties(root, part, depth + 1, found);
    }
    for (name, property) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
        found.push((name, property));
    }
}

/// The names that `required` lists.
pub fn required(schema: &Value) -> BTreeSet<&str> {
    let list = schema.get("required").and_then(Value::as_array);
    list.into_iter().flatten().filter_map(Value::as_str).collect()
}

/// Whether a schema is an enumeration of strings.
pub fn is_string_enum(schema: &Value) -> bool {
    schema.get("enum").is_some() && schema.get("type").and_then(Value::as_str) == Some("string")
}

/// The names of the schemas that can be reached from a value, those behind references included.
pub fn reachable<'a>(root: &'a Value, from: &'a Value) -> BTreeSet<&'a str> {
    let mut seen = BTreeSet::new();
    let mut open = vec![from];
    while let Some(value) = open.pop() {
        if let Some(name) = referenced(value) {
            if seen.insert(name) {
                open.extend(root.pointer(&format!("/components/schemas/{}", escape(name))));
            }
            continue;
        }
        if let Some(reference) = value.get("$ref") {
            let target = reference.as_str().and_then(|text| text.strip_prefix('#'));
            open.extend(target.and_then(|pointer| root.pointer(pointer)));
            continue;
        }
        match value {
            Value::Object(map) => open.extend(map.values()),
            Value::Array(items) => open.extend(items),
            _ => {}
        }
    }
    seen
}

/// Calls `change` for every object in a value, the outer ones first.
pub fn each_object_mut(value: &mut Value, change: &mut dyn FnMut(&mut Map<String, Value>)) {
    match value {
        Value::Object(map) => {
            change(map);
            for value in map.values_mut() {
                each_object_mut(value, change);
            }
        }
        Value::Array(items) => {
            for item in items {
                each_object_mut(item, change);
            }
        }
        _ => {}
    }
}

/// The JSON schema of an operation's request body, unresolved.
pub fn request_body<'a>(root: &'a Value, operation: &'a Value) -> Option<&'a Value> {
    let body = resolve(root, operation.get("requestBody")?);
    body.get("content")?.get("application/json")?.get("schema")
}

/// The response object of an operation's success (`2XX`, or the first status from 200 to 299), with its key.
pub fn success<'a>(root: &'a Value, operation: &'a Value) -> Option<(&'a str, &'a Value)> {
    let responses = operation.get("responses")?.as_object()?;
    let (status, response) = responses.iter().find(|(status, _)| status.starts_with('2'))?;
    Some((status, resolve(root, response)))
}

/// The JSON schema of an operation's success, unresolved.
pub fn success_body<'a>(root: &'a Value, operation: &'a Value) -> Option<&'a Value> {
    success(root, operation)?.1.get("content")?.get("application/json")?.get("schema")
}

/// The schema of what an operation returns inside the envelope; the whole body where there is no envelope.
pub fn result<'a>(root: &'a Value, operation: &'a Value) -> Option<&'a Value> {
    let body = success_body(root, operation)?;
    let properties = properties(root, body);
    if !properties.iter().any(|(name, _)| *name == "success") {
        return Some(body);
    }
    properties.iter().rev().find(|(name, _)| *name == "result").map(|(_, schema)| *schema)
}
