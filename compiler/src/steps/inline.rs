//! Names every inline enumeration and object, so that each becomes a Rust type that later steps know.

use heck::ToUpperCamelCase;
use serde_json::{Value, json};

use crate::document;
use crate::schema::{self, SCHEMAS, escape};
use crate::{Document, Findings};

/// Moves string enumerations and objects from properties and parameters to named schemas: `status` of `CustomCsr`
/// becomes `CustomCsrStatus`. A name that another schema already has is an error, reported with its location.
pub fn name_inline(view: &mut Value, document: &Document) -> Result<(), Findings> {
    let mut moved = Vec::new();
    let schemas = view.pointer("/components/schemas").and_then(Value::as_object);
    for (name, _) in schemas.into_iter().flatten() {
        collect(view, &format!("/components/schemas/{}", escape(name)), name, &mut moved);
    }
    for (pointer, name) in parameters(view) {
        collect(view, &pointer, &name, &mut moved);
        if view.pointer(&pointer).is_some_and(schema::is_string_enum) {
            moved.push((pointer, name));
        }
    }
    let mut findings = Findings::default();
    for (pointer, name) in moved {
        // The generator converts every name in this way, and a type must be found again by its name. Twice,
        // because `XAB` becomes `Xab` only in the second conversion.
        let name = name.to_upper_camel_case().to_upper_camel_case();
        let Some(place) = view.pointer_mut(&pointer) else { continue };
        let schema = std::mem::replace(place, json!({ "$ref": format!("{SCHEMAS}{name}") }));
        let place = &mut view["components"]["schemas"][&name];
        if place.is_null() {
            *place = schema;
        } else if *place != schema {
            let message = format!(
                "this has no name and would be called `{name}`, which is something else; name it and write a $ref"
            );
            findings.add(document.place(&pointer), "inline-name", message);
        }
    }
    findings.into_result()
}

/// Returns the schemas of the parameters, each with its new name. A parameter of a path item or of the components
/// belongs to several operations and cannot be named after one of them.
fn parameters(view: &Value) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    for operation in document::operations(view) {
        let own = operation.pointer();
        let tag = operation.texts("tags").first().copied().unwrap_or_default();
        for (pointer, parameter) in operation.parameters(view) {
            let reference = view.pointer(&pointer).and_then(|place| place.get("$ref")?.as_str());
            let target = reference.and_then(|reference| reference.strip_prefix('#'));
            let name = parameter.get("name").and_then(Value::as_str).unwrap_or_default();
            let name = match target {
                Some(target) => target.rsplit('/').next().unwrap_or_default().to_owned(),
                None if pointer.starts_with(&own) => format!("{}_{name}", operation.id()),
                None => format!("{tag}_{name}"),
            };
            let pointer = format!("{}/schema", target.unwrap_or(&pointer));
            if !found.iter().any(|(known, _)| *known == pointer) {
                found.push((pointer, name));
            }
        }
    }
    found
}

/// Returns whether a schema needs a name.
fn is_shape(schema: &Value) -> bool {
    let composed = match schema.get("allOf").and_then(Value::as_array).map(Vec::as_slice) {
        Some([only]) => schema::referenced(only).is_none(),
        parts => parts.is_some(),
    };
    composed || schema::is_string_enum(schema) || schema.get("properties").is_some()
}

/// Collects the schemas to move from below a schema, inner before outer, each with its new name.
fn collect(view: &Value, pointer: &str, name: &str, moved: &mut Vec<(String, String)>) {
    let Some(schema) = view.pointer(pointer) else { return };
    let properties = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
    let inner = properties
        .map(|(property, value)| (format!("properties/{}", escape(property)), property.as_str(), value))
        .chain(schema.get("items").map(|value| ("items".to_owned(), "item", value)))
        .chain(
            schema
                .get("additionalProperties")
                .map(|value| ("additionalProperties".to_owned(), "value", value)),
        );
    for (key, part, value) in inner {
        let pointer = format!("{pointer}/{key}");
        let name = format!("{name}_{part}");
        collect(view, &pointer, &name, moved);
        if is_shape(value) {
            moved.push((pointer, name));
        }
    }
    for (index, _) in schema.get("allOf").and_then(Value::as_array).into_iter().flatten().enumerate() {
        collect(view, &format!("{pointer}/allOf/{index}"), name, moved);
    }
}
