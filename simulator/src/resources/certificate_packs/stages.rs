//! The stages of a pack, from the order to the deployment and the renewal.

use std::time::Duration;

use serde_json::{Value, json};
use time::OffsetDateTime;

use super::{KIND, validation};
use crate::clock::{after, rfc3339};
use crate::server_state::ServerState;
use crate::store::{Item, Step, StoreGuard};

/// From the order to the deployment. In a zone that is not active, the certificate is held back.
pub(super) fn ordered(server: &ServerState, zone_id: &str, record: &Value) -> Vec<Step> {
    let mut steps = vec![
        Step::then(
            json!({ "status": "pending_validation", "validation_records": validation::records(record) }),
        ),
        Step::validated(json!({ "status": "pending_issuance", "validation_records": null })),
    ];
    if server.is_zone_active(zone_id) {
        steps.extend(deployed());
    } else {
        steps.push(Step::then(json!({ "status": "holding_deployment" })));
    }
    steps
}

fn deployed() -> [Step; 2] {
    [Step::then(json!({ "status": "pending_deployment" })), Step::then_run(issue)]
}

/// Adds a certificate, which is valid from now on. Returns its expiry.
pub(super) fn issue(record: &mut Value, now: OffsetDateTime) -> Vec<Step> {
    let (certificate, expires) = certificate(record, now);
    record["status"] = json!("active");
    record["primary_certificate"] = certificate["id"].clone();
    record["certificates"] = json!([certificate]);
    let mut expired = certificate;
    expired["status"] = json!("expired");
    vec![Step::at(expires, json!({ "status": "expired", "certificates": [expired] }))]
}

/// A certificate of a pack, and when it expires.
fn certificate(record: &Value, now: OffsetDateTime) -> (Value, OffsetDateTime) {
    let days = record["validity_days"].as_u64().unwrap_or(90);
    let expires = after(now, Duration::from_secs(days.saturating_mul(24 * 60 * 60)));
    let id = format!("{}-ecdsa", record["id"].as_str().unwrap_or_default());
    let certificate = json!({
        "id": id, "hosts": record["hosts"], "status": "active", "bundle_method": "ubiquitous",
        "issuer": "Simulator", "signature": "ECDSAWithSHA256", "priority": 0,
        "uploaded_on": rfc3339(now), "modified_on": rfc3339(now), "expires_on": rfc3339(expires),
    });
    (certificate, expires)
}

/// Starts again from the order.
pub(super) fn restart(server: &ServerState, zone_id: &str, pack: &mut Item) {
    pack.merge(&json!({ "status": "initializing", "validation_errors": null }));
    let steps = ordered(server, zone_id, &pack.record);
    pack.schedule(server.now(), steps);
}

/// Tries the validation again, with the records of the method that the pack has now.
pub(crate) fn revalidate(server: &ServerState, zone_id: &str, pack: &mut Item) {
    let mut steps = ordered(server, zone_id, &pack.record);
    if pack.str("status") == "initializing" {
        pack.schedule(server.now(), steps);
        return;
    }
    let records = validation::records(&pack.record);
    pack.merge(
        &json!({ "status": "pending_validation", "validation_records": records, "validation_errors": null }),
    );
    // The order was placed long ago.
    steps.remove(0);
    pack.schedule(server.now(), steps);
}

/// Deploys what was held back.
pub(crate) fn zone_became_active(server: &ServerState, store: &mut StoreGuard<'_>, zone_id: &str) {
    for pack in store.collection(&KIND.of(zone_id)).values_mut() {
        if pack.str("status") == "holding_deployment" {
            pack.schedule(server.now(), deployed());
        }
    }
}

/// Replaces a pack that is not deleted by a new one with a new id, as a renewal does. Returns the new id.
pub(crate) fn renew(server: &ServerState, store: &mut StoreGuard<'_>, id: &str) -> Option<String> {
    let (owner, mut record) = store
        .all(KIND)
        .find(|(_, other, pack)| other.as_str() == id && pack.str("status") != "deleted")
        .map(|(owner, _, pack)| (owner.clone(), pack.record.clone()))?;
    let new = server.ids.uuid();
    record["id"] = json!(new);
    let steps = issue(&mut record, server.now());
    record["created_on"] = json!(rfc3339(server.now()));
    let key = KIND.of(owner);
    store.remove(&key, id);
    store.insert(&key, &new, record, steps);
    Some(new)
}
