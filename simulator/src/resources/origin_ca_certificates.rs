//! Origin CA certificates: real ones, for real CSRs.

use serde_json::{Value, json};
use time::OffsetDateTime;

use super::read;
use crate::call::Call;
use super::signing::{self, Signed};
use crate::api_response::ApiResponse;
use crate::clock::rfc3339;
use crate::codes;
use crate::api_error::ApiError;
use crate::store::{CollectionKey, Kind};
use crate::server_state::ServerState;

pub(crate) const KIND: Kind = Kind::new("origin_ca_certificates", codes::NOT_FOUND);
/// 15 years, unless said otherwise.
const DAYS: i64 = 5475;

pub(crate) fn handle(server: &ServerState, call: &Call, verb: &str) -> Result<ApiResponse, ApiError> {
    let key = KIND.of("");
    let id = call.path_parameter("certificate_id");
    match verb {
        "list" => {
            let zone = call.query_str("zone_id").unwrap_or_default().to_ascii_lowercase();
            read::list(server, call, &key, |record| belongs(server, &zone, record))
        }
        "get" => read::get(server, &key, id),
        "create" => create(server, call, &key),
        "delete" => {
            let mut store = server.store();
            store.find(&key, id)?;
            store.remove(&key, id);
            ApiResponse::ok(&json!({ "id": id, "revoked_at": rfc3339(server.now()) }))
        }
        other => Err(ApiError::not_modelled(other)),
    }
}

/// Whether one of a certificate's hostnames belongs to a zone.
fn belongs(server: &ServerState, zone: &str, record: &Value) -> bool {
    let hosts = record["hostnames"].as_array().into_iter().flatten().filter_map(Value::as_str);
    hosts.map(|host| host.trim_start_matches("*.")).any(|host| server.zone_contains(zone, host))
}

fn create(server: &ServerState, call: &Call, key: &CollectionKey) -> Result<ApiResponse, ApiError> {
    let csr = call.body_str("csr").unwrap_or_default();
    let hosts = call.body_strings("hostnames");
    let days = call.body["requested_validity"].as_i64().unwrap_or(DAYS);
    let Signed { pem, certificate, details } =
        signing::sign(&server.authorities.origin, server, csr, Some(&hosts), days)?;
    let kind = call.body_str("request_type").unwrap_or_default();
    if (kind == "origin-rsa" && !details.has_rsa_key) || (kind == "origin-ecc" && details.has_rsa_key) {
        let message = "the key of the CSR is not of this type";
        return Err(ApiError::bad_request(codes::BAD_VALUE, message).at("/request_type"));
    }
    let record = json!({
        "id": details.serial, "certificate": pem, "csr": csr, "hostnames": hosts, "request_type": kind,
        "requested_validity": days, "expires_on": in_gos_layout(certificate.expires_on),
    });
    ApiResponse::ok(&server.store().insert(key, &details.serial, record, []).record)
}

/// As Cloudflare writes these dates.
fn in_gos_layout(moment: OffsetDateTime) -> String {
    let (date, time) = (moment.date(), moment.time());
    let (hour, minute, second) = time.as_hms();
    format!("{date} {hour:02}:{minute:02}:{second:02} +0000 UTC")
}
