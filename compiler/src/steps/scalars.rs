//! Inlines named scalars: a name such as `ScopeIdentifier` helps readers of the document; in Rust, a wrapper
//! around each string would only be in the way.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::schema;

/// Replaces references to named strings, numbers and booleans (except enumerations of strings) by their targets.
/// Also replaces an `allOf` of one such reference, the form that allows a description beside a reference.
pub fn inline_scalars(view: &mut Value) {
    let schemas = view.pointer("/components/schemas").and_then(Value::as_object);
    let scalars: BTreeMap<String, Map<String, Value>> = schemas
        .into_iter()
        .flatten()
        .map(|(name, schema)| (name, schema::resolve(view, schema)))
        .filter(|(_, schema)| is_plain_scalar(schema))
        .filter_map(|(name, schema)| Some((name.clone(), schema.as_object()?.clone())))
        .collect();
    schema::each_object_mut(view, &mut |map| {
        let wrapped = match map.get("allOf").and_then(Value::as_array).map(Vec::as_slice) {
            Some([only]) => schema::referenced(only),
            _ => None,
        };
        let name = wrapped.or_else(|| map.get("$ref")?.as_str()?.strip_prefix(schema::SCHEMAS));
        let Some(scalar) = name.and_then(|name| scalars.get(name)) else { return };
        map.remove("$ref");
        map.remove("allOf");
        for (key, value) in scalar {
            map.entry(key).or_insert_with(|| value.clone());
        }
    });
}

fn is_plain_scalar(schema: &Value) -> bool {
    let kind = schema.get("type").and_then(Value::as_str);
    // Listed numbers are checked before sending, like bounds; a type for them would reject new values.
    kind == Some("integer")
        || matches!(kind, Some("string" | "number" | "boolean")) && schema.get("enum").is_none()
}
