//! Client certificates: issued for real, revoked, reactivated.

use serde_json::{Value, json};

use super::read;
use crate::call::Call;
use super::signing::{self, Signed};
use crate::api_response::ApiResponse;
use crate::clock::rfc3339;
use crate::codes;
use crate::api_error::ApiError;
use crate::store::{CollectionKey, Kind, Step};
use crate::server_state::ServerState;

pub(crate) const KIND: Kind = Kind::new("client_certificates", codes::NOT_FOUND);

pub(crate) fn handle(server: &ServerState, call: &Call, verb: &str) -> Result<ApiResponse, ApiError> {
    let key = call.zone_collection(KIND);
    let id = call.path_parameter("client_certificate_id");
    match verb {
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
            change(server, &key, id, ["revoked", "pending_revocation"], ["pending_reactivation", "active"])
        }
        "edit" => read::get(server, &key, id),
        other => Err(ApiError::not_modelled(other)),
    }
}

fn create(server: &ServerState, call: &Call, key: &CollectionKey) -> Result<ApiResponse, ApiError> {
    let csr = call.body_str("csr").unwrap_or_default();
    let days = call.body["validity_days"].as_i64().unwrap_or_default();
    let Signed { pem, certificate, details } = signing::sign(&server.authorities.client, server, csr, None, days)?;
    let id = server.ids.uuid();
    let record = json!({
        "id": id, "certificate": pem, "csr": csr, "status": "active", "validity_days": days,
        "certificate_authority": { "id": AUTHORITY, "name": "Cloudflare Managed CA for the simulator" },
        "issued_on": details.issued_on.map(rfc3339), "expires_on": rfc3339(certificate.expires_on),
        "fingerprint_sha256": details.fingerprint, "serial_number": details.serial_hex,
        "signature": certificate.signature, "ski": details.ski.unwrap_or_default(),
        "common_name": details.common_name.unwrap_or_default(), "country": details.country.unwrap_or_default(),
        "location": details.locality.unwrap_or_default(), "state": details.state.unwrap_or_default(),
        "organization": details.organization.unwrap_or_default(),
        "organizational_unit": details.organizational_unit.unwrap_or_default(),
    });
    ApiResponse::ok(&server.store().insert(key, &id, record, []).record)
}

/// The identifier of the managed authority.
const AUTHORITY: &str = "568b6b74-7b0c-4755-8840-4e3b8c24adeb";

/// From one of the first statuses to the second ones, one after the other.
fn change(server: &ServerState, key: &CollectionKey, id: &str, from: [&str; 2], to: [&str; 2]) -> Result<ApiResponse, ApiError> {
    let mut store = server.store();
    let certificate = store.find(key, id)?;
    if !from.contains(&certificate.str("status")) {
        let message = format!("the certificate is {}", certificate.str("status"));
        return Err(ApiError::conflict(codes::WRONG_STATE, message));
    }
    let status = |status: &str| -> Value { json!({ "status": status }) };
    certificate.merge(&status(to[0]));
    certificate.schedule(server.now(), [Step::then(status(to[1]))]);
    ApiResponse::ok(&certificate.record)
}
