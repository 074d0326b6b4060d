//! Total TLS, on the wire.

use crate::support::{Server, ZONE};
use cloudflare_certificates::types::{CertificateAuthority, TotalTlsUpdate};
use serde_json::json;

#[tokio::test]
async fn get_reads_the_settings() {
    let server = Server::returning(
        json!({ "enabled": true, "certificate_authority": "google", "validity_period": 90 }),
    )
    .await;
    let answer = server.zone().total_tls().get().await.unwrap();
    assert_eq!(answer.enabled, Some(true));
    assert_eq!(answer.certificate_authority, Some(CertificateAuthority::Google));
    assert_eq!(answer.validity_period, Some(90));
    let sent = server.only();
    sent.assert_is("GET", &format!("/client/v4/zones/{ZONE}/acm/total_tls"), "");
    assert!(sent.body.is_empty());
}

#[tokio::test]
async fn update_is_a_post_with_what_is_set() {
    let server = Server::returning(json!({ "enabled": false })).await;
    let answer = server
        .zone()
        .total_tls()
        .update(
            &TotalTlsUpdate::builder()
                .enabled(false)
                .certificate_authority(CertificateAuthority::LetsEncrypt)
                .build(),
        )
        .await
        .unwrap();
    assert_eq!(answer.enabled, Some(false));
    let sent = server.only();
    sent.assert_is("POST", &format!("/client/v4/zones/{ZONE}/acm/total_tls"), "");
    assert_eq!(sent.json(), json!({ "enabled": false, "certificate_authority": "lets_encrypt" }));
}

#[tokio::test]
async fn an_unknown_authority_and_a_validity_as_text_are_read() {
    let server =
        Server::returning(json!({ "certificate_authority": "a_new_one", "validity_period": "90" })).await;
    let answer = server.zone().total_tls().get().await.unwrap();
    assert_eq!(answer.certificate_authority.as_ref().unwrap().as_str(), "a_new_one");
    assert_eq!(answer.validity_period, Some(90));
    let sent = server.only();
    sent.assert_is("GET", &format!("/client/v4/zones/{ZONE}/acm/total_tls"), "");
    assert!(sent.body.is_empty());
}

#[tokio::test]
async fn the_status_of_the_last_change_is_read() {
    let server = Server::returning(json!({ "enabled": true, "status": "initializing" })).await;
    let settings = server.zone().total_tls().get().await.unwrap();
    assert_eq!(settings.status.as_deref(), Some("initializing"));
}
