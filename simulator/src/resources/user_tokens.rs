//! API tokens: whether the one of the request is valid.

use serde_json::json;

use crate::access::Token;
use crate::api_error::ApiError;
use crate::api_response::ApiResponse;
use crate::call::Call;
use crate::server_state::ServerState;

pub(crate) fn handle(server: &ServerState, call: &Call, action: &str) -> Result<ApiResponse, ApiError> {
    match action {
        "verify" => {
            let access = server.access();
            let token = access.tokens.iter().find(|token| Some(token.value()) == call.token.as_deref());
            let mut response = ApiResponse::ok(&token.map(|token| Token::verification(token, server.now())))?;
            response.body["messages"] =
                json!([{ "code": 10000, "message": "This API Token is valid and active" }]);
            Ok(response)
        }
        other => Err(ApiError::not_modelled(other)),
    }
}
