//! The mTLS settings of hostnames: one list per account or zone, replaced as a whole.

use std::collections::HashSet;

use serde_json::{Value, json};

use crate::api_error::ApiError;
use crate::api_response::ApiResponse;
use crate::call::Call;
use crate::codes;
use crate::hostname::is_hostname;
use crate::page::ResultInfo;
use crate::server_state::ServerState;
use crate::store::Kind;

const KIND: Kind = Kind::new("access_certificates_settings", codes::NOT_FOUND);

pub(super) fn handle(server: &ServerState, call: &Call, action: &str) -> Result<ApiResponse, ApiError> {
    let mut store = server.store();
    let settings = store.singleton(&call.scope_collection(KIND), || json!([]));
    match action {
        "settings_get" => list(&settings.record),
        "settings_update" => {
            let new = &call.body["settings"];
            check(new)?;
            settings.record = new.clone();
            Ok(list(&settings.record)?.accepted())
        }
        other => Err(ApiError::not_modelled(other)),
    }
}

fn list(settings: &Value) -> Result<ApiResponse, ApiError> {
    let settings = settings.as_array().map(Vec::as_slice).unwrap_or_default();
    ApiResponse::list(settings, &ResultInfo::whole(settings.len()))
}

fn check(settings: &Value) -> Result<(), ApiError> {
    let hostnames = settings.as_array().into_iter().flatten().filter_map(|item| item["hostname"].as_str());
    let hostnames: Vec<String> = hostnames.map(str::to_owned).collect();
    let mut known = HashSet::new();
    if let Some(twice) = hostnames.iter().find(|hostname| !known.insert(hostname.as_str())) {
        let message = format!("there are two settings for {twice}");
        return Err(ApiError::bad_request(super::INVALID_REQUEST, message).at("/settings"));
    }
    check_hostnames(&hostnames, "/settings")
}

/// A hostname is no URL.
pub(super) fn check_hostnames(hostnames: &[String], pointer: &str) -> Result<(), ApiError> {
    match hostnames.iter().find(|hostname| !is_hostname(hostname)) {
        Some(_) => {
            let message = "an associated hostname is not a hostname";
            Err(ApiError::bad_request(super::INVALID_REQUEST, message).at(pointer))
        }
        None => Ok(()),
    }
}
