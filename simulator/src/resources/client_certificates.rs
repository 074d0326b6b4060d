//! Client certificates: issued for real, revoked, reactivated.

use serde_json::{Value, json};

use super::read;
use super::signing::{self, Signed};
use crate::api_error::ApiError;
use crate::api_response::ApiResponse;
use crate::authorities::MANAGED_CA;
use crate::call::Call;
use crate::clock::rfc3339;
use crate::codes;
use crate::server_state::ServerState;
use crate::store::{Collection, CollectionKey, Item, Kind, Step};
use crate::x509::SigningRequest;

/// There is no client certificate with this id. Cloudflare's.
const NO_SUCH_CERTIFICATE: u32 = 1415;
/// The client certificate is already revoked. Cloudflare's.
const ALREADY_REVOKED: u32 = 1407;
/// The zone has as many client certificates as it may have. Cloudflare's.
const NO_QUOTA: u32 = 1445;

pub(crate) const KIND: Kind = Kind::new("client_certificates", NO_SUCH_CERTIFICATE);

pub(crate) fn handle(server: &ServerState, call: &Call, action: &str) -> Result<ApiResponse, ApiError> {
    let key = call.zone_collection(KIND);
    let id = call.path_parameter("client_certificate_id");
    match action {
        "list" => {
            let status = call.query_str("status").filter(|status| *status != "all");
            read::list(server, call, &key, |record| status.is_none_or(|status| record["status"] == status))
        }
        "get" => read::get(server, &key, id),
        "create" => create(server, call, &key),
        "delete" => {
            change(server, &key, id, ["active", "pending_reactivation"], ["pending_revocation", "revoked"])
        }
        "edit" if call.body["reactivate"] == json!(true) => {
            check_quota(server, server.store().collection(&key))?;
            change(server, &key, id, ["revoked", "pending_revocation"], ["pending_reactivation", "active"])
        }
        "edit" => read::get(server, &key, id),
        other => Err(ApiError::not_modelled(other)),
    }
}

/// Revoked certificates do not count.
fn check_quota(server: &ServerState, certificates: &Collection) -> Result<(), ApiError> {
    let active = |certificate: &&Item| !matches!(certificate.str("status"), "revoked" | "pending_revocation");
    if certificates.values().filter(active).count() < server.quota(KIND.name, QUOTA) {
        return Ok(());
    }
    Err(ApiError::bad_request(NO_QUOTA, "Hit maximum certificate allocation."))
}

fn create(server: &ServerState, call: &Call, key: &CollectionKey) -> Result<ApiResponse, ApiError> {
    let csr = call.body_str("csr").unwrap_or_default();
    let days = call.body["validity_days"].as_i64().unwrap_or_default();
    let request = SigningRequest::parse(csr)
        .ok_or_else(|| ApiError::bad_request(codes::BAD_VALUE, "the CSR cannot be read").at("/csr"))?;
    let Signed { pem, certificate, details } = signing::client_certificate(server, request, days)?;
    let mut store = server.store();
    check_quota(server, store.collection(key))?;
    let id = server.ids.uuid();
    let record = json!({
        "id": id, "certificate": pem, "csr": csr, "status": "active", "validity_days": days,
        "certificate_authority": { "id": AUTHORITY, "name": MANAGED_CA },
        "issued_on": rfc3339(details.not_before), "expires_on": rfc3339(certificate.expires_on),
        "fingerprint_sha256": details.fingerprint, "serial_number": details.serial_hex,
        "signature": certificate.signature, "ski": details.ski.unwrap_or_default(),
        "common_name": details.common_name.unwrap_or_default(), "country": details.country.unwrap_or_default(),
        "location": details.locality.unwrap_or_default(), "state": details.state.unwrap_or_default(),
        "organization": details.organization.unwrap_or_default(),
        "organizational_unit": details.organizational_unit.unwrap_or_default(),
    });
    ApiResponse::ok(&store.insert(key, &id, record, []).record)
}

/// How many client certificates a zone may have by default; revoked ones do not count.
const QUOTA: usize = 100;
/// The id of the managed authority.
const AUTHORITY: &str = "568b6b74-7b0c-4755-8840-4e3b8c24adeb";

/// From one of the first statuses to the second ones, one after the other.
fn change(
    server: &ServerState,
    key: &CollectionKey,
    id: &str,
    from: [&str; 2],
    to: [&str; 2],
) -> Result<ApiResponse, ApiError> {
    let mut store = server.store();
    let certificate = store.find(key, id)?;
    if !from.contains(&certificate.str("status")) {
        return Err(wrong_status(certificate.str("status")));
    }
    let status = |status: &str| -> Value { json!({ "status": status }) };
    certificate.merge(&status(to[0]));
    certificate.schedule(server.now(), [Step::then(status(to[1]))]);
    ApiResponse::ok(&certificate.record)
}

/// The certificate has been revoked and cannot be revoked again, or is active and cannot be reactivated.
fn wrong_status(status: &str) -> ApiError {
    let code = match status {
        "revoked" | "pending_revocation" => ALREADY_REVOKED,
        _ => codes::WRONG_STATE,
    };
    ApiError::conflict(code, format!("the certificate is {status}"))
}
