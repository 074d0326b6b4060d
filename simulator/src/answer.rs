//! What an operation answers when it was carried out.

use http::StatusCode;
use serde::Serialize;
use serde_json::{Value, json};

use crate::page::ResultInfo;
use crate::refusal::Refusal;

/// A success: the status and the envelope.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) body: Value,
}

impl Answer {
    /// One thing.
    pub(crate) fn ok(result: &impl Serialize) -> Result<Self, Refusal> {
        Self::with_status(StatusCode::OK, result)
    }

    /// One thing that was made just now, where Cloudflare says so by the status.
    pub(crate) fn created(result: &impl Serialize) -> Result<Self, Refusal> {
        Self::with_status(StatusCode::CREATED, result)
    }

    /// What is left of a deleted thing.
    pub(crate) fn deleted(id: &str) -> Self {
        Self { status: StatusCode::OK, body: envelope(json!({ "id": id })) }
    }

    /// One page of a list, or a list that is not paged.
    pub(crate) fn list(items: &[impl Serialize], info: &ResultInfo) -> Result<Self, Refusal> {
        let mut answer = Self::with_status(StatusCode::OK, &items)?;
        answer.body["result_info"] = serde_json::to_value(info).map_err(Refusal::broken)?;
        Ok(answer)
    }

    /// The same with the status 202.
    pub(crate) fn accepted(self) -> Self {
        Self { status: StatusCode::ACCEPTED, ..self }
    }

    fn with_status(status: StatusCode, result: &impl Serialize) -> Result<Self, Refusal> {
        let result = serde_json::to_value(result).map_err(Refusal::broken)?;
        Ok(Self { status, body: envelope(result) })
    }
}

fn envelope(result: Value) -> Value {
    json!({ "success": true, "errors": [], "messages": [], "result": result })
}
