//! What exists.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{ControlError, Request, endpoints};
use crate::access::Token;
use crate::clock::rfc3339;
use crate::directory::Zone;
use crate::resources::{self, custom_certificates};
use crate::server_state::ServerState;

/// State to add.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Seed {
    zones: Vec<Zone>,
    tokens: Vec<Token>,
    custom_certificates: Vec<SeededCertificates>,
    records: Vec<SeededRecord>,
}

/// Active custom certificates without X.509.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SeededCertificates {
    zone: String,
    count: usize,
}

/// A resource, as responses show it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SeededRecord {
    resource: String,
    /// The id of the zone or account.
    owner: String,
    record: Value,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stage {
    resource: String,
    id: String,
    stage: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Patch {
    resource: String,
    id: String,
    patch: Value,
}

impl Seed {
    /// Adds the state. Returns the ids of what was added, by resource.
    pub(crate) fn apply(self, server: &ServerState) -> Result<Value, ControlError> {
        for zone in self.zones {
            server.directory().add_zone(zone);
        }
        for token in self.tokens {
            add(server, token)?;
        }
        let certificates: Vec<String> = self
            .custom_certificates
            .iter()
            .flat_map(|seeded| custom_certificates::seed(server, &seeded.zone, seeded.count))
            .collect();
        let mut records = Vec::new();
        for seeded in self.records {
            let id = resources::insert(server, &seeded.resource, &seeded.owner, seeded.record);
            records.push(id.ok_or_else(|| {
                ControlError::invalid(format!("there is no resource {} with stages", seeded.resource))
            })?);
        }
        Ok(json!({ "custom_certificates": certificates, "records": records }))
    }
}

pub(super) fn overview(request: &Request<'_>) -> Result<Value, ControlError> {
    let directory = request.server.directory();
    let zone = |zone: &Zone| {
        json!({
            "id": zone.id(), "name": zone.name(), "account": zone.account_id(), "plan": zone.plan_name(), "status": zone.status_name(),
        })
    };
    Ok(json!({
        "time": rfc3339(request.server.now()), "zones": directory.zones().map(zone).collect::<Vec<Value>>(),
        "accounts": directory.accounts().map(|(id, _)| json!(id)).collect::<Vec<Value>>(), "endpoints": endpoints(),
    }))
}

pub(super) fn reset(request: &Request<'_>) -> Result<Value, ControlError> {
    request.server.reset();
    Ok(json!({}))
}

pub(super) fn seed(request: &Request<'_>) -> Result<Value, ControlError> {
    request.json::<Seed>()?.apply(request.server)
}

pub(super) fn add_zone(request: &Request<'_>) -> Result<Value, ControlError> {
    let zone: Zone = request.json()?;
    let shown = json!({ "id": zone.id(), "name": zone.name(), "account": zone.account_id() });
    resources::set_zone(request.server, zone);
    Ok(shown)
}

pub(super) fn add_token(request: &Request<'_>) -> Result<Value, ControlError> {
    add(request.server, request.json()?)?;
    Ok(json!({}))
}

fn add(server: &ServerState, token: Token) -> Result<(), ControlError> {
    if token.value().trim().is_empty() {
        return Err(ControlError::invalid("the token is empty"));
    }
    server.access().tokens.push(token);
    Ok(())
}

pub(super) fn stage(request: &Request<'_>) -> Result<Value, ControlError> {
    let Stage { resource, id, stage } = request.json()?;
    let id = resources::set_stage(request.server, &resource, &id, &stage);
    id.map(|id| json!({ "id": id })).ok_or_else(|| ControlError::not_found("there is no such resource"))
}

pub(super) fn patch(request: &Request<'_>) -> Result<Value, ControlError> {
    let Patch { resource, id, patch } = request.json()?;
    if resources::patch_record(request.server, &resource, &id, &patch) {
        return Ok(json!({ "id": id }));
    }
    Err(ControlError::not_found("there is no such resource"))
}

pub(super) fn requests(request: &Request<'_>) -> Result<Value, ControlError> {
    let journal = request.server.journal();
    Ok(json!({ "count": journal.count(), "last": journal.last() }))
}
