//! Stages that resources are put into from outside, as by a certificate authority, another customer, or a renewal.

use std::time::Duration;

use serde_json::{Value, json};

use super::{certificate_packs, custom_certificates, custom_hostnames};
use crate::call::account_owner;
use crate::directory::SimulatedZone;
use crate::server_state::ServerState;
use crate::store::{Kind, Step};

/// How long a hostname is kept that has moved, or whose ownership is not verified.
const UNVERIFIED: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// The kinds of resources whose items have a stage.
const KINDS: [Kind; 15] = [
    super::access_certificates::KIND,
    super::kinds::CERTIFICATE_PACKS,
    super::client_certificates::KIND,
    super::kinds::CUSTOM_CERTIFICATES,
    super::kinds::CUSTOM_HOSTNAMES,
    custom_hostnames::FALLBACK_ORIGIN,
    super::custom_trust_store::KIND,
    super::gateway_certificates::KIND,
    super::hostname_tls_settings::KIND,
    super::kinds::KEYLESS_CERTIFICATES,
    super::kinds::MTLS_CERTIFICATES,
    super::origin_ca_certificates::KIND,
    super::origin_tls_client_auth::ZONE_CERTIFICATES,
    super::origin_tls_client_auth::HOSTNAME_CERTIFICATES,
    super::origin_tls_client_auth::HOSTNAMES,
];

/// Puts a resource into a stage, in which it stays until a client changes it. Returns its id afterwards.
pub(crate) fn set_stage(server: &ServerState, resource: &str, id: &str, stage: &str) -> Option<String> {
    let kind = kind(resource)?;
    let now = server.now();
    let mut store = server.store();
    if stage == "renewed" {
        return match kind.name {
            "certificate_packs" => certificate_packs::renew(server, &mut store, id),
            "custom_hostnames" => custom_hostnames::renew(server, &mut store, id),
            _ => None,
        };
    }
    let item = store.find_anywhere(kind, id)?;
    let patch = match kind.name {
        "certificate_packs" => certificate(stage),
        // Of the hostname and of its certificate.
        "custom_hostnames" if stage == "active" && item.record["ssl"].is_object() => json!({
            "status": "active", "verification_errors": null, "ssl": certificate(stage),
        }),
        "custom_hostnames" if stage == "active" => json!({ "status": "active", "verification_errors": null }),
        "custom_hostnames" => {
            custom_hostnames::stage(stage).unwrap_or_else(|| json!({ "ssl": certificate(stage) }))
        }
        "gateway_certificates" => json!({ "binding_status": stage }),
        _ => json!({ "status": status(stage) }),
    };
    item.merge(&patch);
    // Cloudflare deletes a hostname that has moved away, or whose ownership is not verified in time.
    let is_deleted = kind.name == "custom_hostnames" && matches!(stage, "moved" | "pending");
    item.schedule(now, is_deleted.then(|| Step::remove_after(UNVERIFIED)));
    Some(id.to_owned())
}

/// Changes the record of a resource. Returns `false` if there is none with this id.
pub(crate) fn patch_record(server: &ServerState, resource: &str, id: &str, patch: &Value) -> bool {
    if !patch.is_object() {
        server.report_mistake("a patch of a record is an object");
        return false;
    }
    let mut store = server.store();
    let item = kind(resource).and_then(|kind| store.find_anywhere(kind, id));
    item.map(|item| item.merge(patch)).is_some()
}

/// Sets whether lists show a record. Returns `false` if there is none with this id.
pub(crate) fn set_listed(server: &ServerState, resource: &str, id: &str, is_listed: bool) -> bool {
    let mut store = server.store();
    let item = kind(resource).and_then(|kind| store.find_anywhere(kind, id));
    item.map(|item| item.is_listed = is_listed).is_some()
}

/// Adds a resource as responses show it. Returns its id; `None` if there is no such kind of resource.
pub(crate) fn insert(server: &ServerState, resource: &str, owner: &str, mut record: Value) -> Option<String> {
    let kind = kind(resource)?;
    if !record["id"].is_string() {
        record["id"] = json!(server.ids.uuid());
    }
    let id = match kind.name {
        "custom_hostnames_fallback_origin" => String::new(),
        "origin_tls_client_auth_hostnames" => record["hostname"].as_str()?.to_owned(),
        _ => record["id"].as_str()?.to_owned(),
    };
    let owner = match kind.name {
        // It has no owner, as a certificate may be for hosts of several zones.
        "origin_ca_certificates" => String::new(),
        "access_certificates" if server.directory().zone(owner).is_none() => account_owner(owner),
        _ => owner.to_ascii_lowercase(),
    };
    server.store().insert(&kind.of(owner), &id, record, []);
    Some(id)
}

/// Adds a zone or replaces it; if it is active, what was held back is deployed.
pub(crate) fn set_zone(server: &ServerState, zone: SimulatedZone) {
    let id = zone.id().to_owned();
    server.directory().add_zone(zone);
    certificate_packs::sync_universal(server, &id);
    if server.is_zone_active(&id) {
        let mut store = server.store();
        certificate_packs::zone_became_active(server, &mut store, &id);
        custom_certificates::zone_became_active(server, &mut store, &id);
        custom_hostnames::zone_became_active(server, &mut store, &id);
    }
}

/// Returns the names of the kinds of resources whose records can be added and changed.
pub(crate) fn record_kinds() -> impl Iterator<Item = &'static str> {
    KINDS.into_iter().map(|kind| kind.name)
}

fn kind(resource: &str) -> Option<Kind> {
    KINDS.into_iter().find(|kind| kind.name == resource)
}

fn status(stage: &str) -> &str {
    if stage == "tombstone" { "deleted" } else { stage }
}

/// The stage of a certificate that Cloudflare orders.
fn certificate(stage: &str) -> Value {
    let error = |status: &str, message: &str| json!({ "status": status, "validation_errors": [{ "message": message }] });
    match stage {
        "caa_error" => error(
            "pending_issuance",
            "CAA records block issuance. Please remove all CAA records or add records for this authority.",
        ),
        "validation_failed" => error("pending_validation", "the domain's nameservers may be malfunctioning"),
        "validation_timed_out" => error("validation_timed_out", "the validation timed out"),
        other => json!({ "status": status(other), "validation_errors": null }),
    }
}
