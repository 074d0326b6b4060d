//! Schemas of OpenAPI 3.0 as JSON Schema of draft 4, of which they are a dialect.

use jsonschema::{Draft, Validator};
use serde_json::{Map, Value, json};

/// A document whose schemas are JSON Schema: `nullable` becomes the type `null`.
pub(crate) fn converted(document: &Value) -> Value {
    let mut document = document.clone();
    convert(&mut document);
    document
}

fn convert(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.values_mut().for_each(convert);
            // A property that is called `nullable` is an object, not `true`.
            if map.get("nullable") == Some(&Value::Bool(true)) {
                allow_null(map);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(convert),
        _ => {}
    }
}

fn allow_null(schema: &mut Map<String, Value>) {
    schema.remove("nullable");
    if let Some(Value::String(kind)) = schema.get("type") {
        let kinds = json!([kind, "null"]);
        schema.insert("type".to_owned(), kinds);
    }
    if let Some(Value::Array(values)) = schema.get_mut("enum")
        && !values.contains(&Value::Null)
    {
        values.push(Value::Null);
    }
}

/// A validator for a schema of a converted document.
pub(crate) fn validator(document: &Value, schema: &Value) -> Result<Validator, String> {
    // References lead to the components, so these come along.
    let components = document.get("components").cloned().unwrap_or_default();
    let whole = json!({ "allOf": [schema], "components": components });
    let options = jsonschema::options().with_draft(Draft::Draft4).should_validate_formats(true);
    options.build(&whole).map_err(|error| format!("a schema of the document cannot be used: {error}"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // A test fails by panicking.

    use super::*;

    #[test]
    fn what_is_nullable_may_be_null_and_nothing_else_may() {
        let schemas = json!({ "Kind": { "type": "string", "enum": ["a"], "nullable": true } });
        let document = json!({ "components": { "schemas": schemas } });
        let object = json!({ "type": "object", "properties": {
            "kind": { "$ref": "#/components/schemas/Kind" },
            "nullable": { "type": "integer" },
        } });
        let validator = validator(&converted(&document), &object).unwrap();
        for (body, valid) in [
            (json!({ "kind": null, "nullable": 1 }), true),
            (json!({ "kind": "a" }), true),
            (json!({ "kind": "b" }), false),
            (json!({ "nullable": null }), false),
        ] {
            assert_eq!(validator.is_valid(&body), valid, "{body}");
        }
    }
}
