//! Where the traffic of custom hostnames goes that have no origin of their own.

use serde_json::json;

use super::super::call::Call;
use crate::answer::Answer;
use crate::clock::rfc3339;
use crate::codes;
use crate::refusal::Refusal;
use crate::things::{self, Shelf, Stage};
use crate::world::World;

const KIND: &str = "custom_hostnames_fallback_origin";

pub(crate) fn carry_out(world: &World, call: &Call, verb: &str) -> Result<Answer, Refusal> {
    let shelf = Shelf::of_zone(KIND, call);
    match verb {
        "fallback_origin_get" => things::get(world, &shelf, ""),
        "fallback_origin_update" => {
            let origin = call.said("origin").unwrap_or_default();
            if !world.is_at_home(&call.zone_id(), origin) {
                let message = "the origin is no record of the zone";
                return Err(Refusal::bad_request(codes::BAD_VALUE, message).at("/origin"));
            }
            let now = rfc3339(world.now());
            let record = json!({
                "origin": origin, "status": "initializing", "errors": [], "created_at": now, "updated_at": now,
            });
            let life =
                ["pending_deployment", "active"].map(|status| Stage::Becomes(json!({ "status": status })));
            Answer::ok(&world.state().things.put(world, &shelf, "", record, life).record)
        }
        "fallback_origin_delete" => {
            let mut state = world.state();
            let origin = state.things.find(world, &shelf, "")?;
            origin.becomes(&json!({ "status": "pending_deletion", "updated_at": rfc3339(world.now()) }));
            origin.lives(world.now(), [Stage::Gone]);
            Answer::ok(&origin.record)
        }
        other => Err(Refusal::not_modelled(other)),
    }
}
