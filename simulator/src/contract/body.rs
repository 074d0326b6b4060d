//! Request bodies.

use std::collections::BTreeSet;
use std::sync::Arc;

use cloudflare_certificates_compiler::Operation as Documented;
use cloudflare_certificates_compiler::schema::{request_body, resolve};
use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind;
use serde_json::Value;

use super::schema::{Schema, Schemas};
use crate::api_error::ApiError;
use crate::codes;
use crate::violation_codes::{self, Violated};

/// The maximum number of errors in a response.
const MAX_ERRORS: usize = 10;

/// The request body of an operation.
pub(crate) struct Body {
    /// The `operationId`, on which codes depend.
    operation: String,
    required: bool,
    pub(super) schema: Arc<Schema>,
    /// The names of the fields. Others are ignored, as Cloudflare does.
    fields: BTreeSet<String>,
}

impl Body {
    /// Prepares a resolved request body object of an operation.
    pub(crate) fn new(
        document: &Value,
        schemas: &mut Schemas,
        body: &Value,
        operation: Documented<'_>,
    ) -> Result<Self, String> {
        let schema =
            request_body(document, operation.value).ok_or("a request body is not described as JSON")?;
        Ok(Self {
            operation: operation.id().to_owned(),
            required: body.get("required").and_then(Value::as_bool).unwrap_or(false),
            schema: schemas.get(schema),
            fields: fields(document, schema),
        })
    }

    /// Reads and checks a body.
    pub(crate) fn read(&self, bytes: &[u8]) -> Result<Value, ApiError> {
        if bytes.is_empty() {
            if self.required {
                return Err(ApiError::bad_request(codes::INVALID_REQUEST, "the request has no body"));
            }
            return Ok(Value::Null);
        }
        let value: Value = serde_json::from_slice(bytes).map_err(|error| {
            ApiError::bad_request(
                violation_codes::of_json(&self.operation),
                format!("the body is not JSON: {error}"),
            )
        })?;
        let errors = self.schema.validator()?.iter_errors(&value).take(MAX_ERRORS);
        let items: Vec<_> = errors.map(|error| self.item(&error)).collect();
        if !items.is_empty() {
            return Err(ApiError::invalid_body(items));
        }
        let mut value = value;
        if let Some(object) = value.as_object_mut().filter(|_| !self.fields.is_empty()) {
            object.retain(|name, _| self.fields.contains(name));
        }
        Ok(value)
    }

    /// Returns the code, the place and the message of an error.
    fn item(&self, error: &ValidationError<'_>) -> (u32, String, String) {
        let pointer = error.instance_path().to_string();
        let (place, violated) = match error.kind() {
            ValidationErrorKind::Required { property } => {
                (format!("{pointer}/{}", property.as_str().unwrap_or_default()), Violated::Required)
            }
            ValidationErrorKind::MaxLength { .. } | ValidationErrorKind::MaxItems { .. } => {
                (pointer.clone(), Violated::Length)
            }
            _ => (pointer.clone(), Violated::Other),
        };
        let code = violation_codes::of_body(&self.operation, &place, violated);
        // Masked: a message must not repeat what may be a private key.
        (code, pointer, error.masked().to_string())
    }
}

/// The names of the fields of a schema and of its alternatives; none if it has no named fields or others as well.
fn fields(document: &Value, schema: &Value) -> BTreeSet<String> {
    let schema = resolve(document, schema);
    let own = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
    let mut names: BTreeSet<String> = own.map(|(name, _)| name.clone()).collect();
    for keyword in ["allOf", "anyOf", "oneOf"] {
        for part in schema.get(keyword).and_then(Value::as_array).into_iter().flatten() {
            names.extend(fields(document, part));
        }
    }
    names
}
