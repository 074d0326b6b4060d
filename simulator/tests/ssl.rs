//! TLS of a zone: verification of packs, universal SSL, analysis.

#![allow(clippy::unwrap_used)] // A test fails by panicking.

mod common;

use std::time::Duration;

use cloudflare_certificates_simulator::{Activation, SimulatedZone, Simulator};
use common::{Api, OTHER_ZONE, Reply, ZONE};
use serde_json::{Value, json};

const STAGE: Duration = Duration::from_secs(2);

fn path(rest: &str) -> String {
    format!("/zones/{ZONE}/ssl/{rest}")
}

/// A declared zone, in which every stage takes two seconds, without a universal pack.
async fn start() -> Api {
    let zone = SimulatedZone::new("example.com").with_id(ZONE);
    let api = Api::with(Simulator::builder().activation(Activation::After(STAGE)).zone(zone)).await;
    api.patch(&path("universal/settings"), &json!({ "enabled": false })).await.expect(200);
    api
}

/// Orders a pack. Returns its id.
async fn order(api: &Api, hosts: &[&str], method: &str) -> String {
    let new = json!({
        "type": "advanced", "hosts": hosts, "certificate_authority": "google", "validation_method": method,
        "validity_days": 90,
    });
    api.post(&path("certificate_packs/order"), &new).await.expect(200).text("id")
}

async fn pack(api: &Api, id: &str) -> Reply {
    api.get(&path(&format!("certificate_packs/{id}"))).await.expect(200)
}

async fn change_method(api: &Api, id: &str, method: &str) -> Reply {
    api.patch(&path(&format!("verification/{id}")), &json!({ "validation_method": method })).await
}

async fn verification(api: &Api) -> Vec<Value> {
    let reply = api.get(&path("verification")).await.expect(200);
    reply.result().as_array().unwrap().clone()
}

fn advance(api: &Api, stages: u32) {
    api.simulator.advance(STAGE * stages);
}

#[tokio::test]
async fn another_method_changes_the_records() {
    let api = start().await;
    let id = order(&api, &["example.com"], "txt").await;
    advance(&api, 1);
    let record = |reply: &Reply| reply.result()["validation_records"][0].clone();
    let before = record(&pack(&api, &id).await);
    assert!(before["txt_value"].is_string() && before.get("http_url").is_none(), "{before}");
    for (method, shown, gone) in [("http", "http_url", "txt_name"), ("email", "emails", "http_url")] {
        let reply = change_method(&api, &id, method).await.expect(200);
        assert_eq!(reply.result(), &json!({ "status": "pending_validation", "validation_method": method }));
        let after = pack(&api, &id).await;
        assert_eq!(after.text("validation_method"), method);
        let after = record(&after);
        assert!(after.get(shown).is_some() && after.get(gone).is_none(), "{after}");
    }
}

#[tokio::test]
async fn another_method_before_the_order_is_placed_is_that_of_the_records_later() {
    let api = start().await;
    let id = order(&api, &["example.com"], "txt").await;
    assert_eq!(change_method(&api, &id, "http").await.expect(200).text("status"), "initializing");
    advance(&api, 1);
    assert!(pack(&api, &id).await.result()["validation_records"][0]["http_url"].is_string());
}

#[tokio::test]
async fn the_same_method_tries_the_validation_again() {
    let api = start().await;
    for stage in ["validation_timed_out", "caa_error", "validation_failed"] {
        let id = order(&api, &["example.com"], "txt").await;
        api.simulator.set_stage("certificate_packs", &id, stage).unwrap();
        advance(&api, 100);
        let reply = change_method(&api, &id, "txt").await.expect(200);
        assert_eq!(reply.text("status"), "pending_validation", "{stage}");
        assert_eq!(pack(&api, &id).await.result().get("validation_errors"), None);
        advance(&api, 3);
        assert_eq!(pack(&api, &id).await.text("status"), "active");
    }
}

#[tokio::test]
async fn the_method_of_an_active_pack_cannot_be_changed() {
    let api = start().await;
    let id = order(&api, &["example.com"], "txt").await;
    advance(&api, 4);
    change_method(&api, &id, "http").await.expect(409);
    assert_eq!(pack(&api, &id).await.text("validation_method"), "txt");
}

#[tokio::test]
async fn http_is_refused_for_a_pack_with_a_wildcard() {
    let api = start().await;
    let id = order(&api, &["*.example.com"], "txt").await;
    let reply = change_method(&api, &id, "http").await.expect(400);
    assert_eq!(reply.body["errors"][0]["source"]["pointer"], "/validation_method");
}

