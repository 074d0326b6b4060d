//! What the caller writes into a path stays one segment of it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on shall panic"
)]

mod support;

use cloudflare_certificates::types::{
    AccessCertificateUpdate, CustomCertificatePatch, KeylessCertificatePatch,
};
use cloudflare_certificates::{Error, ErrorKind, Result};
use serde_json::json;
use support::{Server, ZONE};

/// Ids that a URL would not keep as one segment.
const BAD: [&str; 14] =
    ["", ".", "..", "a/b", "../x", "a?b", "a#b", "%2e%2e", "%2E", "a%2Fb", "a\\b", "a b", "a\nb", "a\u{7f}b"];

fn assert_refused<T>(result: Result<T>, parameter: &str, id: &str) {
    let error: Error = result.err().unwrap_or_else(|| panic!("{parameter} = {id:?} was sent"));
    assert_eq!(error.kind(), ErrorKind::Refused, "{id:?}");
    assert_eq!(error.violations()[0].field, parameter, "{id:?}");
    assert!(error.to_string().contains(parameter), "{error}");
    assert!(!error.may_have_taken_effect());
}

#[tokio::test]
async fn zones_and_accounts_take_32_hexadecimal_digits_and_nothing_else() {
    let server = Server::returning(json!([])).await;
    let client = server.client();
    for id in BAD.into_iter().chain([
        "023e105f",
        "023e105f4ecef8ad9ca31a8372d0c35g",
        "023e105f4ecef8ad9ca31a8372d0c3530",
    ]) {
        assert_refused(client.zone(id), "zone_id", id);
        assert_refused(client.account(id), "account_id", id);
    }
    assert!(client.zone(ZONE).is_ok());
    assert!(client.account(ZONE.to_uppercase()).is_ok());
}

#[tokio::test]
async fn ids_that_are_no_segment_are_refused_before_they_are_sent() {
    let server = Server::returning(json!({})).await;
    let zone = server.zone();
    for id in BAD {
        let certificates = zone.custom_certificates();
        assert_refused(certificates.get(id).await, "custom_certificate_id", id);
        assert_refused(certificates.get_opt(id).await, "custom_certificate_id", id);
        let patch = CustomCertificatePatch::builder().build();
        assert_refused(certificates.edit(id, &patch).await, "custom_certificate_id", id);
        assert_refused(certificates.delete(id).await, "custom_certificate_id", id);

        let keyless = zone.keyless_certificates();
        assert_refused(keyless.get(id).await, "keyless_certificate_id", id);
        assert_refused(keyless.get_opt(id).await, "keyless_certificate_id", id);
        let patch = KeylessCertificatePatch::builder().build();
        assert_refused(keyless.edit(id, &patch).await, "keyless_certificate_id", id);
        assert_refused(keyless.delete(id).await, "keyless_certificate_id", id);

        for csrs in [zone.custom_csrs(), server.account().custom_csrs()] {
            assert_refused(csrs.get(id).await, "custom_csr_id", id);
            assert_refused(csrs.get_opt(id).await, "custom_csr_id", id);
            assert_refused(csrs.delete(id).await, "custom_csr_id", id);
        }
        for access in [zone.access_certificates(), server.account().access_certificates()] {
            assert_refused(access.get(id).await, "certificate_id", id);
            assert_refused(access.get_opt(id).await, "certificate_id", id);
            let update = AccessCertificateUpdate::builder().associated_hostnames(["example.com"]).build();
            assert_refused(access.update(id, &update).await, "certificate_id", id);
            assert_refused(access.delete(id).await, "certificate_id", id);
        }
    }
    assert!(server.sent().is_empty(), "nothing was sent");
}

#[tokio::test]
async fn ids_of_any_length_and_alphabet_are_sent_as_they_are() {
    let server = Server::returning(json!({ "id": "x" })).await;
    for id in [
        "1",
        "7b163417-1d2b-4c84-a38a-2fb7a0cd7752",
        "328578533902268680212849205732770752308931942346",
        "a.b~c_d",
    ] {
        server.zone().custom_certificates().get(id).await.unwrap();
        let path = format!("/client/v4/zones/{ZONE}/custom_certificates/{id}");
        server.sent().last().unwrap().assert_is("GET", &path, "");
    }
}

#[tokio::test]
async fn letters_beyond_ascii_stay_in_their_segment() {
    let server = Server::returning(json!({ "id": "x" })).await;
    server.zone().custom_certificates().get("é").await.unwrap();
    let path = format!("/client/v4/zones/{ZONE}/custom_certificates/%C3%A9");
    server.only().assert_is("GET", &path, "");
}
