//! Request bodies.

use std::sync::Arc;

use cloudflare_certificates_compiler::schema::request_body;
use serde_json::Value;

use super::schema::{Schema, Schemas};
use crate::api_error::ApiError;
use crate::codes;

/// The maximum number of errors in a response.
const MAX_ERRORS: usize = 10;

/// The request body of an operation.
pub(crate) struct Body {
    required: bool,
    pub(super) schema: Arc<Schema>,
}

impl Body {
    /// Prepares a resolved request body object of an operation.
    pub(crate) fn new(
        document: &Value,
        schemas: &mut Schemas,
        body: &Value,
        operation: &Value,
    ) -> Result<Self, String> {
        let schema = request_body(document, operation).ok_or("a request body is not described as JSON")?;
        Ok(Self {
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
            ApiError::bad_request(codes::BAD_JSON, format!("the body is not JSON: {error}"))
        })?;
        // Masked: a message must not repeat what may be a private key.
        let errors = self.schema.validator()?.iter_errors(&value).take(MAX_ERRORS);
        let places: Vec<(String, String)> =
            errors.map(|error| (error.instance_path().to_string(), error.masked().to_string())).collect();
        if places.is_empty() { Ok(value) } else { Err(ApiError::invalid_body(places)) }
    }
}
