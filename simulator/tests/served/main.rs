//! Which certificate each hostname is served at every moment, and the gaps.

#![allow(clippy::unwrap_used, clippy::panic)] // A test fails by panicking.

#[path = "../common/mod.rs"]
mod common;
mod custom_certificates;
mod custom_hostnames;
mod moments;
mod origin_pulls;
mod other_resources;
mod priority;

use std::time::Duration;

use cloudflare_certificates_simulator::{Activation, Gap, Purpose, Served, SimulatedZone, Simulator};
use common::{Api, ZONE, certificate, certificates};
use serde_json::{Value, json};

const STAGE: Duration = Duration::from_secs(2);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// A declared zone, in which every stage takes two seconds. Universal SSL is off, so that what is served is what the test
/// orders.
async fn start() -> Api {
    start_in(SimulatedZone::new("example.com").without_universal_ssl()).await
}

async fn start_with_universal_ssl() -> Api {
    start_in(SimulatedZone::new("example.com")).await
}

async fn start_in(zone: SimulatedZone) -> Api {
    let zone = zone.with_id(ZONE);
    Api::with(Simulator::builder().zone(zone).activation(Activation::After(STAGE))).await
}

/// A body that uploads a certificate of a type.
fn new(api: &Api, hosts: &[&str], kind: &str) -> Value {
    let mut new = api.new_certificate(hosts);
    new["type"] = json!(kind);
    new
}

/// Uploads a certificate and waits until it is active.
async fn active(api: &Api, hosts: &[&str], kind: &str) -> String {
    let id = api.post(&certificates(ZONE), &new(api, hosts, kind)).await.expect(200).text("id");
    api.simulator.advance(STAGE);
    id
}

async fn delete(api: &Api, id: &str) {
    api.delete(&certificate(ZONE, id)).await.expect(200);
}

fn id(served: Option<Served>) -> Option<String> {
    served.map(|served| served.id)
}

/// The hostname, beginning and end of gaps; in seconds since `start`.
fn shown(gaps: &[Gap], start: std::time::SystemTime) -> Vec<(String, f64, Option<f64>)> {
    let seconds = |time: std::time::SystemTime| time.duration_since(start).unwrap().as_secs_f64();
    gaps.iter().map(|gap| (gap.hostname.clone(), seconds(gap.from), gap.until.map(seconds))).collect()
}

fn purposes(gaps: &[Gap]) -> Vec<Purpose> {
    gaps.iter().map(|gap| gap.purpose).collect()
}
