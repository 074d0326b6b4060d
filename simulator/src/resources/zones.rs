//! Zones: those that were declared.

use serde_json::{Value, json};

use super::read;
use crate::api_error::ApiError;
use crate::api_response::ApiResponse;
use crate::call::Call;
use crate::directory::{Directory, SimulatedZone};
use crate::server_state::ServerState;

pub(crate) fn handle(server: &ServerState, call: &Call, action: &str) -> Result<ApiResponse, ApiError> {
    match action {
        "list" => list(server, call),
        "get" => {
            let directory = server.directory();
            match directory.zone(call.path_parameter("zone_id")) {
                Some(zone) => ApiResponse::ok(&record(&directory, zone)),
                None => Err(ApiError::not_modelled("zones that are not declared")),
            }
        }
        other => Err(ApiError::not_modelled(other)),
    }
}

fn list(server: &ServerState, call: &Call) -> Result<ApiResponse, ApiError> {
    let access = server.access();
    let token = access.find_token(call.token.as_deref());
    let directory = server.directory();
    let conditions = [
        ("name", "/name"),
        ("status", "/status"),
        ("account.id", "/account/id"),
        ("account.name", "/account/name"),
    ];
    let given: Vec<(&str, &str)> =
        conditions.iter().filter_map(|(name, pointer)| Some((call.query_str(name)?, *pointer))).collect();
    let any = call.query_str("match") == Some("any") && !given.is_empty();
    let is_wanted = |record: &Value| {
        let mut holds = given.iter().map(|(wanted, pointer)| {
            matches(wanted, record.pointer(pointer).and_then(Value::as_str).unwrap_or_default())
        });
        if any { holds.any(|holds| holds) } else { holds.all(|holds| holds) }
    };
    let is_reached = |zone: &&SimulatedZone| {
        token.is_none_or(|token| token.reaches_zone(zone.id(), Some(zone.account_id())))
    };
    let reached = directory.zones().filter(is_reached);
    let mut records: Vec<Value> = reached.map(|zone| record(&directory, zone)).filter(is_wanted).collect();
    let order = call.query_str("order").unwrap_or("name").replace('.', "/");
    let field = format!("/{order}");
    records.sort_by(|one, other| {
        one.pointer(&field).and_then(Value::as_str).cmp(&other.pointer(&field).and_then(Value::as_str))
    });
    if call.query_str("direction") == Some("desc") {
        records.reverse();
    }
    read::page_of(call, &records)
}

/// Compares a value with a condition, which may begin with an operator.
fn matches(condition: &str, value: &str) -> bool {
    let lower = str::to_ascii_lowercase;
    match condition.split_once(':') {
        Some(("equal", other)) => value.eq_ignore_ascii_case(other),
        Some(("not_equal", other)) => !value.eq_ignore_ascii_case(other),
        Some(("contains", part)) => lower(value).contains(&lower(part)),
        Some(("starts_with", start)) => lower(value).starts_with(&lower(start)),
        Some(("ends_with", end)) => lower(value).ends_with(&lower(end)),
        Some(("contains_case_sensitive", part)) => value.contains(part),
        Some(("starts_with_case_sensitive", start)) => value.starts_with(start),
        Some(("ends_with_case_sensitive", end)) => value.ends_with(end),
        _ => value.eq_ignore_ascii_case(condition),
    }
}

fn record(directory: &Directory, zone: &SimulatedZone) -> Value {
    let (name, account) = (zone.name(), directory.account_name(zone.account_id()));
    json!({
        "id": zone.id(), "name": name, "status": zone.status_name(), "paused": false, "type": "full",
        "development_mode": 0, "account": { "id": zone.account_id(), "name": account },
        "name_servers": ["ada.ns.simulator.example", "bob.ns.simulator.example"],
        "original_name_servers": [], "original_registrar": null, "original_dnshost": null,
        "created_on": CREATED, "modified_on": CREATED,
        "activated_on": (zone.status_name() == "active").then_some(CREATED),
        "plan": { "id": zone.plan_name(), "name": zone.plan_name(), "legacy_id": zone.plan_name(), "is_subscribed": true },
        "owner": { "id": zone.account_id(), "type": "organization", "name": account },
        "permissions": ["#ssl:edit", "#ssl:read", "#zone:read"],
        "meta": {
            "cdn_only": false, "custom_certificate_quota": 0, "dns_only": false, "foundation_dns": false,
            "page_rule_quota": 3, "phishing_detected": false, "step": 2,
        },
    })
}

/// Zones are there from the beginning.
const CREATED: &str = "2014-01-01T05:20:00.12345Z";
