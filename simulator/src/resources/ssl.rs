//! What concerns TLS of a whole zone.

use serde_json::{Value, json};

use super::call::Call;
use super::{certificate_packs, uploaded};
use crate::answer::Answer;
use crate::clock::rfc3339;
use crate::codes;
use crate::page::ResultInfo;
use crate::refusal::Refusal;
use crate::things::{self, Shelf};
use crate::world::World;

pub(crate) fn carry_out(world: &World, call: &Call, verb: &str) -> Result<Answer, Refusal> {
    let now = rfc3339(world.now());
    match verb {
        "analyze" => analyze(call),
        "recommendation_get" => Answer::ok(&json!({
            "id": "ssl_recommendation", "editable": true, "modified_on": now, "value": "auto",
            "next_scheduled_scan": null,
        })),
        "universal_settings_get" | "universal_settings_edit" => {
            let initial = json!({ "enabled": true });
            setting(world, call, "ssl_universal_settings", initial, &call.body)
        }
        "auto_origin_tls_kex_get" | "auto_origin_tls_kex_edit" => {
            let initial = json!({ "id": "auto_origin_tls_kex", "enabled": false, "modified_on": now });
            let mut change = call.body.clone();
            if change.is_object() {
                change["modified_on"] = json!(now);
            }
            setting(world, call, "ssl_auto_origin_tls_kex", initial, &change)
        }
        "verification_get" => verification(world, call),
        "verification_edit" => verification_edit(world, call),
        other => Err(Refusal::not_modelled(other)),
    }
}

/// A setting; a change that is no object is none.
fn setting(
    world: &World,
    call: &Call,
    kind: &'static str,
    initial: Value,
    change: &Value,
) -> Result<Answer, Refusal> {
    let mut state = world.state();
    let setting = things::setting(&mut state.things, world, &Shelf::of_zone(kind, call), || initial);
    if change.is_object() {
        setting.becomes(change);
    }
    Answer::ok(&setting.record)
}

fn analyze(call: &Call) -> Result<Answer, Refusal> {
    let uploaded = uploaded::certificate(call.said("certificate").unwrap_or_default(), "/certificate")?;
    Answer::ok(&json!({
        "hosts": uploaded.certificate.hosts, "signature": uploaded.certificate.signature,
        "expires_on": rfc3339(uploaded.certificate.expires_on),
    }))
}

/// One item for each certificate pack that there is.
fn verification(world: &World, call: &Call) -> Result<Answer, Refusal> {
    let mut state = world.state();
    let packs = state.things.on(world, &Shelf::of_zone(certificate_packs::KIND, call));
    let items: Vec<Value> = packs.values().map(|pack| item(&pack.record)).collect();
    packs.values_mut().for_each(things::Thing::read);
    Answer::list(&items, &ResultInfo::whole(items.len()))
}

fn item(pack: &Value) -> Value {
    let status = match pack["status"].as_str().unwrap_or_default() {
        "pending_validation" => "authorizing",
        "pending_issuance" => "issuing",
        "validation_timed_out" => "timing_out",
        other @ ("active" | "pending_deployment" | "expired") => other,
        _ => "initializing",
    };
    let info = pack["validation_records"].as_array().cloned().unwrap_or_default();
    let mut item = json!({
        "cert_pack_uuid": pack["id"], "certificate_status": status, "brand_check": false,
        "signature": "ECDSAWithSHA256", "verification_type": "cname",
        "verification_info": info, "verification_status": status == "active",
    });
    // A validation by mail is none of those that this operation knows.
    if pack["validation_method"] != "email" {
        item["validation_method"] = pack["validation_method"].clone();
    }
    item
}

fn verification_edit(world: &World, call: &Call) -> Result<Answer, Refusal> {
    let mut state = world.state();
    let shelf = Shelf::of_zone(certificate_packs::KIND, call);
    let pack = state.things.find(world, &shelf, call.id("certificate_pack_id"))?;
    if !["initializing", "pending_validation", "validation_timed_out"].contains(&pack.text("status")) {
        return Err(Refusal::conflict(
            codes::WRONG_STATE,
            "the certificate pack does not wait for a validation",
        ));
    }
    pack.becomes(&call.body);
    Answer::ok(
        &json!({ "status": pack.record["status"], "validation_method": pack.record["validation_method"] }),
    )
}
