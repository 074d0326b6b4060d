//! Custom CSRs of accounts and zones, each with a key pair that stays at Cloudflare.

mod sans;

use std::cmp::Ordering;

use serde_json::{Value, json};

use super::kinds::CUSTOM_CSRS as KIND;
use super::{csr_keys, read};
use crate::api_error::ApiError;
use crate::api_response::ApiResponse;
use crate::call::Call;
use crate::clock::rfc3339;
use crate::server_state::ServerState;
use crate::store::Item;
use crate::x509::{CsrKeyType, Subject, hex, make_csr};

/// The CSR is used by a certificate. Cloudflare's.
const IN_USE: u32 = 1420;
/// A subject alternative name is an IP address, too long, or has characters that no name has. Cloudflare's.
const INVALID_SAN: u32 = 1412;
/// A subject alternative name is not ASCII. Cloudflare's.
const NON_ASCII_SAN: u32 = 1413;
/// A subject alternative name is in a reserved top-level domain. Cloudflare's.
const RESERVED_SAN: u32 = 1414;
/// A subject alternative name is not below a public suffix. Cloudflare's.
const PUBLIC_SUFFIX_SAN: u32 = 1415;

/// What a request says of a new CSR, and responses repeat.
const GIVEN: [&str; 9] = [
    "common_name",
    "country",
    "description",
    "locality",
    "name",
    "organization",
    "organizational_unit",
    "sans",
    "state",
];

pub(crate) fn handle(server: &ServerState, call: &Call, action: &str) -> Result<ApiResponse, ApiError> {
    let key = call.scope_collection(KIND);
    let id = call.path_parameter("custom_csr_id");
    match action {
        "list" => {
            let mut store = server.store();
            let mut items: Vec<&Item> = store.shown(&key).values().collect();
            // Stable: equal ones stay in the order of their creation.
            items.sort_by(|one, other| compare(call.query_str("order"), &one.record, &other.record));
            if call.query_str("direction") == Some("desc") {
                items.reverse();
            }
            read::page(call, items)
        }
        "get" => read::get(server, &key, id),
        "create" => create(server, call),
        "delete" => {
            let mut store = server.store();
            store.find(&key, id)?;
            if csr_keys::is_used(&mut store, id) {
                let message = "the CSR is used by a certificate or a custom hostname";
                return Err(ApiError::conflict(IN_USE, message));
            }
            store.remove(&key, id);
            ApiResponse::deleted(id)
        }
        other => Err(ApiError::not_modelled(other)),
    }
}

fn compare(order: Option<&str>, one: &Value, other: &Value) -> Ordering {
    let field = order.filter(|order| ["name", "account_tag"].contains(order)).unwrap_or("created_at");
    one[field].as_str().cmp(&other[field].as_str())
}

fn create(server: &ServerState, call: &Call) -> Result<ApiResponse, ApiError> {
    let sans = call.body_strings("sans");
    sans::check(&sans)?;
    let field = |name| call.body_str(name).unwrap_or_default();
    let subject = Subject {
        common_name: field("common_name"),
        organization: field("organization"),
        organizational_unit: call.body_str("organizational_unit"),
        locality: field("locality"),
        state: field("state"),
        country: field("country"),
        sans: &sans,
    };
    let key_type = if field("key_type") == "p256v1" { CsrKeyType::P256v1 } else { CsrKeyType::Rsa2048 };
    // Before the store is locked: an RSA key takes its time.
    let (csr, key_pair) = make_csr(&subject, key_type)
        .map_err(|error| ApiError::bad_request(INVALID_SAN, error.to_string()))?;
    let id = server.ids.uuid();
    let mut record = json!({
        "id": id, "csr": csr, "created_at": rfc3339(server.now()), "key_type": key_type.name(),
    });
    for field in GIVEN {
        if !call.body[field].is_null() {
            record[field] = call.body[field].clone();
        }
    }
    if let Some(account) = account(server, call) {
        record["account_tag"] = json!(account);
    }
    let mut store = server.store();
    let item = store.insert(&call.scope_collection(KIND), &id, record, []);
    item.internal = json!({ "public_key": hex(key_pair.public_key_raw()) });
    ApiResponse::created(&item.record)
}

/// The account that a CSR belongs to. That of an undeclared zone is unknown.
fn account(server: &ServerState, call: &Call) -> Option<String> {
    let scope = call.scope_id();
    if call.is_for_account() {
        return Some(scope);
    }
    server.directory().zone(&scope).map(|zone| zone.account_id().to_owned())
}
