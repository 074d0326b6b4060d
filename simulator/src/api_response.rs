//! The response of a successful operation.

use http::StatusCode;
use serde::Serialize;
use serde_json::{Value, json};

use crate::api_error::ApiError;
use crate::page::ResultInfo;

/// A successful response: the status code and the body.
#[derive(Debug)]
pub(crate) struct ApiResponse {
    pub(crate) status: StatusCode,
    /// JSON. It is written once, and not copied into a `Value` before: lists are long.
    pub(crate) body: String,
}

/// Cloudflare's envelope.
#[derive(Serialize)]
struct Envelope<'a, T> {
    success: bool,
    errors: [(); 0],
    messages: &'a [Value],
    result: T,
    #[serde(skip_serializing_if = "Option::is_none")]
    result_info: Option<&'a ResultInfo>,
}

impl ApiResponse {
    /// A result.
    pub(crate) fn ok(result: &impl Serialize) -> Result<Self, ApiError> {
        Self::new(StatusCode::OK, result, &[], None)
    }

    /// A result with messages beside it.
    pub(crate) fn ok_with(result: &impl Serialize, messages: &[Value]) -> Result<Self, ApiError> {
        Self::new(StatusCode::OK, result, messages, None)
    }

    /// A result with the status 201.
    pub(crate) fn created(result: &impl Serialize) -> Result<Self, ApiError> {
        Self::new(StatusCode::CREATED, result, &[], None)
    }

    /// The id of a deleted resource.
    pub(crate) fn deleted(id: &str) -> Result<Self, ApiError> {
        Self::ok(&json!({ "id": id }))
    }

    /// The id of a deleted resource without an envelope.
    pub(crate) fn deleted_bare(id: &str) -> Self {
        Self { status: StatusCode::OK, body: json!({ "id": id }).to_string() }
    }

    /// A page of a list, or a list without pages.
    pub(crate) fn list(items: &[impl Serialize], info: &ResultInfo) -> Result<Self, ApiError> {
        Self::new(StatusCode::OK, &items, &[], Some(info))
    }

    /// Changes the status to 202.
    pub(crate) fn accepted(self) -> Self {
        Self { status: StatusCode::ACCEPTED, ..self }
    }

    fn new(
        status: StatusCode,
        result: &impl Serialize,
        messages: &[Value],
        result_info: Option<&ResultInfo>,
    ) -> Result<Self, ApiError> {
        let envelope = Envelope { success: true, errors: [], messages, result, result_info };
        let body = serde_json::to_string(&envelope).map_err(ApiError::internal)?;
        Ok(Self { status, body })
    }
}
