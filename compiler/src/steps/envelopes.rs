//! Unwraps the envelope: what the generator sees as an operation's answer is the `result` alone.
//!
//! The transport takes the envelope apart once, for every operation alike, and hands the generated code the bytes of
//! the result. So no type is generated for the envelope of each operation, and what may be odd about an envelope is
//! dealt with in one place.

use serde_json::{Value, json};

use crate::{document, schema};

/// Replaces the responses of every operation by one, status 200, whose body is the result, or `null`.
pub fn unwrap_envelopes(view: &mut Value) {
    let answers: Vec<(String, Value)> = document::operations(view)
        .into_iter()
        .map(|operation| {
            let result = schema::result(view, operation.value).cloned();
            (format!("{}/responses", operation.pointer()), result.map_or_else(|| json!({}), nullable))
        })
        .collect();
    for (pointer, schema) in answers {
        if let Some(responses) = view.pointer_mut(&pointer) {
            *responses = json!({
                "200": { "description": "The result.", "content": { "application/json": { "schema": schema } } }
            });
        }
    }
}

/// A schema that also takes `null`: the server answers so where there is nothing to say.
fn nullable(schema: Value) -> Value {
    if schema.get("$ref").is_some() {
        return json!({ "nullable": true, "allOf": [schema] });
    }
    let mut schema = schema;
    if let Some(map) = schema.as_object_mut() {
        map.insert("nullable".to_owned(), Value::Bool(true));
    }
    schema
}
