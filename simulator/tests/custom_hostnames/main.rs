//! Custom hostnames.

#![allow(clippy::unwrap_used)] // A test fails by panicking.

mod changes;
#[path = "../common/mod.rs"]
mod common;
mod fallback_origin;
mod input;
mod list;
mod own_certificates;
mod stages;

use std::time::Duration;

use cloudflare_certificates_simulator::{Activation, KeyType, SimulatedZone, Simulator};
use common::{Api, Reply, ZONE};
use serde_json::{Value, json};

const STAGE: Duration = Duration::from_secs(2);

fn path(rest: &str) -> String {
    format!("/zones/{ZONE}/custom_hostnames{rest}")
}

/// A declared zone, in which every stage takes two seconds.
async fn start() -> Api {
    start_in(SimulatedZone::new("example.com")).await
}

async fn start_in(zone: SimulatedZone) -> Api {
    Api::with(Simulator::builder().activation(Activation::After(STAGE)).zone(zone.with_id(ZONE))).await
}

fn managed(hostname: &str) -> Value {
    json!({ "hostname": hostname, "ssl": { "method": "http", "type": "dv" } })
}

async fn create(api: &Api, hostname: &str) -> Reply {
    api.post(&path(""), &managed(hostname)).await.expect(201)
}

async fn get(api: &Api, id: &str) -> Reply {
    api.get(&path(&format!("/{id}"))).await.expect(200)
}

async fn patch(api: &Api, id: &str, body: &Value) -> Reply {
    api.patch(&path(&format!("/{id}")), body).await
}

async fn patch_ssl(api: &Api, id: &str, ssl: &Value) -> Reply {
    patch(api, id, &json!({ "ssl": ssl })).await
}

/// Advances through this number of stages.
fn advance(api: &Api, stages: u32) {
    api.simulator.advance(STAGE * stages);
}

/// From the order to the active hostname: validation, issuance, deployment, certificate, hostname.
const ALL: u32 = 5;

fn own(certificate: &str, private_key: &str) -> Value {
    json!({ "custom_certificate": certificate, "custom_key": private_key })
}

fn own_for(api: &Api, host: &str, key_type: KeyType) -> Value {
    let issued = api.simulator.test_ca().certificate(&[host]).key(key_type).issue().unwrap();
    own(issued.certificate_pem(), issued.private_key_pem().unwrap())
}
