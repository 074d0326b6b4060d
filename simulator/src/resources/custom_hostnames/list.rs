//! The list of custom hostnames.

use serde_json::{Value, json};

use super::{ID_WITH_OTHER_FILTERS, KIND, read};
use crate::api_error::ApiError;
use crate::api_response::ApiResponse;
use crate::call::Call;
use crate::server_state::ServerState;
use crate::store::Item;

/// Parameters that are not filters.
const NO_FILTERS: [&str; 4] = ["page", "per_page", "order", "direction"];

pub(super) fn list(server: &ServerState, call: &Call) -> Result<ApiResponse, ApiError> {
    let others = call.query.keys().filter(|name| *name != "id" && !NO_FILTERS.contains(&name.as_str()));
    if call.query_str("id").is_some() && others.count() > 0 {
        let message =
            "Cannot specify other filter parameters in addition to `id`. Only one must be specified.";
        return Err(ApiError::bad_request(ID_WITH_OTHER_FILTERS, message));
    }
    let mut store = server.store();
    let items = store.shown(&call.zone_collection(KIND)).values();
    let (mut items, others): (Vec<&Item>, Vec<&Item>) = items.partition(|item| is_wanted(call, &item.record));
    // As in other lists: a program that lists what is active, until it is all there, comes to its end.
    others.into_iter().for_each(Item::count_read);
    // Stable: equal ones stay in the order of their creation.
    match call.query_str("order") {
        Some("ssl") => items.sort_by_key(|item| item.record["ssl"].is_object()),
        Some("ssl_status") => {
            items.sort_by_key(|item| item.record["ssl"]["status"].as_str().map(str::to_owned))
        }
        _ => {}
    }
    if call.query_str("direction") == Some("desc") {
        items.reverse();
    }
    read::page(call, items)
}

fn is_wanted(call: &Call, record: &Value) -> bool {
    let ssl = &record["ssl"];
    let name = record["hostname"].as_str().unwrap_or_default();
    let same = |parameter: &str, value: &Value| {
        let value = value.as_str().unwrap_or_default();
        call.query_str(parameter).is_none_or(|wanted| value.eq_ignore_ascii_case(wanted))
    };
    let part = |parameter: &str, holds: fn(&str, &str) -> bool| {
        call.query_str(parameter).is_none_or(|part| holds(name, &part.to_ascii_lowercase()))
    };
    let flag =
        |parameter: &str, value: Value| call.query.get(parameter).is_none_or(|wanted| *wanted == value);
    same("id", &record["id"])
        && same("hostname", &record["hostname"])
        && same("hostname.exact", &record["hostname"])
        && part("hostname.contain", |name, part| name.contains(part))
        && part("hostname.startsWith", |name, part| name.starts_with(part))
        && same("hostname_status", &record["status"])
        && same("custom_origin_server", &record["custom_origin_server"])
        && same("ssl_status", &ssl["status"])
        && same("certificate_authority", &ssl["certificate_authority"])
        && flag("ssl", json!(i64::from(ssl.is_object())))
        && flag("wildcard", json!(ssl["wildcard"] == json!(true)))
}
