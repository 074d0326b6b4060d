//! Certificates of the authority for tests that the simulator refuses, or accepts, as custom certificates.

#![allow(clippy::unwrap_used)] // A test fails by panicking.

mod common;

use cloudflare_certificates_simulator::{IssuedCertificate, KeyType, SimulatedZone, Simulator, TestCa};
use common::{Api, Reply, ZONE, certificates};
use serde_json::json;

const HOSTS: [&str; 1] = ["www.example.com"];

async fn start() -> (Api, TestCa) {
    let api = Api::with(Simulator::builder().zone(SimulatedZone::new("example.com").with_id(ZONE))).await;
    let intermediate = api.simulator.test_ca().intermediate("Test Intermediate").unwrap();
    (api, intermediate)
}

async fn upload(api: &Api, issued: &IssuedCertificate) -> Reply {
    upload_as(api, issued.chain_pem(), issued.private_key_pem().unwrap(), "ubiquitous").await
}

async fn upload_as(api: &Api, certificate: &str, private_key: &str, bundle_method: &str) -> Reply {
    let new =
        json!({ "certificate": certificate, "private_key": private_key, "bundle_method": bundle_method });
    api.post(&certificates(ZONE), &new).await
}

#[tokio::test]
async fn a_certificate_and_its_key_are_accepted() {
    let (api, ca) = start().await;
    for key_type in [KeyType::EcdsaP256, KeyType::EcdsaP384, KeyType::Rsa2048] {
        upload(&api, &ca.certificate(&HOSTS).key(key_type).issue().unwrap()).await.expect(200);
    }
}

#[tokio::test]
async fn certificates_are_refused_for_what_they_are() {
    let (api, ca) = start().await;
    let leaf = ca.certificate(&HOSTS);
    for (certificate, code) in [
        (leaf.clone().expired(), 1206),
        (leaf.clone().valid_days(13), 1206),
        (leaf.clone().weak_key(), 1002),
        (leaf.clone().key(KeyType::Ed25519), 1002),
        (ca.certificate(&["www.example.org"]), 2103),
    ] {
        upload(&api, &certificate.issue().unwrap()).await.refused(400, code);
    }
}

#[tokio::test]
async fn the_key_of_another_certificate_is_refused_with_2200() {
    let (api, ca) = start().await;
    let issue = || ca.certificate(&HOSTS).issue().unwrap();
    let (one, other) = (issue(), issue());
    let reply = upload_as(&api, one.certificate_pem(), other.private_key_pem().unwrap(), "ubiquitous").await;
    reply.refused(400, 2200);
}

#[tokio::test]
async fn a_duplicate_is_refused_with_1220_but_a_renewal_with_the_same_key_is_none() {
    let (api, ca) = start().await;
    let issued = ca.certificate(&HOSTS).issue().unwrap();
    upload(&api, &issued).await.expect(200);
    upload(&api, &issued).await.refused(400, 1220);
    let renewed = ca.certificate(&HOSTS).with_key(issued.private_key_pem().unwrap()).issue().unwrap();
    upload(&api, &renewed).await.expect(200);
}

#[tokio::test]
async fn a_forced_chain_has_an_order() {
    let (api, upper) = start().await;
    let ca = upper.intermediate("Lower").unwrap();
    let issued = ca.certificate(&HOSTS).issue().unwrap();
    let (leaf, key) = (issued.certificate_pem(), issued.private_key_pem().unwrap());
    let (lower, upper) = (ca.certificate_pem(), upper.certificate_pem());
    for wrong in [format!("{lower}{leaf}"), format!("{leaf}{upper}{lower}"), format!("{leaf}{upper}")] {
        upload_as(&api, &wrong, key, "force").await.refused(400, 2100);
    }
    upload_as(&api, upper, key, "force").await.refused(400, 2101);
    let root = api.simulator.test_ca().certificate_pem();
    upload_as(&api, &format!("{}{root}", issued.chain_pem()), key, "force").await.expect(200);
}

#[tokio::test]
async fn a_common_name_does_not_count_without_alternative_names() {
    let (api, ca) = start().await;
    let issued = ca.certificate(&[]).common_name("www.example.com").issue().unwrap();
    upload(&api, &issued).await.refused(400, 2103);
}

#[tokio::test]
async fn what_is_not_yet_valid_or_self_signed_is_accepted() {
    let (api, ca) = start().await;
    upload(&api, &ca.certificate(&HOSTS).not_yet_valid().issue().unwrap()).await.expect(200);
    upload(&api, &ca.certificate(&HOSTS).self_signed().issue().unwrap()).await.expect(200);
}
