//! Parameters in the path and in the query.

use cloudflare_certificates_compiler::schema::resolve;
use jsonschema::Validator;
use serde_json::Value;

use super::schema;

/// A parameter of an operation.
pub(crate) struct Parameter {
    pub(crate) name: String,
    pub(crate) required: bool,
    kind: Kind,
    maximum: Option<i64>,
    validator: Validator,
}

/// How the text in a URL becomes a value.
enum Kind {
    Text,
    Integer,
    Boolean,
    /// The key is repeated for each item.
    Texts,
}

impl Parameter {
    /// Prepares a resolved parameter object.
    pub(crate) fn new(document: &Value, parameter: &Value) -> Result<Self, String> {
        let name = parameter.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
        let unresolved = parameter.get("schema").unwrap_or(&Value::Null);
        let schema = resolve(document, unresolved);
        let kind = match schema.get("type").and_then(Value::as_str) {
            Some("integer") => Kind::Integer,
            Some("boolean") => Kind::Boolean,
            Some("array") => Kind::Texts,
            _ => Kind::Text,
        };
        Ok(Self {
            name,
            required: parameter.get("required").and_then(Value::as_bool).unwrap_or(false),
            kind,
            maximum: schema.get("maximum").and_then(Value::as_i64),
            validator: schema::validator(document, unresolved)?,
        })
    }

    /// Reads and checks the text in a URL.
    pub(crate) fn read(&self, text: &str) -> Result<Value, String> {
        let value = self.value(text)?;
        match self.validator.validate(&value) {
            Ok(()) => Ok(value),
            Err(error) => {
                Err(format!("the parameter `{}` does not agree with the document: {error}", self.name))
            }
        }
    }

    fn value(&self, text: &str) -> Result<Value, String> {
        match self.kind {
            Kind::Text => Ok(Value::from(text)),
            Kind::Texts => Ok(Value::from(vec![text])),
            Kind::Integer => match text.parse() {
                Ok(number) => Ok(Value::from(self.forgiven(number))),
                Err(_) => Err(format!("the parameter `{}` is not an integer", self.name)),
            },
            Kind::Boolean => match text.parse::<bool>() {
                Ok(value) => Ok(Value::from(value)),
                Err(_) => Err(format!("the parameter `{}` is neither true nor false", self.name)),
            },
        }
    }

    /// Cloudflare forgives two numbers out of bounds: a page 0 is page 1, and too large a page is clipped.
    fn forgiven(&self, number: i64) -> i64 {
        match (self.name.as_str(), self.maximum) {
            ("page", _) if number == 0 => 1,
            ("per_page", Some(maximum)) => number.min(maximum),
            _ => number,
        }
    }
}
