//! Ordering faults.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::{ControlError, Request, fault_kinds};
use crate::contract::Contract;
use crate::faults::{Fault, FaultKind, RequestMatch, Rule, When};

/// A fault and the requests that it happens to: the next matching one unless something else is given.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Order {
    /// Read in a second step, so that each error names what is wrong.
    #[serde(default, rename = "match")]
    requests: Option<Value>,
    nth: Option<u32>,
    times: Option<u32>,
    #[serde(default)]
    always: bool,
    #[serde(default)]
    with_retries: bool,
    fault: Value,
}

pub(super) fn add(request: &Request) -> Result<Value, ControlError> {
    let order: Order = request.json()?;
    if order.nth == Some(0) || order.times == Some(0) {
        return Err(ControlError::invalid("`nth` and `times` begin at 1"));
    }
    if order.always && order.times.is_some() {
        return Err(ControlError::invalid("`always` and `times` exclude each other"));
    }
    if order.with_retries && (order.always || order.times.is_some()) {
        return Err(ControlError::invalid("`with_retries` excludes `always` and `times`"));
    }
    let rule = Rule {
        when: When::Matches(requests(request, order.requests.unwrap_or_else(|| json!({})))?),
        skip: order.nth.unwrap_or(1).saturating_sub(1),
        times: if order.always { None } else { Some(order.times.unwrap_or(1)) },
        with_retries: order.with_retries,
        fault: fault(order.fault)?,
    };
    request.server.faults().add(rule);
    pending(request)
}

pub(super) fn pending(request: &Request) -> Result<Value, ControlError> {
    Ok(json!({ "pending": request.server.faults().pending() }))
}

pub(super) fn clear(request: &Request) -> Result<Value, ControlError> {
    request.server.faults().clear();
    Ok(json!({}))
}

/// Reads the conditions. One that no request can meet is a mistake in the test.
fn requests(request: &Request, conditions: Value) -> Result<RequestMatch, ControlError> {
    if !conditions.is_object() {
        return Err(ControlError::invalid("`match` is not an object"));
    }
    let requests: RequestMatch = read("match", conditions)?;
    check_match(&request.server.contract, &requests)?;
    Ok(requests)
}

/// Checks the names in conditions.
pub(crate) fn check_match(contract: &Contract, requests: &RequestMatch) -> Result<(), ControlError> {
    let [operation, resource, method] = requests.names();
    let known = |kind: &str, name: Option<&str>, is_known: &dyn Fn(&str) -> bool| match name {
        Some(name) if !is_known(name) => {
            Err(ControlError::invalid(format!("there is no {kind} `{name}`; GET /__simulator lists them")))
        }
        _ => Ok(()),
    };
    known("operation", operation, &|id| contract.has_operation(id))?;
    known("resource", resource, &|name| contract.operations().any(|operation| operation.tag == name))?;
    known("method", method, &|name| {
        ["GET", "POST", "PUT", "PATCH", "DELETE"].iter().any(|method| method.eq_ignore_ascii_case(name))
    })
}

fn fault(value: Value) -> Result<Fault, ControlError> {
    let name = value["kind"].as_str().unwrap_or_default();
    let kind = fault_kinds::find(name).ok_or_else(|| {
        ControlError::invalid(format!("`kind` is not one of {}: `{name}`", fault_kinds::names()))
    })?;
    if let Some(field) = value.as_object().and_then(|fields| fields.keys().find(|field| !kind.has(field))) {
        let message = format!("a fault of the kind {name} has no `{field}`; it has {}", kind.fields());
        return Err(ControlError::invalid(message));
    }
    let mut fault: Fault = read("fault", value)?;
    if fault.kind == FaultKind::Error {
        let usual = Fault::status(fault.status.unwrap_or(500));
        fault.code = fault.code.or(usual.code);
        fault.message = fault.message.or(usual.message);
    }
    Ok(fault)
}

fn read<T: DeserializeOwned>(name: &str, value: Value) -> Result<T, ControlError> {
    serde_json::from_value(value)
        .map_err(|error| ControlError::invalid(format!("`{name}` cannot be read: {error}")))
}
