//! The custom trust store.

#![allow(clippy::unwrap_used)] // A test fails by panicking.

mod common;

use std::time::Duration;

use cloudflare_certificates_simulator::{Activation, Simulator, TestCa};
use common::{Api, ZONE};
use serde_json::{Value, json};

const STAGE: Duration = Duration::from_secs(2);

fn path() -> String {
    format!("/zones/{ZONE}/acm/custom_trust_store")
}

fn new() -> Value {
    json!({ "certificate": TestCa::new().unwrap().certificate_pem() })
}

async fn start() -> Api {
    Api::with(Simulator::builder().activation(Activation::After(STAGE))).await
}

#[tokio::test]
async fn a_root_is_deployed_in_two_stages() {
    let api = start().await;
    let new = new();
    let created = api.post(&path(), &new).await.expect(200);
    assert_eq!(
        (created.text("status"), &created.result()["certificate"]),
        ("initializing".to_owned(), &new["certificate"])
    );
    let one = format!("{}/{}", path(), created.text("id"));
    for status in ["pending_deployment", "active", "active"] {
        api.simulator.advance(STAGE);
        assert_eq!(api.get(&one).await.expect(200).text("status"), status);
    }
    assert_eq!(api.get(&path()).await.expect(200).ids(), [created.text("id")]);
}

#[tokio::test]
async fn what_is_not_a_root_is_refused_with_1411() {
    let api = start().await;
    let ca = api.simulator.test_ca();
    let leaf = ca.certificate(&["example.com"]).issue().unwrap();
    let self_signed = ca.certificate(&["example.com"]).self_signed().issue().unwrap();
    let intermediate = ca.intermediate("Intermediate").unwrap();
    for certificate in [leaf.certificate_pem(), self_signed.certificate_pem(), intermediate.certificate_pem()]
    {
        let reply = api.post(&path(), &json!({ "certificate": certificate })).await;
        reply.refused(400, 1411);
        assert_eq!(reply.body["errors"][0]["message"], "Only root CA certificate is allowed");
    }
    assert_eq!(api.get(&path()).await.expect(200).result(), &json!([]));
}

#[tokio::test]
async fn what_is_no_certificate_is_refused() {
    let api = start().await;
    let key = api.new_certificate(&["example.com"])["private_key"].clone();
    for certificate in [json!("nonsense"), key] {
        api.post(&path(), &json!({ "certificate": certificate })).await.refused(400, 1002);
    }
}

#[tokio::test]
async fn a_root_is_deleted_after_a_while() {
    let api = start().await;
    let id = api.post(&path(), &new()).await.expect(200).text("id");
    let one = format!("{}/{id}", path());
    assert_eq!(api.delete(&one).await.expect(200).result(), &json!({ "id": id }));
    assert_eq!(api.get(&one).await.expect(200).text("status"), "pending_deletion");
    // Deleting it again does not delay it.
    api.simulator.advance(STAGE / 2);
    api.delete(&one).await.expect(200);
    api.simulator.advance(STAGE / 2);
    api.get(&one).await.expect(404);
    api.delete(&one).await.expect(404);
}

#[tokio::test]
async fn a_list_has_pages_of_five_to_fifty() {
    let api = start().await;
    for _ in 0..6 {
        api.post(&path(), &new()).await.expect(200);
    }
    let all = api.get(&path()).await.expect(200).ids();
    assert_eq!(api.get(&format!("{}?per_page=5&page=2", path())).await.expect(200).ids(), all[5..]);
    assert_eq!(api.get(&format!("{}?limit=2&offset=1", path())).await.expect(200).ids(), all[1..3]);
    api.get(&format!("{}?per_page=4", path())).await.refused(400, 10001);
    let most = api.get(&format!("{}?per_page=51", path())).await.expect(200);
    assert_eq!(most.body["result_info"]["per_page"], 50);
}
