//! Parameters in the path and in the query.

use std::sync::Arc;

use cloudflare_certificates_compiler::schema::resolve;
use serde_json::Value;

use super::schema::{Schema, Schemas};
use crate::api_error::ApiError;
use crate::violation_codes;

/// A parameter of an operation, in its path or its query.
pub(crate) struct Parameter {
    pub(crate) name: String,
    pub(crate) required: bool,
    kind: Kind,
    maximum: Option<i64>,
    pub(super) schema: Arc<Schema>,
}

/// How the string in a URL is converted to a value.
enum Kind {
    String,
    Integer,
    Boolean,
    /// A list, for which the key is repeated.
    Strings,
}

impl Parameter {
    /// Prepares a resolved parameter object.
    pub(crate) fn new(document: &Value, schemas: &mut Schemas, parameter: &Value) -> Self {
        let name = parameter.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
        let unresolved = parameter.get("schema").unwrap_or(&Value::Null);
        let schema = resolve(document, unresolved);
        let kind = match schema.get("type").and_then(Value::as_str) {
            Some("integer") => Kind::Integer,
            Some("boolean") => Kind::Boolean,
            Some("array") => Kind::Strings,
            _ => Kind::String,
        };
        Self {
            name,
            required: parameter.get("required").and_then(Value::as_bool).unwrap_or(false),
            kind,
            maximum: schema.get("maximum").and_then(Value::as_i64),
            schema: schemas.get(unresolved),
        }
    }

    /// Returns whether a string in a URL is a valid value.
    pub(crate) fn accepts(&self, text: &str) -> Result<bool, ApiError> {
        let validator = self.schema.validator()?;
        Ok(self.value(text).is_ok_and(|value| validator.is_valid(&value)))
    }

    /// Converts and checks a string in a URL.
    pub(crate) fn read(&self, text: &str) -> Result<Value, ApiError> {
        let invalid = |message| ApiError::bad_request(violation_codes::of_parameter(&self.name), message);
        let value = self.value(text).map_err(invalid)?;
        match self.schema.validator()?.validate(&value) {
            Ok(()) => Ok(value),
            Err(error) => Err(invalid(format!(
                "the parameter `{}` does not agree with the document: {error}",
                self.name
            ))),
        }
    }

    fn value(&self, text: &str) -> Result<Value, String> {
        match self.kind {
            Kind::String => Ok(Value::from(text)),
            Kind::Strings => Ok(Value::from(vec![text])),
            Kind::Integer => match text.parse() {
                Ok(number) => Ok(Value::from(self.corrected(number))),
                Err(_) => Err(format!("the parameter `{}` is not an integer", self.name)),
            },
            Kind::Boolean => match text.parse::<bool>() {
                Ok(value) => Ok(Value::from(value)),
                Err(_) => Err(format!("the parameter `{}` is neither true nor false", self.name)),
            },
        }
    }

    /// Corrects the two numbers that Cloudflare accepts out of bounds: page 0 is page 1, and too large a `per_page` is
    /// the maximum.
    fn corrected(&self, number: i64) -> i64 {
        match (self.name.as_str(), self.maximum) {
            ("page", _) if number == 0 => 1,
            ("per_page", Some(maximum)) => number.min(maximum),
            _ => number,
        }
    }
}
