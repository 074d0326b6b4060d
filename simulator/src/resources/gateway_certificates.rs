//! Gateway certificates: roots that are generated, deployed and taken back.

use serde_json::{Value, json};

use super::call::Call;
use super::uploaded;
use crate::answer::Answer;
use crate::clock::rfc3339;
use crate::codes;
use crate::refusal::Refusal;
use crate::things::{self, Shelf, Stage};
use crate::world::World;

const KIND: &str = "gateway_certificates";
/// The default validity, five years.
const DAYS: i64 = 1825;
/// The longest validity, 30 years.
const MAX_DAYS: i64 = 10_950;

pub(crate) fn carry_out(world: &World, call: &Call, verb: &str) -> Result<Answer, Refusal> {
    let shelf = Shelf::of_account(KIND, call);
    let id = call.id("certificate_id");
    match verb {
        "list" => things::list(world, call, &shelf, |_| true),
        "get" => things::get(world, &shelf, id).map_err(not_found),
        "create" => create(world, call, &shelf),
        "activate" => {
            Ok(change(world, &shelf, id, "inactive", ["pending_deployment", "available"])?.accepted())
        }
        "deactivate" => {
            let answer = change(world, &shelf, id, "available", ["pending_deletion", "inactive"])?;
            Ok(Answer { status: http::StatusCode::CREATED, ..answer })
        }
        "delete" => delete(world, &shelf, id),
        other => Err(Refusal::not_modelled(other)),
    }
}

fn create(world: &World, call: &Call, shelf: &Shelf) -> Result<Answer, Refusal> {
    let days = call.body["validity_period_days"].as_i64().unwrap_or(DAYS);
    check_validity(days)?;
    let (id, now) = (world.ids.uuid(), rfc3339(world.now()));
    let pem = world.authorities.gateway_root(&id, days).map_err(Refusal::broken)?;
    let uploaded = uploaded::authority(&pem, "/validity_period_days")?;
    let record = json!({
        "id": id, "certificate": pem, "binding_status": "inactive", "in_use": false, "type": "gateway_managed",
        "issuer_org": uploaded.certificate.issuer, "issuer_raw": uploaded.details.issuer,
        "fingerprint": uploaded.details.fingerprint, "expires_on": rfc3339(uploaded.certificate.expires_on),
        "created_at": now, "updated_at": now, "uploaded_on": now,
    });
    Answer::ok(&world.state().things.put(world, shelf, &id, record, []).record)
}

fn check_validity(days: i64) -> Result<(), Refusal> {
    if (1..=MAX_DAYS).contains(&days) {
        return Ok(());
    }
    let message = format!("the validity is between 1 and {MAX_DAYS} days");
    Err(Refusal::bad_request(codes::BAD_VALUE, message).at("/validity_period_days"))
}

fn delete(world: &World, shelf: &Shelf, id: &str) -> Result<Answer, Refusal> {
    let mut state = world.state();
    let certificate = state.things.find(world, shelf, id).map_err(not_found)?;
    if certificate.text("binding_status") != "inactive" {
        let message = "the certificate is active; deactivate it first";
        return Err(Refusal::conflict(codes::GATEWAY_CERTIFICATE_IN_USE, message));
    }
    let record = certificate.record.clone();
    state.things.on(world, shelf).shift_remove(id);
    Answer::ok(&record)
}

fn not_found(_: Refusal) -> Refusal {
    let message = "there is no Gateway certificate of this identifier";
    Refusal::not_found(codes::GATEWAY_CERTIFICATE_NOT_FOUND, message)
}

fn change(world: &World, shelf: &Shelf, id: &str, from: &str, to: [&str; 2]) -> Result<Answer, Refusal> {
    let mut state = world.state();
    let certificate = state.things.find(world, shelf, id).map_err(not_found)?;
    if certificate.text("binding_status") != from {
        let message = format!("the certificate is {}", certificate.text("binding_status"));
        return Err(Refusal::conflict(codes::WRONG_STATE, message));
    }
    let status =
        |status: &str| -> Value { json!({ "binding_status": status, "updated_at": rfc3339(world.now()) }) };
    certificate.becomes(&status(to[0]));
    certificate.lives(world.now(), [Stage::Becomes(status(to[1]))]);
    Answer::ok(&certificate.record)
}
