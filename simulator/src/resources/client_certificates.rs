//! Client certificates: issued for real, revoked, reactivated.

use serde_json::{Value, json};

use super::call::Call;
use super::signing::{self, Signed};
use crate::answer::Answer;
use crate::authorities::MANAGED_CA;
use crate::clock::rfc3339;
use crate::codes;
use crate::refusal::Refusal;
use crate::things::{self, Shelf, Stage};
use crate::world::World;
use crate::x509::SigningRequest;

const KIND: &str = "client_certificates";

pub(crate) fn carry_out(world: &World, call: &Call, verb: &str) -> Result<Answer, Refusal> {
    let shelf = Shelf::of_zone(KIND, call);
    let id = call.id("client_certificate_id");
    match verb {
        "list" => {
            let status = call.text("status").filter(|status| *status != "all");
            things::list(world, call, &shelf, |record| status.is_none_or(|status| record["status"] == status))
        }
        "get" => things::get(world, &shelf, id).map_err(not_found),
        "create" => create(world, call, &shelf),
        "delete" => {
            change(world, &shelf, id, ["active", "pending_reactivation"], ["pending_revocation", "revoked"])
        }
        "edit" if call.body["reactivate"] == json!(true) => {
            change(world, &shelf, id, ["revoked", "pending_revocation"], ["pending_reactivation", "active"])
        }
        "edit" => things::get(world, &shelf, id).map_err(not_found),
        other => Err(Refusal::not_modelled(other)),
    }
}

fn create(world: &World, call: &Call, shelf: &Shelf) -> Result<Answer, Refusal> {
    let csr = call.said("csr").unwrap_or_default();
    let days = call.body["validity_days"].as_i64().unwrap_or_default();
    let request = SigningRequest::parse(csr)
        .ok_or_else(|| Refusal::bad_request(codes::BAD_CSR, "the CSR cannot be read").at("/csr"))?;
    let Signed { pem, certificate, details } = signing::client_certificate(world, request, days)?;
    let id = world.ids.uuid();
    let record = json!({
        "id": id, "certificate": pem, "csr": csr, "status": "active", "validity_days": days,
        "certificate_authority": { "id": AUTHORITY, "name": MANAGED_CA },
        "issued_on": rfc3339(details.not_before), "expires_on": rfc3339(certificate.expires_on),
        "fingerprint_sha256": details.fingerprint, "serial_number": details.serial_hex,
        "signature": certificate.signature, "ski": details.ski.unwrap_or_default(),
        "common_name": details.common_name.unwrap_or_default(), "country": details.country.unwrap_or_default(),
        "location": details.locality.unwrap_or_default(), "state": details.state.unwrap_or_default(),
        "organization": details.organization.unwrap_or_default(),
        "organizational_unit": details.organizational_unit.unwrap_or_default(),
    });
    Answer::ok(&world.state().things.put(world, shelf, &id, record, []).record)
}

/// The identifier of the managed authority.
const AUTHORITY: &str = "568b6b74-7b0c-4755-8840-4e3b8c24adeb";

/// From one of the first statuses to the second ones, one after the other.
fn change(world: &World, shelf: &Shelf, id: &str, from: [&str; 2], to: [&str; 2]) -> Result<Answer, Refusal> {
    let mut state = world.state();
    let certificate = state.things.find(world, shelf, id).map_err(not_found)?;
    if !from.contains(&certificate.text("status")) {
        return Err(wrong_status(certificate.text("status")));
    }
    let status = |status: &str| -> Value { json!({ "status": status }) };
    certificate.becomes(&status(to[0]));
    certificate.lives(world.now(), [Stage::Becomes(status(to[1]))]);
    Answer::ok(&certificate.record)
}

fn not_found(_: Refusal) -> Refusal {
    Refusal::not_found(
        codes::CLIENT_CERTIFICATE_NOT_FOUND,
        "there is no client certificate of this identifier",
    )
}

/// The certificate has been revoked and cannot be revoked again, or is active and cannot be reactivated.
fn wrong_status(status: &str) -> Refusal {
    let code = match status {
        "revoked" | "pending_revocation" => codes::CLIENT_CERTIFICATE_REVOKED,
        _ => codes::WRONG_STATE,
    };
    Refusal::conflict(code, format!("the certificate is {status}"))
}
