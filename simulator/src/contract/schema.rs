//! Schemas of OpenAPI 3.0 as JSON Schema of draft 4, of which they are a dialect.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use cloudflare_certificates_compiler::schema::reachable;
use jsonschema::{Draft, Validator};
use serde_json::{Map, Value, json};

use crate::refusal::Refusal;

/// A schema of the document, which is compiled when it is first used: most programs use few of them.
pub(crate) struct Schema {
    document: Arc<Value>,
    schema: Value,
    validator: OnceLock<Result<Validator, String>>,
}

impl Schema {
    /// Returns the compiled schema. If it cannot be compiled, the simulator is at fault and not the request.
    pub(crate) fn validator(&self) -> Result<&Validator, Refusal> {
        let validator = self.validator.get_or_init(|| compile(&self.document, &self.schema));
        validator.as_ref().map_err(Refusal::broken)
    }
}

/// The schemas of a document that operations use. Equal ones, such as those of the zone in every path, are shared.
pub(crate) struct Schemas {
    document: Arc<Value>,
    schemas: HashMap<Value, Arc<Schema>>,
}

impl Schemas {
    /// Creates an empty collection for a document.
    pub(crate) fn new(document: &Value) -> Self {
        Self { document: Arc::new(document.clone()), schemas: HashMap::new() }
    }

    /// Returns the schema of a parameter or of a body, whose references lead into the document.
    pub(crate) fn get(&mut self, schema: &Value) -> Arc<Schema> {
        if let Some(known) = self.schemas.get(schema) {
            return Arc::clone(known);
        }
        let new = Arc::new(Schema {
            document: Arc::clone(&self.document),
            schema: schema.clone(),
            validator: OnceLock::new(),
        });
        self.schemas.insert(schema.clone(), Arc::clone(&new));
        new
    }
}

fn compile(document: &Value, schema: &Value) -> Result<Validator, String> {
    // Only the components that the references lead to: the validator would check all of them for errors.
    let components = reachable(document, schema).into_iter().filter_map(|name| {
        let component = document.get("components")?.get("schemas")?.get(name)?;
        Some((name.to_owned(), component.clone()))
    });
    let components: Map<String, Value> = components.collect();
    let mut whole = json!({ "allOf": [schema], "components": { "schemas": components } });
    convert(&mut whole);
    let options = jsonschema::options().with_draft(Draft::Draft4).should_validate_formats(true);
    options.build(&whole).map_err(|error| format!("a schema of the document cannot be used: {error}"))
}

/// Makes JSON Schema of OpenAPI's schemas: `nullable` becomes the type `null`.
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
        let validator = compile(&document, &object).unwrap();
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
