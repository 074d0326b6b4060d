//! The certificate of a custom hostname: ordered, or the customer's own.

use serde_json::{Value, json};

use super::super::call::Call;
use super::super::{certificate_packs, uploaded};
use crate::answer::Answer;
use crate::clock::rfc3339;
use crate::codes;
use crate::refusal::Refusal;
use crate::things::{Shelf, Stage};
use crate::world::World;

/// A certificate as answers show it, and the customer's own ones by their identifiers.
pub(super) struct Ssl {
    pub(super) record: Value,
    pub(super) hidden: Value,
}

/// What a request's `ssl` asks for; nothing if it has none.
pub(super) fn ordered(world: &World, call: &Call, hostname: &str) -> Result<Option<Ssl>, Refusal> {
    let asked = &call.body["ssl"];
    if !asked.is_object() {
        return Ok(None);
    }
    let own = own(world, asked)?;
    let custom = !own.is_empty();
    let mut record = json!({
        "id": world.ids.uuid(), "type": "dv", "status": if custom { "pending_deployment" } else { "initializing" },
        "bundle_method": asked["bundle_method"].as_str().unwrap_or("ubiquitous"),
        "wildcard": asked["wildcard"] == json!(true),
    });
    for field in ["method", "settings", "custom_csr_id"] {
        if !asked[field].is_null() {
            record[field] = asked[field].clone();
        }
    }
    if custom {
        record["certificates"] = own.iter().map(shown).collect();
        record["custom_certificate"] = own[0]["certificate"].clone();
        for field in ["issuer", "signature", "expires_on", "hosts", "serial_number", "uploaded_on"] {
            record[field] = own[0][field].clone();
        }
    } else {
        record["method"] = json!(asked["method"].as_str().unwrap_or("http"));
        // An empty authority asks for the default one.
        let authority = asked["certificate_authority"].as_str().filter(|authority| !authority.is_empty());
        record["certificate_authority"] = json!(authority.unwrap_or("google"));
        let wildcard = (record["wildcard"] == json!(true)).then(|| format!("*.{hostname}"));
        record["hosts"] = std::iter::once(hostname.to_owned()).chain(wildcard).collect();
    }
    Ok(Some(Ssl { record, hidden: json!({ "own": own }) }))
}

/// The customer's own certificates: one, or several with different keys.
fn own(world: &World, asked: &Value) -> Result<Vec<Value>, Refusal> {
    let bundle = asked["custom_cert_bundle"].as_array().into_iter().flatten();
    let single = (!asked["custom_certificate"].is_null()).then_some(asked);
    let mut own = Vec::new();
    for one in single.into_iter().chain(bundle) {
        own.push(uploaded_certificate(
            world,
            one,
            "/ssl",
            &world.ids.uuid(),
            !asked["custom_csr_id"].is_null(),
        )?);
    }
    Ok(own)
}

/// One certificate with its key; for a CSR it comes without.
fn uploaded_certificate(
    world: &World,
    one: &Value,
    at: &str,
    id: &str,
    for_csr: bool,
) -> Result<Value, Refusal> {
    let text = one["custom_certificate"].as_str().unwrap_or_default();
    let field = format!("{at}/custom_certificate");
    let uploaded = if for_csr {
        uploaded::certificate(text, &field)?
    } else {
        let key = one["custom_key"].as_str().unwrap_or_default();
        uploaded::leaf(text, key, [&field, &format!("{at}/custom_key")], world.now())?
    };
    let mut record = uploaded.facts();
    record["id"] = json!(id);
    record["certificate"] = json!(text);
    record["hosts"] = json!(uploaded.certificate.hosts);
    record["serial_number"] = json!(uploaded.details.serial);
    record["uploaded_on"] = json!(rfc3339(world.now()));
    record["rsa"] = json!(uploaded.details.has_rsa_key);
    Ok(record)
}

/// What answers say of one of several certificates.
fn shown(own: &Value) -> Value {
    let fields = ["id", "issuer", "signature", "serial_number", "expires_on"];
    fields.iter().map(|field| ((*field).to_owned(), own[*field].clone())).collect()
}

/// From the order to the deployment; one's own certificate is only deployed.
pub(super) fn life(record: &Value) -> Vec<Stage> {
    let ssl = &record["ssl"];
    if ssl["certificates"].is_array() {
        return vec![Stage::Becomes(json!({ "ssl": { "status": "active" } }))];
    }
    let (method, id) = (ssl["method"].as_str().unwrap_or_default(), ssl["id"].as_str().unwrap_or_default());
    let hostname = record["hostname"].as_str().unwrap_or_default();
    let records = [certificate_packs::validation_record(method, hostname, id)];
    vec![
        Stage::Becomes(json!({ "ssl": { "status": "pending_validation", "validation_records": records } })),
        Stage::Becomes(json!({ "ssl": { "status": "pending_issuance", "validation_records": null } })),
        Stage::Becomes(json!({ "ssl": { "status": "pending_deployment", "issuer": "Simulator" } })),
        Stage::Becomes(json!({ "ssl": { "status": "active", "signature": "ECDSAWithSHA256" } })),
    ]
}

pub(super) fn update(world: &World, call: &Call, shelf: &Shelf) -> Result<Answer, Refusal> {
    let new = uploaded_certificate(world, &call.body, "", call.id("certificate_id"), false)?;
    change(world, call, shelf, |own, index| {
        if own[index]["rsa"] != new["rsa"] {
            return Err(Refusal::bad_request(
                codes::BAD_VALUE,
                "the key is of another type than the one before",
            ));
        }
        own[index] = new;
        Ok(())
    })
}

pub(super) fn delete(world: &World, call: &Call, shelf: &Shelf) -> Result<Answer, Refusal> {
    change(world, call, shelf, |own, index| {
        if own.len() == 1 {
            return Err(Refusal::conflict(codes::IN_USE, "the last certificate cannot be deleted"));
        }
        own.remove(index);
        Ok(())
    })?;
    Ok(Answer::deleted(call.id("custom_hostname_id")))
}

/// Changes the list of the customer's own certificates at the one that a call is about.
fn change(
    world: &World,
    call: &Call,
    shelf: &Shelf,
    change: impl FnOnce(&mut Vec<Value>, usize) -> Result<(), Refusal>,
) -> Result<Answer, Refusal> {
    let mut state = world.state();
    let thing = state.things.find(world, shelf, call.id("custom_hostname_id"))?;
    let none = || Refusal::not_found(codes::NO_SUCH_THING, "there is no such certificate");
    if thing.record["ssl"]["id"] != call.id("certificate_pack_id") {
        return Err(none());
    }
    let own = thing.hidden["own"].as_array_mut().ok_or_else(none)?;
    let index = own.iter().position(|one| one["id"] == call.id("certificate_id")).ok_or_else(none)?;
    change(own, index)?;
    let certificates: Value = own.iter().map(shown).collect();
    let first = own[0]["certificate"].clone();
    thing.becomes(&json!({ "ssl": { "custom_certificate": first, "certificates": certificates } }));
    Answer::ok(&thing.record)
}
