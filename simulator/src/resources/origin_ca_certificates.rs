//! Origin CA certificates: real ones, for real CSRs.

mod hostnames;

use http::StatusCode;
use serde_json::{Value, json};
use time::OffsetDateTime;

use super::read;
use super::signing::{self, OriginCa, Signed};
use crate::api_error::ApiError;
use crate::api_response::ApiResponse;
use crate::call::Call;
use crate::clock::rfc3339;
use crate::codes;
use crate::server_state::ServerState;
use crate::store::{CollectionKey, Kind};
use crate::x509::SigningRequest;

/// A certificate for too many hostnames. Cloudflare's.
const TOO_MANY_HOSTNAMES: u32 = 1005;
/// The Origin CA does not sign for a hostname. Cloudflare's.
const INVALID_HOSTNAME: u32 = 1010;
/// The CSR cannot be parsed. Cloudflare's.
const UNREADABLE_CSR: u32 = 1011;
/// The certificate is already revoked. Cloudflare's.
const ALREADY_REVOKED: u32 = 1014;
/// There is no certificate with this serial number. Cloudflare's.
const NO_SUCH_CERTIFICATE: u32 = 1101;

pub(crate) const KIND: Kind = Kind::new("origin_ca_certificates", NO_SUCH_CERTIFICATE);
/// 15 years, unless said otherwise.
const DAYS: i64 = 5475;

pub(crate) fn handle(server: &ServerState, call: &Call, action: &str) -> Result<ApiResponse, ApiError> {
    let key = KIND.of("");
    let id = call.path_parameter("certificate_id");
    match action {
        "list" => {
            let zone = call.query_str("zone_id").unwrap_or_default().to_ascii_lowercase();
            read::list(server, call, &key, |record| !is_revoked(record) && belongs(server, &zone, record))
        }
        "get" | "delete" if !reaches_certificate(server, call, &key, id) => {
            let status = if action == "get" { StatusCode::NOT_FOUND } else { StatusCode::BAD_REQUEST };
            Err(not_found(status))
        }
        "get" => read::get(server, &key, id),
        "create" => create(server, call, &key),
        "delete" => revoke(server, &key, id),
        other => Err(ApiError::not_modelled(other)),
    }
}

/// Whether one of a certificate's hostnames belongs to a zone.
fn belongs(server: &ServerState, zone: &str, record: &Value) -> bool {
    let hosts = record["hostnames"].as_array().into_iter().flatten().filter_map(Value::as_str);
    hosts.map(|host| host.trim_start_matches("*.")).any(|host| server.zone_contains(zone, host))
}

/// Whether the credentials reach the zone of a hostname.
fn reaches(server: &ServerState, call: &Call, hostname: &str) -> bool {
    let access = server.access();
    let token = access.find_token(call.token.as_deref());
    let directory = server.directory();
    let host = hostname.trim_start_matches("*.");
    let mut zones = directory.zones().filter(|zone| directory.zone_contains(zone.id(), host)).peekable();
    if zones.peek().is_none() {
        return directory.any_zone;
    }
    zones.any(|zone| token.is_none_or(|token| token.reaches_zone(zone.id(), Some(zone.account_id()))))
}

/// Whether a certificate exists and the credentials reach the zone of one of its hostnames.
fn reaches_certificate(server: &ServerState, call: &Call, key: &CollectionKey, id: &str) -> bool {
    let mut store = server.store();
    let Some(certificate) = store.collection(key).get(id) else { return false };
    let hosts = certificate.record["hostnames"].as_array().cloned().unwrap_or_default();
    hosts.iter().filter_map(Value::as_str).any(|hostname| reaches(server, call, hostname))
}

fn create(server: &ServerState, call: &Call, key: &CollectionKey) -> Result<ApiResponse, ApiError> {
    let csr = call.body_str("csr").unwrap_or_default();
    let request = SigningRequest::parse(csr)
        .ok_or_else(|| ApiError::bad_request(UNREADABLE_CSR, "the CSR cannot be read").at("/csr"))?;
    let hostnames = hostnames::normalize(&call.body_strings("hostnames"))?;
    if let Some(place) = hostnames.iter().position(|hostname| !reaches(server, call, hostname)) {
        let message = format!(
            "Failed to validate requested hostname {}: This zone is either not part of your account, or you do not have access to it.",
            hostnames[place]
        );
        return Err(ApiError::bad_request(INVALID_HOSTNAME, message).at("/hostnames"));
    }
    let kind = call.body_str("request_type").unwrap_or_default();
    let origin_ca = origin_ca(kind, &request)?;
    let days = call.body["requested_validity"].as_i64().unwrap_or(DAYS);
    let Signed { pem, certificate, details } =
        signing::origin_certificate(server, origin_ca, &request, &hostnames, days)?;
    let record = json!({
        "id": details.serial, "certificate": pem, "csr": csr, "hostnames": hostnames, "request_type": kind,
        "requested_validity": days, "expires_on": in_gos_layout(certificate.expires_on),
    });
    ApiResponse::ok(&server.store().insert(key, &details.serial, record, []).record)
}

/// Which authority signs: that of the request's type, which has to be the type of the CSR's key.
fn origin_ca(kind: &str, request: &SigningRequest) -> Result<OriginCa, ApiError> {
    match (kind, request.key.is_rsa()) {
        ("origin-rsa", false) | ("origin-ecc", true) => {
            let message = "the key of the CSR is not of this type";
            Err(ApiError::bad_request(codes::BAD_VALUE, message).at("/request_type"))
        }
        (_, true) => Ok(OriginCa::Rsa),
        (_, false) => Ok(OriginCa::Ecc),
    }
}

/// Marks a certificate as revoked. It can still be read, but is no longer listed.
fn revoke(server: &ServerState, key: &CollectionKey, id: &str) -> Result<ApiResponse, ApiError> {
    let mut store = server.store();
    let certificate = store.find(key, id).map_err(|_| not_found(StatusCode::BAD_REQUEST))?;
    if is_revoked(&certificate.record) {
        return Err(ApiError::bad_request(ALREADY_REVOKED, "the certificate has already been revoked"));
    }
    let revoked_at = rfc3339(server.now());
    certificate.merge(&json!({ "revoked_at": revoked_at }));
    ApiResponse::ok(&json!({ "id": id, "revoked_at": revoked_at }))
}

fn is_revoked(record: &Value) -> bool {
    record.get("revoked_at").is_some()
}

/// The code is Cloudflare's. Its status is not documented, so this is the simulator's choice.
fn not_found(status: StatusCode) -> ApiError {
    let message = "there is no Origin CA certificate of this serial number";
    ApiError::new(status, NO_SUCH_CERTIFICATE, message)
}

/// As Cloudflare writes these dates.
fn in_gos_layout(moment: OffsetDateTime) -> String {
    let (date, time) = (moment.date(), moment.time());
    let (hour, minute, second) = time.as_hms();
    format!("{date} {hour:02}:{minute:02}:{second:02} +0000 UTC")
}
