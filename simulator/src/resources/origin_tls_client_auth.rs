//! Authenticated origin pulls: certificates of zones and of hostnames, associations, the setting.

mod hostnames;

use serde_json::json;

use super::{read, serving, uploaded};
use crate::api_error::ApiError;
use crate::api_response::ApiResponse;
use crate::call::Call;
use crate::clock::rfc3339;
use crate::codes;
use crate::server_state::ServerState;
use crate::store::{Collection, CollectionKey, Item, Kind, Step};
use crate::x509::{parse_chain, sha256};

// The codes are Cloudflare's, as observed.
const CERTIFICATE_ID_MISSING: u32 = 1404;
const DUPLICATE: u32 = 1406;
const UNREADABLE_CERTIFICATE: u32 = 1408;
const PENDING_DELETION: u32 = 1414;
const INVALID_HOSTNAME: u32 = 1415;
const IN_USE: u32 = 1433;
const PENDING_DEPLOYMENT: u32 = 1434;
const NO_SUCH_HOSTNAME_CERTIFICATE: u32 = 1551;
const NO_SUCH_ZONE_CERTIFICATE: u32 = 1552;
const NO_SUCH_HOSTNAME: u32 = 1553;

/// How many certificates for hostnames a zone may have by default. From the description of the upload.
const HOSTNAME_QUOTA: usize = 10;

pub(crate) const ZONE_CERTIFICATES: Kind = Kind::new("origin_tls_client_auth", NO_SUCH_ZONE_CERTIFICATE)
    .serving(|key, item| serving::origin_pull_certificate(key, item, SETTINGS.name));
pub(crate) const HOSTNAME_CERTIFICATES: Kind =
    Kind::new("origin_tls_client_auth_hostname_certificates", NO_SUCH_HOSTNAME_CERTIFICATE)
        .serving(serving::origin_pull_hostname_certificate);
pub(crate) const HOSTNAMES: Kind = Kind::new("origin_tls_client_auth_hostnames", NO_SUCH_HOSTNAME)
    .serving(|key, item| serving::origin_pull_hostname(key, item, HOSTNAME_CERTIFICATES.name));
const SETTINGS: Kind =
    Kind::new("origin_tls_client_auth_settings", codes::NOT_FOUND).serving(serving::origin_pull_settings);

pub(crate) fn handle(server: &ServerState, call: &Call, action: &str) -> Result<ApiResponse, ApiError> {
    if action.ends_with("get") || action.ends_with("list") {
        return handle_now(server, call, action);
    }
    // That changes of a zone come one after the other was observed; the code is own.
    let busy = || ApiError::conflict(codes::IN_USE, "a previous change of the zone is still being deployed");
    let change = format!("origin pulls of {}", call.zone_id());
    server.change_alone(&change, busy, || handle_now(server, call, action))
}

fn handle_now(server: &ServerState, call: &Call, action: &str) -> Result<ApiResponse, ApiError> {
    match action {
        "hostnames_update" => hostnames::update(server, call),
        "hostnames_get" => hostnames::get(server, call),
        "settings_get" | "settings_update" => {
            let mut store = server.store();
            let setting = store.singleton(&call.zone_collection(SETTINGS), || json!({ "enabled": false }));
            if action == "settings_update" {
                setting.merge(&call.body);
            }
            ApiResponse::ok(&setting.record)
        }
        _ => match action.strip_prefix("hostname_certificates_") {
            Some(action) => certificates(server, call, HOSTNAME_CERTIFICATES, action),
            None => certificates(server, call, ZONE_CERTIFICATES, action),
        },
    }
}

fn certificates(
    server: &ServerState,
    call: &Call,
    kind: Kind,
    action: &str,
) -> Result<ApiResponse, ApiError> {
    let key = call.zone_collection(kind);
    let id = call.path_parameter("certificate_id");
    match action {
        "list" => read::list(server, call, &key, |record| record["status"] != "deleted"),
        "get" => read::get(server, &key, id),
        "create" => create(server, call, kind),
        "delete" => delete(server, call, &key, id),
        other => Err(ApiError::not_modelled(other)),
    }
}

