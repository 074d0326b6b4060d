//! Ordering faults.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{ControlError, Request};
use crate::faults::{Fault, RequestMatch, Rule, When};

/// A fault and the requests that it happens to: the next matching one unless something else is given.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Order {
    #[serde(default, rename = "match")]
    requests: RequestMatch,
    nth: Option<u32>,
    times: Option<u32>,
    #[serde(default)]
    always: bool,
    fault: Fault,
}

pub(super) fn add(request: &Request<'_>) -> Result<Value, ControlError> {
    let order: Order = request.json()?;
    if let Some(operation) = order.requests.named_operation()
        && !request.server.contract.has_operation(operation)
    {
        return Err(ControlError::invalid(format!("there is no operation {operation}")));
    }
    let rule = Rule {
        when: When::Matches(order.requests),
        skip: order.nth.unwrap_or(1).saturating_sub(1),
        times: if order.always { None } else { Some(order.times.unwrap_or(1)) },
        fault: order.fault,
    };
    request.server.faults().add(rule);
    pending(request)
}

pub(super) fn pending(request: &Request<'_>) -> Result<Value, ControlError> {
    Ok(json!({ "pending": request.server.faults().pending() }))
}

pub(super) fn clear(request: &Request<'_>) -> Result<Value, ControlError> {
    request.server.faults().clear();
    Ok(json!({}))
}
