//! mTLS certificates, on the wire.

use crate::support::{ACCOUNT, Server, deletion_names_the_thing, only_404_is_absence};
use cloudflare_certificates::types::{MtlsCertificateType, NewMtlsCertificate};
use serde_json::json;

const ID: &str = "7365377a-85a4-4390-9480-531ef7dc7a3c";

#[tokio::test]
async fn list_repeats_the_key_for_each_type() {
    let server = Server::returning(json!([{ "id": ID, "type": "custom", "ca": true }])).await;
    let answer = server
        .account()
        .mtls_certificates()
        .list()
        .types([MtlsCertificateType::Custom, MtlsCertificateType::AccessManaged])
        .all()
        .await
        .unwrap();
    assert_eq!(answer[0].type_, Some(MtlsCertificateType::Custom));
    let sent = server.only();
    sent.assert_is(
        "GET",
        &format!("/client/v4/accounts/{ACCOUNT}/mtls_certificates"),
        "type=custom&type=access_managed",
    );
    assert!(sent.body.is_empty());
}

#[tokio::test]
async fn list_without_types_has_no_query() {
    let server = Server::returning(json!([])).await;
    let answer = server.account().mtls_certificates().list().all().await.unwrap();
    assert!(answer.is_empty());
    let sent = server.only();
    sent.assert_is("GET", &format!("/client/v4/accounts/{ACCOUNT}/mtls_certificates"), "");
    assert!(sent.body.is_empty());
}

#[tokio::test]
async fn get_addresses_one_certificate() {
    let server = Server::returning(json!({ "id": ID, "ca": true, "serial_number": 42 })).await;
    let answer = server.account().mtls_certificates().get(ID).await.unwrap();
    assert_eq!((answer.ca, answer.serial_number.as_deref()), (Some(true), Some("42")));
    let sent = server.only();
    sent.assert_is("GET", &format!("/client/v4/accounts/{ACCOUNT}/mtls_certificates/{ID}"), "");
    assert!(sent.body.is_empty());
}

#[tokio::test]
async fn an_authority_is_uploaded_without_a_key() {
    let server = Server::returning(json!({ "id": ID })).await;
    let answer = server
        .account()
        .mtls_certificates()
        .create(&NewMtlsCertificate::authority("PEM").name("our CA").build())
        .await
        .unwrap();
    assert_eq!(answer.id, ID);
    let sent = server.only();
    sent.assert_is("POST", &format!("/client/v4/accounts/{ACCOUNT}/mtls_certificates"), "");
    assert_eq!(sent.json(), json!({ "ca": true, "certificates": "PEM", "name": "our CA" }));
}

#[tokio::test]
async fn a_leaf_is_uploaded_with_its_key() {
    let server = Server::returning(json!({ "id": ID })).await;
    let answer = server
        .account()
        .mtls_certificates()
        .create(&NewMtlsCertificate::leaf("PEM", "KEY").build())
        .await
        .unwrap();
    assert_eq!(answer.id, ID);
    let sent = server.only();
    sent.assert_is("POST", &format!("/client/v4/accounts/{ACCOUNT}/mtls_certificates"), "");
    assert_eq!(sent.json(), json!({ "ca": false, "certificates": "PEM", "private_key": "KEY" }));
}

#[tokio::test]
async fn delete_returns_what_was_deleted() {
    let server = Server::returning(json!({ "id": ID, "name": "our CA" })).await;
    let answer = server.account().mtls_certificates().delete(ID).await.unwrap();
    assert_eq!(answer.name.as_deref(), Some("our CA"));
    let sent = server.only();
    sent.assert_is("DELETE", &format!("/client/v4/accounts/{ACCOUNT}/mtls_certificates/{ID}"), "");
    assert!(sent.body.is_empty());
}

#[tokio::test]
async fn associations_come_at_once() {
    let server = Server::returning(json!([{ "service": "gateway", "status": "pending_deployment" }])).await;
    let answer = server.account().mtls_certificates().associations(ID).await.unwrap();
    assert_eq!(answer.items()[0].service, "gateway");
    let sent = server.only();
    sent.assert_is("GET", &format!("/client/v4/accounts/{ACCOUNT}/mtls_certificates/{ID}/associations"), "");
    assert!(sent.body.is_empty());
}

#[tokio::test]
async fn delete_names_what_was_deleted_also_where_the_server_says_nothing() {
    deletion_names_the_thing(ID, async |server| {
        server.account().mtls_certificates().delete(ID).await.map(|gone| gone.id.clone())
    })
    .await;
}

#[tokio::test]
async fn get_opt_takes_404_for_an_answer_and_nothing_else() {
    only_404_is_absence(async |server| server.account().mtls_certificates().get_opt(ID).await).await;
}
