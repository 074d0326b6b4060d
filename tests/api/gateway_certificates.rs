//! Gateway certificates, on the wire.

use crate::support::{
    ACCOUNT, Answer, Server, deletion_names_the_thing, ok, only_404_is_absence, refused_fields,
};
use cloudflare_certificates::types::{GatewayCertificateBindingStatus, NewGatewayCertificate};
use serde_json::json;

const ID: &str = "7365377a-85a4-4390-9480-531ef7dc7a3c";

#[tokio::test]
async fn list_comes_at_once() {
    let server = Server::returning(json!([{ "id": ID, "in_use": true }])).await;
    let answer = server.account().gateway_certificates().list().all().await.unwrap();
    assert_eq!(answer[0].in_use, Some(true));
    let sent = server.only();
    sent.assert_is("GET", &format!("/client/v4/accounts/{ACCOUNT}/gateway/certificates"), "");
    assert!(sent.body.is_empty());
}

#[tokio::test]
async fn get_addresses_one_certificate() {
    let server = Server::returning(json!({ "id": ID, "binding_status": "available" })).await;
    let answer = server.account().gateway_certificates().get(ID).await.unwrap();
    assert_eq!(answer.binding_status, Some(GatewayCertificateBindingStatus::Available));
    let sent = server.only();
    sent.assert_is("GET", &format!("/client/v4/accounts/{ACCOUNT}/gateway/certificates/{ID}"), "");
    assert!(sent.body.is_empty());
}

#[tokio::test]
async fn create_sends_the_validity() {
    let server = Server::returning(json!({ "id": ID })).await;
    let answer = server
        .account()
        .gateway_certificates()
        .create(&NewGatewayCertificate::builder().validity_period_days(1826).build())
        .await
        .unwrap();
    assert_eq!(answer.id, ID);
    let sent = server.only();
    sent.assert_is("POST", &format!("/client/v4/accounts/{ACCOUNT}/gateway/certificates"), "");
    assert_eq!(sent.json(), json!({ "validity_period_days": 1826 }));
}

#[tokio::test]
async fn a_validity_is_1_to_10950_days() {
    let server = Server::returning(json!({ "id": ID })).await;
    let certificates = server.account().gateway_certificates();
    let of = |days| NewGatewayCertificate::builder().validity_period_days(days).build();
    for days in [0, 10_951] {
        let error = certificates.create(&of(days)).await.unwrap_err();
        assert_eq!(refused_fields(&error), ["validity_period_days"], "{days}");
    }
    assert!(server.sent().is_empty());
    for days in [1, 10_950] {
        certificates.create(&of(days)).await.unwrap();
        assert_eq!(server.sent().last().unwrap().json(), json!({ "validity_period_days": days }));
    }
}

#[tokio::test]
async fn create_with_nothing_set_sends_an_empty_object() {
    let server = Server::returning(json!({ "id": ID })).await;
    let answer = server
        .account()
        .gateway_certificates()
        .create(&NewGatewayCertificate::builder().build())
        .await
        .unwrap();
    assert_eq!(answer.id, ID);
    let sent = server.only();
    sent.assert_is("POST", &format!("/client/v4/accounts/{ACCOUNT}/gateway/certificates"), "");
    assert_eq!(sent.json(), json!({}));
}

#[tokio::test]
async fn activate_has_no_body_and_takes_202() {
    let server = Server::answering(Answer::json(
        202,
        &ok(json!({ "id": ID, "binding_status": "pending_deployment" })),
    ))
    .await;
    let answer = server.account().gateway_certificates().activate(ID).await.unwrap();
    assert_eq!(answer.binding_status, Some(GatewayCertificateBindingStatus::PendingDeployment));
    let sent = server.only();
    sent.assert_is("POST", &format!("/client/v4/accounts/{ACCOUNT}/gateway/certificates/{ID}/activate"), "");
    assert!(sent.body.is_empty());
}

#[tokio::test]
async fn deactivate_has_no_body_and_takes_201() {
    let server =
        Server::answering(Answer::json(201, &ok(json!({ "id": ID, "binding_status": "pending_deletion" }))))
            .await;
    let answer = server.account().gateway_certificates().deactivate(ID).await.unwrap();
    assert_eq!(answer.binding_status, Some(GatewayCertificateBindingStatus::PendingDeletion));
    let sent = server.only();
    sent.assert_is(
        "POST",
        &format!("/client/v4/accounts/{ACCOUNT}/gateway/certificates/{ID}/deactivate"),
        "",
    );
    assert!(sent.body.is_empty());
}

#[tokio::test]
async fn delete_addresses_one_certificate() {
    let server = Server::returning(json!({ "id": ID })).await;
    let answer = server.account().gateway_certificates().delete(ID).await.unwrap();
    assert_eq!(answer.id, ID);
    let sent = server.only();
    sent.assert_is("DELETE", &format!("/client/v4/accounts/{ACCOUNT}/gateway/certificates/{ID}"), "");
    assert!(sent.body.is_empty());
}

#[tokio::test]
async fn delete_names_what_was_deleted_also_where_the_server_says_nothing() {
    deletion_names_the_thing(ID, async |server| {
        server.account().gateway_certificates().delete(ID).await.map(|gone| gone.id.clone())
    })
    .await;
}

#[tokio::test]
async fn get_opt_takes_404_for_an_answer_and_nothing_else() {
    only_404_is_absence(async |server| server.account().gateway_certificates().get_opt(ID).await).await;
}

#[tokio::test]
async fn the_pack_of_a_certificate_is_read() {
    let server = Server::returning(json!({ "id": ID, "qs_pack_id": "pack" })).await;
    let certificate = server.account().gateway_certificates().get(ID).await.unwrap();
    assert_eq!(certificate.qs_pack_id.as_deref(), Some("pack"));
}
