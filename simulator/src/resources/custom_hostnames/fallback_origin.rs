//! Where the traffic of custom hostnames goes that have no origin of their own.

use serde_json::json;

use super::super::read;
use crate::api_error::ApiError;
use crate::api_response::ApiResponse;
use crate::call::Call;
use crate::clock::rfc3339;
use crate::codes;
use crate::hostname;
use crate::server_state::ServerState;
use crate::store::{Kind, Step};

pub(crate) const FALLBACK_ORIGIN: Kind = Kind::new("custom_hostnames_fallback_origin", codes::NOT_FOUND);

pub(super) fn handle(server: &ServerState, call: &Call, action: &str) -> Result<ApiResponse, ApiError> {
    let key = call.zone_collection(FALLBACK_ORIGIN);
    match action {
        "fallback_origin_get" => read::get(server, &key, ""),
        "fallback_origin_update" => {
            let origin = call.body_str("origin").unwrap_or_default();
            if hostname::check(origin).is_err() || !server.zone_contains(&call.zone_id(), origin) {
                let message = "the origin is not a hostname of the zone";
                return Err(ApiError::bad_request(codes::BAD_VALUE, message).at("/origin"));
            }
            let now = rfc3339(server.now());
            let mut store = server.store();
            let before = store.collection(&key).get("").map(|item| item.record["created_at"].clone());
            let record = json!({
                "origin": origin, "status": "initializing", "errors": [],
                "created_at": before.unwrap_or_else(|| json!(now)), "updated_at": now,
            });
            let steps =
                ["pending_deployment", "active"].map(|status| Step::then(json!({ "status": status })));
            ApiResponse::ok(&store.insert(&key, "", record, steps).record)
        }
        "fallback_origin_delete" => {
            let mut store = server.store();
            let origin = store.find(&key, "")?;
            origin.merge(&json!({ "status": "pending_deletion", "updated_at": rfc3339(server.now()) }));
            origin.schedule(server.now(), [Step::then_remove()]);
            ApiResponse::ok(&origin.record)
        }
        other => Err(ApiError::not_modelled(other)),
    }
}
