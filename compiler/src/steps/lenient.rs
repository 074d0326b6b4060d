//! Makes responses lenient: what the server actually sends must be decodable, even if it contradicts the document.

use serde_json::{Map, Value};

use super::Sides;
use super::plain::BOUNDS;
use crate::schema::{self, escape};

/// Drops the bounds and formats of response schemas, and makes every property optional except the one that
/// identifies the object (`id`, or the property with `x-identifies`).
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
    // An `anyOf` that consists only of `required` lists is a bound; any other is a type.
    let typed_union = !super::plain::is_requirement(map);
    let text = map.get("type").and_then(Value::as_str) == Some("string");
    map.retain(|key, value| {
        match key.as_str() {
            "additionalProperties" => typed_map,
            "anyOf" => typed_union,
            // The other formats would be Rust types that reject unknown forms.
            "format" => matches!(value.as_str(), Some("date-time" | "password")),
            // Enumerations of strings are open; listed numbers are only the ones known so far.
            "enum" => text,
            key => !BOUNDS.contains(&key),
        }
    });
}

/// Returns whether a property is a string called `id`. An enumeration, such as the name of a setting, identifies
/// nothing.
fn is_id(name: &str, property: &Value) -> bool {
    name == "id" && property.get("type").and_then(Value::as_str) == Some("string")
}

/// Requires exactly the identifying properties.
fn identify(map: &mut Map<String, Value>) {
    // Includes a `required` that is in another part of an `allOf` than its properties.
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
