//! Certificate packs.

#![allow(clippy::unwrap_used)] // A test fails by panicking.

#[path = "../common/mod.rs"]
mod common;
mod deletion;
mod orders;
mod schedule;
mod stages;
mod universal;

use std::time::Duration;

use cloudflare_certificates_simulator::{Activation, SimulatedZone, Simulator};
use common::{Api, Reply, ZONE};
use serde_json::{Value, json};

const STAGE: Duration = Duration::from_secs(2);
/// From the order to the active pack: order, validation, issuance, deployment.
const ALL: u32 = 4;

fn path(rest: &str) -> String {
    format!("/zones/{ZONE}/ssl/certificate_packs{rest}")
}

/// A declared zone, in which every stage takes two seconds.
async fn start() -> Api {
    start_in(SimulatedZone::new("example.com"), Activation::After(STAGE)).await
}

async fn start_in(zone: SimulatedZone, activation: Activation) -> Api {
    Api::with(Simulator::builder().activation(activation).zone(zone.with_id(ZONE))).await
}

fn new(hosts: &[&str]) -> Value {
    json!({
        "type": "advanced", "hosts": hosts, "certificate_authority": "google", "validation_method": "txt",
        "validity_days": 90,
    })
}

/// An order with one field changed.
fn new_with(hosts: &[&str], field: &str, value: impl Into<Value>) -> Value {
    let mut new = new(hosts);
    new[field] = value.into();
    new
}

async fn order(api: &Api, body: &Value) -> Reply {
    api.post(&path("/order"), body).await
}

async fn ordered(api: &Api) -> String {
    order(api, &new(&["example.com", "*.example.com"])).await.expect(200).text("id")
}

async fn get(api: &Api, id: &str) -> Reply {
    api.get(&path(&format!("/{id}"))).await.expect(200)
}

async fn status(api: &Api, id: &str) -> String {
    get(api, id).await.text("status")
}

fn advance(api: &Api, stages: u32) {
    api.simulator.advance(STAGE * stages);
}
