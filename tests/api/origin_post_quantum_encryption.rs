//! Origin post-quantum encryption, on the wire.

#![allow(deprecated, reason = "Cloudflare deprecates operations that still exist")]

use crate::support::{Server, ZONE};
use cloudflare_certificates::types::{OriginPostQuantumEncryptionUpdate, OriginPostQuantumMode};
use serde_json::json;

#[tokio::test]
async fn get_reads_the_mode() {
    let server = Server::returning(
        json!({ "id": "origin_pqe", "editable": true, "value": "preferred", "modified_on": null }),
    )
    .await;
    let answer = server.zone().origin_post_quantum_encryption().get().await.unwrap();
    assert_eq!(answer.value, Some(OriginPostQuantumMode::Preferred));
    let sent = server.only();
    sent.assert_is("GET", &format!("/client/v4/zones/{ZONE}/cache/origin_post_quantum_encryption"), "");
    assert!(sent.body.is_empty());
}

#[tokio::test]
async fn update_sends_the_mode() {
    let server = Server::returning(json!({ "id": "origin_pqe", "value": "off" })).await;
    let answer = server
        .zone()
        .origin_post_quantum_encryption()
        .update(&OriginPostQuantumEncryptionUpdate::builder().value(OriginPostQuantumMode::Off).build())
        .await
        .unwrap();
    assert_eq!(answer.value, Some(OriginPostQuantumMode::Off));
    let sent = server.only();
    sent.assert_is("PUT", &format!("/client/v4/zones/{ZONE}/cache/origin_post_quantum_encryption"), "");
    assert_eq!(sent.json(), json!({ "value": "off" }));
}
