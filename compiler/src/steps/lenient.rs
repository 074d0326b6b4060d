//! Makes responses lenient: what the server really sends must be read, whatever the document says it should be.

use serde_json::{Map, Value};

use super::Sides;
use super::plain::BOUNDS;
use crate::schema::{self, escape};

/// Drops the bounds and formats of the schemas that come back, and makes every property optional but the one that
/// identifies the thing (`id`, or what carries `x-identifies`).
pub fn lenient_responses(view: &mut Value, sides: &Sides) {
    for name in &sides.responses {
        let Some(schema) = view.pointer_mut(&format!("/components/schemas/{}", escape(name))) else {
            continue;
        };
        if schema::is_string_enum(schema) || schema::is_string_or_list(schema) {
            continue;
        }
        schema::each_object_mut(schema, &mut |map| {
            relax(map);
            identify(map);
        });
    }
}

fn relax(map: &mut Map<String, Value>) {
    // A map of values keeps `additionalProperties`; `true` and `false` say nothing about a type.
    let typed_map = map.get("additionalProperties").is_some_and(Value::is_object);
    // `anyOf` of nothing but `required` lists is a bound; any other is a type.
    let typed_union = !super::plain::is_requirement(map);
    let text = map.get("type").and_then(Value::as_str) == Some("string");
    map.retain(|key, value| {
        match key.as_str() {
            "additionalProperties" => typed_map,
            "anyOf" => typed_union,
            // The other formats would be Rust types that refuse what they do not know.
            "format" => matches!(value.as_str(), Some("date-time" | "password")),
            // Texts have open enumerations; numbers that are listed are numbers that are known so far.
            "enum" => text,
            key => !BOUNDS.contains(&key),
        }
    });
}

/// A text called `id`. Where that is an enumeration, as the name of a setting is, it identifies nothing.
fn is_id(name: &str, property: &Value) -> bool {
    name == "id" && property.get("type").and_then(Value::as_str) == Some("string")
}

/// Requires exactly the identifying properties.
fn identify(map: &mut Map<String, Value>) {
    // Also where it stands apart from its properties, in a part of an `allOf`.
    map.remove("required");
    let Some(Value::Object(properties)) = map.get("properties") else { return };
    let marked: Vec<Value> = properties
        .iter()
        .filter(|(name, property)| {
            is_id(name, property) || property.get("x-identifies") == Some(&Value::Bool(true))
        })
        .map(|(name, _)| Value::from(name.as_str()))
        .collect();
    if !marked.is_empty() {
        map.insert("required".to_owned(), Value::Array(marked));
    }
}
