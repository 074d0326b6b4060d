//! Custom certificates without X.509, in large numbers.

use std::time::Duration;

use serde_json::json;

use super::{KIND, record};
use crate::clock::after;
use crate::server_state::ServerState;
use crate::x509::Certificate;

/// Adds active certificates to a zone and returns their ids.
pub(crate) fn seed(server: &ServerState, zone_id: &str, count: usize) -> Vec<String> {
    let zone_id = zone_id.to_ascii_lowercase();
    let zone_name = server.zone_name(&zone_id).unwrap_or_else(|| "example.com".to_owned());
    let key = KIND.of(zone_id.as_str());
    let mut store = server.store();
    let now = server.now();
    let first = store.collection(&key).len();
    let mut ids = Vec::with_capacity(count);
    for number in first..first.saturating_add(count) {
        let id = server.ids.tag();
        let expires_on = after(now, Duration::from_secs(90 * 24 * 60 * 60));
        let certificate = Certificate::invented(format!("host-{number}.{zone_name}"), expires_on);
        let mut record = record::described(&id, &zone_id, &certificate, now);
        record["status"] = json!("active");
        store.insert(&key, &id, record, [record::expiry(expires_on)]);
        ids.push(id);
    }
    ids
}
