//! TLS settings of single hostnames.

use serde_json::{Value, json};

use super::call::Call;
use crate::answer::Answer;
use crate::clock::rfc3339;
use crate::codes;
use crate::refusal::Refusal;
use crate::things::{self, Shelf, Stage};
use crate::world::World;

const KIND: &str = "hostname_tls_settings";

pub(crate) fn carry_out(world: &World, call: &Call, verb: &str) -> Result<Answer, Refusal> {
    let setting = call.id("setting_id");
    let shelf = Shelf::new(KIND, format!("{}/{setting}", call.zone_id()));
    let hostname = call.id("hostname");
    match verb {
        "list" => things::list(world, call, &shelf, |_| true),
        "get" => things::get(world, &shelf, hostname),
        "update" => {
            let value = &call.body["value"];
            if !fits(setting, value) {
                let message = "the value does not fit the setting";
                return Err(Refusal::bad_request(codes::BAD_VALUE, message).at("/value"));
            }
            update(world, call, &shelf, value)
        }
        "delete" => {
            let mut state = world.state();
            let mut record = state.things.find(world, &shelf, hostname)?.record.clone();
            state.things.on(world, &shelf).shift_remove(hostname);
            record["status"] = json!("pending_deletion");
            record.as_object_mut().and_then(|record| record.remove("value"));
            Answer::ok(&record)
        }
        other => Err(Refusal::not_modelled(other)),
    }
}

fn update(world: &World, call: &Call, shelf: &Shelf, value: &Value) -> Result<Answer, Refusal> {
    let hostname = call.id("hostname");
    if !world.is_at_home(&call.zone_id(), hostname) {
        return Err(Refusal::bad_request(codes::BAD_VALUE, "the hostname does not belong to the zone"));
    }
    let mut state = world.state();
    let now = rfc3339(world.now());
    let before = state.things.on(world, shelf).get(hostname).map(|thing| thing.record["created_at"].clone());
    let record = json!({
        "hostname": hostname, "value": value, "status": "pending_deployment",
        "created_at": before.unwrap_or_else(|| json!(now)), "updated_at": now,
    });
    let life = [Stage::Becomes(json!({ "status": "active" }))];
    Answer::ok(&state.things.put(world, shelf, hostname, record, life).record)
}

fn fits(setting: &str, value: &Value) -> bool {
    match setting {
        "ciphers" => value.is_array(),
        "min_tls_version" => ["1.0", "1.1", "1.2", "1.3"].map(|version| json!(version)).contains(value),
        _ => [json!("on"), json!("off")].contains(value),
    }
}
