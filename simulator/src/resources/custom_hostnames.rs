//! Custom hostnames and their certificates, the fallback origin, the quota.

mod certificate;
mod fallback_origin;

use serde_json::{Value, json};

use super::call::Call;
use crate::answer::Answer;
use crate::clock::rfc3339;
use crate::codes;
use crate::refusal::Refusal;
use crate::things::{self, Shelf, Stage, Thing};
use crate::world::World;

pub(crate) const KIND: &str = "custom_hostnames";
/// How many custom hostnames a zone may have.
const QUOTA: usize = 100;

pub(crate) fn carry_out(world: &World, call: &Call, verb: &str) -> Result<Answer, Refusal> {
    let shelf = Shelf::of_zone(KIND, call);
    let id = call.id("custom_hostname_id");
    match verb {
        "list" => list(world, call, &shelf),
        "get" => things::get(world, &shelf, id),
        "create" => create(world, call, &shelf),
        "edit" => edit(world, call, &shelf, id),
        "delete" => {
            let mut state = world.state();
            state.things.find(world, &shelf, id)?;
            state.things.on(world, &shelf).shift_remove(id);
            Ok(Answer::deleted(id))
        }
        "quota" => {
            let used = world.state().things.on(world, &shelf).len();
            Answer::ok(&json!({ "allocated": QUOTA, "hard_cap": QUOTA, "used": used, "exceeded": false }))
        }
        "certificate_update" => certificate::update(world, call, &shelf),
        "certificate_delete" => certificate::delete(world, call, &shelf),
        _ => fallback_origin::carry_out(world, call, verb),
    }
}

fn list(world: &World, call: &Call, shelf: &Shelf) -> Result<Answer, Refusal> {
    if call.text("order").is_some() || call.text("direction").is_some() {
        return Err(Refusal::not_modelled("the order of custom hostnames"));
    }
    let same = |parameter: &str, value: &Value| call.text(parameter).is_none_or(|text| *value == text);
    let wanted = |record: &Value| {
        let name = record["hostname"].as_str().unwrap_or_default();
        let ssl = &record["ssl"];
        let flag =
            |parameter: &str, value: Value| call.query.get(parameter).is_none_or(|asked| *asked == value);
        same("hostname.exact", &record["hostname"])
            && call.text("hostname.contain").is_none_or(|text| name.contains(text))
            && call.text("hostname.startsWith").is_none_or(|text| name.starts_with(text))
            && same("hostname_status", &record["status"])
            && same("custom_origin_server", &record["custom_origin_server"])
            && same("id", &ssl["id"])
            && same("ssl_status", &ssl["status"])
            && same("certificate_authority", &ssl["certificate_authority"])
            && flag("ssl", json!(i64::from(ssl.is_object())))
            && flag("wildcard", json!(ssl["wildcard"] == json!(true)))
    };
    things::list(world, call, shelf, wanted)
}

fn create(world: &World, call: &Call, shelf: &Shelf) -> Result<Answer, Refusal> {
    let hostname = call.said("hostname").unwrap_or_default().to_ascii_lowercase();
    let id = world.ids.uuid();
    let ssl = certificate::ordered(world, call, &hostname)?;
    let mut state = world.state();
    let things = state.things.on(world, shelf);
    if things.values().any(|other| other.text("hostname") == hostname) {
        let message = "there is a custom hostname with this name";
        return Err(Refusal::conflict(codes::DUPLICATE_HOSTNAME, message).at("/hostname"));
    }
    if things.len() >= QUOTA {
        let status = http::StatusCode::FORBIDDEN;
        return Err(Refusal::new(status, codes::NO_QUOTA, "the zone has all the hostnames that it may have"));
    }
    let mut record = json!({
        "id": id, "hostname": hostname, "status": "pending", "created_at": rfc3339(world.now()),
        "ownership_verification": {
            "type": "txt", "name": format!("_cf-custom-hostname.{hostname}"), "value": id,
        },
        "ownership_verification_http": {
            "http_url": format!("http://{hostname}/.well-known/cf-custom-hostname-challenge/{id}"), "http_body": id,
        },
    });
    for field in ["custom_metadata", "custom_origin_server", "custom_origin_sni"] {
        if !call.body[field].is_null() {
            record[field] = call.body[field].clone();
        }
    }
    let (ssl, hidden) = ssl.map_or((Value::Null, Value::Null), |ssl| (ssl.record, ssl.hidden));
    if ssl.is_object() {
        record["ssl"] = ssl;
    }
    let life = life(&record);
    let thing = state.things.put(world, shelf, &id, record, life);
    thing.hidden = hidden;
    Answer::created(&thing.record)
}

/// The hostname's own validation, and that of its certificate, end together.
fn life(record: &Value) -> Vec<Stage> {
    let mut stages = Vec::new();
    let ssl = &record["ssl"];
    if ssl.is_object() {
        stages.extend(certificate::life(record));
    }
    stages.push(Stage::Becomes(json!({
        "status": "active", "ownership_verification": null, "ownership_verification_http": null,
    })));
    stages
}

fn edit(world: &World, call: &Call, shelf: &Shelf, id: &str) -> Result<Answer, Refusal> {
    let mut state = world.state();
    let hostname = state.things.find(world, shelf, id)?.text("hostname").to_owned();
    let ssl = certificate::ordered(world, call, &hostname)?;
    let thing: &mut Thing = state.things.find(world, shelf, id)?;
    for field in ["custom_metadata", "custom_origin_server", "custom_origin_sni"] {
        if !call.body[field].is_null() {
            // In place of what was there, and not merged with it.
            thing.record[field] = call.body[field].clone();
        }
    }
    if let Some(ssl) = ssl {
        thing.record["ssl"] = ssl.record;
        thing.hidden = ssl.hidden;
        let life = life(&thing.record);
        thing.lives(world.now(), life);
    }
    Ok(Answer::ok(&thing.record)?.accepted())
}
