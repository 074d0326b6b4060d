//! Unwraps the envelope: for the generator, the response of an operation is the `result` alone.
//!
//! The transport decodes the envelope in the same way for every operation, and passes the bytes of the result to
//! the generated code. So no type is generated for the envelope of each operation, and irregular envelopes are
//! handled in one place.

use serde_json::{Value, json};

use crate::{document, schema};

/// Replaces the responses of every operation by one with status code 200 whose body is the result, or `null`.
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

/// Returns a schema that also accepts `null`, which the server sends if there is no result.
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
