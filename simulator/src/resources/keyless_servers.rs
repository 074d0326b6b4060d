//! Which key server has the private key of a custom certificate.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::kinds::{CUSTOM_CERTIFICATES, KEYLESS_CERTIFICATES};
use crate::store::StoreGuard;

/// Shows the Keyless SSL configuration with the certificates of its key, and no longer with those of other keys.
///
/// The documentation has the field, and does not say which certificates have it: that the key decides is the simulator's
/// own choice.
pub(super) fn show(store: &mut StoreGuard<'_>, zone_id: &str) {
    let configurations = store.collection(&KEYLESS_CERTIFICATES.of(zone_id)).values();
    let live = configurations.filter(|keyless| keyless.str("status") != "deleted");
    let servers: HashMap<String, Value> = live
        .filter_map(|keyless| {
            Some((keyless.internal["public_key"].as_str()?.to_owned(), keyless.record.clone()))
        })
        .collect();
    for certificate in store.collection(&CUSTOM_CERTIFICATES.of(zone_id)).values_mut() {
        let public_key = certificate.internal["public_key"].as_str().unwrap_or_default();
        let server = servers.get(public_key);
        if certificate.record.get("keyless_server") == server {
            continue;
        }
        // It replaces what was there, and is not merged with it.
        certificate.merge(&json!({ "keyless_server": null }));
        if let Some(server) = server {
            certificate.record["keyless_server"] = server.clone();
        }
    }
}
