//! Certificates that the simulator issues: client certificates and Gateway roots.

#![allow(clippy::unwrap_used)] // A test fails by panicking.

mod common;
mod parsed;

use cloudflare_certificates_simulator::{KeyType, TestCa};
use common::{ACCOUNT, Api, OTHER_ZONE, Reply, ZONE};
use parsed::Parsed;
use serde_json::{Value, json};

const SECONDS_A_DAY: i64 = 24 * 60 * 60;

fn clients() -> String {
    format!("/zones/{ZONE}/client_certificates")
}

fn gateway() -> String {
    format!("/accounts/{ACCOUNT}/gateway/certificates")
}

fn csr() -> String {
    TestCa::csr(&["device.example.com"], KeyType::EcdsaP256).unwrap().0
}

async fn client_certificate(api: &Api, days: i64) -> Reply {
    api.post(&clients(), &json!({ "csr": csr(), "validity_days": days })).await.expect(200)
}

fn issued(reply: &Reply) -> Parsed {
    Parsed::one(&reply.text("certificate"))
}

impl Api {
    /// Reads until a field has a value.
    async fn until(&self, path: &str, field: &str, value: &str) {
        for _ in 0..12 {
            if self.get(path).await.expect(200).text(field) == value {
                return;
            }
        }
        assert_eq!(self.get(path).await.text(field), value);
    }

    async fn post_empty(&self, path: &str) -> Reply {
        self.call("POST".parse().unwrap(), path, None).await
    }
}

#[tokio::test]
async fn a_client_certificate_authenticates_clients_only() {
    let api = Api::start().await;
    let client = issued(&client_certificate(&api, 30).await);
    assert_eq!((client.usages, client.is_ca), ((false, true), false));
    assert_eq!(client.key_usage, "Digital Signature, Key Encipherment");
    assert_eq!(client.subject, "CN=device.example.com");
}

#[tokio::test]
async fn a_client_certificate_is_valid_for_exactly_its_days() {
    let api = Api::start().await;
    for days in [1, 30, 3650] {
        let reply = client_certificate(&api, days).await;
        assert_eq!(issued(&reply).seconds(), days * SECONDS_A_DAY);
        let day = |field: &str| reply.text(field).split_once('T').unwrap().1.to_owned();
        assert_eq!(day("issued_on"), day("expires_on"));
    }
}

#[tokio::test]
async fn the_response_has_the_facts_of_the_client_certificate() {
    let api = Api::start().await;
    let reply = client_certificate(&api, 30).await;
    let client = issued(&reply);
    assert_eq!(Some(reply.text("ski")), client.subject_key_id);
    assert_eq!(reply.text("ski").len(), 40);
    assert_eq!(reply.text("serial_number"), client.serial);
    assert_eq!(reply.text("signature"), "ECDSAWithSHA256");
}

#[tokio::test]
async fn an_unknown_client_certificate_is_1415() {
    let api = Api::start().await;
    let id = client_certificate(&api, 30).await.text("id");
    let elsewhere = format!("/zones/{OTHER_ZONE}/client_certificates/{id}");
    for path in [&format!("{}/nope", clients()), &elsewhere] {
        api.get(path).await.refused(404, 1415);
        api.delete(path).await.refused(404, 1415);
        api.patch(path, &json!({ "reactivate": true })).await.refused(404, 1415);
        api.patch(path, &json!({})).await.refused(404, 1415);
    }
}

#[tokio::test]
async fn a_client_certificate_is_revoked_once() {
    let api = Api::start().await;
    let one = format!("{}/{}", clients(), client_certificate(&api, 30).await.text("id"));
    api.delete(&one).await.expect(200);
    api.delete(&one).await.refused(409, 1407);
    api.until(&one, "status", "revoked").await;
    api.delete(&one).await.refused(409, 1407);
}

#[tokio::test]
async fn a_csr_does_not_make_an_authority_of_a_client() {
    let api = Api::start().await;
    let mut params = rcgen::CertificateParams::default();
    params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    params.extended_key_usages = vec![rcgen::ExtendedKeyUsagePurpose::ServerAuth];
    let csr = params.serialize_request(&rcgen::KeyPair::generate().unwrap()).unwrap().pem().unwrap();
    let reply = api.post(&clients(), &json!({ "csr": csr, "validity_days": 30 })).await.expect(200);
    assert_eq!((issued(&reply).is_ca, issued(&reply).usages), (false, (false, true)));
}

#[tokio::test]
async fn a_gateway_root_signs_certificates_and_revocation_lists() {
    let api = Api::start().await;
    let root = issued(&api.post(&gateway(), &json!({})).await.expect(200));
    assert_eq!((root.key_usage.as_str(), root.is_ca), ("Key Cert Sign, CRL Sign", true));
    assert!(root.is_issued_by(&root));
    let other = issued(&api.post(&gateway(), &json!({})).await.expect(200));
    assert_ne!(root.subject, other.subject);
}

#[tokio::test]
async fn a_gateway_root_is_valid_for_five_years_or_as_asked() {
    let api = Api::start().await;
    for (body, days) in [
        (json!({}), 1825),
        (json!({ "validity_period_days": 1 }), 1),
        (json!({ "validity_period_days": 10_950 }), 10_950),
    ] {
        let reply = api.post(&gateway(), &body).await.expect(200);
        assert_eq!(issued(&reply).seconds(), days * SECONDS_A_DAY);
    }
}

#[tokio::test]
async fn a_gateway_root_for_more_than_30_years_is_refused() {
    let api = Api::start().await;
    for days in [10_951, i64::MAX] {
        let body = json!({ "validity_period_days": days });
        assert_eq!(api.post(&gateway(), &body).await.status, 400, "{days}");
    }
    assert_eq!(api.get(&gateway()).await.expect(200).result(), &Value::Array(Vec::new()));
}

#[tokio::test]
async fn an_active_gateway_certificate_cannot_be_deleted() {
    let api = Api::start().await;
    let id = api.post(&gateway(), &json!({})).await.expect(200).text("id");
    let one = format!("{}/{id}", gateway());
    api.post_empty(&format!("{one}/activate")).await.expect(202);
    api.delete(&one).await.refused(409, 2118);
    api.until(&one, "binding_status", "available").await;
    api.delete(&one).await.refused(409, 2118);
    api.post_empty(&format!("{one}/deactivate")).await.expect(201);
    api.until(&one, "binding_status", "inactive").await;
    api.delete(&one).await.expect(200);
    api.delete(&one).await.refused(404, 2027);
}

#[tokio::test]
async fn an_unknown_gateway_certificate_is_2027() {
    let api = Api::start().await;
    let one = format!("{}/nope", gateway());
    api.get(&one).await.refused(404, 2027);
    api.delete(&one).await.refused(404, 2027);
    for verb in ["activate", "deactivate"] {
        api.post_empty(&format!("{one}/{verb}")).await.refused(404, 2027);
    }
}
