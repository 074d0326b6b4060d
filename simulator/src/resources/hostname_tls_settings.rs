//! TLS settings of single hostnames.

use serde_json::{Value, json};

use super::custom_hostnames::CIPHERS;
use super::read;
use crate::api_error::ApiError;
use crate::api_response::ApiResponse;
use crate::call::Call;
use crate::clock::rfc3339;
use crate::codes;
use crate::hostname::is_hostname;
use crate::server_state::ServerState;
use crate::store::{CollectionKey, Kind, Step};

pub(crate) const KIND: Kind = Kind::new("hostname_tls_settings", codes::NOT_FOUND);

pub(crate) fn handle(server: &ServerState, call: &Call, verb: &str) -> Result<ApiResponse, ApiError> {
    let setting = call.path_parameter("setting_id");
    let key = KIND.of(format!("{}/{setting}", call.zone_id()));
    let hostname = &hostname(call);
    match verb {
        "list" => read::list(server, call, &key, |_| true),
        "get" => read::get(server, &key, hostname),
        "update" => {
            let value = &call.body["value"];
            if !fits(setting, value) {
                let message = "the value does not fit the setting";
                return Err(ApiError::bad_request(codes::BAD_VALUE, message).at("/value"));
            }
            update(server, call, &key, value)
        }
        "delete" => {
            let mut store = server.store();
            let mut record = store.find(&key, hostname)?.record.clone();
            store.remove(&key, hostname);
            record["status"] = json!("pending_deletion");
            record.as_object_mut().and_then(|record| record.remove("value"));
            ApiResponse::ok(&record)
        }
        other => Err(ApiError::not_modelled(other)),
    }
}

fn update(
    server: &ServerState,
    call: &Call,
    key: &CollectionKey,
    value: &Value,
) -> Result<ApiResponse, ApiError> {
    let hostname = &hostname(call);
    if !is_hostname(hostname) || !server.zone_contains(&call.zone_id(), hostname) {
        return Err(ApiError::bad_request(codes::BAD_VALUE, "this is not a hostname of the zone"));
    }
    let mut store = server.store();
    let now = rfc3339(server.now());
    let before = store.collection(key).get(hostname).map(|item| item.record["created_at"].clone());
    let record = json!({
        "hostname": hostname, "value": value, "status": "pending_deployment",
        "created_at": before.unwrap_or_else(|| json!(now)), "updated_at": now,
    });
    let steps = [Step::then(json!({ "status": "active" }))];
    ApiResponse::ok(&store.insert(key, hostname, record, steps).record)
}

/// The hostname that a call is about; its case does not matter.
fn hostname(call: &Call) -> String {
    call.path_parameter("hostname").to_ascii_lowercase()
}

fn fits(setting: &str, value: &Value) -> bool {
    let is_cipher = |cipher: &Value| cipher.as_str().is_some_and(|cipher| CIPHERS.contains(&cipher));
    match setting {
        "ciphers" => value.as_array().is_some_and(|ciphers| ciphers.iter().all(is_cipher)),
        "min_tls_version" => ["1.0", "1.1", "1.2", "1.3"].map(|version| json!(version)).contains(value),
        _ => [json!("on"), json!("off")].contains(value),
    }
}
