//! Custom hostnames and their certificates, the fallback origin, the quota.

mod certificate;
mod create;
mod edit;
mod fallback_origin;
mod list;
mod order;
mod own;
mod stages;

use serde_json::json;

use super::kinds::CUSTOM_HOSTNAMES as KIND;
use super::read;
use crate::api_error::ApiError;
use crate::api_response::ApiResponse;
use crate::call::Call;
use crate::server_state::ServerState;

pub(crate) use fallback_origin::FALLBACK_ORIGIN;
pub(crate) use order::CIPHERS;
pub(crate) use stages::{renew, stage, zone_became_active};

// The codes are Cloudflare's:
// https://developers.cloudflare.com/cloudflare-for-platforms/cloudflare-for-saas/reference/status-codes/custom-hostnames/
const NO_QUOTA: u32 = 1404;
const QUOTA_EXCEEDED: u32 = 1405;
const DUPLICATE: u32 = 1406;
const INVALID_HOSTNAME: u32 = 1407;
const HOSTNAME_NOT_ASCII: u32 = 1408;
const RESERVED_HOSTNAME: u32 = 1409;
const UNPARSABLE_HOSTNAME: u32 = 1410;
const METADATA_OF_WILDCARD: u32 = 1412;
const INVALID_ORIGIN: u32 = 1415;
const ORIGIN_NOT_ASCII: u32 = 1416;
const RESERVED_ORIGIN: u32 = 1417;
const UNPARSABLE_ORIGIN: u32 = 1418;
const WILDCARD_ORIGIN: u32 = 1420;
const FOREIGN_ORIGIN: u32 = 1421;
const UNPARSABLE_CERTIFICATE: u32 = 1426;
const UNPARSABLE_KEY: u32 = 1428;
const WRONG_KEY: u32 = 1429;
const CSR_NOT_FOUND: u32 = 1431;
const INVALID_SSL: u32 = 1434;
const ID_WITH_OTHER_FILTERS: u32 = 1438;
const METHOD_AND_TYPE_REQUIRED: u32 = 1440;
const INVALID_CIPHERS: u32 = 1442;
const CIPHERS_WITH_TLS_1_3: u32 = 1443;
const SEVERAL_LEAVES: u32 = 1444;
const NO_LEAF: u32 = 1445;
const HOSTNAME_NOT_COVERED: u32 = 1446;
const MANAGED_WILDCARD: u32 = 1448;
const BRANDING_REQUIRED: u32 = 1469;

/// How many custom hostnames a zone may have by default.
const QUOTA: usize = 100;

pub(crate) fn handle(server: &ServerState, call: &Call, action: &str) -> Result<ApiResponse, ApiError> {
    let key = call.zone_collection(KIND);
    let id = call.path_parameter("custom_hostname_id");
    match action {
        "list" => list::list(server, call),
        "get" => read::get(server, &key, id),
        "create" => create::create(server, call),
        "edit" => edit::edit(server, call),
        "delete" => {
            let mut store = server.store();
            store.find(&key, id)?;
            store.remove(&key, id);
            Ok(ApiResponse::deleted_bare(id))
        }
        "quota" => {
            let used = server.store().collection(&key).len();
            let allocated = server.quota(KIND.name, QUOTA);
            ApiResponse::ok(&json!({
                "allocated": allocated, "hard_cap": allocated, "used": used, "exceeded": used > allocated,
            }))
        }
        "certificate_update" => certificate::update(server, call),
        "certificate_delete" => certificate::delete(server, call),
        _ => fallback_origin::handle(server, call, action),
    }
}
