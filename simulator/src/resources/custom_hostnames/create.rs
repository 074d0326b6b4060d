//! A new custom hostname.

use http::StatusCode;
use serde_json::{Value, json};

use super::order::Ordered;
use super::{
    DUPLICATE, FOREIGN_ORIGIN, HOSTNAME_NOT_ASCII, INVALID_HOSTNAME, INVALID_ORIGIN, KIND,
    METADATA_OF_WILDCARD, NO_QUOTA, ORIGIN_NOT_ASCII, QUOTA, QUOTA_EXCEEDED, RESERVED_HOSTNAME,
    RESERVED_ORIGIN, UNPARSABLE_HOSTNAME, UNPARSABLE_ORIGIN, WILDCARD_ORIGIN, order, stages,
};
use crate::api_error::ApiError;
use crate::api_response::ApiResponse;
use crate::call::Call;
use crate::clock::rfc3339;
use crate::hostname::{self, HostnameError};
use crate::server_state::ServerState;

/// More certificates were issued than may be in a minute. Own.
const TOO_MANY_CERTIFICATES: u32 = 10429;

pub(super) fn create(server: &ServerState, call: &Call) -> Result<ApiResponse, ApiError> {
    let hostname = call.body_str("hostname").unwrap_or_default().to_ascii_lowercase();
    check_hostname(&hostname)?;
    check_options(server, call, &hostname)?;
    let has_certificate = call.body["ssl"].is_object();
    if has_certificate {
        check_issuance(server, call)?;
    }
    let mut store = server.store();
    let ordered = order::ordered(server, &mut store, call, &hostname, &Value::Null)?;
    let key = call.zone_collection(KIND);
    let others = store.collection(&key);
    if others.values().any(|other| other.str("hostname") == hostname) {
        return Err(ApiError::conflict(DUPLICATE, "Duplicate custom hostname found.").at("/hostname"));
    }
    if others.len() >= server.quota(KIND.name, QUOTA) {
        let code = if server.quota(KIND.name, QUOTA) == 0 { NO_QUOTA } else { QUOTA_EXCEEDED };
        return Err(ApiError::forbidden(
            code,
            "Quota exceeded: the zone has as many hostnames as it may have",
        ));
    }
    let id = server.ids.uuid();
    let mut record = pending(&id, &hostname);
    record["created_at"] = json!(rfc3339(server.now()));
    set_options(&mut record, call);
    let internal = match ordered {
        Some(Ordered { record: ssl, internal }) => {
            record["ssl"] = ssl;
            internal
        }
        None => Value::Null,
    };
    let steps = stages::steps(server, &call.zone_id(), &record);
    let item = store.insert(&key, &id, record, steps);
    item.internal = internal;
    let response = ApiResponse::created(&item.record);
    if let Some(limits) = server.settings().issuance.as_mut().filter(|_| has_certificate) {
        limits.entry(call.zone_id()).or_default().count(server.now());
    }
    response
}

/// The limit is documented; the status and the code of the refusal are the simulator's own choice.
fn check_issuance(server: &ServerState, call: &Call) -> Result<(), ApiError> {
    let now = server.now();
    let mut settings = server.settings();
    let limit = settings.issuance.as_mut().map(|limits| limits.entry(call.zone_id()).or_default());
    if limit.is_none_or(|limit| limit.admits(now)) {
        return Ok(());
    }
    let message = "more than 15 certificates were issued in a minute; none is for 30 seconds";
    Err(ApiError::new(StatusCode::TOO_MANY_REQUESTS, TOO_MANY_CERTIFICATES, message))
}

/// A hostname whose ownership is not verified.
pub(super) fn pending(id: &str, hostname: &str) -> Value {
    json!({
        "id": id, "hostname": hostname, "status": "pending",
        "ownership_verification": {
            "type": "txt", "name": format!("_cf-custom-hostname.{hostname}"), "value": id,
        },
        "ownership_verification_http": {
            "http_url": format!("http://{hostname}/.well-known/cf-custom-hostname-challenge/{id}"), "http_body": id,
        },
    })
}

/// Takes over the options that a request gives.
pub(super) fn set_options(record: &mut Value, call: &Call) {
    for field in ["custom_metadata", "custom_origin_server", "custom_origin_sni"] {
        if !call.body[field].is_null() {
            // It replaces what was there, and is not merged with it.
            record[field] = call.body[field].clone();
        }
    }
}

/// Checks the options other than the certificate.
pub(super) fn check_options(server: &ServerState, call: &Call, hostname: &str) -> Result<(), ApiError> {
    if hostname.starts_with("*.") && call.body["custom_metadata"].is_object() {
        let message = "Custom metadata for wildcard custom hostnames is not supported";
        return Err(ApiError::bad_request(METADATA_OF_WILDCARD, message).at("/custom_metadata"));
    }
    match call.body_str("custom_origin_server") {
        Some(origin) => check_origin(server, call, origin),
        None => Ok(()),
    }
}

fn check_hostname(name: &str) -> Result<(), ApiError> {
    let (code, message) = match hostname::check(name.strip_prefix("*.").unwrap_or(name)) {
        Ok(()) => return Ok(()),
        Err(HostnameError::Malformed) => (
            INVALID_HOSTNAME,
            "Invalid custom hostname: it must be shorter than 256 characters, without special characters, and no IP address",
        ),
        Err(HostnameError::NotAscii) => {
            (HOSTNAME_NOT_ASCII, "Custom hostnames with non-ASCII characters are not supported")
        }
        Err(HostnameError::Reserved) => {
            (RESERVED_HOSTNAME, "Reserved top domain custom hostnames are not supported")
        }
        Err(HostnameError::SingleLabel) => {
            (UNPARSABLE_HOSTNAME, "Unable to parse custom hostname: it has no registrable domain")
        }
    };
    Err(ApiError::bad_request(code, message).at("/hostname"))
}

fn check_origin(server: &ServerState, call: &Call, origin: &str) -> Result<(), ApiError> {
    let refused = |code, message: &str| Err(ApiError::bad_request(code, message).at("/custom_origin_server"));
    if origin.starts_with("*.") {
        return refused(WILDCARD_ORIGIN, "Wildcard custom origin hostnames are not supported");
    }
    match hostname::check(origin) {
        Err(HostnameError::Malformed) => refused(INVALID_ORIGIN, "Invalid custom origin hostname"),
        Err(HostnameError::NotAscii) => {
            refused(ORIGIN_NOT_ASCII, "Custom origin hostnames with non-ASCII characters are not supported")
        }
        Err(HostnameError::Reserved) => {
            refused(RESERVED_ORIGIN, "Reserved top domain custom origin hostnames are not supported")
        }
        Err(HostnameError::SingleLabel) => {
            refused(UNPARSABLE_ORIGIN, "Unable to parse custom origin hostname")
        }
        Ok(()) if server.zone_contains(&call.zone_id(), origin) => Ok(()),
        Ok(()) => {
            refused(FOREIGN_ORIGIN, "The custom origin hostname does not exist as a DNS record in the zone")
        }
    }
}
