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
            let mut response = ApiResponse::ok(&token.map(|token| token.verification(now)))?;
            // Cloudflare's message for another status is not known.
            if token.is_some_and(|token| token.is_usable(now)) {
                let message = "This API Token is valid and active";
                response.body["messages"] = json!([{ "code": 10000, "message": message, "type": null }]);
            }
            Ok(response)
        }
        other => Err(ApiError::not_modelled(other)),
    }
}
