//! DCV delegation: an identifier that a zone always has.

use serde_json::json;

use super::call::Call;
use crate::answer::Answer;
use crate::refusal::Refusal;
use crate::world::World;

/// How many digits the identifier has.
const DIGITS: usize = 16;

pub(crate) fn carry_out(_: &World, call: &Call, verb: &str) -> Result<Answer, Refusal> {
    match verb {
        "get" => {
            Answer::ok(&json!({ "uuid": call.zone_id().chars().rev().take(DIGITS).collect::<String>() }))
        }
        other => Err(Refusal::not_modelled(other)),
    }
}
