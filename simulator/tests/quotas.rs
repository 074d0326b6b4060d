//! How many resources of a kind a zone may have. Those of mTLS and Access certificates are tested in their own files.

#![allow(clippy::unwrap_used)] // A test fails by panicking.

mod common;

use cloudflare_certificates_simulator::{KeyType, Simulator, TestCa};
use common::{Api, OTHER_ZONE, ZONE, certificates};
use serde_json::{Value, json};

async fn start(resource: &str) -> Api {
    Api::with(Simulator::builder().quota(resource, 2)).await
}

fn hostname(n: usize) -> Value {
    json!({ "hostname": format!("h{n}.customer.com"), "ssl": { "method": "http", "type": "dv" } })
}

fn pack(n: usize) -> Value {
    json!({
        "certificate_authority": "google", "hosts": [format!("h{n}.example.com")], "type": "advanced",
        "validity_days": 90, "validation_method": "txt",
    })
}

#[tokio::test]
async fn of_custom_certificates() {
    let api = start("custom_certificates").await;
    for _ in 0..2 {
        api.upload(ZONE, &["example.com"]).await;
    }
    let one_more = api.new_certificate(&["example.com"]);
    api.post(&certificates(ZONE), &one_more).await.expect(400);
    api.post(&certificates(OTHER_ZONE), &one_more).await.expect(200);
}

#[tokio::test]
async fn of_custom_hostnames() {
    let api = start("custom_hostnames").await;
    let path = format!("/zones/{ZONE}/custom_hostnames");
    for n in 0..2 {
        api.post(&path, &hostname(n)).await.expect(201);
    }
    api.post(&path, &hostname(3)).await.refused(403, 1405);
}

#[tokio::test]
async fn of_certificate_packs() {
    let api = start("certificate_packs").await;
    let path = format!("/zones/{ZONE}/ssl/certificate_packs/order");
    for n in 0..2 {
        api.post(&path, &pack(n)).await.expect(200);
    }
    api.post(&path, &pack(3)).await.expect(403);
    api.simulator.set_quota("certificate_packs", 3);
    api.post(&path, &pack(3)).await.expect(200);
    api.simulator.reset();
    for (n, status) in [(0, 200), (1, 200), (2, 403)] {
        api.post(&path, &pack(n)).await.expect(status);
    }
}

#[tokio::test]
async fn of_client_certificates_which_revoking_frees_at_once() {
    let api = start("client_certificates").await;
    let path = format!("/zones/{ZONE}/client_certificates");
    let csr = api.csr(&format!("zones/{ZONE}")).await["csr"].clone();
    let new = json!({ "csr": csr, "validity_days": 30 });
    let id = api.post(&path, &new).await.expect(200).text("id");
    api.post(&path, &new).await.expect(200);
    api.post(&path, &new).await.refused(400, 1445);
    api.delete(&format!("{path}/{id}")).await.expect(200);
    api.post(&path, &new).await.expect(200);
}

#[tokio::test]
async fn a_reset_restores_the_settings_of_the_start() {
    let api = start("custom_hostnames").await;
    api.simulator.set_quota("custom_hostnames", 0);
    api.simulator.set_activation(cloudflare_certificates_simulator::Activation::AfterReads(9));
    api.simulator.reset();
    let path = format!("/zones/{ZONE}/custom_hostnames");
    for (n, status) in [(0, 201), (1, 201), (2, 403)] {
        api.post(&path, &hostname(n)).await.expect(status);
    }
    let one = format!("{}/{}", certificates(ZONE), api.upload(ZONE, &["example.com"]).await);
    for status in ["pending", "pending", "active"] {
        assert_eq!(api.get(&one).await.expect(200).text("status"), status);
    }
}

#[tokio::test]
async fn a_revoked_client_certificate_needs_a_place_to_be_active_again() {
    let api = Api::start().await;
    api.simulator.set_quota("client_certificates", 1);
    let path = format!("/zones/{ZONE}/client_certificates");
    let (csr, _) = TestCa::csr(&["device.example.com"], KeyType::EcdsaP256).unwrap();
    let new = json!({ "csr": csr, "validity_days": 30 });
    let first = api.post(&path, &new).await.expect(200).text("id");
    api.delete(&format!("{path}/{first}")).await.expect(200);
    api.post(&path, &new).await.expect(200);
    let again = api.patch(&format!("{path}/{first}"), &json!({ "reactivate": true })).await;
    again.refused(400, 1445);
}
