//! Makes requests plain: their types hold the caller's values as they are, and generated code checks all of the
//! document's bounds before sending, instead of a wrapper type around each field.

use serde_json::{Map, Value};

use super::Sides;
use crate::document;
use crate::schema::{self, escape};

/// The keywords of a schema that do not affect the type: responses are not held to them, and requests are checked
/// against them by separate code.
pub(super) const BOUNDS: [&str; 12] = [
    "minLength",
    "maxLength",
    "pattern",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minItems",
    "maxItems",
    "uniqueItems",
    "default",
];

/// Drops the bounds of request schemas and of parameters. Integers keep their width; optional arrays and maps can
/// be sent empty.
pub fn plain_requests(view: &mut Value, sides: &Sides) {
    for name in &sides.requests {
        let Some(schema) = view.pointer_mut(&format!("/components/schemas/{}", escape(name))) else {
            continue;
        };
        schema::each_object_mut(schema, &mut |map| {
            sendable_when_empty(map);
            keep_width(map);
            plain(map);
        });
    }
    let pointers: Vec<String> = document::operations(view)
        .iter()
        .flat_map(|operation| operation.parameters(view))
        .map(|(pointer, _)| pointer)
        .collect();
    for pointer in pointers {
        let target = view.pointer(&pointer).and_then(|value| value.get("$ref")?.as_str()?.strip_prefix('#'));
        let pointer = target.map_or_else(|| pointer.clone(), str::to_owned);
        if let Some(schema) = view.pointer_mut(&format!("{pointer}/schema")) {
            schema::each_object_mut(schema, &mut plain);
        }
    }
}

/// Returns whether the alternatives of a schema differ only in which properties they require.
pub(crate) fn is_requirement(map: &Map<String, Value>) -> bool {
    let alternatives = map.get("anyOf").and_then(Value::as_array);
    alternatives.is_some_and(|list| {
        list.iter().all(|part| part.as_object().is_some_and(|part| part.keys().all(|key| key == "required")))
    })
}

/// Returns whether an integer of a body fits 16 bits and is `u16` in Rust: a port of 70000 does not compile.
fn keep_width(map: &mut Map<String, Value>) {
    if map.get("type").and_then(Value::as_str) == Some("integer") {
        let bound = |key| map.get(key).and_then(Value::as_i64);
        if let (Some(0..), Some(..=65535)) = (bound("minimum"), bound("maximum")) {
            map.insert("format".to_owned(), Value::from("uint16"));
        }
    }
}

fn plain(map: &mut Map<String, Value>) {
    if is_requirement(map) {
        map.remove("anyOf");
    }
    let text = map.get("type").and_then(Value::as_str) == Some("string");
    map.retain(|key, value| match key.as_str() {
        // Listed numbers are checked like bounds.
        "enum" => text,
        "format" => matches!(value.as_str(), Some("date-time" | "password" | "uint16")),
        "additionalProperties" => value.is_object(),
        key => !BOUNDS.contains(&key),
    });
}

/// Makes an optional array or map nullable, for which the generator writes `Option<Vec<_>>`: absent and empty are
/// two different requests.
fn sendable_when_empty(map: &mut Map<String, Value>) {
    let required: Vec<String> = map
        .get("required")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|name| name.as_str().map(str::to_owned))
        .collect();
    let Some(Value::Object(properties)) = map.get_mut("properties") else { return };
    for (name, property) in properties {
        let is_list = property.get("type").and_then(Value::as_str) == Some("array");
        let is_map = property.get("additionalProperties").is_some_and(Value::is_object);
        if (is_list || is_map)
            && !required.contains(name)
            && let Some(property) = property.as_object_mut()
        {
            property.insert("nullable".to_owned(), Value::Bool(true));
        }
    }
}
