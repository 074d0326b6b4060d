//! What there is, so that nobody must read the simulator's source to use it.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{ControlError, Request, ca, endpoints, fault_kinds, settings, stages};
use crate::clock::rfc3339;
use crate::directory::SimulatedZone;
use crate::resources;

pub(super) fn overview(request: &Request) -> Result<Value, ControlError> {
    let directory = request.server.directory();
    let zones: Vec<Value> = directory.zones().map(zone).collect();
    let accounts: Vec<Value> =
        directory.accounts().map(|(id, name)| json!({ "id": id, "name": name })).collect();
    drop(directory);
    Ok(json!({
        "version": env!("CARGO_PKG_VERSION"), "time": rfc3339(request.server.now()), "zones": zones,
        "accounts": accounts, "endpoints": endpoints::shown(), "faults": fault_kinds::shown(),
        "stages": stages::shown(), "records": resources::record_kinds().collect::<Vec<&str>>(),
        "quotas": settings::QUOTAS, "key_types": ca::KEY_TYPES.map(|(name, _)| name),
        "operations": operations(request),
    }))
}

/// A zone as the control plane shows it.
pub(super) fn zone(zone: &SimulatedZone) -> Value {
    json!({
        "id": zone.id(), "name": zone.name(), "account": zone.account_id(), "plan": zone.plan_name(),
        "status": zone.status_name(), "universal_ssl": zone.has_universal_ssl(),
    })
}

/// The ids of the operations, by resource.
fn operations(request: &Request) -> BTreeMap<&str, Vec<&str>> {
    let mut operations: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for operation in request.server.contract.operations() {
        operations.entry(&operation.tag).or_default().push(&operation.id);
    }
    operations
}
