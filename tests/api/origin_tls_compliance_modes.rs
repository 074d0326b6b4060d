//! Origin TLS compliance modes, on the wire.

use crate::support::{Server, ZONE};
use cloudflare_certificates::types::{OriginTlsComplianceModesId, OriginTlsComplianceModesUpdate};
use serde_json::json;

#[tokio::test]
async fn get_reads_the_modes() {
    let server = Server::returning(json!({ "id": "origin_tls_compliance_modes", "editable": true, "value": ["fips"], "modified_on": null })).await;
    let answer = server.zone().origin_tls_compliance_modes().get().await.unwrap();
    assert_eq!(answer.value, ["fips"]);
    assert_eq!(answer.id, Some(OriginTlsComplianceModesId::OriginTlsComplianceModes));
    assert_eq!(answer.modified_on, None);
    let sent = server.only();
    sent.assert_is("GET", &format!("/client/v4/zones/{ZONE}/settings/origin_tls_compliance_modes"), "");
    assert!(sent.body.is_empty());
}

#[tokio::test]
async fn update_replaces_the_modes() {
    let server = Server::returning(json!({ "id": "origin_tls_compliance_modes", "editable": true, "value": ["fips"], "modified_on": null })).await;
    let answer = server
        .zone()
        .origin_tls_compliance_modes()
        .update(&OriginTlsComplianceModesUpdate::builder().value(["fips"]).build())
        .await
        .unwrap();
    assert_eq!(answer.editable, Some(true));
    let sent = server.only();
    sent.assert_is("PUT", &format!("/client/v4/zones/{ZONE}/settings/origin_tls_compliance_modes"), "");
    assert_eq!(sent.json(), json!({ "value": ["fips"] }));
}

#[tokio::test]
async fn an_empty_list_of_modes_is_sent() {
    let server = Server::returning(json!({ "id": "origin_tls_compliance_modes", "editable": true, "value": ["fips"], "modified_on": null })).await;
    let answer = server
        .zone()
        .origin_tls_compliance_modes()
        .edit(&OriginTlsComplianceModesUpdate::builder().value([""; 0]).build())
        .await
        .unwrap();
    assert_eq!(answer.value.len(), 1);
    let sent = server.only();
    sent.assert_is("PATCH", &format!("/client/v4/zones/{ZONE}/settings/origin_tls_compliance_modes"), "");
    assert_eq!(sent.json(), json!({ "value": [] }));
}

#[tokio::test]
async fn delete_removes_the_setting() {
    let server = Server::returning(json!({ "id": "origin_tls_compliance_modes", "editable": true, "modified_on": "2024-01-01T00:00:00Z" })).await;
    let answer = server.zone().origin_tls_compliance_modes().delete().await.unwrap();
    assert!(answer.modified_on.is_some());
    let sent = server.only();
    sent.assert_is("DELETE", &format!("/client/v4/zones/{ZONE}/settings/origin_tls_compliance_modes"), "");
    assert!(sent.body.is_empty());
}
