//! The record of a custom certificate, and how it becomes active.

use serde_json::{Value, json};
use time::format_description::well_known::Rfc3339;
use time::{OffsetDateTime, PrimitiveDateTime};

use super::KIND;
use super::upload::Checked;
use crate::call::Call;
use crate::clock::rfc3339;
use crate::server_state::ServerState;
use crate::store::{Step, StoreGuard};
use crate::x509::{Certificate, hex, sha256};

/// The priority of a new certificate.
const DEFAULT_PRIORITY: i64 = 20;

/// The record of a new certificate.
pub(super) fn new(id: &str, call: &Call, checked: &Checked<'_>, now: OffsetDateTime) -> Value {
    let mut record = described(id, &call.zone_id(), checked.certificate, now);
    record["bundle_method"] = json!(call.body_str("bundle_method").unwrap_or("ubiquitous"));
    merge_options(&mut record, call);
    record
}

/// What follows from the certificate itself.
pub(super) fn described(id: &str, zone_id: &str, certificate: &Certificate, now: OffsetDateTime) -> Value {
    json!({
        "id": id, "zone_id": zone_id, "bundle_method": "ubiquitous", "status": "pending",
        "hosts": certificate.hosts, "issuer": certificate.issuer, "signature": certificate.signature,
        "expires_on": rfc3339(certificate.expires_on), "priority": DEFAULT_PRIORITY,
        "uploaded_on": rfc3339(now), "modified_on": rfc3339(now),
    })
}

/// Copies the options that a request gives; what it leaves out stays.
pub(super) fn merge_options(record: &mut Value, call: &Call) {
    let options = [
        ("custom_csr_id", "custom_csr_id"),
        ("geo_restrictions", "geo_restrictions"),
        ("policy", "policy_restrictions"),
    ];
    for (given, shown) in options {
        if !call.body[given].is_null() {
            record[shown] = call.body[given].clone();
        }
    }
}

/// What is kept of the certificate and never shown. Its private key is not kept.
pub(super) fn internal(certificate: &Certificate, kind: &str) -> Value {
    json!({
        "type": kind, "fingerprint": sha256(&certificate.der), "public_key": hex(&certificate.public_key),
        "key_type": certificate.key_type,
    })
}

/// It becomes active, takes the place of other certificates, and expires. In a zone that is not active, it is held back.
pub(super) fn steps(
    server: &ServerState,
    zone_id: &str,
    certificate: &Certificate,
    replaced: Vec<String>,
) -> Vec<Step> {
    if server.is_zone_active(zone_id) {
        return deployed(certificate.expires_on, replaced);
    }
    vec![Step::then(json!({ "status": "holding_deployment" })), expiry(certificate.expires_on)]
}

fn deployed(expires_on: OffsetDateTime, replaced: Vec<String>) -> Vec<Step> {
    vec![Step::then(json!({ "status": "active" })), Step::and_remove_others(replaced), expiry(expires_on)]
}

pub(super) fn expiry(expires_on: OffsetDateTime) -> Step {
    Step::at(expires_on, json!({ "status": "expired" }))
}

/// Deploys what was held back.
pub(crate) fn zone_became_active(server: &ServerState, store: &mut StoreGuard<'_>, zone_id: &str) {
    for item in store.collection(&KIND.of(zone_id)).values_mut() {
        // A seeded record may have no date.
        let expires_on = OffsetDateTime::parse(item.str("expires_on"), &Rfc3339);
        if item.str("status") == "holding_deployment" {
            let replaced = item.internal["replaces"].as_array().into_iter().flatten();
            let replaced = replaced.filter_map(|id| id.as_str().map(str::to_owned)).collect();
            let expires_on = expires_on.unwrap_or_else(|_| PrimitiveDateTime::MAX.assume_utc());
            item.schedule(server.now(), deployed(expires_on, replaced));
        }
    }
}
