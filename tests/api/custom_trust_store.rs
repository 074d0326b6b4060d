//! The custom trust store, on the wire.

use crate::support::{Server, ZONE, deletion_names_the_thing, only_404_is_absence, refused_fields};
use cloudflare_certificates::types::{NewTrustedCa, TrustedCaStatus};
use serde_json::json;

const ID: &str = "7365377a-85a4-4390-9480-531ef7dc7a3c";

#[tokio::test]
async fn list_pages_and_filters() {
    let server = Server::returning(json!([{ "id": ID }])).await;
    let answer =
        server.zone().custom_trust_store().list().limit(10).offset(20).per_page(50).all().await.unwrap();
    assert_eq!(answer.len(), 1);
    let sent = server.only();
    sent.assert_is(
        "GET",
        &format!("/client/v4/zones/{ZONE}/acm/custom_trust_store"),
        "limit=10&offset=20&per_page=50",
    );
    assert!(sent.body.is_empty());
}

#[tokio::test]
async fn get_addresses_one_authority() {
    let server = Server::returning(json!({ "id": ID, "status": "pending_deployment" })).await;
    let answer = server.zone().custom_trust_store().get(ID).await.unwrap();
    assert_eq!(answer.status, Some(TrustedCaStatus::PendingDeployment));
    let sent = server.only();
    sent.assert_is("GET", &format!("/client/v4/zones/{ZONE}/acm/custom_trust_store/{ID}"), "");
    assert!(sent.body.is_empty());
}

#[tokio::test]
async fn create_sends_the_certificate() {
    let server = Server::returning(json!({ "id": ID })).await;
    let answer = server
        .zone()
        .custom_trust_store()
        .create(&NewTrustedCa::builder().certificate("PEM").build())
        .await
        .unwrap();
    assert_eq!(answer.id, ID);
    let sent = server.only();
    sent.assert_is("POST", &format!("/client/v4/zones/{ZONE}/acm/custom_trust_store"), "");
    assert_eq!(sent.json(), json!({ "certificate": "PEM" }));
}

#[tokio::test]
async fn delete_addresses_one_authority() {
    let server = Server::returning(json!({ "id": ID })).await;
    let answer = server.zone().custom_trust_store().delete(ID).await.unwrap();
    assert_eq!(answer.id, ID);
    let sent = server.only();
    sent.assert_is("DELETE", &format!("/client/v4/zones/{ZONE}/acm/custom_trust_store/{ID}"), "");
    assert!(sent.body.is_empty());
}

#[tokio::test]
async fn delete_names_what_was_deleted_also_where_the_server_says_nothing() {
    deletion_names_the_thing(ID, async |server| {
        server.zone().custom_trust_store().delete(ID).await.map(|gone| gone.id.clone())
    })
    .await;
}

#[tokio::test]
async fn get_opt_takes_404_for_an_answer_and_nothing_else() {
    only_404_is_absence(async |server| server.zone().custom_trust_store().get_opt(ID).await).await;
}

#[tokio::test]
async fn no_certificate_is_refused() {
    let server = Server::returning(json!({})).await;
    let new = NewTrustedCa::builder().certificate("").build();
    let error = server.zone().custom_trust_store().create(&new).await.unwrap_err();
    assert_eq!(refused_fields(&error), ["certificate"]);
    assert!(server.sent().is_empty());
}
