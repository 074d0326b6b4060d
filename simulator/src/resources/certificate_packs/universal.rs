//! The universal pack of a zone.

use serde_json::{Value, json};

use super::KIND;
use super::stages::certificate;
use crate::clock::rfc3339;
use crate::ids;
use crate::server_state::ServerState;

/// Adds the universal pack of a declared zone, or removes it where Universal SSL is disabled. An undeclared zone has no name
/// that it could be for.
pub(crate) fn sync(server: &ServerState, zone_id: &str) {
    let Some(name) = server.zone_name(zone_id) else { return };
    let digits = ids::derived("universal", zone_id);
    let id = format!(
        "{}-{}-4{}-8{}-{}",
        &digits[..8],
        &digits[8..12],
        &digits[13..16],
        &digits[17..20],
        &digits[20..]
    );
    let key = KIND.of(zone_id);
    let mut store = server.store();
    let enabled = super::super::ssl::is_universal_enabled(&mut store, zone_id);
    if !enabled {
        store.remove(&key, &id);
    } else if !store.collection(&key).contains_key(&id) {
        let record = universal(server, &id, &name);
        store.insert(&key, &id, record, []);
    }
}

fn universal(server: &ServerState, id: &str, zone_name: &str) -> Value {
    let mut record = json!({
        "id": id, "type": "universal", "hosts": [zone_name, format!("*.{zone_name}")], "status": "active",
        "certificate_authority": "google", "validation_method": "txt", "validity_days": 90,
        "cloudflare_branding": false, "created_on": rfc3339(server.now()),
    });
    let (certificate, _) = certificate(server, &record);
    record["primary_certificate"] = certificate["id"].clone();
    record["certificates"] = json!([certificate]);
    record
}
