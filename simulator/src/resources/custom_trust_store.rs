//! The custom trust store: authorities that are deployed after they were added.

use serde_json::json;

use super::call::Call;
use super::uploaded;
use crate::answer::Answer;
use crate::clock::rfc3339;
use crate::refusal::Refusal;
use crate::things::{self, Shelf, Stage};
use crate::world::World;

const KIND: &str = "custom_trust_store";

pub(crate) fn carry_out(world: &World, call: &Call, verb: &str) -> Result<Answer, Refusal> {
    let shelf = Shelf::of_zone(KIND, call);
    let id = call.id("custom_origin_trust_store_id");
    match verb {
        "list" => things::list(world, call, &shelf, |_| true),
        "get" => things::get(world, &shelf, id),
        "create" => create(world, call, &shelf),
        "delete" => {
            let mut state = world.state();
            let ca = state.things.find(world, &shelf, id)?;
            ca.becomes(&json!({ "status": "pending_deletion", "updated_at": rfc3339(world.now()) }));
            ca.lives(world.now(), [Stage::Gone]);
            Ok(Answer::deleted(id))
        }
        other => Err(Refusal::not_modelled(other)),
    }
}

fn create(world: &World, call: &Call, shelf: &Shelf) -> Result<Answer, Refusal> {
    let text = call.said("certificate").unwrap_or_default();
    let mut record = uploaded::authority(text, "/certificate")?.facts();
    let (id, now) = (world.ids.uuid(), rfc3339(world.now()));
    record["id"] = json!(id);
    record["certificate"] = json!(text);
    record["status"] = json!("initializing");
    record["uploaded_on"] = json!(now);
    record["updated_at"] = json!(now);
    let life = ["pending_deployment", "active"].map(|status| Stage::Becomes(json!({ "status": status })));
    Answer::ok(&world.state().things.put(world, shelf, &id, record, life).record)
}
