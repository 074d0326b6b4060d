//! Origin TLS compliance modes: a setting that can be removed.

use serde_json::{Value, json};

use super::call::Call;
use crate::answer::Answer;
use crate::clock::rfc3339;
use crate::refusal::Refusal;
use crate::things::{self, Shelf};
use crate::world::World;

const KIND: &str = "origin_tls_compliance_modes";

pub(crate) fn carry_out(world: &World, call: &Call, verb: &str) -> Result<Answer, Refusal> {
    let mut state = world.state();
    let setting = things::setting(&mut state.things, world, &Shelf::of_zone(KIND, call), initial);
    match verb {
        "get" => {}
        "update" | "edit" => {
            setting.becomes(&json!({ "value": call.body["value"], "modified_on": rfc3339(world.now()) }));
        }
        "delete" => {
            setting.becomes(&json!({ "value": [], "modified_on": rfc3339(world.now()) }));
            let mut left = setting.record.clone();
            left.as_object_mut().and_then(|left| left.remove("value"));
            return Answer::ok(&left);
        }
        other => return Err(Refusal::not_modelled(other)),
    }
    Answer::ok(&setting.record)
}

fn initial() -> Value {
    json!({ "id": KIND, "editable": true, "value": [], "modified_on": null })
}
