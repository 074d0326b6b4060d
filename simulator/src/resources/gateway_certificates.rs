//! Gateway certificates: roots that are generated, deployed and taken back.

use serde_json::{Value, json};

use super::{read, uploaded};
use crate::api_error::ApiError;
use crate::api_response::ApiResponse;
use crate::call::Call;
use crate::clock::rfc3339;
use crate::codes;
use crate::server_state::ServerState;
use crate::store::{CollectionKey, Kind, Step};

/// There is no Gateway certificate with this id. Cloudflare's.
const NO_SUCH_CERTIFICATE: u32 = 2027;
/// The Gateway certificate is active and cannot be deleted. Cloudflare's.
const IN_USE: u32 = 2118;

pub(crate) const KIND: Kind = Kind::new("gateway_certificates", NO_SUCH_CERTIFICATE);
/// The default validity, five years.
const DAYS: i64 = 1825;
/// The longest validity, 30 years.
const MAX_DAYS: i64 = 10_950;

pub(crate) fn handle(server: &ServerState, call: &Call, action: &str) -> Result<ApiResponse, ApiError> {
    let key = call.account_collection(KIND);
    let id = call.path_parameter("certificate_id");
    match action {
        "list" => read::list(server, call, &key, |_| true),
        "get" => read::get(server, &key, id),
        "create" => create(server, call, &key),
        "activate" => {
            Ok(change(server, &key, id, "inactive", ["pending_deployment", "available"])?.accepted())
        }
        "deactivate" => {
            let answer = change(server, &key, id, "available", ["pending_deletion", "inactive"])?;
            Ok(ApiResponse { status: http::StatusCode::CREATED, ..answer })
        }
        "delete" => delete(server, &key, id),
        other => Err(ApiError::not_modelled(other)),
    }
}

fn create(server: &ServerState, call: &Call, key: &CollectionKey) -> Result<ApiResponse, ApiError> {
    let days = call.body["validity_period_days"].as_i64().unwrap_or(DAYS);
    check_validity(days)?;
    let (id, now) = (server.ids.uuid(), rfc3339(server.now()));
    let pem = server.authorities.gateway_root(&id, days);
    let pem = pem.map_err(|error| ApiError::bad_request(codes::BAD_VALUE, error.to_string()))?;
    let uploaded = uploaded::authority(&pem, "/validity_period_days")?;
    let record = json!({
        "id": id, "certificate": pem, "binding_status": "inactive", "in_use": false, "type": "gateway_managed",
        "issuer_org": uploaded.certificate.issuer, "issuer_raw": uploaded.details.issuer,
        "fingerprint": uploaded.details.fingerprint, "expires_on": rfc3339(uploaded.certificate.expires_on),
        "created_at": now, "updated_at": now, "uploaded_on": now,
    });
    ApiResponse::ok(&server.store().insert(key, &id, record, []).record)
}

fn check_validity(days: i64) -> Result<(), ApiError> {
    if (1..=MAX_DAYS).contains(&days) {
        return Ok(());
    }
    let message = format!("the validity is between 1 and {MAX_DAYS} days");
    Err(ApiError::bad_request(codes::BAD_VALUE, message).at("/validity_period_days"))
}

fn delete(server: &ServerState, key: &CollectionKey, id: &str) -> Result<ApiResponse, ApiError> {
    let mut store = server.store();
    let certificate = store.find(key, id)?;
    if certificate.str("binding_status") != "inactive" {
        let message = "the certificate is active; deactivate it first";
        return Err(ApiError::conflict(IN_USE, message));
    }
    let record = certificate.record.clone();
    store.remove(key, id);
    ApiResponse::ok(&record)
}

fn change(
    server: &ServerState,
    key: &CollectionKey,
    id: &str,
    from: &str,
    to: [&str; 2],
) -> Result<ApiResponse, ApiError> {
    let mut store = server.store();
    let certificate = store.find(key, id)?;
    if certificate.str("binding_status") != from {
        let message = format!("the certificate is {}", certificate.str("binding_status"));
        return Err(ApiError::conflict(codes::WRONG_STATE, message));
    }
    let status =
        |status: &str| -> Value { json!({ "binding_status": status, "updated_at": rfc3339(server.now()) }) };
    certificate.merge(&status(to[0]));
    certificate.schedule(server.now(), [Step::then(status(to[1]))]);
    ApiResponse::ok(&certificate.record)
}
