//! Certificate packs: ordered, validated, issued, deployed.

use serde_json::{Value, json};

use super::call::Call;
use crate::answer::Answer;
use crate::clock::rfc3339;
use crate::codes;
use crate::refusal::Refusal;
use crate::things::{self, Shelf, Stage};
use crate::world::World;

pub(crate) const KIND: &str = "certificate_packs";
/// How many advanced packs a zone may have.
const QUOTA: usize = 10;

pub(crate) fn carry_out(world: &World, call: &Call, verb: &str) -> Result<Answer, Refusal> {
    let shelf = Shelf::of_zone(KIND, call);
    let id = call.id("certificate_pack_id");
    match verb {
        "list" => {
            let all = call.text("status").is_some();
            things::list(world, call, &shelf, |record| all || record["status"] == "active")
        }
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
            Answer::ok(&json!({ "advanced": { "allocated": QUOTA, "used": used } }))
        }
        other => Err(Refusal::not_modelled(other)),
    }
}

fn create(world: &World, call: &Call, shelf: &Shelf) -> Result<Answer, Refusal> {
    let mut hosts = call.texts("hosts");
    if let Some(foreign) =
        hosts.iter().position(|host| !world.is_at_home(&call.zone_id(), host.trim_start_matches("*.")))
    {
        let message = "the hostname does not belong to the zone";
        return Err(Refusal::bad_request(codes::FOREIGN_HOSTS, message).at(&format!("/hosts/{foreign}")));
    }
    let apex = world.zone_names.get(&call.zone_id());
    if apex.is_some_and(|apex| !hosts.iter().any(|host| host.eq_ignore_ascii_case(apex))) {
        return Err(Refusal::bad_request(codes::BAD_VALUE, "the zone's own name is missing").at("/hosts"));
    }
    // The server has an order of its own.
    hosts.sort();
    let mut state = world.state();
    if state.things.on(world, shelf).len() >= QUOTA {
        let status = http::StatusCode::FORBIDDEN;
        return Err(Refusal::new(status, codes::NO_QUOTA, "the zone has all the packs that it may have"));
    }
    let id = world.ids.uuid();
    // No validation records yet: the order is not placed with the authority.
    let record = json!({
        "id": id, "type": call.body["type"], "hosts": hosts, "status": "initializing", "certificates": [],
        "primary_certificate": "0", "certificate_authority": call.body["certificate_authority"],
        "validation_method": call.body["validation_method"], "validity_days": call.body["validity_days"],
        "cloudflare_branding": call.body["cloudflare_branding"] == json!(true),
    });
    let life = life(world, &id, &record);
    Answer::ok(&state.things.put(world, shelf, &id, record, life).record)
}

/// From the order to the deployment.
fn life(world: &World, id: &str, record: &Value) -> Vec<Stage> {
    let method = record["validation_method"].as_str().unwrap_or_default();
    let hosts: Vec<&str> =
        record["hosts"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let records: Vec<Value> = hosts.iter().map(|host| validation_record(method, host, id)).collect();
    let days = record["validity_days"].as_i64().unwrap_or_default();
    let expires = world.now().checked_add(time::Duration::days(days)).unwrap_or_else(|| world.now());
    let certificate = json!({
        "id": format!("{id}-ecdsa"), "hosts": hosts, "status": "active", "bundle_method": "ubiquitous",
        "issuer": "Simulator", "signature": "ECDSAWithSHA256", "priority": 0,
        "uploaded_on": rfc3339(world.now()), "modified_on": rfc3339(world.now()), "expires_on": rfc3339(expires),
    });
    vec![
        Stage::Becomes(json!({ "status": "pending_validation", "validation_records": records })),
        Stage::Becomes(json!({ "status": "pending_issuance", "validation_records": null })),
        Stage::Becomes(json!({ "status": "pending_deployment" })),
        Stage::Becomes(json!({
            "status": "active", "primary_certificate": certificate["id"], "certificates": [certificate],
        })),
    ]
}

/// What is to be set up for a hostname.
pub(crate) fn validation_record(method: &str, host: &str, token: &str) -> Value {
    let host = host.trim_start_matches("*.");
    match method {
        "http" => json!({
            "status": "pending", "http_body": token,
            "http_url": format!("http://{host}/.well-known/pki-validation/{token}.txt"),
        }),
        "email" => {
            json!({ "status": "pending", "emails": [format!("admin@{host}"), format!("hostmaster@{host}")] })
        }
        _ => {
            json!({ "status": "pending", "txt_name": format!("_acme-challenge.{host}"), "txt_value": token })
        }
    }
}

/// Adds the branding; and starts the validation again where it timed out.
fn edit(world: &World, call: &Call, shelf: &Shelf, id: &str) -> Result<Answer, Refusal> {
    let mut state = world.state();
    let pack = state.things.find(world, shelf, id)?;
    pack.becomes(&call.body);
    if pack.text("status") == "validation_timed_out" {
        pack.becomes(&json!({ "status": "initializing", "validation_errors": null }));
        let life = life(world, id, &pack.record);
        pack.lives(world.now(), life);
    }
    Answer::ok(&pack.record)
}
