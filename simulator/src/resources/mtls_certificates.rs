//! mTLS certificates of accounts, and the services that use them.

use serde_json::{Value, json};

use super::kinds::MTLS_CERTIFICATES as KIND;
use super::{hostname_associations, read, uploaded};
use crate::api_error::ApiError;
use crate::api_response::ApiResponse;
use crate::call::Call;
use crate::clock::rfc3339;
use crate::codes;
use crate::page::ResultInfo;
use crate::server_state::ServerState;
use crate::store::{CollectionKey, Kind};
use crate::x509::sha256;

/// The certificate already exists. Cloudflare's.
const DUPLICATE: u32 = 1471;
/// The account has as many authorities as it may have. Cloudflare's.
const NO_QUOTA: u32 = 1489;

/// The ids of what was deleted: a second DELETE has a response of its own.
const DELETED: Kind = Kind::new("deleted_mtls_certificates", KIND.not_found);

pub(crate) fn handle(server: &ServerState, call: &Call, action: &str) -> Result<ApiResponse, ApiError> {
    let key = call.account_collection(KIND);
    let id = call.path_parameter("mtls_certificate_id");
    match action {
        "list" => {
            let types = call.query.get("type").and_then(Value::as_array);
            read::list(server, call, &key, |record| types.is_none_or(|types| types.contains(&record["type"])))
        }
        "get" => read::get(server, &key, id),
        "create" => create(server, call, &key),
        "delete" => delete(server, call, &key, id),
        "associations" => {
            let mut store = server.store();
            store.find(&key, id)?;
            let used = hostname_associations::is_used(&mut store, id);
            let service = json!({ "service": "hostname_associations", "status": "active" });
            let services: Vec<Value> = used.then_some(service).into_iter().collect();
            ApiResponse::list(&services, &ResultInfo::whole(services.len()))
        }
        other => Err(ApiError::not_modelled(other)),
    }
}

fn create(server: &ServerState, call: &Call, key: &CollectionKey) -> Result<ApiResponse, ApiError> {
    let text = call.body_str("certificates").unwrap_or_default();
    let is_ca = call.body["ca"] == json!(true);
    let uploaded = if is_ca {
        uploaded::authority(text, "/certificates")?
    } else {
        let private_key = call.body_str("private_key").unwrap_or_default();
        uploaded::leaf(text, private_key, ["/certificates", "/private_key"], server.now())?
    };
    let fingerprint = sha256(&uploaded.certificate.der);
    let mut store = server.store();
    let others = store.collection(key);
    if others.values().any(|other| other.internal["fingerprint"] == fingerprint.as_str()) {
        return Err(ApiError::conflict(DUPLICATE, "the certificate already exists").at("/certificates"));
    }
    let authorities = others.values().filter(|other| other.record["ca"] == json!(true)).count();
    if is_ca && authorities >= server.quota(KIND.name, usize::MAX) {
        return Err(ApiError::bad_request(NO_QUOTA, "Hit maximum CA cert allocation."));
    }
    let (id, now) = (server.ids.uuid(), rfc3339(server.now()));
    let mut record = uploaded.description();
    record["id"] = json!(id);
    record["ca"] = json!(is_ca);
    record["certificates"] = json!(text);
    record["name"] = json!(call.body_str("name").unwrap_or_default());
    record["serial_number"] = json!(uploaded.details.serial);
    record["type"] = json!("custom");
    record["uploaded_on"] = json!(now);
    let item = store.insert(key, &id, record, []);
    item.internal = json!({ "fingerprint": fingerprint });
    // Only the response to the upload has it.
    let mut created = item.record.clone();
    created["updated_at"] = json!(now);
    ApiResponse::ok(&created)
}

fn delete(server: &ServerState, call: &Call, key: &CollectionKey, id: &str) -> Result<ApiResponse, ApiError> {
    let mut store = server.store();
    let deleted = call.account_collection(DELETED);
    if store.collection(&deleted).contains_key(id) {
        return Err(ApiError::bad_request(codes::WRONG_STATE, "The certificate is already deleted."));
    }
    store.find(key, id)?;
    if hostname_associations::is_used(&mut store, id) || server.propagates(&hostname_associations::use_of(id))
    {
        return Err(ApiError::bad_request(codes::IN_USE, "Certificate cannot be deleted while in use."));
    }
    let removed = store.remove(key, id);
    store.insert(&deleted, id, Value::Null, []);
    ApiResponse::ok(&removed.map(|item| item.record))
}