#[tokio::test]
async fn the_verification_of_an_unknown_pack_is_404_with_1408() {
    let api = start().await;
    change_method(&api, "unknown", "http").await.refused(404, 1408);
}

#[tokio::test]
async fn the_verification_of_an_http_pack_names_its_url_and_its_content() {
    let api = start().await;
    let id = order(&api, &["example.com"], "http").await;
    advance(&api, 1);
    let items = verification(&api).await;
    let info = &items[0]["verification_info"][0];
    assert_eq!((&items[0]["cert_pack_uuid"], &items[0]["validation_method"]), (&json!(id), &json!("http")));
    let url = info["http_url"].as_str().unwrap();
    assert!(url.starts_with("http://example.com/.well-known/pki-validation/"), "{url}");
    assert_eq!((&info["record_name"], &info["record_target"]), (&json!(url), &info["http_body"]));
    assert!(info["http_body"].is_string());
}

#[tokio::test]
async fn the_verification_of_a_txt_pack_names_a_record_for_each_host() {
    let api = start().await;
    order(&api, &["example.com", "*.example.com"], "txt").await;
    advance(&api, 1);
    let items = verification(&api).await;
    let infos = items[0]["verification_info"].as_array().unwrap();
    assert_eq!(infos.len(), 2);
    for info in infos {
        assert_eq!((&info["record_name"], &info["record_target"]), (&info["txt_name"], &info["txt_value"]));
        assert_eq!(info["txt_name"], "_acme-challenge.example.com");
    }
    assert_ne!(infos[0]["record_target"], infos[1]["record_target"]);
}

#[tokio::test]
async fn the_verification_follows_the_stages() {
    let api = start().await;
    order(&api, &["example.com"], "txt").await;
    for expected in ["initializing", "authorizing", "issuing", "pending_deployment", "active"] {
        let items = verification(&api).await;
        assert_eq!(items[0]["certificate_status"], expected);
        assert_eq!(items[0]["verification_status"], expected == "active");
        advance(&api, 1);
    }
}

#[tokio::test]
async fn the_universal_pack_has_a_verification_while_universal_ssl_is_on() {
    let api = start().await;
    assert_eq!(verification(&api).await, [] as [Value; 0]);
    api.patch(&path("universal/settings"), &json!({ "enabled": true })).await.expect(200);
    let items = verification(&api).await;
    assert_eq!((items.len(), &items[0]["certificate_status"]), (1, &json!("active")));
    let universal = api.get(&path("certificate_packs")).await.expect(200);
    assert_eq!(universal.result()[0]["id"], items[0]["cert_pack_uuid"]);
}

#[tokio::test]
async fn a_deleted_pack_has_no_verification() {
    let api = start().await;
    let id = order(&api, &["example.com"], "txt").await;
    api.delete(&path(&format!("certificate_packs/{id}"))).await.expect(200);
    assert_eq!(verification(&api).await, [] as [Value; 0]);
}

#[tokio::test]
async fn universal_ssl_is_a_setting_of_each_zone() {
    let api = start().await;
    assert_eq!(api.get(&path("universal/settings")).await.expect(200).result(), &json!({ "enabled": false }));
    let other = api.get(&format!("/zones/{OTHER_ZONE}/ssl/universal/settings")).await.expect(200);
    assert_eq!(other.result(), &json!({ "enabled": true }));
}

#[tokio::test]
async fn an_analysis_reads_the_certificate() {
    let api = start().await;
    let (certificate, _) = api.simulator.test_ca().issue(&["example.com", "*.example.com"], 90).unwrap();
    let reply = api.post(&path("analyze"), &json!({ "certificate": certificate })).await.expect(200);
    assert_eq!(reply.result()["hosts"], json!(["example.com", "*.example.com"]));
    assert_eq!(reply.result()["signature"], "ECDSAWithSHA256");
    api.post(&path("analyze"), &json!({ "certificate": "nonsense" })).await.refused(400, 1002);
}

#[tokio::test]
async fn validation_by_cname_is_not_modelled() {
    let api = start().await;
    let id = order(&api, &["example.com"], "txt").await;
    change_method(&api, &id, "cname").await.refused(501, 10501);
    assert_eq!(pack(&api, &id).await.text("validation_method"), "txt");
}
