//! Navigates a document: references, pointers, and the properties of a schema.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

/// The meanings that `x-progress` gives to the values of a status.
pub const PROGRESS: [&str; 5] = ["pending", "ready", "needs_action", "failed", "gone"];

/// The prefix of a schema's name in a reference.
pub const SCHEMAS: &str = "#/components/schemas/";

/// The extension that names the property, or the properties, from which an absent property takes its value.
pub const FALLS_BACK_TO: &str = "x-falls-back-to";

/// Escapes a key as a segment of a JSON pointer.
pub fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// Returns the name of the schema that a reference points to.
pub fn referenced(schema: &Value) -> Option<&str> {
    schema.get("$ref")?.as_str()?.strip_prefix(SCHEMAS)
}

/// Follows references to the first part that is not one. A cycle of references ends at one of its members; the
/// check of the document reports it.
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

/// Follows references as [`resolve`] does, and an `allOf` of only one schema, the form that gives a reference a
/// description of its own.
pub fn unwrap<'a>(root: &'a Value, value: &'a Value) -> &'a Value {
    let mut value = resolve(root, value);
    for _ in 0..64 {
        let only = match value.get("allOf").and_then(Value::as_array).map(Vec::as_slice) {
            Some([only]) if value.get("properties").is_none() => only,
            _ => return value,
        };
        value = resolve(root, only);
    }
    value
}

/// Returns the properties of an object schema, including those of `allOf` and of references.
pub fn properties<'a>(root: &'a Value, schema: &'a Value) -> Vec<(&'a str, &'a Value)> {
    let mut found = Vec::new();
    collect_properties(root, schema, &mut BTreeSet::new(), &mut found);
    found
}

fn collect_properties<'a>(
    root: &'a Value,
    schema: &'a Value,
    seen: &mut BTreeSet<&'a str>,
    found: &mut Vec<(&'a str, &'a Value)>,
) {
    // An `allOf` may contain itself or, through several paths, the same schema many times.
    if referenced(schema).is_some_and(|name| !seen.insert(name)) {
        return;
    }
    let schema = resolve(root, schema);
    for part in schema.get("allOf").and_then(Value::as_array).into_iter().flatten() {
        collect_properties(root, part, seen, found);
    }
    for (name, property) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
        found.push((name, property));
    }
}

/// Returns the names that `required` lists.
pub fn required(schema: &Value) -> BTreeSet<&str> {
    let list = schema.get("required").and_then(Value::as_array);
    list.into_iter().flatten().filter_map(Value::as_str).collect()
}

/// Returns whether a schema is an enumeration of strings.
pub fn is_string_enum(schema: &Value) -> bool {
    schema.get("enum").is_some() && schema.get("type").and_then(Value::as_str) == Some("string")
}

/// Returns whether a schema is a string or a list of strings, and so needs only one type for requests and
/// responses.
pub fn is_string_or_list(schema: &Value) -> bool {
    let is = |schema: &Value, kind: &str| schema.get("type").and_then(Value::as_str) == Some(kind);
    let text = |schema: &Value| is(schema, "string") && schema.get("enum").is_none();
    match schema.get("oneOf").and_then(Value::as_array).map(Vec::as_slice) {
        Some([one, many]) => text(one) && is(many, "array") && many.get("items").is_some_and(text),
        _ => false,
    }
}

/// Returns the names of the schemas that can be reached from a value, including those behind references.
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
        // A property may be called `$ref`; only a string is a reference.
        if let Some(reference) = value.get("$ref").and_then(Value::as_str) {
            open.extend(reference.strip_prefix('#').and_then(|pointer| root.pointer(pointer)));
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

/// The OpenAPI keys whose values are objects with names chosen by the author: a property may be called `pattern`,
/// a parameter `example`. In an object with OpenAPI's keys, none of these means anything else.
const BY_NAME: [&str; 14] = [
    "callbacks",
    "content",
    "encoding",
    "examples",
    "headers",
    "links",
    "parameters",
    "paths",
    "properties",
    "requestBodies",
    "responses",
    "schemas",
    "securitySchemes",
    "variables",
];

/// Returns whether the value of an OpenAPI key is data or a remark, and not part of the document's structure.
fn is_data(key: &str) -> bool {
    matches!(key, "default" | "enum" | "example" | "value") || key.starts_with("x-")
}

/// Calls `visit` with every object that has OpenAPI's keys, and with its pointer, outer objects first. Of maps of
/// properties or components by name, it visits only the values; data such as examples is skipped.
pub fn each_object(pointer: &str, value: &Value, visit: &mut dyn FnMut(&str, &Value)) {
    match value {
        Value::Object(map) => {
            visit(pointer, value);
            for (key, value) in map.iter().filter(|(key, _)| !is_data(key)) {
                let pointer = format!("{pointer}/{}", escape(key));
                match value {
                    Value::Object(named) if BY_NAME.contains(&key.as_str()) => {
                        for (name, value) in named {
                            each_object(&format!("{pointer}/{}", escape(name)), value, visit);
                        }
                    }
                    value => each_object(&pointer, value, visit),
                }
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                each_object(&format!("{pointer}/{index}"), item, visit);
            }
        }
        _ => {}
    }
}

/// Calls `change` for the objects that [`each_object`] visits.
pub fn each_object_mut(value: &mut Value, change: &mut dyn FnMut(&mut Map<String, Value>)) {
    match value {
        Value::Object(map) => {
            change(map);
            for (key, value) in map.iter_mut().filter(|(key, _)| !is_data(key)) {
                match value {
                    Value::Object(named) if BY_NAME.contains(&key.as_str()) => {
                        named.values_mut().for_each(|value| each_object_mut(value, change));
                    }
                    value => each_object_mut(value, change),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| each_object_mut(item, change)),
        _ => {}
    }
}

/// Returns the JSON schema of an operation's request body, unresolved.
pub fn request_body<'a>(root: &'a Value, operation: &'a Value) -> Option<&'a Value> {
    let body = resolve(root, operation.get("requestBody")?);
    body.get("content")?.get("application/json")?.get("schema")
}

/// Returns the successful response of an operation (`2XX`, or the first status code from 200 to 299), with its
/// key.
pub fn success<'a>(root: &'a Value, operation: &'a Value) -> Option<(&'a str, &'a Value)> {
    let responses = operation.get("responses")?.as_object()?;
    let (status, response) = responses.iter().find(|(status, _)| status.starts_with('2'))?;
    Some((status, resolve(root, response)))
}

/// Returns the JSON schema of an operation's successful response, unresolved.
pub fn success_body<'a>(root: &'a Value, operation: &'a Value) -> Option<&'a Value> {
    success(root, operation)?.1.get("content")?.get("application/json")?.get("schema")
}

/// Returns whether an operation's response is a string that is not JSON, such as a PEM file.
pub fn answers_text(root: &Value, operation: &Value) -> bool {
    let content = success(root, operation).and_then(|(_, response)| response.get("content")?.as_object());
    content.is_some_and(|content| {
        let text = |media: &Value| media.pointer("/schema/type").is_some_and(|kind| kind == "string");
        !content.contains_key("application/json") && !content.is_empty() && content.values().all(text)
    })
}

/// Returns the schema of an operation's result inside the envelope, or of the whole body if there is no envelope.
pub fn result<'a>(root: &'a Value, operation: &'a Value) -> Option<&'a Value> {
    let body = success_body(root, operation)?;
    let properties = properties(root, body);
    if !properties.iter().any(|(name, _)| *name == "success") {
        return Some(body);
    }
    properties.iter().rev().find(|(name, _)| *name == "result").map(|(_, schema)| *schema)
}
