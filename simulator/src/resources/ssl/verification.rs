//! Domain control validation of the packs of a zone.

use serde_json::{Value, json};

use super::super::certificate_packs;
use super::super::kinds::CERTIFICATE_PACKS;
use crate::api_error::ApiError;
use crate::api_response::ApiResponse;
use crate::call::Call;
use crate::codes;
use crate::page::ResultInfo;
use crate::server_state::ServerState;
use crate::store::Item;

/// One item for each certificate pack, the universal one included.
pub(super) fn get(server: &ServerState, call: &Call) -> Result<ApiResponse, ApiError> {
    certificate_packs::sync_universal(server, &call.zone_id());
    let mut store = server.store();
    let packs = store.shown(&call.zone_collection(CERTIFICATE_PACKS));
    let live = packs.values().filter(|pack| pack.str("status") != "deleted");
    let live: Vec<&Item> = live.collect();
    let items: Vec<Value> = live.iter().map(|pack| item(&pack.record)).collect();
    live.into_iter().for_each(Item::count_read);
    ApiResponse::list(&items, &ResultInfo::whole(items.len()))
}

fn item(pack: &Value) -> Value {
    let status = match pack["status"].as_str().unwrap_or_default() {
        "pending_validation" => "authorizing",
        "pending_issuance" => "issuing",
        "validation_timed_out" => "timing_out",
        other @ ("active" | "pending_deployment" | "expired") => other,
        _ => "initializing",
    };
    let records = pack["validation_records"].as_array().into_iter().flatten();
    let info: Vec<Value> = records.map(with_name_and_target).collect();
    let mut item = json!({
        "cert_pack_uuid": pack["id"], "certificate_status": status, "brand_check": false,
        "signature": "ECDSAWithSHA256", "verification_type": "cname",
        "verification_info": info, "verification_status": status == "active",
    });
    // The operation has no value for a validation by mail.
    if pack["validation_method"] != "email" {
        item["validation_method"] = pack["validation_method"].clone();
    }
    item
}

/// Adds what a record is called here: for a file its URL and its content.
fn with_name_and_target(record: &Value) -> Value {
    let mut info = record.clone();
    let pair =
        if record["http_url"].is_string() { ["http_url", "http_body"] } else { ["txt_name", "txt_value"] };
    if record[pair[0]].is_string() {
        info["record_name"] = record[pair[0]].clone();
        info["record_target"] = record[pair[1]].clone();
    }
    info
}

/// The methods that a pack cannot be validated by. The codes are the simulator's own: the documentation gives the rule for
/// wildcards, and no code.
fn check_method(call: &Call, pack: &Item) -> Result<(), ApiError> {
    let hosts = pack.record["hosts"].as_array().into_iter().flatten();
    let has_wildcard = hosts.filter_map(Value::as_str).any(|host| host.starts_with("*."));
    match call.body_str("validation_method") {
        Some("http") if has_wildcard => {
            let message = "a wildcard cannot be validated by http";
            Err(ApiError::bad_request(codes::BAD_VALUE, message).at("/validation_method"))
        }
        // No pack can have it in its `validation_method`.
        Some("cname") => Err(ApiError::not_modelled("validation by a CNAME record")),
        _ => Ok(()),
    }
}

/// Changes the method, or has the validation tried again at once.
pub(super) fn edit(server: &ServerState, call: &Call) -> Result<ApiResponse, ApiError> {
    let mut store = server.store();
    let key = call.zone_collection(CERTIFICATE_PACKS);
    let pack = store.find(&key, call.path_parameter("certificate_pack_id"))?;
    let waits = ["initializing", "pending_validation", "validation_timed_out", "timed_out"]
        .contains(&pack.str("status"));
    if !waits && pack.record["validation_errors"].is_null() {
        // The simulator's own code: no source says how the request is refused.
        let message = "the certificate pack does not wait for a validation";
        return Err(ApiError::conflict(codes::WRONG_STATE, message));
    }
    check_method(call, pack)?;
    pack.merge(&call.body);
    certificate_packs::revalidate(server, &call.zone_id(), pack);
    ApiResponse::ok(
        &json!({ "status": pack.record["status"], "validation_method": pack.record["validation_method"] }),
    )
}
