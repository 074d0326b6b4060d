//! What a customer must set up for domain control validation.

use serde_json::{Value, json};

use super::strings;
use crate::ids;

/// Returns the records for all hosts of a pack: one token for each.
pub(super) fn records(pack: &Value) -> Vec<Value> {
    let method = pack["validation_method"].as_str().unwrap_or_default();
    let id = pack["id"].as_str().unwrap_or_default();
    strings(&pack["hosts"])
        .iter()
        .map(|host| validation_record(method, host, &ids::derived(id, host)))
        .collect()
}

/// Returns what must be set up for a host.
pub(crate) fn validation_record(method: &str, host: &str, token: &str) -> Value {
    let host = host.trim_start_matches("*.");
    match method {
        "http" => json!({
            "status": "pending", "http_body": token,
            "http_url": format!("http://{host}/.well-known/pki-validation/{token}.txt"),
        }),
        "email" => {
            json!({ "status": "pending", "emails": [format!("admin@{host}"), format!("hostmaster@{host}")] })
        }
        _ => {
            json!({ "status": "pending", "txt_name": format!("_acme-challenge.{host}"), "txt_value": token })
        }
    }
}
