//! Origin TLS compliance modes: a setting that can be removed.

use serde_json::{Value, json};

use crate::api_error::ApiError;
use crate::api_response::ApiResponse;
use crate::call::Call;
use crate::clock::rfc3339;
use crate::codes;
use crate::server_state::ServerState;
use crate::store::Kind;

const KIND: Kind = Kind::new("origin_tls_compliance_modes", codes::NOT_FOUND);

pub(crate) fn handle(server: &ServerState, call: &Call, verb: &str) -> Result<ApiResponse, ApiError> {
    let mut store = server.store();
    let setting = store.singleton(&call.zone_collection(KIND), initial);
    match verb {
        "get" => {}
        "update" | "edit" => {
            setting.merge(&json!({ "value": call.body["value"], "modified_on": rfc3339(server.now()) }));
        }
        "delete" => {
            setting.merge(&json!({ "value": [], "modified_on": rfc3339(server.now()) }));
            let mut left = setting.record.clone();
            left.as_object_mut().and_then(|left| left.remove("value"));
            return ApiResponse::ok(&left);
        }
        other => return Err(ApiError::not_modelled(other)),
    }
    ApiResponse::ok(&setting.record)
}

fn initial() -> Value {
    json!({ "id": KIND.name, "editable": true, "value": [], "modified_on": null })
}
