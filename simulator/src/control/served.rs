//! What is served.

use serde_json::{Value, json};

use super::{ControlError, Request};

pub(super) fn show(request: &Request) -> Result<Value, ControlError> {
    let mut store = request.server.store();
    let ledger = store.ledger();
    let served: Vec<Value> = ledger
        .all()
        .into_iter()
        .map(|(purpose, hostname, served)| {
            json!({ "hostname": hostname, "purpose": purpose, "certificate": served })
        })
        .collect();
    Ok(json!({ "served": served, "changes": ledger.changes(), "gaps": ledger.gaps() }))
}
