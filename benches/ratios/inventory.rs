//! Measures the inventory: 500 zones × 2 kinds behind a latency, 5,000 requests through a limit, and the memory of 10,000
//! zones.

mod fleet;

use std::time::{Duration, Instant};

use cloudflare_certificates::reqwest;
use cloudflare_certificates::workflows::{InventoryItem, Kind};
use cloudflare_certificates::{Client, RateLimit};
use serde_json::Value;

pub(crate) use fleet::Fleet;
use fleet::Quota;

const LATENCY: Duration = Duration::from_millis(40);
const IN_FLIGHT: usize = 32;
const ZONES: usize = 500;
/// With two kinds and the pages of the list of zones, 5,000 requests.
const LIMITED_ZONES: usize = 2475;
const LIMIT: usize = 1200;
/// The length of a window, in place of five minutes.
const WINDOW: Duration = Duration::from_secs(10);

/// Measures the time of a sweep; then that of the same sweep one by one, and meanwhile of one through the limit, as both
/// only wait.
pub(crate) async fn time_of_sweeps() {
    let fleet = Fleet::start(ZONES, 2, LATENCY, None);
    let start = Instant::now();
    let entries = sweep(fleet.url(), false).await;
    let (sdk, requests) = (start.elapsed(), fleet.requests());
    let ideal = LATENCY.mul_f64(requests as f64 / IN_FLIGHT as f64);
    println!(
        "sweep of {ZONES} zones:  {entries} entries, {requests} requests, at most {} in flight, {:.3} s, ideal {:.3} s, ratio {:.3} (limits: 32, 1.15)",
        fleet.most_in_flight(),
        sdk.as_secs_f64(),
        ideal.as_secs_f64(),
        sdk.as_secs_f64() / ideal.as_secs_f64()
    );
    tokio::join!(one_by_one(&fleet, sdk), limited(Quota::Sliding), limited(Quota::Fixed));
}

/// Sweeps as a loop over each zone's lists does.
async fn one_by_one(fleet: &Fleet, sdk: Duration) {
    let http = reqwest::Client::new();
    let before = fleet.requests();
    let get = async |path: String| -> Vec<Value> {
        let request = http.get(format!("{}/{path}", fleet.url())).bearer_auth("token");
        let body = request.send().await.unwrap().bytes().await.unwrap();
        let mut body: Value = serde_json::from_slice(&body).unwrap();
        serde_json::from_value(body["result"].take()).unwrap()
    };
    let start = Instant::now();
    let mut entries = 0;
    for page in 1..=ZONES.div_ceil(50) {
        for zone in get(format!("zones?page={page}&per_page=50")).await {
            let id = zone["id"].as_str().unwrap();
            for list in ["custom_certificates", "ssl/certificate_packs"] {
                entries += get(format!("zones/{id}/{list}?per_page=50")).await.len();
            }
        }
    }
    let raw = start.elapsed();
    println!(
        "the same one by one: {entries} entries, {} requests, {:.3} s with raw reqwest; the sweep's ratio to it {:.3}",
        fleet.requests() - before,
        raw.as_secs_f64(),
        sdk.as_secs_f64() / raw.as_secs_f64()
    );
}

/// Measures 5,000 requests. The ideal: all requests of a window at its start, in no time.
async fn limited(quota: Quota) {
    let fleet = Fleet::start(LIMITED_ZONES, 2, Duration::ZERO, Some((quota, LIMIT, WINDOW)));
    let start = Instant::now();
    sweep(fleet.url(), false).await;
    let elapsed = start.elapsed();
    let ideal = WINDOW * u32::try_from((fleet.requests() - 1) / LIMIT).unwrap();
    println!(
        "limited sweep:       {} requests, {} refused ({quota:?}), {:.3} s, ideal {:.3} s, ratio {:.3} (limits: 0 refused, 1.10)",
        fleet.requests(),
        fleet.refused(),
        elapsed.as_secs_f64(),
        ideal.as_secs_f64(),
        elapsed.as_secs_f64() / ideal.as_secs_f64()
    );
}

/// Sweeps two kinds over all zones. Returns how many entries there are.
pub(crate) async fn sweep(url: &str, is_unlimited: bool) -> usize {
    let mut builder = Client::builder().api_token("token").base_url(url);
    if is_unlimited {
        builder = builder.rate_limit(RateLimit::unlimited());
    }
    let inventory = builder.build().unwrap().inventory();
    let kinds = [Kind::CustomCertificates, Kind::CertificatePacks];
    let mut items = inventory.kinds(kinds).in_flight(IN_FLIGHT).stream();
    let mut entries = 0;
    while let Some(item) = items.try_next().await.unwrap() {
        match item {
            InventoryItem::Entry(_) => entries += 1,
            InventoryItem::Gap(gap) => panic!("{gap:?}"),
            _ => {}
        }
    }
    entries
}
