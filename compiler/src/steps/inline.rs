//! Gives every inline enumeration and object a name, so that each becomes a Rust type that later steps know.

use heck::ToUpperCamelCase;
use serde_json::{Value, json};

use crate::document;
use crate::schema::{self, SCHEMAS, escape};

/// Moves string enumerations and objects out of properties and parameters to named schemas: `status` of `CustomCsr`
/// becomes `CustomCsrStatus`.
pub fn name_inline(view: &mut Value) {
    let mut moved = Vec::new();
    for (name, _) in named(view) {
        let pointer = format!("/components/schemas/{}", escape(&name));
        collect(view, &pointer, &name, &mut moved);
    }
    let parameters: Vec<(String, String)> = document::operations(view)
        .into_iter()
        .flat_map(|operation| {
            let id = operation.id().to_upper_camel_case();
            let list =
                operation.value.get("parameters").and_then(Value::as_array).cloned().unwrap_or_default();
            let pointer = operation.pointer();
            list.into_iter().enumerate().map(move |(index, parameter)| {
                let name = parameter.get("name").and_then(Value::as_str).unwrap_or_default();
                (
                    format!("{pointer}/parameters/{index}/schema"),
                    format!("{id}{}", name.to_upper_camel_case()),
                )
            })
        })
        .collect();
    for (pointer, name) in parameters {
        if view.pointer(&pointer).is_some_and(schema::is_string_enum) {
            moved.push((pointer, name));
        }
    }
    for (pointer, name) in moved {
        let Some(place) = view.pointer_mut(&pointer) else { continue };
        let schema = std::mem::replace(place, json!({ "$ref": format!("{SCHEMAS}{name}") }));
        view["components"]["schemas"][&name] = schema;
    }
}

fn named(view: &Value) -> Vec<(String, Value)> {
    let schemas = view.pointer("/components/schemas").and_then(Value::as_object).cloned();
    schemas.into_iter().flatten().collect()
}

/// Whether a schema is to have a name.
fn is_shape(schema: &Value) -> bool {
    schema::is_string_enum(schema) || schema.get("properties").is_some()
}

/// Finds what is to be moved below a schema, the inner before the outer, with the name that each shall have.
fn collect(view: &Value, pointer: &str, name: &str, moved: &mut Vec<(String, String)>) {
    let Some(schema) = view.pointer(pointer) else { return };
    for (property, value) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
        let pointer = format!("{pointer}/properties/{}", escape(property));
        let name = format!("{name}{}", property.to_upper_camel_case());
        collect(view, &pointer, &name, moved);
        if is_shape(value) {
            moved.push((pointer, name));
        }
    }
    if let Some(items) = schema.get("items") {
        let pointer = format!("{pointer}/items");
        let name = format!("{name}Item");
        collect(view, &pointer, &name, moved);
        if is_shape(items) {
            moved.push((pointer, name));
        }
    }
    for (index, _) in schema.get("allOf").and_then(Value::as_array).into_iter().flatten().enumerate() {
        collect(view, &format!("{pointer}/allOf/{index}"), name, moved);
    }
}
