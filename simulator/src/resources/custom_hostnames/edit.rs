//! Changing a custom hostname: its options, its certificate, or nothing, to have a validation tried again.

use serde_json::json;

use super::order::Ordered;
use super::{INVALID_SSL, KIND, create, order, stages};
use crate::api_error::ApiError;
use crate::api_response::ApiResponse;
use crate::call::Call;
use crate::server_state::ServerState;
use crate::store::Item;

pub(super) fn edit(server: &ServerState, call: &Call) -> Result<ApiResponse, ApiError> {
    let (key, id) = (call.zone_collection(KIND), call.path_parameter("custom_hostname_id"));
    let mut store = server.store();
    let item = store.find(&key, id)?;
    let (hostname, old) = (item.str("hostname").to_owned(), item.record["ssl"].clone());
    create::check_options(server, call, &hostname)?;
    check_ssl(call)?;
    let ordered = order::ordered(server, &mut store, call, &hostname, &old)?;
    let item = store.find(&key, id)?;
    create::set_options(&mut item.record, call);
    if matches!(item.str("status"), "blocked" | "moved" | "deleted") || is_unverified(item) {
        let pending = create::pending(id, &hostname);
        item.merge(&pending);
        item.merge(&json!({ "verification_errors": null }));
        let steps = stages::steps(server, &call.zone_id(), &item.record);
        item.schedule(server.now(), steps);
    }
    match ordered {
        Some(new) if order::is_same(item, &new) => {
            if !new.record["settings"].is_null() {
                item.record["ssl"]["settings"] = new.record["settings"].clone();
            }
            stages::retry(server, &call.zone_id(), item);
        }
        Some(Ordered { record, internal }) => {
            item.record["ssl"] = record;
            item.internal = internal;
            let steps = stages::steps(server, &call.zone_id(), &item.record);
            item.schedule(server.now(), steps);
        }
        None => {}
    }
    Ok(ApiResponse::ok(&item.record)?.accepted())
}

/// Whether the test has put it into the stage in which its ownership is not verified.
fn is_unverified(item: &Item) -> bool {
    item.str("status") == "pending" && !item.record["verification_errors"].is_null()
}

/// Settings, or an authority, need the method and the type beside them.
fn check_ssl(call: &Call) -> Result<(), ApiError> {
    let ssl = &call.body["ssl"];
    let own = ["custom_certificate", "custom_cert_bundle"].iter().any(|field| !ssl[*field].is_null());
    if ssl.is_object() && !own && ssl["method"].is_null() && ssl["type"].is_null() {
        let message = "The SSL attribute is invalid: method and type must be sent with it";
        return Err(ApiError::bad_request(INVALID_SSL, message).at("/ssl"));
    }
    Ok(())
}
