//! Stages of resources.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{ControlError, Request};
use crate::resources;

/// The statuses of a certificate that Cloudflare orders.
const CERTIFICATE: &[&str] = &[
    "initializing",
    "pending_validation",
    "deleted",
    "pending_issuance",
    "pending_deployment",
    "pending_deletion",
    "pending_expiration",
    "expired",
    "active",
    "initializing_timed_out",
    "validation_timed_out",
    "issuance_timed_out",
    "deployment_timed_out",
    "deletion_timed_out",
    "pending_cleanup",
    "staging_deployment",
    "staging_active",
    "deactivating",
    "inactive",
    "backup_issued",
    "holding_deployment",
    "timed_out",
];
/// Stages of such a certificate that are more than a status.
const ORDERED: &[&str] = &["caa_error", "validation_failed", "renewed"];
/// The statuses that a custom hostname has apart from its certificate.
const HOSTNAME: &[&str] = &[
    "pending",
    "blocked",
    "moved",
    "pending_blocked",
    "pending_migration",
    "pending_provisioned",
    "provisioned",
    "test_pending",
    "test_active",
    "test_active_apex",
    "active_redeploying",
    "test_blocked",
    "test_failed",
];
const ORIGIN_PULL: &[&str] = &[
    "initializing",
    "pending_deployment",
    "pending_deletion",
    "active",
    "deleted",
    "deployment_timed_out",
    "deletion_timed_out",
];
/// Deleted, and still shown.
const TOMBSTONE: &[&str] = &["tombstone"];

/// The stages of each kind of resource that has some.
const STAGES: [(&str, &[&[&str]]); 11] = [
    ("certificate_packs", &[CERTIFICATE, ORDERED, TOMBSTONE]),
    ("client_certificates", &[&["active", "pending_reactivation", "pending_revocation", "revoked"]]),
    (
        "custom_certificates",
        &[&["active", "expired", "deleted", "pending", "initializing", "holding_deployment"], TOMBSTONE],
    ),
    ("custom_hostnames", &[HOSTNAME, CERTIFICATE, ORDERED, TOMBSTONE]),
    (
        "custom_hostnames_fallback_origin",
        &[&[
            "initializing",
            "pending_deployment",
            "pending_deletion",
            "active",
            "deployment_timed_out",
            "deletion_timed_out",
        ]],
    ),
    (
        "custom_trust_store",
        &[
            &["initializing", "pending_deployment", "active", "pending_deletion", "deleted", "expired"],
            TOMBSTONE,
        ],
    ),
    ("gateway_certificates", &[&["pending_deployment", "available", "pending_deletion", "inactive"]]),
    ("hostname_tls_settings", &[&["pending_deployment", "active", "pending_deletion"]]),
    ("keyless_certificates", &[&["active", "deleted"], TOMBSTONE]),
    ("origin_tls_client_auth", &[ORIGIN_PULL, TOMBSTONE]),
    ("origin_tls_client_auth_hostname_certificates", &[ORIGIN_PULL, TOMBSTONE]),
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    resource: String,
    id: String,
    stage: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Listed {
    resource: String,
    id: String,
    listed: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Patch {
    resource: String,
    id: String,
    patch: Map<String, Value>,
}

pub(super) fn enter(request: &Request) -> Result<Value, ControlError> {
    let Entry { resource, id, stage } = request.json()?;
    check(&resource, &stage)?;
    let id_after = resources::set_stage(&request.server, &resource, &id, &stage);
    id_after.map(|id| json!({ "id": id })).ok_or_else(|| not_found(&resource, &id))
}

/// Checks the names of a resource and of its stage.
pub(crate) fn check(resource: &str, stage: &str) -> Result<(), ControlError> {
    let Some(stages) = of(resource) else {
        let names = STAGES.map(|(name, _)| name).join(", ");
        let message = format!("there is no resource `{resource}` with stages; there are {names}");
        return Err(ControlError::invalid(message));
    };
    if !stages.contains(&stage) {
        let message = format!(
            "{resource} has no stage `{stage}`; it has {}. A patch can set any status",
            stages.join(", ")
        );
        return Err(ControlError::invalid(message));
    }
    Ok(())
}

pub(super) fn patch(request: &Request) -> Result<Value, ControlError> {
    let Patch { resource, id, patch } = request.json()?;
    check_resource(&resource)?;
    if patch.contains_key("id") {
        return Err(ControlError::invalid("`id` cannot be changed"));
    }
    if resources::patch_record(&request.server, &resource, &id, &Value::Object(patch)) {
        return Ok(json!({ "id": id }));
    }
    Err(not_found(&resource, &id))
}

pub(super) fn listed(request: &Request) -> Result<Value, ControlError> {
    let Listed { resource, id, listed } = request.json()?;
    check_resource(&resource)?;
    if resources::set_listed(&request.server, &resource, &id, listed) {
        return Ok(json!({ "id": id }));
    }
    Err(not_found(&resource, &id))
}

/// Checks the name of a kind of resource whose records can be added and changed.
pub(crate) fn check_resource(name: &str) -> Result<(), ControlError> {
    if resources::record_kinds().any(|kind| kind == name) {
        return Ok(());
    }
    let names: Vec<&str> = resources::record_kinds().collect();
    Err(ControlError::invalid(format!(
        "there is no resource `{name}` with records; there are {}",
        names.join(", ")
    )))
}

/// What `GET /__simulator` shows of the stages.
pub(super) fn shown() -> Value {
    STAGES.iter().map(|(name, lists)| ((*name).to_owned(), json!(lists.concat()))).collect()
}

fn of(resource: &str) -> Option<Vec<&'static str>> {
    STAGES.iter().find(|(name, _)| *name == resource).map(|(_, lists)| lists.concat())
}

fn not_found(resource: &str, id: &str) -> ControlError {
    ControlError::not_found(format!("{resource} has no resource with the id `{id}`"))
}
