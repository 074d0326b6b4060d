//! Editing: another certificate, or other options.

use serde_json::{Value, json};

use super::upload::{self, Checked};
use super::{Call, KIND, NO_BUNDLE, csr_keys, keyless_servers, record, uploaded};
use crate::api_error::ApiError;
use crate::api_response::ApiResponse;
use crate::clock::rfc3339;
use crate::server_state::ServerState;
use crate::store::{Item, StoreGuard};
use crate::x509::{Certificate, hex};

/// What an edit is based on.
struct Old {
    record: Value,
    internal: Value,
}

pub(super) fn edit(server: &ServerState, call: &Call) -> Result<ApiResponse, ApiError> {
    let (key, id) = (call.zone_collection(KIND), call.path_parameter("custom_certificate_id"));
    let mut store = server.store();
    let item = store.find(&key, id)?;
    let old = Old { record: item.record.clone(), internal: item.internal.clone() };
    upload::check_deployment(call)?;
    if old.record["bundle_method"] == "force" && call.body_str("bundle_method").is_none() {
        let message = "no bundle can be made: bundle_method must be repeated for a `force` bundle";
        return Err(ApiError::bad_request(NO_BUNDLE, message));
    }
    let bundle_method = call.body_str("bundle_method").or_else(|| old.record["bundle_method"].as_str());
    let bundle_method = bundle_method.unwrap_or_default().to_owned();
    let text = call.body_str("certificate");
    let certificate = text.map(|text| upload::leaf(text, &bundle_method)).transpose()?;
    check_key(server, &mut store, call, &old, certificate.as_ref())?;
    let Some(certificate) = certificate else {
        let item = store.find(&key, id)?;
        change_options(server, call, item, &bundle_method);
        return ApiResponse::ok(&item.record);
    };
    let checked = Checked::new(&certificate, server, &call.zone_id(), store.collection(&key), Some(id))?;
    upload::check_key_type(&checked, &old.internal)?;
    replace(server, call, &mut store, &old, &certificate, &bundle_method)
}

fn change_options(server: &ServerState, call: &Call, item: &mut Item, bundle_method: &str) {
    if call.body_str("private_key").is_some()
        && let Some(record) = item.record.as_object_mut()
    {
        record.remove("custom_csr_id");
    }
    record::merge_options(&mut item.record, call);
    item.record["bundle_method"] = json!(bundle_method);
    item.record["modified_on"] = json!(rfc3339(server.now()));
}

/// Another certificate: a `legacy_custom` one keeps its id, and a `sni_custom` one is replaced by one with a new id.
fn replace(
    server: &ServerState,
    call: &Call,
    store: &mut StoreGuard<'_>,
    old: &Old,
    certificate: &Certificate,
    bundle_method: &str,
) -> Result<ApiResponse, ApiError> {
    let key = call.zone_collection(KIND);
    let old_id = call.path_parameter("custom_certificate_id");
    let kind = old.internal["type"].as_str().unwrap_or("legacy_custom");
    let is_sni = kind == "sni_custom";
    let id = if is_sni { server.ids.tag() } else { old_id.to_owned() };
    let mut record = record::described(&id, &call.zone_id(), certificate, server.now());
    let options = ["priority", "geo_restrictions", "policy_restrictions"];
    let csr = call.body_str("private_key").is_none().then_some("custom_csr_id");
    let uploaded_on = (!is_sni).then_some("uploaded_on");
    for field in options.into_iter().chain(csr).chain(uploaded_on) {
        if !old.record[field].is_null() {
            record[field] = old.record[field].clone();
        }
    }
    record::merge_options(&mut record, call);
    record["bundle_method"] = json!(bundle_method);
    let replaced = if is_sni { replaced(old, old_id) } else { Vec::new() };
    let mut internal = record::internal(certificate, kind);
    internal["replaces"] = json!(replaced);
    let steps = record::steps(server, &call.zone_id(), certificate, replaced);
    if is_sni {
        store.insert(&key, &id, record, steps).internal = internal;
    } else {
        // In its place in the list.
        let now = server.now();
        let item = store.find(&key, &id)?;
        *item.record = record;
        item.internal = internal;
        item.schedule(now, steps);
    }
    keyless_servers::show(store, &call.zone_id());
    ApiResponse::ok(&store.find(&key, &id)?.record)
}

/// The certificate that is replaced, and those that it was itself to replace.
fn replaced(old: &Old, old_id: &str) -> Vec<String> {
    let waits = old.record["status"] == "pending" || old.record["status"] == "holding_deployment";
    let inherited = old.internal["replaces"].as_array().filter(|_| waits);
    let inherited = inherited.into_iter().flatten().filter_map(Value::as_str);
    inherited.chain([old_id]).map(str::to_owned).collect()
}

/// The key, wherever it is, must be the certificate's.
fn check_key(
    server: &ServerState,
    store: &mut StoreGuard<'_>,
    call: &Call,
    old: &Old,
    certificate: Option<&Certificate>,
) -> Result<(), ApiError> {
    let old_key = old.internal["public_key"].as_str().unwrap_or_default();
    let public_key =
        certificate.map_or_else(|| old_key.to_owned(), |certificate| hex(&certificate.public_key));
    if let Some(private_key) = call.body_str("private_key") {
        uploaded::check_private_key_for(&public_key, private_key, "/private_key")?;
    }
    match call.body_str("custom_csr_id") {
        Some(csr_id) => {
            let of_csr = csr_keys::public_key(server, store, &call.zone_id(), csr_id);
            upload::check_public_key(&public_key, of_csr)
        }
        None if call.body_str("private_key").is_some() || public_key == old_key => Ok(()),
        None => Err(upload::wrong_key("the certificate is for another key than the one it replaces")
            .at("/certificate")),
    }
}
