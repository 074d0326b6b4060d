//! `cfcerts hostname`.

mod add;
mod change;
mod status;

use cloudflare_certificates::CustomHostnames;
use cloudflare_certificates::types::{NewCustomHostname, NewCustomHostnameSsl, ValidationMethod};
use cloudflare_certificates_simulator::{Activation, SimulatedZone};
use serde_json::{Value, json};

use crate::support::Stage;

/// A stage on which nothing becomes active by itself.
fn slow() -> Stage {
    Stage::with(|builder| {
        builder.zone(SimulatedZone::new("example.com")).activation(Activation::AfterReads(100_000))
    })
}

fn handle(stage: &Stage) -> CustomHostnames {
    let id = stage.simulator.zones()[0].id().to_owned();
    stage.client().zone(id).unwrap().custom_hostnames()
}

/// Creates a hostname. Returns its id.
fn create(stage: &Stage, hostname: &str) -> String {
    let ssl = NewCustomHostnameSsl::managed(ValidationMethod::Txt).build();
    let new = NewCustomHostname::builder().hostname(hostname).ssl(ssl).build();
    let handle = handle(stage);
    stage.block_on(async { handle.create(&new).await }).unwrap().into_inner().id
}

/// Creates a hostname whose certificate has this status and a record to set, and whose ownership is shown by another one.
fn pending(stage: &Stage, hostname: &str, status: &str) -> String {
    let id = create(stage, hostname);
    let record = json!({ "txt_name": format!("_acme-challenge.{hostname}"), "txt_value": "810b7d5f" });
    let ownership =
        json!({ "type": "txt", "name": format!("_cf-custom-hostname.{hostname}"), "value": "5cc07c04" });
    patch(
        stage,
        &id,
        &json!({
            "ssl": { "status": status, "validation_records": [record] },
            "ownership_verification": ownership,
            "ownership_verification_http": null,
        }),
    );
    id
}

fn patch(stage: &Stage, id: &str, patch: &Value) {
    assert!(stage.simulator.patch_record("custom_hostnames", id, patch));
}

/// The names of the hostnames that exist.
fn hostnames(stage: &Stage) -> Vec<String> {
    let list = handle(stage).list();
    let all = stage.block_on(async { list.all().await }).unwrap();
    all.into_iter().filter_map(|record| record.hostname).collect()
}
