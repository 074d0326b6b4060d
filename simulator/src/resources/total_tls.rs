//! Total TLS: a setting.

use serde_json::{Value, json};

use crate::api_error::ApiError;
use crate::api_response::ApiResponse;
use crate::call::Call;
use crate::codes;
use crate::server_state::ServerState;
use crate::store::Kind;

const KIND: Kind = Kind::new("total_tls", codes::NOT_FOUND);

pub(crate) fn handle(server: &ServerState, call: &Call, verb: &str) -> Result<ApiResponse, ApiError> {
    let mut store = server.store();
    let setting = store.singleton(&call.zone_collection(KIND), initial);
    match verb {
        "get" => {}
        "update" => setting.merge(&call.body),
        other => return Err(ApiError::not_modelled(other)),
    }
    ApiResponse::ok(&setting.record)
}

fn initial() -> Value {
    json!({ "enabled": false, "certificate_authority": "google", "validity_period": 90 })
}
