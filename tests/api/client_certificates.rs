//! Client certificates, on the wire.

use crate::support::{Server, ZONE, deletion_names_the_thing, only_404_is_absence, refused_fields};
use cloudflare_certificates::types::{
    ClientCertificatePatch, ClientCertificateStatus, ClientCertificateStatusFilter, NewClientCertificate,
};
use serde_json::json;

const ID: &str = "7365377a-85a4-4390-9480-531ef7dc7a3c";

#[tokio::test]
async fn list_pages_and_filters() {
    let server = Server::returning(json!([{ "id": ID, "status": "revoked", "certificate_authority": { "id": "a", "name": "Cloudflare Managed CA" } }])).await;
    let answer = server
        .zone()
        .client_certificates()
        .list()
        .status(ClientCertificateStatusFilter::Revoked)
        .limit(7)
        .offset(1)
        .per_page(5)
        .all()
        .await
        .unwrap();
    assert_eq!(answer[0].status, Some(ClientCertificateStatus::Revoked));
    assert_eq!(
        answer[0].certificate_authority.as_ref().unwrap().name.as_deref(),
        Some("Cloudflare Managed CA")
    );
    let sent = server.only();
    sent.assert_is(
        "GET",
        &format!("/client/v4/zones/{ZONE}/client_certificates"),
        "limit=7&offset=1&per_page=5&status=revoked",
    );
    assert!(sent.body.is_empty());
}

#[tokio::test]
async fn get_addresses_one_certificate() {
    let server = Server::returning(json!({ "id": ID, "validity_days": "3650" })).await;
    let answer = server.zone().client_certificates().get(ID).await.unwrap();
    assert_eq!(answer.validity_days, Some(3650));
    let sent = server.only();
    sent.assert_is("GET", &format!("/client/v4/zones/{ZONE}/client_certificates/{ID}"), "");
    assert!(sent.body.is_empty());
}

#[tokio::test]
async fn create_sends_csr_and_validity() {
    let server = Server::returning(json!({ "id": ID })).await;
    let answer = server
        .zone()
        .client_certificates()
        .create(&NewClientCertificate::builder().csr("CSR").validity_days(3650).build())
        .await
        .unwrap();
    assert_eq!(answer.id, ID);
    let sent = server.only();
    sent.assert_is("POST", &format!("/client/v4/zones/{ZONE}/client_certificates"), "");
    assert_eq!(sent.json(), json!({ "csr": "CSR", "validity_days": 3650 }));
}

#[tokio::test]
async fn edit_reactivates() {
    let server = Server::returning(json!({ "id": ID, "status": "pending_reactivation" })).await;
    let answer = server
        .zone()
        .client_certificates()
        .edit(ID, &ClientCertificatePatch::builder().reactivate(true).build())
        .await
        .unwrap();
    assert_eq!(answer.status, Some(ClientCertificateStatus::PendingReactivation));
    let sent = server.only();
    sent.assert_is("PATCH", &format!("/client/v4/zones/{ZONE}/client_certificates/{ID}"), "");
    assert_eq!(sent.json(), json!({ "reactivate": true }));
}

#[tokio::test]
async fn delete_revokes() {
    let server = Server::returning(json!({ "id": ID, "status": "pending_revocation" })).await;
    let answer = server.zone().client_certificates().revoke(ID).await.unwrap();
    assert_eq!(answer.status, Some(ClientCertificateStatus::PendingRevocation));
    let sent = server.only();
    sent.assert_is("DELETE", &format!("/client/v4/zones/{ZONE}/client_certificates/{ID}"), "");
    assert!(sent.body.is_empty());
}

#[tokio::test]
async fn delete_names_what_was_deleted_also_where_the_server_says_nothing() {
    deletion_names_the_thing(ID, async |server| {
        server.zone().client_certificates().revoke(ID).await.map(|gone| gone.id.clone())
    })
    .await;
}

#[tokio::test]
async fn get_opt_takes_404_for_an_answer_and_nothing_else() {
    only_404_is_absence(async |server| server.zone().client_certificates().get_opt(ID).await).await;
}

#[tokio::test]
async fn what_is_out_of_bounds_is_refused_and_named() {
    let server = Server::returning(json!({})).await;
    let certificates = server.zone().client_certificates();
    let new = NewClientCertificate::builder().csr("").validity_days(0).build();
    assert_eq!(refused_fields(&certificates.create(&new).await.unwrap_err()), ["csr", "validity_days"]);
    let error = certificates.list().per_page(4).all().await.unwrap_err();
    assert_eq!(refused_fields(&error), ["per_page"]);
    assert!(server.sent().is_empty());
}
