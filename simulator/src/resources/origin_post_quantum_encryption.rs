//! Origin post-quantum encryption: a setting.

use serde_json::{Value, json};

use super::call::Call;
use crate::answer::Answer;
use crate::clock::rfc3339;
use crate::refusal::Refusal;
use crate::things::{self, Shelf};
use crate::world::World;

const KIND: &str = "origin_post_quantum_encryption";

pub(crate) fn carry_out(world: &World, call: &Call, verb: &str) -> Result<Answer, Refusal> {
    let mut state = world.state();
    let setting = things::setting(&mut state.things, world, &Shelf::of_zone(KIND, call), initial);
    match verb {
        "get" => {}
        "update" => {
            setting.becomes(&json!({ "value": call.body["value"], "modified_on": rfc3339(world.now()) }));
        }
        other => return Err(Refusal::not_modelled(other)),
    }
    Answer::ok(&setting.record)
}

fn initial() -> Value {
    json!({ "id": "origin_pqe", "editable": true, "value": "supported", "modified_on": null })
}
