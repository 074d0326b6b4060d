//! Authenticated origin pulls: certificates of zones and of hostnames, associations, the setting.

use serde_json::{Value, json};

use super::call::Call;
use super::uploaded;
use crate::answer::Answer;
use crate::clock::rfc3339;
use crate::codes;
use crate::page::ResultInfo;
use crate::refusal::Refusal;
use crate::things::{self, Shelf, Stage};
use crate::world::World;

const ZONE_CERTIFICATES: &str = "origin_tls_client_auth";
const HOSTNAME_CERTIFICATES: &str = "origin_tls_client_auth_hostname_certificates";
const HOSTNAMES: &str = "origin_tls_client_auth_hostnames";
const SETTINGS: &str = "origin_tls_client_auth_settings";

pub(crate) fn carry_out(world: &World, call: &Call, verb: &str) -> Result<Answer, Refusal> {
    let associations = Shelf::of_zone(HOSTNAMES, call);
    match verb {
        "hostnames_update" => hostnames_update(world, call, &associations),
        "hostnames_get" => things::get(world, &associations, call.id("hostname")),
        "settings_get" | "settings_update" => settings(world, call, verb),
        _ => match verb.strip_prefix("hostname_certificates_") {
            Some(verb) => certificates(world, call, HOSTNAME_CERTIFICATES, verb),
            None => certificates(world, call, ZONE_CERTIFICATES, verb),
        },
    }
}

fn settings(world: &World, call: &Call, verb: &str) -> Result<Answer, Refusal> {
    let mut state = world.state();
    let shelf = Shelf::of_zone(SETTINGS, call);
    let setting = things::setting(&mut state.things, world, &shelf, || json!({ "enabled": false }));
    if verb == "settings_update" {
        setting.becomes(&call.body);
    }
    Answer::ok(&setting.record)
}

fn certificates(world: &World, call: &Call, kind: &'static str, verb: &str) -> Result<Answer, Refusal> {
    let shelf = Shelf::of_zone(kind, call);
    let id = call.id("certificate_id");
    match verb {
        "list" => things::list(world, call, &shelf, |_| true),
        "get" => things::get(world, &shelf, id),
        "create" => create(world, call, &shelf, kind),
        "delete" => delete(world, call, &shelf, id),
        other => Err(Refusal::not_modelled(other)),
    }
}

fn create(world: &World, call: &Call, shelf: &Shelf, kind: &str) -> Result<Answer, Refusal> {
    let text = call.said("certificate").unwrap_or_default();
    let key = call.said("private_key").unwrap_or_default();
    let uploaded = uploaded::leaf(text, key, ["/certificate", "/private_key"], world.now())?;
    let id = world.ids.uuid();
    let mut record = uploaded.facts();
    record["id"] = json!(id);
    record["certificate"] = json!(text);
    record["status"] = json!("initializing");
    record["uploaded_on"] = json!(rfc3339(world.now()));
    if kind == HOSTNAME_CERTIFICATES {
        record["serial_number"] = json!(uploaded.details.serial);
    } else {
        record["enabled"] = json!(true);
    }
    let life = ["pending_deployment", "active"].map(|status| Stage::Becomes(json!({ "status": status })));
    Answer::ok(&world.state().things.put(world, shelf, &id, record, life).record)
}

fn delete(world: &World, call: &Call, shelf: &Shelf, id: &str) -> Result<Answer, Refusal> {
    let mut state = world.state();
    let associated = state
        .things
        .on(world, &Shelf::of_zone(HOSTNAMES, call))
        .values()
        .any(|thing| thing.text("cert_id") == id);
    if associated {
        return Err(Refusal::conflict(codes::IN_USE, "a hostname is associated with the certificate"));
    }
    let certificate = state.things.find(world, shelf, id)?;
    certificate.becomes(&json!({ "status": "pending_deletion" }));
    certificate.lives(world.now(), [Stage::Gone]);
    Answer::ok(&certificate.record)
}

fn hostnames_update(world: &World, call: &Call, shelf: &Shelf) -> Result<Answer, Refusal> {
    let mut state = world.state();
    let certificates = Shelf::of_zone(HOSTNAME_CERTIFICATES, call);
    let items: Vec<Value> = call.body["config"].as_array().cloned().unwrap_or_default();
    // All or nothing: the items are looked at before one is carried out.
    let mut records = Vec::new();
    for (index, item) in items.iter().enumerate() {
        let hostname = item["hostname"].as_str().unwrap_or_default();
        let bad = |message: &str, field: &str| {
            Refusal::bad_request(codes::BAD_VALUE, message).at(&format!("/config/{index}/{field}"))
        };
        if !world.is_at_home(&call.zone_id(), hostname) {
            return Err(bad("the hostname does not belong to the zone", "hostname"));
        }
        let before = state.things.on(world, shelf).get(hostname).map(|thing| thing.record.clone());
        let id = item["cert_id"].as_str().or_else(|| before.as_ref()?["cert_id"].as_str());
        let certificate = id.and_then(|id| state.things.on(world, &certificates).get(id));
        let certificate = certificate.ok_or_else(|| bad("there is no such certificate", "cert_id"))?;
        let created =
            before.map_or_else(|| json!(rfc3339(world.now())), |before| before["created_at"].clone());
        records.push(association(world, hostname, &certificate.record, &item["enabled"], &created));
    }
    for record in &records {
        let hostname = record["hostname"].as_str().unwrap_or_default();
        if record["enabled"].is_null() {
            state.things.on(world, shelf).shift_remove(hostname);
        } else {
            let life = [Stage::Becomes(json!({ "status": "active" }))];
            state.things.put(world, shelf, hostname, record.clone(), life);
        }
    }
    Answer::list(&records, &ResultInfo::whole(records.len()))
}

fn association(
    world: &World,
    hostname: &str,
    certificate: &Value,
    enabled: &Value,
    created: &Value,
) -> Value {
    let status = if enabled.is_null() { "pending_deletion" } else { "pending_deployment" };
    json!({
        "hostname": hostname, "enabled": enabled, "status": status, "cert_id": certificate["id"],
        "cert_status": certificate["status"], "cert_uploaded_on": certificate["uploaded_on"],
        "cert_updated_at": certificate["uploaded_on"], "certificate": certificate["certificate"],
        "issuer": certificate["issuer"], "serial_number": certificate["serial_number"],
        "signature": certificate["signature"], "expires_on": certificate["expires_on"],
        "created_at": created, "updated_at": rfc3339(world.now()),
    })
}
