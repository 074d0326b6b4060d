//! The order of a zone's certificates.

use std::cmp::Reverse;
use std::collections::HashSet;

use serde_json::Value;

use super::{BAD_ORDER, Call, KIND};
use crate::api_error::ApiError;
use crate::api_response::ApiResponse;
use crate::codes;
use crate::page::ResultInfo;
use crate::server_state::ServerState;
use crate::store::Collection;

/// Sets the order or, if anything is wrong with it, nothing.
pub(super) fn prioritize(server: &ServerState, call: &Call) -> Result<ApiResponse, ApiError> {
    let order: Vec<Value> = call.body["certificates"].as_array().cloned().unwrap_or_default();
    let mut store = server.store();
    let certificates = store.collection(&call.zone_collection(KIND));
    check(&order, certificates)?;
    for entry in &order {
        if let Some(certificate) = entry["id"].as_str().and_then(|id| certificates.get_mut(id)) {
            certificate.record["priority"] = entry["priority"].clone();
        }
    }
    let mut records: Vec<&Value> = certificates.values().map(|item| &*item.record).collect();
    records.sort_by_key(|record| Reverse(record["priority"].as_i64()));
    ApiResponse::list(&records, &ResultInfo::whole(records.len()))
}

fn check(order: &[Value], certificates: &Collection) -> Result<(), ApiError> {
    let mut ids = HashSet::new();
    for (index, entry) in order.iter().enumerate() {
        let place = format!("/certificates/{index}/id");
        let id = entry["id"].as_str().unwrap_or_default();
        if !certificates.contains_key(id) {
            let message = "there is no such custom certificate";
            return Err(ApiError::bad_request(codes::INVALID_CERTIFICATE, message).at(&place));
        }
        if !ids.insert(id) {
            let message = "the order names a certificate twice";
            return Err(ApiError::bad_request(BAD_ORDER, message).at(&place));
        }
    }
    Ok(())
}
