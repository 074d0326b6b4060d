//! The mTLS settings of hostnames: one list per account or zone, replaced as a whole.

use std::collections::HashSet;

use serde_json::{Value, json};

use crate::api_error::ApiError;
use crate::api_response::ApiResponse;
use crate::call::Call;
use crate::codes;
use crate::hostname;
use crate::page::ResultInfo;
use crate::server_state::ServerState;
use crate::store::Kind;

const KIND: Kind = Kind::new("access_certificates_settings", codes::NOT_FOUND);

pub(super) fn handle(server: &ServerState, call: &Call, action: &str) -> Result<ApiResponse, ApiError> {
    match action {
        "settings_get" => {
            let mut store = server.store();
            list(&store.singleton(&call.scope_collection(KIND), || json!([])).record)
        }
        "settings_update" => {
            let message = "access.api.error.conflict: previous certificate settings still being updated";
            let busy = || ApiError::conflict(super::CONFLICT, message);
            let change = format!("Access settings of {}", call.scope_id());
            server.change_alone(&change, busy, || update(server, call))
        }
        other => Err(ApiError::not_modelled(other)),
    }
}

fn update(server: &ServerState, call: &Call) -> Result<ApiResponse, ApiError> {
    let new = &call.body["settings"];
    check(server, call, new)?;
    let mut store = server.store();
    let settings = store.singleton(&call.scope_collection(KIND), || json!([]));
    *settings.record = new.clone();
    Ok(list(&settings.record)?.accepted())
}

fn list(settings: &Value) -> Result<ApiResponse, ApiError> {
    let settings = settings.as_array().map(Vec::as_slice).unwrap_or_default();
    ApiResponse::list(settings, &ResultInfo::whole(settings.len()))
}

fn check(server: &ServerState, call: &Call, settings: &Value) -> Result<(), ApiError> {
    let hostnames = settings.as_array().into_iter().flatten().filter_map(|item| item["hostname"].as_str());
    let hostnames: Vec<String> = hostnames.map(str::to_owned).collect();
    let mut known = HashSet::new();
    if let Some(twice) = hostnames.iter().find(|hostname| !known.insert(hostname.as_str())) {
        let message = format!("there are two settings for {twice}");
        return Err(ApiError::bad_request(super::INVALID_REQUEST, message).at("/settings"));
    }
    check_hostnames(server, call, &hostnames, "/settings")
}

/// A hostname is no URL, and lies in the zone, or in one of the account.
pub(super) fn check_hostnames(
    server: &ServerState,
    call: &Call,
    hostnames: &[String],
    pointer: &str,
) -> Result<(), ApiError> {
    let refused = |code, message| Err(ApiError::bad_request(code, message).at(pointer));
    if !hostnames.iter().all(|name| hostname::check(name).is_ok()) {
        let message = "access.api.error.invalid_request: an associated hostname is not a hostname";
        return refused(super::INVALID_REQUEST, message);
    }
    let (directory, scope) = (server.directory(), call.scope_id());
    let is_own = |host: &String| {
        if call.is_for_account() {
            directory.account_contains(&scope, host)
        } else {
            directory.zone_contains(&scope, host)
        }
    };
    if !hostnames.iter().all(is_own) {
        return refused(super::FOREIGN_HOSTNAME, "access.api.error.hostnames_must_belong_to_your_domain");
    }
    Ok(())
}