fn create(server: &ServerState, call: &Call, kind: Kind) -> Result<ApiResponse, ApiError> {
    let text = call.body_str("certificate").unwrap_or_default();
    let private_key = call.body_str("private_key").unwrap_or_default();
    if parse_chain(text).is_none_or(|chain| chain.is_empty()) {
        let message = "Unable to parse certificate";
        return Err(ApiError::bad_request(UNREADABLE_CERTIFICATE, message).at("/certificate"));
    }
    let uploaded = uploaded::leaf(text, private_key, ["/certificate", "/private_key"], server.now())?;
    let fingerprint = sha256(&uploaded.certificate.der);
    let key = call.zone_collection(kind);
    let mut store = server.store();
    let same = store
        .collection(&key)
        .iter()
        .find(|(_, other)| other.internal["fingerprint"] == fingerprint.as_str())
        .map(|(id, other)| (id.clone(), matches!(other.str("status"), "deleted" | "pending_deletion")));
    let id = match same {
        // The same certificate again brings a deleted one back, with its id.
        Some((id, true)) => id,
        Some((_, false)) => {
            let message = "the certificate already exists";
            return Err(ApiError::bad_request(DUPLICATE, message).at("/certificate"));
        }
        None => server.ids.uuid(),
    };
    if is_full(server, kind, store.collection(&key), &id) {
        let message = "the zone has as many certificates as it may have";
        return Err(ApiError::bad_request(codes::NO_QUOTA, message));
    }
    let mut record = uploaded.description();
    record["id"] = json!(id);
    record["certificate"] = json!(text);
    record["status"] = json!("initializing");
    record["uploaded_on"] = json!(rfc3339(server.now()));
    if kind.name == HOSTNAME_CERTIFICATES.name {
        record["serial_number"] = json!(uploaded.details.serial);
    } else {
        record["enabled"] = json!(true);
    }
    let steps = ["pending_deployment", "active"].map(|status| Step::then(json!({ "status": status })));
    let item = store.insert(&key, &id, record, steps);
    item.internal = json!({ "fingerprint": fingerprint, "zone": server.zone_name(&call.zone_id()) });
    ApiResponse::ok(&item.record)
}

/// Whether a zone may not have another certificate. What is deleted does not count.
fn is_full(server: &ServerState, kind: Kind, certificates: &Collection, new: &str) -> bool {
    let live = |(id, other): &(&String, &Item)| {
        id.as_str() != new && !matches!(other.str("status"), "deleted" | "pending_deletion")
    };
    let default = if kind.name == HOSTNAME_CERTIFICATES.name { HOSTNAME_QUOTA } else { usize::MAX };
    certificates.iter().filter(live).count() >= server.quota(kind.name, default)
}

/// A deleted certificate is shown for a while.
fn delete(server: &ServerState, call: &Call, key: &CollectionKey, id: &str) -> Result<ApiResponse, ApiError> {
    let mut store = server.store();
    let hostnames = store.collection(&call.zone_collection(HOSTNAMES));
    let is_used = hostnames.values().any(|association| association.str("cert_id") == id);
    let certificate = store.find(key, id)?;
    let refused = |code, message| Err(ApiError::bad_request(code, message));
    match certificate.str("status") {
        _ if is_used => return refused(IN_USE, "the certificate is in use"),
        "pending_deletion" => return refused(PENDING_DELETION, "the certificate is being deleted"),
        "deleted" => return refused(PENDING_DELETION, "Certificate is already deleted."),
        "pending_deployment" => {
            return refused(PENDING_DEPLOYMENT, "Cannot delete resource while in pending deployment state.");
        }
        _ => {}
    }
    certificate.merge(&json!({ "status": "pending_deletion" }));
    let deleted = ApiResponse::ok(&certificate.record);
    certificate.schedule(server.now(), [Step::then(json!({ "status": "deleted" })), Step::then_remove()]);
    deleted
}
