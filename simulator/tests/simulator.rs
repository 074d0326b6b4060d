//! The simulator as the test holds it.

#![allow(clippy::unwrap_used)] // A test fails by panicking.

mod common;

use std::time::{Duration, Instant};

use cloudflare_certificates_simulator::{Simulator, TestCa};
use common::{Api, ZONE, certificates, new_csr};

#[tokio::test]
async fn the_base_url_is_on_loopback_and_ends_like_cloudflares() {
    let simulator = Simulator::start().await.unwrap();
    assert!(simulator.base_url().starts_with("http://127.0.0.1:"));
    assert!(simulator.base_url().ends_with("/client/v4"));
}

#[tokio::test]
async fn requests_are_logged_with_query_and_status() {
    let api = Api::start().await;
    api.get(&format!("{}?page=2", certificates(ZONE))).await.expect(200);
    api.post(&format!("/zones/{ZONE}/custom_csrs"), &new_csr("p256v1")).await.expect(201);
    api.delete("/nowhere").await.expect(404);
    let seen = api.simulator.requests();
    let seen: Vec<_> = seen.iter().map(|one| (one.method.as_str(), one.path.as_str(), one.status)).collect();
    let (list, csrs) = (
        format!("/client/v4/zones/{ZONE}/custom_certificates?page=2"),
        format!("/client/v4/zones/{ZONE}/custom_csrs"),
    );
    assert_eq!(
        seen,
        [
            ("GET", &*list, Some(200)),
            ("POST", &*csrs, Some(201)),
            ("DELETE", "/client/v4/nowhere", Some(404))
        ]
    );
    assert_eq!(api.simulator.requests_seen(), 3);
}

#[tokio::test]
async fn every_answer_waits_for_the_latency() {
    let api = Api::with(Simulator::builder().latency(Duration::from_millis(40))).await;
    let start = Instant::now();
    api.get(&certificates(ZONE)).await.expect(200);
    assert!(start.elapsed() >= Duration::from_millis(40));
}

#[tokio::test]
async fn waiting_answers_do_not_wait_for_each_other() {
    let api = Api::with(Simulator::builder().latency(Duration::from_millis(200))).await;
    let start = Instant::now();
    let path = certificates(ZONE);
    tokio::join!(api.get(&path), api.get(&path), api.get(&path), api.get(&path), api.get(&path));
    assert!(start.elapsed() < Duration::from_millis(1000));
}

#[tokio::test]
async fn dropping_it_stops_the_server() {
    let Api { simulator, client } = Api::start().await;
    let url = simulator.base_url().to_owned();
    client.get(&url).send().await.unwrap();
    drop(simulator);
    // The connection that is open ends as well.
    client.get(&url).send().await.unwrap_err();
}

#[tokio::test]
async fn two_simulators_have_nothing_in_common() {
    let (one, other) = (Api::start().await, Api::start().await);
    one.upload(ZONE, &["example.com"]).await;
    assert_eq!(other.get(&certificates(ZONE)).await.ids().len(), 0);
    assert_ne!(one.simulator.base_url(), other.simulator.base_url());
}

#[tokio::test]
async fn debug_shows_no_credentials_and_no_keys() {
    let builder = Simulator::builder().token("canary");
    let before = format!("{builder:?}");
    let simulator = builder.start().await.unwrap();
    let shown = format!("{before} {simulator:?} {:?}", simulator.test_ca());
    for secret in ["canary", simulator.api_key(), "PRIVATE"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}

#[tokio::test]
async fn a_mass_of_certificates_is_there_at_once() {
    let api = Api::start().await;
    let ids = api.simulator.seed_custom_certificates(ZONE, 100_000);
    let reply = api.get(&format!("{}?per_page=50&page=2000", certificates(ZONE))).await.expect(200);
    assert_eq!(reply.ids(), ids[99_950..]);
    assert_eq!(reply.texts("status"), vec!["active"; 50]);
}

#[test]
fn a_test_authority_stands_alone() {
    let ca = TestCa::new().unwrap();
    let (certificate, key) = ca.issue(&["example.com"], 90).unwrap();
    assert!(ca.certificate_pem().starts_with("-----BEGIN CERTIFICATE-----"));
    assert!(certificate.starts_with("-----BEGIN CERTIFICATE-----"));
    assert!(key.starts_with("-----BEGIN PRIVATE KEY-----"));
}

#[test]
fn a_test_authority_refuses_what_makes_no_certificate() {
    let ca = TestCa::new().unwrap();
    ca.sign_csr("nonsense", 90).unwrap_err();
    ca.issue(&["höst"], 90).unwrap_err();
    ca.issue(&["example.com"], i64::MAX).unwrap_err();
    ca.issue(&["example.com"], i64::MIN).unwrap_err();
    ca.issue(&["example.com"], -1_000_000).unwrap_err();
    assert!(!ca.issue(&["example.com"], 10_000_000).unwrap_err().to_string().is_empty());
}
