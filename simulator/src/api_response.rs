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
    pub(crate) body: Value,
}

impl ApiResponse {
    /// A result.
    pub(crate) fn ok(result: &impl Serialize) -> Result<Self, ApiError> {
        Self::with_status(StatusCode::OK, result)
    }

    /// A result with the status 201.
    pub(crate) fn created(result: &impl Serialize) -> Result<Self, ApiError> {
        Self::with_status(StatusCode::CREATED, result)
    }

    /// The id of a deleted resource.
    pub(crate) fn deleted(id: &str) -> Self {
        Self { status: StatusCode::OK, body: envelope(json!({ "id": id })) }
    }

    /// The id of a deleted resource without an envelope.
    pub(crate) fn deleted_bare(id: &str) -> Self {
        Self { status: StatusCode::OK, body: json!({ "id": id }) }
    }

    /// A page of a list, or a list without pages.
    pub(crate) fn list(items: &[impl Serialize], info: &ResultInfo) -> Result<Self, ApiError> {
        let mut response = Self::with_status(StatusCode::OK, &items)?;
        response.body["result_info"] = serde_json::to_value(info).map_err(ApiError::internal)?;
        Ok(response)
    }

    /// Changes the status to 202.
    pub(crate) fn accepted(self) -> Self {
        Self { status: StatusCode::ACCEPTED, ..self }
    }

    fn with_status(status: StatusCode, result: &impl Serialize) -> Result<Self, ApiError> {
        let result = serde_json::to_value(result).map_err(ApiError::internal)?;
        Ok(Self { status, body: envelope(result) })
    }
}

fn envelope(result: Value) -> Value {
    json!({ "success": true, "errors": [], "messages": [], "result": result })
}
