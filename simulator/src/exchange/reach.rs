//! Credentials, and the zones and accounts that they reach.

use http::request::Parts;

use super::{BASE_PATH, handle};
use crate::access::Token;
use crate::api_error::ApiError;
use crate::codes;
use crate::contract::Operation;
use crate::faults::RequestInfo;
use crate::server_state::ServerState;

/// The services in which everything that is not reached has the code 9109; elsewhere it is 10000.
const OLDER_SERVICES: [&str; 4] = ["accounts", "user_tokens", "zone_settings", "zones"];

/// Checks the credentials, and whether they reach the zone or account. Returns the token's value, if there is one.
pub(super) fn authorize(
    server: &ServerState,
    parts: &Parts,
    operation: &Operation,
    info: &RequestInfo,
) -> Result<Option<String>, ApiError> {
    let access = server.access();
    let token = access.authenticate(&parts.headers, operation, server.now())?;
    let directory = server.directory();
    if let Some(zone) = &info.zone_id {
        if !directory.has_zone(zone) {
            return Err(no_zone(operation, parts.uri.path(), zone));
        }
        let account = directory.zone(zone).map(|zone| zone.account_id());
        if !token.is_none_or(|token| token.reaches_zone(zone, account)) {
            return Err(not_reached(operation, ""));
        }
    }
    if let Some(account) = &info.account_id {
        if !directory.has_account(account) {
            return Err(not_reached(operation, " (the simulator has no account with this id)"));
        }
        if !token.is_none_or(|token| token.reaches_account(account)) {
            return Err(not_reached(operation, ""));
        }
    }
    if token.is_some_and(|token| !token.may_send(&parts.method)) {
        return Err(ApiError::forbidden(codes::NOT_ALLOWED, "Authentication error"));
    }
    Ok(token.map(|token| Token::value(token).to_owned()))
}

/// Services differ in how they respond for a zone that does not exist. Most do not tell it from one that is not reached.
fn no_zone(operation: &Operation, path: &str, zone: &str) -> ApiError {
    let below_zone = path.strip_prefix(BASE_PATH).and_then(|path| path.split('/').nth(3));
    match (operation.tag.as_str(), below_zone) {
        ("zones", _) => ApiError::forbidden(codes::WRONG_TOKEN, "Invalid zone identifier"),
        // The status is Cloudflare's, the code is not known.
        ("custom_certificates", _) => {
            ApiError::bad_request(codes::INVALID_REQUEST, format!("Cannot find a valid zone: {zone}"))
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
