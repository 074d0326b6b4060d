//! Hostname associations, on the wire.

use crate::support::{Server, ZONE, refused_fields};
use cloudflare_certificates::ClientCa;
use serde_json::json;

const ID: &str = "7365377a-85a4-4390-9480-531ef7dc7a3c";

#[tokio::test]
async fn the_managed_authority_is_asked_for_without_an_id() {
    let server = Server::returning(json!({ "hostnames": ["api.example.com"] })).await;
    let answer = server.zone().hostname_associations().get(&ClientCa::Managed).await.unwrap();
    assert_eq!(answer.hostnames, ["api.example.com"]);
    let sent = server.only();
    sent.assert_is(
        "GET",
        &format!("/client/v4/zones/{ZONE}/certificate_authorities/hostname_associations"),
        "",
    );
    assert!(sent.body.is_empty());
}

#[tokio::test]
async fn an_uploaded_authority_is_asked_for_by_its_id() {
    let server = Server::returning(json!({ "hostnames": null })).await;
    let answer = server.zone().hostname_associations().get(&ClientCa::uploaded(ID)).await.unwrap();
    assert!(answer.hostnames.is_empty());
    let sent = server.only();
    sent.assert_is(
        "GET",
        &format!("/client/v4/zones/{ZONE}/certificate_authorities/hostname_associations"),
        &format!("mtls_certificate_id={ID}"),
    );
    assert!(sent.body.is_empty());
}

#[tokio::test]
async fn update_names_the_uploaded_authority() {
    let server = Server::returning(json!({ "hostnames": ["a.example.com"] })).await;
    let answer = server
        .zone()
        .hostname_associations()
        .update(&ClientCa::uploaded(ID), ["a.example.com"])
        .await
        .unwrap();
    assert_eq!(answer.hostnames.len(), 1);
    let sent = server.only();
    sent.assert_is(
        "PUT",
        &format!("/client/v4/zones/{ZONE}/certificate_authorities/hostname_associations"),
        "",
    );
    assert_eq!(sent.json(), json!({ "hostnames": ["a.example.com"], "mtls_certificate_id": ID }));
}

#[tokio::test]
async fn an_empty_list_for_the_managed_authority_is_sent_as_such() {
    let server = Server::returning(json!({ "hostnames": [] })).await;
    let answer = server.zone().hostname_associations().update(&ClientCa::Managed, [""; 0]).await.unwrap();
    assert!(answer.hostnames.is_empty());
    let sent = server.only();
    sent.assert_is(
        "PUT",
        &format!("/client/v4/zones/{ZONE}/certificate_authorities/hostname_associations"),
        "",
    );
    assert_eq!(sent.json(), json!({ "hostnames": [] }));
}

#[tokio::test]
async fn an_authority_without_an_id_is_refused_and_not_taken_for_the_managed_one() {
    let server = Server::returning(json!({})).await;
    let associations = server.zone().hostname_associations();
    let error = associations.update(&ClientCa::uploaded(""), ["a.example.com"]).await.unwrap_err();
    assert_eq!(refused_fields(&error), ["mtls_certificate_id"]);
    let error = associations.get(&ClientCa::uploaded("")).await.unwrap_err();
    assert_eq!(refused_fields(&error), ["mtls_certificate_id"]);
    let error = associations.update(&ClientCa::Managed, ["a.example.com", ""]).await.unwrap_err();
    assert_eq!(refused_fields(&error), ["hostnames[1]"]);
    assert!(server.sent().is_empty());
}
