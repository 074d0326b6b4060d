//! Origin post-quantum encryption: a setting.

use serde_json::{Value, json};

use crate::api_error::ApiError;
use crate::api_response::ApiResponse;
use crate::call::Call;
use crate::clock::rfc3339;
use crate::codes;
use crate::server_state::ServerState;
use crate::store::Kind;

const KIND: Kind = Kind::new("origin_post_quantum_encryption", codes::NOT_FOUND);

pub(crate) fn handle(server: &ServerState, call: &Call, verb: &str) -> Result<ApiResponse, ApiError> {
    let mut store = server.store();
    let setting = store.singleton(&call.zone_collection(KIND), initial);
    match verb {
        "get" => {}
        "update" => {
            setting.merge(&json!({ "value": call.body["value"], "modified_on": rfc3339(server.now()) }));
        }
        other => return Err(ApiError::not_modelled(other)),
    }
    ApiResponse::ok(&setting.record)
}

fn initial() -> Value {
    json!({ "id": "origin_pqe", "editable": true, "value": "supported", "modified_on": null })
}
