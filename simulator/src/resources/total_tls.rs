//! Total TLS: a setting.

use serde_json::{Value, json};

use super::call::Call;
use crate::answer::Answer;
use crate::refusal::Refusal;
use crate::things::{self, Shelf};
use crate::world::World;

const KIND: &str = "total_tls";

pub(crate) fn carry_out(world: &World, call: &Call, verb: &str) -> Result<Answer, Refusal> {
    let mut state = world.state();
    let setting = things::setting(&mut state.things, world, &Shelf::of_zone(KIND, call), initial);
    match verb {
        "get" => {}
        "update" => setting.becomes(&call.body),
        other => return Err(Refusal::not_modelled(other)),
    }
    Answer::ok(&setting.record)
}

fn initial() -> Value {
    json!({ "enabled": false, "certificate_authority": "google", "validity_period": 90 })
}
