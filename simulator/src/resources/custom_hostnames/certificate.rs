//! One of the own certificates of a custom hostname: replaced or deleted.

use serde_json::{Value, json};

use super::{INVALID_SSL, KIND, own};
use crate::api_error::ApiError;
use crate::api_response::ApiResponse;
use crate::call::Call;
use crate::codes;
use crate::server_state::ServerState;

pub(super) fn update(server: &ServerState, call: &Call) -> Result<ApiResponse, ApiError> {
    let hostname = {
        let mut store = server.store();
        let item = store.find(&call.zone_collection(KIND), call.path_parameter("custom_hostname_id"))?;
        item.str("hostname").to_owned()
    };
    let id = call.path_parameter("certificate_id");
    let new = own::certificate(server, &call.body, "", id, None, &hostname)?;
    change(server, call, |own, index| {
        // Without a source: the documentation gives the rule and no code.
        if own[index]["rsa"] != new["rsa"] {
            let message = "The SSL attribute is invalid: the key is of another type than the one it replaces";
            return Err(ApiError::bad_request(INVALID_SSL, message));
        }
        own[index] = new;
        Ok(())
    })
}

pub(super) fn delete(server: &ServerState, call: &Call) -> Result<ApiResponse, ApiError> {
    change(server, call, |own, index| {
        if own.len() == 1 {
            return Err(ApiError::conflict(codes::IN_USE, "the last certificate cannot be deleted"));
        }
        own.remove(index);
        Ok(())
    })?;
    Ok(ApiResponse::deleted_bare(call.path_parameter("custom_hostname_id")))
}

/// Changes the list of own certificates at the one that a call is about.
fn change(
    server: &ServerState,
    call: &Call,
    change: impl FnOnce(&mut Vec<Value>, usize) -> Result<(), ApiError>,
) -> Result<ApiResponse, ApiError> {
    let mut store = server.store();
    let item = store.find(&call.zone_collection(KIND), call.path_parameter("custom_hostname_id"))?;
    let none = || ApiError::not_found(codes::NOT_FOUND, "there is no such certificate");
    if item.record["ssl"]["id"] != call.path_parameter("certificate_pack_id") {
        return Err(none());
    }
    let id = call.path_parameter("certificate_id");
    let own = item.internal["own"].as_array_mut().ok_or_else(none)?;
    let index = own.iter().position(|one| one["id"] == id).ok_or_else(none)?;
    change(own, index)?;
    own::describe(&mut item.record["ssl"], own);
    if own.iter().all(|one| one["for_csr"] != json!(true)) {
        item.merge(&json!({ "ssl": { "custom_csr_id": null } }));
    }
    ApiResponse::ok(&item.record)
}
