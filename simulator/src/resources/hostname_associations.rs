//! Hostname associations: one list per authority, that of the managed one under no name.

use serde_json::json;

use super::call::Call;
use super::mtls_certificates;
use crate::answer::Answer;
use crate::codes;
use crate::refusal::Refusal;
use crate::things::{Shelf, Things};
use crate::world::World;

const KIND: &str = "hostname_associations";

pub(crate) fn carry_out(world: &World, call: &Call, verb: &str) -> Result<Answer, Refusal> {
    let shelf = Shelf::of_zone(KIND, call);
    let asked = call.text("mtls_certificate_id").or_else(|| call.said("mtls_certificate_id"));
    let authority = asked.unwrap_or_default();
    let mut state = world.state();
    if !authority.is_empty() {
        check_authority(&mut state.things, world, authority)?;
    }
    match verb {
        "get" => match state.things.on(world, &shelf).get(authority) {
            Some(list) => Answer::ok(&list.record),
            None => Answer::ok(&json!({ "hostnames": [] })),
        },
        "update" => {
            let hostnames = call.texts("hostnames");
            if let Some(foreign) = hostnames.iter().position(|host| !world.is_at_home(&call.zone_id(), host))
            {
                let message = "the hostname does not belong to the zone";
                return Err(
                    Refusal::bad_request(codes::BAD_VALUE, message).at(&format!("/hostnames/{foreign}"))
                );
            }
            let record = json!({ "hostnames": hostnames });
            Answer::ok(&state.things.put(world, &shelf, authority, record, []).record)
        }
        other => Err(Refusal::not_modelled(other)),
    }
}

fn check_authority(things: &mut Things, world: &World, id: &str) -> Result<(), Refusal> {
    let mut all = things.everywhere(world, mtls_certificates::KIND).into_iter();
    match all.find(|(_, thing)| thing.text("id") == id) {
        Some((_, thing)) if thing.record["ca"] == json!(true) => Ok(()),
        Some(_) => {
            Err(Refusal::bad_request(codes::BAD_VALUE, "the mTLS certificate is not that of an authority"))
        }
        None => Err(Refusal::not_found(codes::NO_SUCH_THING, "there is no such mTLS certificate")),
    }
}

/// Whether hostnames of any zone are associated with an authority.
pub(crate) fn is_used(things: &mut Things, world: &World, authority: &str) -> bool {
    things
        .any_on(world, KIND, authority, |list| list["hostnames"].as_array().is_some_and(|it| !it.is_empty()))
}
