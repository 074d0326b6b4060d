//! The universal pack of a zone.

use serde_json::{Value, json};

use super::super::kinds::UNIVERSAL_SSL;
use super::KIND;
use super::stages::issue;
use crate::clock::rfc3339;
use crate::server_state::ServerState;
use crate::store::Item;

/// Adds the universal pack of a declared zone, or removes it where Universal SSL is disabled. An undeclared zone has no name
/// that it could be for.
pub(crate) fn sync(server: &ServerState, zone_id: &str) {
    let Some(name) = server.zone_name(zone_id) else { return };
    let (key, setting) = (KIND.of(zone_id), initial(server, zone_id));
    let mut store = server.store();
    let setting = store.singleton(&UNIVERSAL_SSL.of(zone_id), || setting);
    let enabled = setting.record["enabled"] == json!(true);
    let is_universal = |pack: &Item| pack.str("type") == "universal";
    let found = store.shown(&key).iter().find(|(_, pack)| is_universal(pack)).map(|(id, _)| id.clone());
    if let Some(id) = found.as_ref().filter(|_| !enabled) {
        store.remove(&key, id);
    } else if enabled && found.is_none() {
        let id = server.ids.uuid();
        let record = universal(server, &id, &name);
        store.insert(&key, &id, record, []);
    }
}

/// The setting of a zone that was never changed.
pub(crate) fn initial(server: &ServerState, zone_id: &str) -> Value {
    let enabled = server.directory().zone(zone_id).is_none_or(|zone| zone.has_universal_ssl());
    json!({ "enabled": enabled })
}

fn universal(server: &ServerState, id: &str, zone_name: &str) -> Value {
    let mut record = json!({
        "id": id, "type": "universal", "hosts": [zone_name, format!("*.{zone_name}")], "status": "active",
        "certificate_authority": "google", "validation_method": "txt", "validity_days": 90,
        "cloudflare_branding": false, "created_on": rfc3339(server.now()),
    });
    // Its expiry is left out: Cloudflare renews it in time.
    let _ = issue(&mut record, server.now());
    record
}
