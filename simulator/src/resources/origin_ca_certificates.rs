//! Origin CA certificates: real ones, for real CSRs.

use serde_json::{Value, json};
use time::OffsetDateTime;

use super::call::Call;
use super::signing::{self, Signed};
use crate::answer::Answer;
use crate::clock::rfc3339;
use crate::codes;
use crate::refusal::Refusal;
use crate::things::{self, Shelf};
use crate::world::World;

const KIND: &str = "origin_ca_certificates";
/// 15 years, unless said otherwise.
const DAYS: i64 = 5475;

pub(crate) fn carry_out(world: &World, call: &Call, verb: &str) -> Result<Answer, Refusal> {
    let shelf = Shelf::new(KIND, "");
    let id = call.id("certificate_id");
    match verb {
        "list" => {
            let zone = call.text("zone_id").unwrap_or_default().to_ascii_lowercase();
            things::list(world, call, &shelf, |record| belongs(world, &zone, record))
        }
        "get" => things::get(world, &shelf, id),
        "create" => create(world, call, &shelf),
        "delete" => {
            let mut state = world.state();
            state.things.find(world, &shelf, id)?;
            state.things.on(world, &shelf).shift_remove(id);
            Answer::ok(&json!({ "id": id, "revoked_at": rfc3339(world.now()) }))
        }
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
    let hosts = call.texts("hostnames");
    let days = call.body["requested_validity"].as_i64().unwrap_or(DAYS);
    let Signed { pem, certificate, details } =
        signing::sign(&world.origin_ca, world, csr, Some(&hosts), days)?;
    let kind = call.said("request_type").unwrap_or_default();
    if (kind == "origin-rsa" && !details.has_rsa_key) || (kind == "origin-ecc" && details.has_rsa_key) {
        let message = "the key of the CSR is not of this type";
        return Err(Refusal::bad_request(codes::BAD_VALUE, message).at("/request_type"));
    }
    let record = json!({
        "id": details.serial, "certificate": pem, "csr": csr, "hostnames": hosts, "request_type": kind,
        "requested_validity": days, "expires_on": in_gos_layout(certificate.expires_on),
    });
    Answer::ok(&world.state().things.put(world, shelf, &details.serial, record, []).record)
}

/// As Cloudflare writes these dates.
fn in_gos_layout(moment: OffsetDateTime) -> String {
    let (date, time) = (moment.date(), moment.time());
    let (hour, minute, second) = time.as_hms();
    format!("{date} {hour:02}:{minute:02}:{second:02} +0000 UTC")
}
