//! Credentials, and the zones and accounts that they reach.

use http::request::Parts;

use super::{BASE_PATH, handle};
use crate::access::Token;
use crate::api_error::ApiError;
use crate::codes;
use crate::contract::Operation;
use crate::directory::SimulatedZone;
use crate::faults::RequestInfo;
use crate::server_state::ServerState;

/// The services in which everything that is not reached has the code 9109; elsewhere it is 10000.
const OLDER_SERVICES: [&str; 4] = ["accounts", "user_tokens", "zone_settings", "zones"];

/// Checks the credentials, and whether they reach the zone or account of the path. Returns the token, if there is one.
pub(super) fn authorize(
    server: &ServerState,
    parts: &Parts,
    operation: &Operation,
    info: &RequestInfo,
) -> Result<Option<Token>, ApiError> {
    let token = server.access().authenticate(&parts.headers, operation, server.now())?.cloned();
    if let Some(zone) = &info.zone_id {
        check_zone(server, parts, operation, token.as_ref(), zone)?;
    }
    if let Some(account) = &info.account_id {
        check_account(server, operation, token.as_ref(), account)?;
    }
    if token.as_ref().is_some_and(|token| !token.may_send(&parts.method)) {
        return Err(ApiError::forbidden(codes::NOT_ALLOWED, "Authentication error"));
    }
    Ok(token)
}

/// Checks whether a zone exists and is reached.
pub(super) fn check_zone(
    server: &ServerState,
    parts: &Parts,
    operation: &Operation,
    token: Option<&Token>,
    zone: &str,
) -> Result<(), ApiError> {
    let directory = server.directory();
    if !directory.has_zone(zone) {
        return Err(no_zone(operation, parts.uri.path()));
    }
    let account = directory.zone(zone).map(SimulatedZone::account_id);
    let is_reached = token.is_none_or(|token| token.reaches_zone(zone, account));
    is_reached.then_some(()).ok_or_else(|| not_reached(operation, ""))
}

fn check_account(
    server: &ServerState,
    operation: &Operation,
    token: Option<&Token>,
    account: &str,
) -> Result<(), ApiError> {
    if !server.directory().has_account(account) {
        return Err(not_reached(operation, " (the simulator has no account with this id)"));
    }
    let is_reached = token.is_none_or(|token| token.reaches_account(account));
    is_reached.then_some(()).ok_or_else(|| not_reached(operation, ""))
}

/// Services differ in how they respond for a zone that does not exist. Most do not tell it from one that is not reached.
fn no_zone(operation: &Operation, path: &str) -> ApiError {
    let below_zone = path.strip_prefix(BASE_PATH).and_then(|path| path.split('/').nth(3));
    match (operation.tag.as_str(), below_zone) {
        ("zones", _) => ApiError::forbidden(codes::WRONG_TOKEN, "Invalid zone identifier"),
        // The status is Cloudflare's, the code is not known.
        ("custom_certificates", _) => {
            ApiError::bad_request(codes::INVALID_REQUEST, "Cannot find a valid zone")
        }
        (_, Some("ssl")) => handle::malformed_id(path),
        _ => not_reached(operation, " (the simulator has no zone with this id)"),
    }
}

fn not_reached(operation: &Operation, hint: &str) -> ApiError {
    let (code, message) = if OLDER_SERVICES.contains(&operation.tag.as_str()) {
        (codes::WRONG_TOKEN, "Unauthorized to access requested resource")
    } else {
        (codes::NOT_ALLOWED, "Authentication error")
    };
    ApiError::forbidden(code, format!("{message}{hint}"))
}
