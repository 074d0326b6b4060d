//! The typed mocks, as a program's own tests use them.

#![cfg(feature = "mocks")]
#![allow(clippy::unwrap_used, reason = "tests may panic")]

mod matching;
mod sequences;

use cloudflare_certificates::mocks::httpmock::MockServer;
use cloudflare_certificates::mocks::{MockServerExt, from_json};
use cloudflare_certificates::types::{
    ClientCertificate, ClientCertificateStatusFilter, CustomCertificate, CustomCertificateStatus,
    NewClientCertificate,
};
use cloudflare_certificates::{Client, Retry, Zone};

const ZONE: &str = "023e105f4ecef8ad9ca31a8372d0c353";

/// A client whose calls are one request each.
fn client(server: &MockServer) -> Client {
    Client::builder().api_token("any").base_url(server.base_url()).retry(Retry::never()).build().unwrap()
}

fn zone(server: &MockServer) -> Zone {
    client(server).zone(ZONE).unwrap()
}

#[test]
fn the_example_in_the_readme_is_the_one_in_the_documentation() {
    let readme = include_str!("../../README.md");
    let (_, testing) = readme.split_once("## Testing your code\n").unwrap();
    let (_, snippet) = testing.split_once("```rust,ignore\n").unwrap();
    let (snippet, _) = snippet.split_once("```").unwrap();
    let (_, example) = include_str!("../../src/mocks.rs").split_once("//! ```\n").unwrap();
    let (example, _) = example.split_once("//! ```\n").unwrap();
    let example: Vec<&str> = example.lines().map(|line| line.trim_start_matches("//!").trim()).collect();
    assert_eq!(snippet.lines().map(str::trim).collect::<Vec<_>>(), example);
}

#[tokio::test]
async fn a_list_is_matched_by_its_filters_and_answered_with_typed_items() {
    let server = MockServer::start_async().await;
    let listed: Vec<CustomCertificate> = from_json(r#"[{"id": "a", "status": "active"}]"#);
    let mock = server.custom_certificates_list(|when, then| {
        when.zone_id(ZONE).status(Some(&CustomCertificateStatus::Active)).per_page(50).page(None);
        then.success(200, &listed);
    });
    // The SDK would read a bare list too: what the mock answers is an envelope.
    let url = format!("{}/zones/{ZONE}/custom_certificates?status=active&per_page=50", server.base_url());
    let body = reqwest::get(url).await.unwrap().text().await.unwrap();
    let body: serde_json::Value = serde_json::from_str(&body).unwrap();
    assert_eq!((&body["success"], &body["result"][0]["id"]), (&true.into(), &"a".into()));
    let list =
        zone(&server).custom_certificates().list().status(CustomCertificateStatus::Active).per_page(50);
    assert_eq!(list.all().await.unwrap(), listed);
    assert_eq!(mock.calls(), 2);
    let other = zone(&server).custom_certificates().list().per_page(50).all().await.unwrap_err();
    assert_eq!(other.status().unwrap().as_u16(), 404, "no mock fits a request without the filter: {other}");
}

#[tokio::test]
async fn a_request_is_matched_by_its_body() {
    let server = MockServer::start_async().await;
    let new = NewClientCertificate::builder().csr("CSR").validity_days(30).build();
    let issued: ClientCertificate = from_json(r#"{"id": "new"}"#);
    let mock = server.client_certificates_create(|when, then| {
        when.body(&new);
        then.success(201, &issued);
    });
    let certificates = zone(&server).client_certificates();
    let answer = certificates.create(&new).await.unwrap();
    assert_eq!((answer.id.as_str(), answer.meta().status().as_u16()), ("new", 201));
    mock.assert();
    let other = NewClientCertificate::builder().csr("another CSR").validity_days(30).build();
    assert!(certificates.create(&other).await.is_err());
}

#[tokio::test]
async fn a_failure_has_codes_and_messages() {
    let server = MockServer::start_async().await;
    server.custom_csrs_delete(|when, then| {
        when.custom_csr_id("it");
        then.failure(409, &[(1420, "it is used")]);
    });
    let error = zone(&server).custom_csrs().delete("it").await.unwrap_err();
    assert!(error.is_conflict() && error.has_code(1420), "{error}");
}

#[tokio::test]
async fn a_success_may_have_no_result() {
    let server = MockServer::start_async().await;
    server.keyless_certificates_delete(|_, then| {
        then.success(200, None);
    });
    server.client_certificates_list(|when, then| {
        when.status(Some(&ClientCertificateStatusFilter::Revoked));
        then.success(200, None);
    });
    assert_eq!(zone(&server).keyless_certificates().delete("it").await.unwrap().id, "it");
    let list = zone(&server).client_certificates().list().status(ClientCertificateStatusFilter::Revoked);
    assert!(list.all().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_text_is_not_put_into_an_envelope() {
    let server = MockServer::start_async().await;
    server.access_saml_certificates_pem(|when, then| {
        when.account_id(ZONE).saml_cert_set_id("it");
        then.success(200, "-----BEGIN CERTIFICATE-----");
    });
    let certificates = client(&server).account(ZONE).unwrap().access_saml_certificates();
    assert_eq!(certificates.pem("it").await.unwrap().into_inner(), "-----BEGIN CERTIFICATE-----");
}
