//! Keyless SSL: certificates whose keys are on a key server of the customer.

use std::net::IpAddr;

use serde_json::{Value, json};

use super::keyless_servers::show as show_keyless_servers;
use super::kinds::KEYLESS_CERTIFICATES as KIND;
use super::read;
use crate::api_error::ApiError;
use crate::api_response::ApiResponse;
use crate::call::Call;
use crate::clock::rfc3339;
use crate::codes;
use crate::server_state::ServerState;
use crate::store::{CollectionKey, Item, Step, StoreGuard};
use crate::x509::{hex, parse_chain, sha256};

/// The address of the tunnel is not one. Own.
const BAD_TUNNEL: u32 = 1302;

pub(crate) fn handle(server: &ServerState, call: &Call, action: &str) -> Result<ApiResponse, ApiError> {
    let key = call.zone_collection(KIND);
    let id = call.path_parameter("keyless_certificate_id");
    match action {
        "list" => read::list(server, call, &key, |record| record["status"] != "deleted"),
        "get" => read::get(server, &key, id),
        "create" => create(server, call),
        "edit" => {
            check_tunnel(&call.body["tunnel"])?;
            let mut store = server.store();
            let keyless = live(&mut store, &key, id)?;
            for field in ["enabled", "host", "name", "port", "tunnel"] {
                if !call.body[field].is_null() {
                    keyless.record[field] = call.body[field].clone();
                }
            }
            keyless.record["modified_on"] = json!(rfc3339(server.now()));
            show_keyless_servers(&mut store, &call.zone_id());
            ApiResponse::ok(&store.find(&key, id)?.record)
        }
        "delete" => {
            let mut store = server.store();
            let keyless = live(&mut store, &key, id)?;
            keyless.merge(&json!({ "status": "deleted" }));
            keyless.schedule(server.now(), [Step::then_remove()]);
            show_keyless_servers(&mut store, &call.zone_id());
            ApiResponse::deleted(id)
        }
        other => Err(ApiError::not_modelled(other)),
    }
}

/// Finds a configuration that is not deleted.
fn live<'a>(store: &'a mut StoreGuard<'_>, key: &CollectionKey, id: &str) -> Result<&'a mut Item, ApiError> {
    match store.find(key, id)? {
        keyless if keyless.str("status") == "deleted" => {
            Err(ApiError::not_found(KIND.not_found, "the configuration is deleted"))
        }
        keyless => Ok(keyless),
    }
}

fn create(server: &ServerState, call: &Call) -> Result<ApiResponse, ApiError> {
    let chain = call.body_str("certificate").and_then(parse_chain);
    let Some(certificate) = chain.and_then(|chain| chain.into_iter().next()) else {
        let message = "the certificate cannot be parsed";
        return Err(ApiError::bad_request(codes::INVALID_CERTIFICATE, message).at("/certificate"));
    };
    check_tunnel(&call.body["tunnel"])?;
    let (id, now) = (server.ids.uuid(), rfc3339(server.now()));
    let host = call.body_str("host").unwrap_or_default();
    let name = call.body_str("name").map_or_else(|| format!("{host} Keyless SSL"), str::to_owned);
    let mut record = json!({
        "id": id, "name": name, "host": host, "port": call.body["port"], "status": "active", "enabled": false,
        "permissions": ["#ssl:read", "#ssl:edit"], "created_on": now, "modified_on": now,
    });
    if !call.body["tunnel"].is_null() {
        record["tunnel"] = call.body["tunnel"].clone();
    }
    let mut store = server.store();
    let keyless = store.insert(&call.zone_collection(KIND), &id, record.clone(), []);
    keyless.internal = json!({
        "public_key": hex(&certificate.public_key), "hosts": certificate.hosts,
        "fingerprint": sha256(&certificate.der), "expires_on": rfc3339(certificate.expires_on),
    });
    show_keyless_servers(&mut store, &call.zone_id());
    ApiResponse::ok(&record)
}

/// The address of a tunnel has no prefix length.
fn check_tunnel(tunnel: &Value) -> Result<(), ApiError> {
    let address = tunnel["private_ip"].as_str().map(str::parse::<IpAddr>);
    if tunnel.is_null() || matches!(address, Some(Ok(_))) {
        return Ok(());
    }
    let message = "the tunnel's private_ip is not an IP address without a prefix length";
    Err(ApiError::bad_request(BAD_TUNNEL, message).at("/tunnel/private_ip"))
}
