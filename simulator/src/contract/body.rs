//! Request bodies.

use std::sync::Arc;

use cloudflare_certificates_compiler::Operation as Documented;
use cloudflare_certificates_compiler::schema::request_body;
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
        if items.is_empty() { Ok(value) } else { Err(ApiError::invalid_body(items)) }
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
