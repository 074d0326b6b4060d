//! The stages of a custom hostname and its certificate.

use serde_json::{Value, json};
use time::OffsetDateTime;

use super::super::certificate_packs::validation_record;
use super::KIND;
use crate::clock::{after, rfc3339};
use crate::ids;
use crate::server_state::ServerState;
use crate::store::{Item, Step, StoreGuard};

/// How long the certificates are valid that Cloudflare orders.
const VALIDITY: std::time::Duration = std::time::Duration::from_secs(90 * 24 * 60 * 60);

/// From the order to the deployment. The validations of the hostname and of its certificate end together; a certificate that is
/// active stays so.
pub(super) fn steps(server: &ServerState, zone_id: &str, record: &Value) -> Vec<Step> {
    let mut steps = Vec::new();
    let ssl = &record["ssl"];
    if ssl.is_object() && ssl["status"] != "active" {
        if !ssl["custom_certificate"].is_string() {
            let records = records(ssl);
            steps.push(Step::then(
                json!({ "ssl": { "status": "pending_validation", "validation_records": records } }),
            ));
            steps.push(Step::validated(
                json!({ "ssl": { "status": "pending_issuance", "validation_records": null } }),
            ));
        }
        if server.is_zone_active(zone_id) {
            steps.extend(deployed(ssl));
        } else {
            steps.push(Step::then(json!({ "ssl": { "status": "holding_deployment" } })));
        }
    }
    steps.push(Step::then(verified()));
    steps
}

/// The ownership of the hostname is verified.
fn verified() -> Value {
    json!({ "status": "active", "ownership_verification": null, "ownership_verification_http": null })
}

fn deployed(ssl: &Value) -> Vec<Step> {
    if ssl["custom_certificate"].is_string() {
        return vec![Step::then(json!({ "ssl": { "status": "active" } }))];
    }
    vec![
        Step::then(json!({ "ssl": { "status": "pending_deployment" } })),
        Step::then_run(|record, now| {
            let issued = issued(&record["ssl"], now);
            json_patch::merge(&mut record["ssl"], &issued);
            Vec::new()
        }),
    ]
}

/// An active certificate.
fn issued(ssl: &Value, now: OffsetDateTime) -> Value {
    let id = ssl["id"].as_str().unwrap_or_default();
    let expires_on = rfc3339(after(now, VALIDITY));
    let serial = u128::from_str_radix(&ids::derived("serial number", id), 16).unwrap_or_default();
    let certificate = json!({
        "id": ids::derived("certificate", id), "issuer": "Simulator", "signature": "ECDSAWithSHA256",
        "serial_number": serial.to_string(), "expires_on": expires_on,
    });
    json!({
        "status": "active", "issuer": "Simulator", "signature": "ECDSAWithSHA256", "expires_on": expires_on,
        "certificates": [certificate],
    })
}

/// One validation record for each name of a certificate.
fn records(ssl: &Value) -> Vec<Value> {
    let (method, id) = (ssl["method"].as_str().unwrap_or_default(), ssl["id"].as_str().unwrap_or_default());
    let hosts = ssl["hosts"].as_array().into_iter().flatten().filter_map(Value::as_str);
    hosts.map(|host| validation_record(method, host, &ids::derived(id, host))).collect()
}

/// Tries the validation of the same order again, unless it succeeded or the certificate is the customer's own.
pub(super) fn retry(server: &ServerState, zone_id: &str, item: &mut Item) {
    let ssl = &item.record["ssl"];
    let status = ssl["status"].as_str().unwrap_or_default();
    let goes_on = matches!(status, "active" | "pending_deployment" | "pending_issuance" | "initializing");
    if (goes_on && ssl["validation_errors"].is_null()) || ssl["custom_certificate"].is_string() {
        return;
    }
    let records = records(&item.record["ssl"]);
    let pending =
        json!({ "status": "pending_validation", "validation_records": records, "validation_errors": null });
    item.merge(&json!({ "ssl": pending }));
    let mut steps = steps(server, zone_id, &item.record);
    // The order was placed long ago.
    steps.remove(0);
    item.schedule(server.now(), steps);
}

/// The stage of a hostname by its name; `None` if it is one of its certificate.
pub(crate) fn stage(name: &str) -> Option<Value> {
    let error =
        |status: &str, message: &str| Some(json!({ "status": status, "verification_errors": [message] }));
    match name {
        "blocked" => error(
            "blocked",
            "The hostname is associated with a held zone. Please contact the owner of this domain to have the hold removed.",
        ),
        "pending" => error("pending", "custom hostname does not CNAME to this zone."),
        "moved" => error("moved", "custom hostname does not CNAME to this zone."),
        "pending_blocked"
        | "pending_migration"
        | "pending_provisioned"
        | "provisioned"
        | "test_blocked"
        | "test_pending"
        | "test_active"
        | "test_active_apex"
        | "active_redeploying"
        | "test_failed"
        | "deleted"
        | "tombstone" => Some(json!({ "status": if name == "tombstone" { "deleted" } else { name } })),
        _ => None,
    }
}

/// Deploys what was held back.
pub(crate) fn zone_became_active(server: &ServerState, store: &mut StoreGuard<'_>, zone_id: &str) {
    for item in store.collection(&KIND.of(zone_id)).values_mut() {
        if item.record["ssl"]["status"] == "holding_deployment" {
            let steps = deployed(&item.record["ssl"]).into_iter().chain([Step::then(verified())]);
            let steps: Vec<Step> = steps.collect();
            item.schedule(server.now(), steps);
        }
    }
}

/// Renews a certificate that Cloudflare ordered: it gets a new id. Returns the id of the hostname, which stays.
pub(crate) fn renew(server: &ServerState, store: &mut StoreGuard<'_>, id: &str) -> Option<String> {
    let item = store.find_anywhere(KIND, id)?;
    let ssl = &item.record["ssl"];
    if !ssl.is_object() || ssl["custom_certificate"].is_string() {
        return None;
    }
    item.record["ssl"]["id"] = json!(server.ids.uuid());
    let issued = issued(&item.record["ssl"], server.now());
    item.merge(&json!({ "ssl": issued }));
    item.merge(&json!({ "ssl": { "validation_records": null, "validation_errors": null } }));
    item.schedule(server.now(), [Step::then(verified())]);
    Some(id.to_owned())
}
