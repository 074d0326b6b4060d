//! Gateway certificates: roots that are generated, deployed and taken back.

use serde_json::{Value, json};

use super::read;
use crate::call::Call;
use super::uploaded;
use crate::api_response::ApiResponse;
use crate::clock::rfc3339;
use crate::codes;
use crate::api_error::ApiError;
use crate::store::{CollectionKey, Kind, Step};
use crate::server_state::ServerState;

pub(crate) const KIND: Kind = Kind::new("gateway_certificates", codes::NOT_FOUND);
/// Five years, unless said otherwise.
const DAYS: i64 = 1826;

pub(crate) fn handle(server: &ServerState, call: &Call, verb: &str) -> Result<ApiResponse, ApiError> {
    let key = call.account_collection(KIND);
    let id = call.path_parameter("certificate_id");
    match verb {
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
        "delete" => {
            let mut store = server.store();
            let certificate = store.find(&key, id)?;
            if certificate.str("binding_status") != "inactive" {
                return Err(ApiError::conflict(
                    codes::IN_USE,
                    "the certificate is deployed; deactivate it first",
                ));
            }
            let record = certificate.record.clone();
            store.remove(&key, id);
            ApiResponse::ok(&record)
        }
        other => Err(ApiError::not_modelled(other)),
    }
}

fn create(server: &ServerState, call: &Call, key: &CollectionKey) -> Result<ApiResponse, ApiError> {
    let days = call.body["validity_period_days"].as_i64().unwrap_or(DAYS);
    let root = server.authorities.client.new_root("Gateway CA", days);
    let pem = root.map_err(|error| ApiError::bad_request(codes::BAD_VALUE, error.to_string()))?;
    let uploaded = uploaded::authority(&pem, "/validity_period_days")?;
    let (id, now) = (server.ids.uuid(), rfc3339(server.now()));
    let record = json!({
        "id": id, "certificate": pem, "binding_status": "inactive", "in_use": false, "type": "gateway_managed",
        "issuer_org": uploaded.certificate.issuer, "issuer_raw": uploaded.details.issuer,
        "fingerprint": uploaded.details.fingerprint, "expires_on": rfc3339(uploaded.certificate.expires_on),
        "created_at": now, "updated_at": now, "uploaded_on": now,
    });
    ApiResponse::ok(&server.store().insert(key, &id, record, []).record)
}

fn change(server: &ServerState, key: &CollectionKey, id: &str, from: &str, to: [&str; 2]) -> Result<ApiResponse, ApiError> {
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
