//! Why the control plane refused a request.

use std::fmt;

use http::StatusCode;
use serde_json::Value;
use tokio::task::JoinError;

use crate::api_error::ApiError;

/// The response `{"error": message}`.
#[derive(Debug)]
pub(crate) struct ControlError {
    pub(super) status: StatusCode,
    pub(super) message: String,
    /// The header `Allow`.
    pub(super) allow: Option<String>,
}

impl ControlError {
    pub(super) fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self { status, message: message.into(), allow: None }
    }

    pub(super) fn invalid(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message)
    }

    pub(super) fn not_found(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, message)
    }

    /// A handler panicked.
    pub(super) fn internal(error: &JoinError) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, error.to_string())
    }

    pub(super) fn allow(mut self, methods: String) -> Self {
        self.allow = Some(methods);
        self
    }
}

/// The body could not be read, or is too large.
impl From<ApiError> for ControlError {
    fn from(error: ApiError) -> Self {
        let body = error.body();
        let message = body.pointer("/errors/0/message").and_then(Value::as_str);
        Self::new(error.status, message.unwrap_or("the body cannot be read"))
    }
}

impl fmt::Display for ControlError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}
