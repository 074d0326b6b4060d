//! TLS settings of single hostnames.

#![allow(clippy::unwrap_used)] // A test fails by panicking.

mod common;

use std::time::Duration;

use cloudflare_certificates_simulator::{Activation, SimulatedZone, Simulator};
use common::{Api, Reply, ZONE};
use serde_json::{Value, json};

const STAGE: Duration = Duration::from_secs(2);

fn list(setting: &str) -> String {
    format!("/zones/{ZONE}/hostnames/settings/{setting}")
}

async fn start() -> Api {
    let zone = SimulatedZone::new("example.com").with_id(ZONE);
    Api::with(Simulator::builder().activation(Activation::After(STAGE)).zone(zone)).await
}

async fn put(api: &Api, setting: &str, hostname: &str, value: impl Into<Value>) -> Reply {
    api.put(&format!("{}/{hostname}", list(setting)), &json!({ "value": value.into() })).await
}

#[tokio::test]
async fn a_value_that_does_not_fit_the_setting_is_refused() {
    let api = start().await;
    for (setting, value) in [
        ("ciphers", json!(["NOPE"])),
        ("ciphers", json!(["AES128-GCM-SHA256", "NOPE"])),
        ("ciphers", json!("AES128-GCM-SHA256")),
        ("min_tls_version", json!("1.4")),
        ("http2", json!("maybe")),
        ("http2", json!(["on"])),
    ] {
        let reply = put(&api, setting, "app.example.com", value).await.expect(400);
        assert_eq!(reply.body["errors"][0]["source"]["pointer"], "/value");
        assert_eq!(api.get(&list(setting)).await.expect(200).result(), &json!([]));
    }
}

#[tokio::test]
async fn a_setting_is_deployed_and_shown_for_its_hostname() {
    let api = start().await;
    for (setting, value) in [
        ("ciphers", json!(["ECDHE-RSA-AES128-GCM-SHA256", "AES128-GCM-SHA256"])),
        ("min_tls_version", json!("1.2")),
        ("http2", json!("off")),
    ] {
        let reply = put(&api, setting, "app.example.com", value.clone()).await.expect(200);
        assert_eq!(
            (reply.text("status"), &reply.result()["value"]),
            ("pending_deployment".to_owned(), &value)
        );
        api.simulator.advance(STAGE);
        let shown = api.get(&format!("{}/app.example.com", list(setting))).await.expect(200);
        assert_eq!((shown.text("status"), &shown.result()["value"]), ("active".to_owned(), &value));
        assert_eq!(api.get(&list(setting)).await.expect(200).texts("hostname"), ["app.example.com"]);
    }
}

#[tokio::test]
async fn a_second_value_replaces_the_first_and_keeps_its_creation() {
    let api = start().await;
    let first = put(&api, "min_tls_version", "app.example.com", "1.2").await.expect(200);
    api.simulator.advance(STAGE);
    let second = put(&api, "min_tls_version", "APP.example.com", "1.3").await.expect(200);
    assert_eq!(second.text("created_at"), first.text("created_at"));
    assert_ne!(second.text("updated_at"), first.text("updated_at"));
    assert_eq!(api.get(&list("min_tls_version")).await.expect(200).texts("value"), ["1.3"]);
}

#[tokio::test]
async fn a_hostname_outside_of_the_zone_is_refused() {
    let api = start().await;
    for hostname in ["app.example.org", "notexample.com", "a!b.example.com"] {
        put(&api, "http2", hostname, "off").await.expect(400);
    }
}

#[tokio::test]
async fn a_setting_that_is_not_there_is_404() {
    let api = start().await;
    put(&api, "http2", "app.example.com", "off").await.expect(200);
    let one = format!("{}/app.example.com", list("http2"));
    assert_eq!(api.delete(&one).await.expect(200).text("status"), "pending_deletion");
    api.get(&one).await.expect(404);
    api.delete(&one).await.expect(404);
}
