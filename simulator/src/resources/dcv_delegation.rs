//! DCV delegation: an identifier that a zone always has.

use serde_json::json;

use crate::api_error::ApiError;
use crate::api_response::ApiResponse;
use crate::call::Call;
use crate::server_state::ServerState;

/// How many digits the identifier has.
const DIGITS: usize = 16;

pub(crate) fn handle(_: &ServerState, call: &Call, verb: &str) -> Result<ApiResponse, ApiError> {
    match verb {
        "get" => {
            ApiResponse::ok(&json!({ "uuid": call.zone_id().chars().rev().take(DIGITS).collect::<String>() }))
        }
        other => Err(ApiError::not_modelled(other)),
    }
}
