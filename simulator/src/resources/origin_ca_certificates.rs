//! Origin CA certificates: real ones, for real CSRs.

mod hostnames;

use http::StatusCode;
use serde_json::{Value, json};
use time::OffsetDateTime;

use super::call::Call;
use super::signing::{self, OriginCa, Signed};
use crate::answer::Answer;
use crate::clock::rfc3339;
use crate::codes;
use crate::refusal::Refusal;
use crate::things::{self, Shelf};
use crate::world::World;
use crate::x509::SigningRequest;

const KIND: &str = "origin_ca_certificates";
/// 15 years, unless said otherwise.
const DAYS: i64 = 5475;

pub(crate) fn carry_out(world: &World, call: &Call, verb: &str) -> Result<Answer, Refusal> {
    let shelf = Shelf::new(KIND, "");
    let id = call.id("certificate_id");
    match verb {
        "list" => {
            let zone = call.text("zone_id").unwrap_or_default().to_ascii_lowercase();
            things::list(world, call, &shelf, |record| !is_revoked(record) && belongs(world, &zone, record))
        }
        "get" => things::get(world, &shelf, id).map_err(|_| not_found(StatusCode::NOT_FOUND)),
        "create" => create(world, call, &shelf),
        "delete" => revoke(world, &shelf, id),
        other => Err(Refusal::not_modelled(other)),
    }
}

/// Whether one of a certificate's hostnames belongs to a zone.
fn belongs(world: &World, zone: &str, record: &Value) -> bool {
    let hosts = record["hostnames"].as_array().into_iter().flatten().filter_map(Value::as_str);
    hosts.map(|host| host.trim_start_matches("*.")).any(|host| world.is_at_home(zone, host))
}

fn create(world: &World, call: &Call, shelf: &Shelf) -> Result<Answer, Refusal> {
    let csr = call.said("csr").unwrap_or_default();
    let request = SigningRequest::parse(csr)
        .ok_or_else(|| Refusal::bad_request(codes::UNREADABLE_CSR, "the CSR cannot be read").at("/csr"))?;
    let hostnames = hostnames::normalize(&call.texts("hostnames"))?;
    let kind = call.said("request_type").unwrap_or_default();
    let origin_ca = origin_ca(kind, &request)?;
    let days = call.body["requested_validity"].as_i64().unwrap_or(DAYS);
    let Signed { pem, certificate, details } =
        signing::origin_certificate(world, origin_ca, &request, &hostnames, days)?;
    let record = json!({
        "id": details.serial, "certificate": pem, "csr": csr, "hostnames": hostnames, "request_type": kind,
        "requested_validity": days, "expires_on": in_gos_layout(certificate.expires_on),
    });
    Answer::ok(&world.state().things.put(world, shelf, &details.serial, record, []).record)
}

/// Which authority signs: that of the request's type, which has to be the type of the CSR's key.
fn origin_ca(kind: &str, request: &SigningRequest) -> Result<OriginCa, Refusal> {
    match (kind, request.key.is_rsa()) {
        ("origin-rsa", false) | ("origin-ecc", true) => {
            let message = "the key of the CSR is not of this type";
            Err(Refusal::bad_request(codes::BAD_VALUE, message).at("/request_type"))
        }
        (_, true) => Ok(OriginCa::Rsa),
        (_, false) => Ok(OriginCa::Ecc),
    }
}

/// Marks a certificate as revoked. It can still be read, but is no longer listed.
fn revoke(world: &World, shelf: &Shelf, id: &str) -> Result<Answer, Refusal> {
    let mut state = world.state();
    let certificate = state.things.find(world, shelf, id).map_err(|_| not_found(StatusCode::BAD_REQUEST))?;
    if is_revoked(&certificate.record) {
        return Err(Refusal::bad_request(codes::ALREADY_REVOKED, "the certificate has already been revoked"));
    }
    let revoked_at = rfc3339(world.now());
    certificate.becomes(&json!({ "revoked_at": revoked_at }));
    Answer::ok(&json!({ "id": id, "revoked_at": revoked_at }))
}

fn is_revoked(record: &Value) -> bool {
    record.get("revoked_at").is_some()
}

/// The code is Cloudflare's. Its status is not documented, so this is the simulator's choice.
fn not_found(status: StatusCode) -> Refusal {
    let message = "there is no Origin CA certificate of this serial number";
    Refusal::new(status, codes::ORIGIN_CERTIFICATE_NOT_FOUND, message)
}

/// As Cloudflare writes these dates.
fn in_gos_layout(moment: OffsetDateTime) -> String {
    let (date, time) = (moment.date(), moment.time());
    let (hour, minute, second) = time.as_hms();
    format!("{date} {hour:02}:{minute:02}:{second:02} +0000 UTC")
}
