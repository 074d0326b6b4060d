//! Which certificate is used for which hostname.

use serde_json::{Value, json};

use super::{
    CERTIFICATE_ID_MISSING, HOSTNAME_CERTIFICATES, HOSTNAMES, INVALID_HOSTNAME, NO_SUCH_HOSTNAME_CERTIFICATE,
    PENDING_DELETION,
};
use crate::api_error::ApiError;
use crate::api_response::ApiResponse;
use crate::call::Call;
use crate::clock::rfc3339;
use crate::hostname::is_hostname;
use crate::page::ResultInfo;
use crate::server_state::ServerState;
use crate::store::{Step, StoreGuard};

/// An association, with the present status of its certificate.
pub(super) fn get(server: &ServerState, call: &Call) -> Result<ApiResponse, ApiError> {
    let mut store = server.store();
    let association =
        store.find(&call.zone_collection(HOSTNAMES), &normalized(call.path_parameter("hostname")))?;
    association.count_read();
    let mut record: Value = association.record.clone();
    let certificates = store.shown(&call.zone_collection(HOSTNAME_CERTIFICATES));
    if let Some(certificate) = record["cert_id"].as_str().and_then(|id| certificates.get(id)) {
        certificate.count_read();
        record["cert_status"] = certificate.record["status"].clone();
    }
    ApiResponse::ok(&record)
}

/// Sets associations: all of them or, if anything is wrong with one, none.
pub(super) fn update(server: &ServerState, call: &Call) -> Result<ApiResponse, ApiError> {
    let key = call.zone_collection(HOSTNAMES);
    let mut store = server.store();
    let items: Vec<Value> = call.body["config"].as_array().cloned().unwrap_or_default();
    let mut records = Vec::new();
    for (index, item) in items.iter().enumerate() {
        let at = |field: &str| format!("/config/{index}/{field}");
        records.push(association(server, &mut store, call, item, at)?);
    }
    for record in &records {
        let hostname = record["hostname"].as_str().unwrap_or_default();
        if record["enabled"].is_null() {
            store.remove(&key, hostname);
        } else {
            let steps = [Step::then(json!({ "status": "active" }))];
            store.insert(&key, hostname, record.clone(), steps);
        }
    }
    ApiResponse::list(&records, &ResultInfo::whole(records.len()))
}

fn association(
    server: &ServerState,
    store: &mut StoreGuard<'_>,
    call: &Call,
    item: &Value,
    at: impl Fn(&str) -> String,
) -> Result<Value, ApiError> {
    let refused = |code, message, field| ApiError::bad_request(code, message).at(&at(field));
    let hostname = normalized(item["hostname"].as_str().unwrap_or_default());
    if !is_hostname(&hostname) || !server.zone_contains(&call.zone_id(), &hostname) {
        let message = "invalid hostname config: the hostname does not lie in the zone";
        return Err(refused(INVALID_HOSTNAME, message, "hostname"));
    }
    let before =
        store.collection(&call.zone_collection(HOSTNAMES)).get(&hostname).map(|old| old.record.clone());
    let id = item["cert_id"].as_str().or_else(|| before.as_ref()?["cert_id"].as_str());
    let missing = || refused(CERTIFICATE_ID_MISSING, "Certificate ID required in the request", "cert_id");
    let id = id.ok_or_else(missing)?;
    let certificates = store.collection(&call.zone_collection(HOSTNAME_CERTIFICATES));
    let none = || refused(NO_SUCH_HOSTNAME_CERTIFICATE, "certificate not found", "cert_id");
    let certificate = &certificates.get(id).ok_or_else(none)?.record;
    let is_deleted = certificate["status"] == "pending_deletion" || certificate["status"] == "deleted";
    if is_deleted && !item["enabled"].is_null() {
        return Err(refused(PENDING_DELETION, "the certificate is being deleted", "cert_id"));
    }
    let now = rfc3339(server.now());
    let created_at = before.map_or_else(|| json!(now), |before| before["created_at"].clone());
    let enabled = &item["enabled"];
    let status = if enabled.is_null() { "pending_deletion" } else { "pending_deployment" };
    Ok(json!({
        "hostname": hostname, "enabled": enabled, "status": status, "cert_id": certificate["id"],
        "cert_status": certificate["status"], "cert_uploaded_on": certificate["uploaded_on"],
        "cert_updated_at": certificate["uploaded_on"], "certificate": certificate["certificate"],
        "issuer": certificate["issuer"], "serial_number": certificate["serial_number"],
        "signature": certificate["signature"], "expires_on": certificate["expires_on"],
        "created_at": created_at, "updated_at": now,
    }))
}

/// Hostnames are the same in upper and lower case.
fn normalized(hostname: &str) -> String {
    hostname.to_ascii_lowercase()
}
