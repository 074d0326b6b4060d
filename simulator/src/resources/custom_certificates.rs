//! Custom certificates: certificates that customers upload to their zones.

mod edit;
mod pack;
mod prioritize;
mod record;
mod seed;
mod upload;

use super::kinds::CUSTOM_CERTIFICATES as KIND;
use super::{csr_keys, keyless_servers, read, uploaded};
use crate::api_error::ApiError;
use crate::api_response::ApiResponse;
use crate::call::Call;
use crate::server_state::ServerState;
use upload::Checked;

pub(crate) use record::zone_became_active;
pub(crate) use seed::seed;

/// The certificate expires within 14 days. Cloudflare's.
const EXPIRES_SOON: u32 = 1206;
/// The zone has as many custom certificates as it may have. Cloudflare's.
const NO_QUOTA: u32 = 1212;
/// The zone already has the certificate. Cloudflare's.
const DUPLICATE: u32 = 1220;
/// A replacement is of another signature type. Cloudflare's.
const OTHER_SIGNATURE_TYPE: u32 = 1228;
/// The order names a certificate twice. Own.
const BAD_ORDER: u32 = 1229;
/// The certificates cannot be bundled. Cloudflare's.
const NO_BUNDLE: u32 = 2100;

pub(crate) fn handle(server: &ServerState, call: &Call, action: &str) -> Result<ApiResponse, ApiError> {
    let key = call.zone_collection(KIND);
    let id = call.path_parameter("custom_certificate_id");
    match action {
        "list" => {
            let status = call.query_str("status");
            read::list(server, call, &key, |record| status.is_none_or(|status| record["status"] == status))
        }
        "get" => read::get(server, &key, id),
        "create" => create(server, call),
        "edit" => edit::edit(server, call),
        "delete" => {
            let mut store = server.store();
            store.find(&key, id)?;
            pack::check_deletion(store.collection(&key), id)?;
            store.remove(&key, id);
            ApiResponse::deleted(id)
        }
        "prioritize" => prioritize::prioritize(server, call),
        other => Err(ApiError::not_modelled(other)),
    }
}

fn create(server: &ServerState, call: &Call) -> Result<ApiResponse, ApiError> {
    upload::check_deployment(call)?;
    let bundle_method = call.body_str("bundle_method").unwrap_or("ubiquitous");
    let certificate = upload::leaf(call.body_str("certificate").unwrap_or_default(), bundle_method)?;
    if let Some(private_key) = call.body_str("private_key") {
        uploaded::check_private_key(&certificate, private_key, "/private_key")?;
    }
    let (key, zone_id) = (call.zone_collection(KIND), call.zone_id());
    let mut store = server.store();
    if let Some(csr_id) = call.body_str("custom_csr_id") {
        upload::check_csr(&certificate, csr_keys::public_key(server, &mut store, &zone_id, csr_id))?;
    }
    let checked = Checked::new(&certificate, server, &zone_id, store.collection(&key), None)?;
    upload::check_quota(server, store.collection(&key))?;
    let id = server.ids.tag();
    let record = record::new(&id, call, &checked, server.now());
    let item = store.insert(&key, &id, record, record::steps(server, &zone_id, &certificate, Vec::new()));
    item.internal = record::internal(&certificate, call.body_str("type").unwrap_or("legacy_custom"));
    keyless_servers::show(&mut store, &zone_id);
    ApiResponse::ok(&store.find(&key, &id)?.record)
}
