//! Puts named scalars where they are used: a name such as `ScopeIdentifier` is for the document's readers; in Rust a
//! wrapper around each string would only be in the way.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::schema;

/// Replaces references to named strings, numbers and booleans (enumerations aside) by what they refer to.
pub fn inline_scalars(view: &mut Value) {
    let schemas = view.pointer("/components/schemas").and_then(Value::as_object).cloned().unwrap_or_default();
    let scalars: BTreeMap<String, Value> =
        schemas.into_iter().filter(|(_, schema)| is_plain_scalar(schema)).collect();
    schema::each_object_mut(view, &mut |map| {
        for value in map.values_mut() {
            let target = schema::referenced(value).and_then(|name| scalars.get(name));
            if let Some(target) = target {
                *value = target.clone();
            }
        }
    });
}

fn is_plain_scalar(schema: &Value) -> bool {
    let kind = schema.get("type").and_then(Value::as_str);
    matches!(kind, Some("string" | "integer" | "number" | "boolean")) && schema.get("enum").is_none()
}
