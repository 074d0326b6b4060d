//! mTLS certificates of accounts, and who uses them.

use serde_json::{Value, json};

use super::call::Call;
use super::{hostname_associations, uploaded};
use crate::answer::Answer;
use crate::clock::rfc3339;
use crate::codes;
use crate::refusal::Refusal;
use crate::things::{self, Shelf};
use crate::world::World;

pub(crate) const KIND: &str = "mtls_certificates";

pub(crate) fn carry_out(world: &World, call: &Call, verb: &str) -> Result<Answer, Refusal> {
    let shelf = Shelf::of_account(KIND, call);
    let id = call.id("mtls_certificate_id");
    match verb {
        "list" => list(world, call, &shelf),
        "get" => things::get(world, &shelf, id),
        "create" => create(world, call, &shelf),
        "delete" => delete(world, &shelf, id),
        "associations" => {
            let mut state = world.state();
            state.things.find(world, &shelf, id)?;
            let used = hostname_associations::is_used(&mut state.things, world, id);
            let services = json!({ "service": "hostname_associations", "status": "active" });
            let services: Vec<Value> = used.then_some(services).into_iter().collect();
            Answer::list(&services, &crate::page::ResultInfo::whole(services.len()))
        }
        other => Err(Refusal::not_modelled(other)),
    }
}

fn list(world: &World, call: &Call, shelf: &Shelf) -> Result<Answer, Refusal> {
    let types = call.query.get("type").and_then(Value::as_array);
    things::list(world, call, shelf, |record| types.is_none_or(|types| types.contains(&record["type"])))
}

fn create(world: &World, call: &Call, shelf: &Shelf) -> Result<Answer, Refusal> {
    let text = call.said("certificates").unwrap_or_default();
    let is_ca = call.body["ca"] == json!(true);
    let uploaded = if is_ca {
        uploaded::authority(text, "/certificates")?
    } else {
        let key = call.said("private_key").unwrap_or_default();
        uploaded::leaf(text, key, ["/certificates", "/private_key"], world.now())?
    };
    let id = world.ids.uuid();
    let name = call.said("name").unwrap_or_default();
    let mut state = world.state();
    let taken = |other: &things::Thing| !name.is_empty() && other.text("name") == name;
    if state.things.on(world, shelf).values().any(taken) {
        return Err(Refusal::conflict(codes::IN_USE, "there is an mTLS certificate of this name").at("/name"));
    }
    let now = rfc3339(world.now());
    let mut record = uploaded.facts();
    record["id"] = json!(id);
    record["ca"] = json!(is_ca);
    record["certificates"] = json!(text);
    record["name"] = json!(name);
    record["serial_number"] = json!(uploaded.details.serial);
    record["type"] = json!("custom");
    record["uploaded_on"] = json!(now);
    record["updated_at"] = json!(now);
    Answer::ok(&state.things.put(world, shelf, &id, record, []).record)
}

fn delete(world: &World, shelf: &Shelf, id: &str) -> Result<Answer, Refusal> {
    let mut state = world.state();
    let record = state.things.find(world, shelf, id)?.record.clone();
    if hostname_associations::is_used(&mut state.things, world, id) {
        return Err(Refusal::conflict(codes::IN_USE, "the certificate is associated with hostnames"));
    }
    state.things.on(world, shelf).shift_remove(id);
    Answer::ok(&record)
}
