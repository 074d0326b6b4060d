//! Custom certificates: rules that an upload or a replacement breaks, and zones that are not active.

#![allow(clippy::unwrap_used)] // A test fails by panicking.

mod common;

use std::time::Duration;

use cloudflare_certificates_simulator::{Activation, IssuedCertificate, KeyType, SimulatedZone, Simulator};
use common::{Api, ZONE, certificate, certificates};
use serde_json::{Value, json};

const STAGE: Duration = Duration::from_secs(2);

async fn start_in(zone: SimulatedZone) -> Api {
    Api::with(Simulator::builder().activation(Activation::After(STAGE)).zone(zone.with_id(ZONE))).await
}

async fn start() -> Api {
    start_in(SimulatedZone::new("example.com")).await
}

fn body(issued: &IssuedCertificate) -> Value {
    json!({ "certificate": issued.certificate_pem(), "private_key": issued.private_key_pem() })
}

async fn status(api: &Api, id: &str) -> String {
    api.get(&certificate(ZONE, id)).await.expect(200).text("status")
}

#[tokio::test]
async fn a_root_beside_the_leaf_is_refused_with_2100_unless_forced() {
    let api = start().await;
    let issued = api.simulator.test_ca().certificate(&["example.com"]).issue().unwrap();
    let mut new = body(&issued);
    new["certificate"] =
        json!(format!("{}{}", issued.certificate_pem(), api.simulator.test_ca().certificate_pem()));
    for bundle_method in [None, Some("ubiquitous"), Some("optimal")] {
        if let Some(bundle_method) = bundle_method {
            new["bundle_method"] = json!(bundle_method);
        }
        api.post(&certificates(ZONE), &new).await.refused(400, 2100);
    }
    new["bundle_method"] = json!("force");
    api.post(&certificates(ZONE), &new).await.expect(200);
}

#[tokio::test]
async fn an_intermediate_beside_the_leaf_is_accepted() {
    let api = start().await;
    let intermediate = api.simulator.test_ca().intermediate("Intermediate").unwrap();
    let issued = intermediate.certificate(&["example.com"]).issue().unwrap();
    let mut new = body(&issued);
    new["certificate"] = json!(issued.chain_pem());
    api.post(&certificates(ZONE), &new).await.expect(200);
}

#[tokio::test]
async fn more_certificates_than_the_quota_are_refused_with_1212() {
    let api = start().await;
    api.simulator.set_quota("custom_certificates", 1);
    let mut first = api.new_certificate(&["example.com"]);
    first["type"] = json!("sni_custom");
    let id = api.post(&certificates(ZONE), &first).await.expect(200).text("id");
    api.post(&certificates(ZONE), &api.new_certificate(&["example.com"])).await.refused(400, 1212);
    // A replacement is none more.
    api.patch(&certificate(ZONE, &id), &api.new_certificate(&["example.com"])).await.expect(200);
}

#[tokio::test]
async fn a_replacement_with_another_type_of_key_is_refused_with_1228() {
    let api = start().await;
    for kind in ["legacy_custom", "sni_custom"] {
        let issue = |key_type| {
            let certificate = api.simulator.test_ca().certificate(&["example.com"]).key(key_type);
            body(&certificate.issue().unwrap())
        };
        let mut first = issue(KeyType::Rsa2048);
        first["type"] = json!(kind);
        let id = api.post(&certificates(ZONE), &first).await.expect(200).text("id");
        api.patch(&certificate(ZONE, &id), &issue(KeyType::EcdsaP256)).await.refused(400, 1228);
        api.patch(&certificate(ZONE, &id), &issue(KeyType::Rsa2048)).await.expect(200);
    }
}

#[tokio::test]
async fn a_certificate_is_held_back_until_the_zone_is_active() {
    let api = start_in(SimulatedZone::new("example.com").status("pending")).await;
    let id = api.upload(ZONE, &["example.com"]).await;
    assert_eq!(status(&api, &id).await, "pending");
    api.simulator.advance(STAGE * 100);
    assert_eq!(status(&api, &id).await, "holding_deployment");
    assert!(api.simulator.set_zone_status(ZONE, "active"));
    api.simulator.advance(STAGE);
    assert_eq!(status(&api, &id).await, "active");
    api.simulator.advance(Duration::from_secs(91 * 24 * 60 * 60));
    assert_eq!(status(&api, &id).await, "expired");
}

#[tokio::test]
async fn a_replacement_that_was_held_back_takes_the_place_of_the_old_one() {
    let api = start().await;
    let mut first = api.new_certificate(&["example.com"]);
    first["type"] = json!("sni_custom");
    let old = api.post(&certificates(ZONE), &first).await.expect(200).text("id");
    api.simulator.advance(STAGE);
    assert!(api.simulator.set_zone_status(ZONE, "moved"));
    let new = api.patch(&certificate(ZONE, &old), &api.new_certificate(&["example.com"])).await.expect(200);
    let new = new.text("id");
    api.simulator.advance(STAGE);
    assert_eq!(
        (status(&api, &old).await, status(&api, &new).await),
        ("active".to_owned(), "holding_deployment".to_owned())
    );
    assert!(api.simulator.set_zone_status(ZONE, "active"));
    api.simulator.advance(STAGE);
    assert_eq!(api.get(&certificates(ZONE)).await.expect(200).ids(), [new]);
}
