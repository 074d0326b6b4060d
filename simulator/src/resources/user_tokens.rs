//! API tokens: whether the one of the request is valid.

use serde_json::json;

use crate::api_error::ApiError;
use crate::api_response::ApiResponse;
use crate::call::Call;
use crate::server_state::ServerState;

pub(crate) fn handle(server: &ServerState, call: &Call, action: &str) -> Result<ApiResponse, ApiError> {
    match action {
        "verify" => {
            let access = server.access();
            let (token, now) = (access.find_token(call.token.as_deref()), server.now());
            let message = "This API Token is valid and active";
            let message = json!({ "code": 10000, "message": message, "type": null });
            // Cloudflare's message for another status is not known.
            let is_usable = token.is_some_and(|token| token.is_usable(now));
            let messages = if is_usable { vec![message] } else { Vec::new() };
            ApiResponse::ok_with(&token.map(|token| token.verification(now)), &messages)
        }
        other => Err(ApiError::not_modelled(other)),
    }
}
