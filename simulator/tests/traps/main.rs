//! What has surprised programs that work with Cloudflare: each of it can be had from the simulator.

#![allow(clippy::unwrap_used)] // A test fails by panicking.

#[path = "../common/mod.rs"]
mod common;
mod custom_hostnames;
mod deletions;
mod reads;
mod refused_changes;
mod stages;

use std::time::Duration;

use cloudflare_certificates_simulator::{Activation, SimulatedZone, Simulator};
use common::{ACCOUNT, Api, ZONE, certificate, certificates};
use serde_json::{Value, json};

const STAGE: Duration = Duration::from_secs(2);

/// Two zones of one account; each stage takes two seconds.
async fn start() -> Api {
    start_with(Activation::After(STAGE)).await
}

async fn start_with(activation: Activation) -> Api {
    let zone = SimulatedZone::new("example.com").with_id(ZONE).account(ACCOUNT);
    Api::with(Simulator::builder().zone(zone).activation(activation)).await
}

fn zone(rest: &str) -> String {
    format!("/zones/{ZONE}/{rest}")
}

fn account(rest: &str) -> String {
    format!("/accounts/{ACCOUNT}/{rest}")
}

fn pack() -> Value {
    json!({
        "type": "advanced", "hosts": ["example.com"], "certificate_authority": "google",
        "validation_method": "txt", "validity_days": 90,
    })
}

fn hostname(name: &str) -> Value {
    json!({ "hostname": name, "ssl": { "method": "txt", "type": "dv" } })
}
