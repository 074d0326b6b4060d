//! Access certificates: the roots that visitors' certificates are checked against, and the settings of hostnames.

mod settings;

use md5::{Digest, Md5};
use serde_json::json;

use super::read;
use crate::api_error::ApiError;
use crate::api_response::ApiResponse;
use crate::call::Call;
use crate::clock::rfc3339;
use crate::server_state::ServerState;
use crate::store::{Item, Kind};
use crate::x509::{Certificate, parse_chain};

/// A hostname lies in no zone of the account, or not in the zone. Cloudflare's.
const FOREIGN_HOSTNAME: u32 = 12036;
/// The request is not valid, or there are as many certificates as there may be. Cloudflare's.
const INVALID_REQUEST: u32 = 12130;
/// The certificate is associated with hostnames. Cloudflare's; that a certificate that already exists has it, too, is own.
const CONFLICT: u32 = 12132;
/// There is no Access certificate with this id. Cloudflare's.
const NO_SUCH_CERTIFICATE: u32 = 12135;

pub(crate) const KIND: Kind = Kind::new("access_certificates", NO_SUCH_CERTIFICATE);

pub(crate) fn handle(server: &ServerState, call: &Call, action: &str) -> Result<ApiResponse, ApiError> {
    let key = call.scope_collection(KIND);
    let id = call.path_parameter("certificate_id");
    match action {
        "list" => read::list(server, call, &key, |_| true),
        "get" => read::get(server, &key, id),
        "create" => create(server, call),
        "update" => {
            let hostnames = call.body_strings("associated_hostnames");
            settings::check_hostnames(server, call, &hostnames, "/associated_hostnames")?;
            let mut store = server.store();
            let certificate = store.find(&key, id)?;
            if has_hostnames(certificate) && !call.body["associated_hostnames"].is_null() {
                server.propagate(&use_of(call, id));
            }
            for field in ["associated_hostnames", "name"] {
                if !call.body[field].is_null() {
                    certificate.record[field] = call.body[field].clone();
                }
            }
            certificate.record["updated_at"] = json!(rfc3339(server.now()));
            ApiResponse::ok(&certificate.record)
        }
        "delete" => {
            let mut store = server.store();
            let certificate = store.find(&key, id)?;
            if has_hostnames(certificate) || server.propagates(&use_of(call, id)) {
                let message = "the certificate is associated with hostnames; remove them first";
                return Err(ApiError::conflict(CONFLICT, message));
            }
            store.remove(&key, id);
            ApiResponse::deleted(id)
        }
        _ => settings::handle(server, call, action),
    }
}

fn has_hostnames(certificate: &Item) -> bool {
    certificate.record["associated_hostnames"].as_array().is_some_and(|hosts| !hosts.is_empty())
}

/// What takes a while to end.
fn use_of(call: &Call, id: &str) -> String {
    format!("use of {} {id}", call.scope_id())
}

fn create(server: &ServerState, call: &Call) -> Result<ApiResponse, ApiError> {
    let certificate = root(call.body_str("certificate").unwrap_or_default())?;
    let hostnames = call.body_strings("associated_hostnames");
    settings::check_hostnames(server, call, &hostnames, "/associated_hostnames")?;
    let fingerprint = fingerprint(&certificate.der);
    let key = call.scope_collection(KIND);
    let mut store = server.store();
    let others = store.collection(&key);
    if others.values().any(|other| other.str("fingerprint") == fingerprint) {
        let message = "this certificate already exists";
        return Err(ApiError::conflict(CONFLICT, message).at("/certificate"));
    }
    if others.len() >= server.quota(KIND.name, usize::MAX) {
        let message = "access.api.error.invalid_request: maximum number of certificates has been reached";
        return Err(ApiError::bad_request(INVALID_REQUEST, message));
    }
    let (id, now) = (server.ids.uuid(), rfc3339(server.now()));
    let record = json!({
        "id": id, "name": call.body["name"], "associated_hostnames": hostnames, "fingerprint": fingerprint,
        "expires_on": rfc3339(certificate.expires_on), "created_at": now, "updated_at": now,
    });
    ApiResponse::created(&store.insert(&key, &id, record, []).record)
}

/// The only certificate of a PEM string, which must be that of an authority.
fn root(text: &str) -> Result<Certificate, ApiError> {
    let refuse = |message: &str| Err(ApiError::bad_request(INVALID_REQUEST, message).at("/certificate"));
    let Some(mut certificates) = parse_chain(text) else { return refuse("the certificate cannot be parsed") };
    match (certificates.pop(), certificates.is_empty()) {
        (Some(certificate), true) if certificate.is_ca => Ok(certificate),
        (_, true) => refuse("the certificate is not that of a certificate authority"),
        (_, false) => refuse("one certificate is expected, there are more"),
    }
}

/// The form that OpenSSL prints.
fn fingerprint(der: &[u8]) -> String {
    let bytes: Vec<String> = Md5::digest(der).iter().map(|byte| format!("{byte:02X}")).collect();
    format!("MD5 Fingerprint={}", bytes.join(":"))
}
