//! Certificate packs: ordered, validated, issued, deployed; and the universal one, which a zone has by itself.

mod order;
mod stages;
mod universal;
mod validation;

use serde_json::{Value, json};

use super::kinds::CERTIFICATE_PACKS as KIND;
use super::read;
use crate::api_error::ApiError;
use crate::api_response::ApiResponse;
use crate::call::Call;
use crate::codes;
use crate::server_state::ServerState;
use crate::store::{Collection, CollectionKey, Item, Step};

pub(crate) use stages::{renew, revalidate, zone_became_active};
pub(crate) use universal::{initial as universal_ssl, sync as sync_universal};
pub(crate) use validation::validation_record;

/// The pack is already deleted. Cloudflare's.
const ALREADY_DELETED: u32 = 1406;

/// How many advanced packs a zone may have by default.
const QUOTA: usize = 10;

pub(crate) fn handle(server: &ServerState, call: &Call, action: &str) -> Result<ApiResponse, ApiError> {
    let key = call.zone_collection(KIND);
    let id = call.path_parameter("certificate_pack_id");
    universal::sync(server, &call.zone_id());
    match action {
        "list" => {
            let all = call.query_str("status").is_some();
            read::list(server, call, &key, |record| all || record["status"] == "active")
        }
        "get" => read::get(server, &key, id),
        "create" => order::create(server, call),
        "edit" => edit(server, call, &key, id),
        "delete" => delete(server, &key, id),
        "quota" => {
            let used = used(server.store().collection(&key));
            let allocated = server.quota(KIND.name, QUOTA);
            ApiResponse::ok(&json!({ "advanced": { "allocated": allocated, "used": used } }))
        }
        other => Err(ApiError::not_modelled(other)),
    }
}

/// How many packs count towards the quota.
fn used(packs: &Collection) -> usize {
    let counts = |item: &&Item| item.str("type") != "universal" && item.str("status") != "deleted";
    packs.values().filter(counts).count()
}

/// Adds the branding; and starts the validation again if it failed.
fn edit(server: &ServerState, call: &Call, key: &CollectionKey, id: &str) -> Result<ApiResponse, ApiError> {
    let mut store = server.store();
    let pack = store.find(key, id)?;
    if pack.str("status") == "deleted" {
        return Err(already_deleted());
    }
    pack.merge(&call.body);
    let timed_out = matches!(pack.str("status"), "validation_timed_out" | "timed_out");
    if timed_out || !pack.record["validation_errors"].is_null() {
        stages::restart(server, &call.zone_id(), pack);
    }
    ApiResponse::ok(&pack.record)
}

/// A deleted pack is shown for a while.
fn delete(server: &ServerState, key: &CollectionKey, id: &str) -> Result<ApiResponse, ApiError> {
    let mut store = server.store();
    let pack = store.find(key, id)?;
    match (pack.str("status"), pack.str("type")) {
        ("deleted", _) => return Err(already_deleted()),
        (_, "universal") => {
            let message = "the universal pack cannot be deleted; Universal SSL can be disabled";
            // The simulator's own choice: no source says how the request is refused.
            return Err(ApiError::bad_request(codes::WRONG_STATE, message));
        }
        _ => {}
    }
    pack.merge(&json!({ "status": "deleted", "validation_records": null, "validation_errors": null }));
    pack.schedule(server.now(), [Step::then_remove()]);
    ApiResponse::deleted(id)
}

fn already_deleted() -> ApiError {
    ApiError::bad_request(ALREADY_DELETED, "the certificate pack is already deleted")
}

/// The strings of a list in a record.
fn strings(list: &Value) -> Vec<String> {
    list.as_array().into_iter().flatten().filter_map(|item| item.as_str().map(str::to_owned)).collect()
}
