//! Request bodies.

use cloudflare_certificates_compiler::schema::request_body;
use jsonschema::Validator;
use serde_json::Value;

use super::schema;
use crate::codes;
use crate::refusal::Refusal;

/// More findings than these help nobody.
const MOST_FINDINGS: usize = 10;

/// What the document says of an operation's request body.
pub(crate) struct Body {
    required: bool,
    validator: Validator,
}

impl Body {
    /// Prepares the resolved request body of an operation.
    pub(crate) fn new(document: &Value, body: &Value, operation: &Value) -> Result<Self, String> {
        let schema = request_body(document, operation).ok_or("a request body is not described as JSON")?;
        Ok(Self {
            required: body.get("required").and_then(Value::as_bool).unwrap_or(false),
            validator: schema::validator(document, schema)?,
        })
    }

    /// Reads and checks a body.
    pub(crate) fn read(&self, bytes: &[u8]) -> Result<Value, Refusal> {
        if bytes.is_empty() {
            if self.required {
                return Err(Refusal::bad_request(codes::INVALID_REQUEST, "the request has no body"));
            }
            return Ok(Value::Null);
        }
        let value: Value = serde_json::from_slice(bytes).map_err(|error| {
            Refusal::bad_request(codes::BAD_JSON, format!("the body is not JSON: {error}"))
        })?;
        // Masked: a message must not repeat what may be a private key.
        let findings = self.validator.iter_errors(&value).take(MOST_FINDINGS);
        let places: Vec<(String, String)> =
            findings.map(|error| (error.instance_path().to_string(), error.masked().to_string())).collect();
        if places.is_empty() { Ok(value) } else { Err(Refusal::invalid_body(places)) }
    }
}
