//! Certificate packs, on the wire.

use crate::support::{Server, ZONE, deletion_names_the_thing, only_404_is_absence, refused_fields};
use cloudflare_certificates::types::{
    CertificateAuthority, CertificatePackDeploy, CertificatePackPatch, CertificatePackStatus,
    CertificatePackStatusFilter, NewCertificatePack, NewCertificatePackType, ValidationMethod,
};
use serde_json::json;

const ID: &str = "7365377a-85a4-4390-9480-531ef7dc7a3c";

#[tokio::test]
async fn list_pages_and_filters() {
    let server = Server::returning(json!([{ "id": ID, "status": "active", "hosts": ["example.com"] }])).await;
    let answer = server
        .zone()
        .certificate_packs()
        .list()
        .deploy(CertificatePackDeploy::Production)
        .status(CertificatePackStatusFilter::All)
        .per_page(50)
        .all()
        .await
        .unwrap();
    assert_eq!(answer[0].status, Some(CertificatePackStatus::Active));
    let sent = server.only();
    sent.assert_is(
        "GET",
        &format!("/client/v4/zones/{ZONE}/ssl/certificate_packs"),
        "deploy=production&per_page=50&status=all",
    );
    assert!(sent.body.is_empty());
}

#[tokio::test]
async fn get_addresses_one_pack() {
    let server = Server::returning(json!({ "id": ID, "validation_records": [{ "txt_name": "_acme-challenge.example.com", "txt_value": "v", "status": "pending" }] })).await;
    let answer = server.zone().certificate_packs().get(ID).await.unwrap();
    assert_eq!(answer.validation_records[0].txt_value.as_deref(), Some("v"));
    let sent = server.only();
    sent.assert_is("GET", &format!("/client/v4/zones/{ZONE}/ssl/certificate_packs/{ID}"), "");
    assert!(sent.body.is_empty());
}

#[tokio::test]
async fn create_orders() {
    let server = Server::returning(json!({ "id": ID, "status": "initializing" })).await;
    let answer = server.zone().certificate_packs().create(&order()).await.unwrap();
    assert_eq!(answer.status, Some(CertificatePackStatus::Initializing));
    let sent = server.only();
    sent.assert_is("POST", &format!("/client/v4/zones/{ZONE}/ssl/certificate_packs/order"), "");
    assert_eq!(
        sent.json(),
        json!({ "certificate_authority": "google", "hosts": ["example.com", "*.example.com"], "type": "advanced", "validation_method": "txt", "validity_days": 90 })
    );
}

#[tokio::test]
async fn edit_with_nothing_set_starts_the_validation_again() {
    let server = Server::returning(json!({ "id": ID })).await;
    let answer =
        server.zone().certificate_packs().edit(ID, &CertificatePackPatch::builder().build()).await.unwrap();
    assert_eq!(answer.id, ID);
    let sent = server.only();
    sent.assert_is("PATCH", &format!("/client/v4/zones/{ZONE}/ssl/certificate_packs/{ID}"), "");
    assert_eq!(sent.json(), json!({}));
}

#[tokio::test]
async fn delete_addresses_one_pack() {
    let server = Server::returning(json!({ "id": ID })).await;
    let answer = server.zone().certificate_packs().delete(ID).await.unwrap();
    assert_eq!(answer.id, ID);
    let sent = server.only();
    sent.assert_is("DELETE", &format!("/client/v4/zones/{ZONE}/ssl/certificate_packs/{ID}"), "");
    assert!(sent.body.is_empty());
}

#[tokio::test]
async fn quota_reads_how_many_there_are() {
    let server = Server::returning(json!({ "advanced": { "allocated": 10, "used": 1 } })).await;
    let answer = server.zone().certificate_packs().quota().await.unwrap();
    let advanced = answer.advanced.as_ref().unwrap();
    assert_eq!((advanced.allocated, advanced.used), (Some(10), Some(1)));
    let sent = server.only();
    sent.assert_is("GET", &format!("/client/v4/zones/{ZONE}/ssl/certificate_packs/quota"), "");
    assert!(sent.body.is_empty());
}

fn order() -> NewCertificatePack {
    NewCertificatePack::builder()
        .certificate_authority(CertificateAuthority::Google)
        .hosts(["example.com", "*.example.com"])
        .type_(NewCertificatePackType::Advanced)
        .validation_method(ValidationMethod::Txt)
        .validity_days(90)
        .build()
}

#[tokio::test]
async fn an_order_out_of_bounds_is_refused_and_named() {
    let server = Server::returning(json!({})).await;
    let mut order = order();
    order.hosts.clear();
    order.validity_days = 60;
    let error = server.zone().certificate_packs().create(&order).await.unwrap_err();
    assert_eq!(refused_fields(&error), ["hosts", "validity_days"]);
    assert!(server.sent().is_empty());
}

#[tokio::test]
async fn an_order_names_at_most_50_hosts() {
    let server = Server::returning(json!({ "id": ID })).await;
    let mut order = order();
    order.hosts = (0..51).map(|number| format!("host{number}.example.com")).collect();
    let error = server.zone().certificate_packs().create(&order).await.unwrap_err();
    assert_eq!(refused_fields(&error), ["hosts"]);
    assert!(server.sent().is_empty());

    order.hosts.pop();
    server.zone().certificate_packs().create(&order).await.unwrap();
    assert_eq!(server.only().json()["hosts"].as_array().unwrap().len(), 50);
}

/// The forms in which these fields are seen.
#[tokio::test]
async fn numbers_and_texts_objects_and_lists_are_read() {
    let pack = json!({
        "id": ID, "primary_certificate": 0, "certificates": [{ "id": 7394, "priority": "1" }],
        "validation_errors": { "message": "CAA" }, "validation_records": null, "status": "a_new_one",
    });
    let server = Server::returning(pack).await;
    let pack = server.zone().certificate_packs().get(ID).await.unwrap();
    assert_eq!(pack.primary_certificate.as_deref(), Some("0"));
    assert_eq!((pack.certificates[0].id.as_str(), pack.certificates[0].priority), ("7394", Some(1)));
    assert_eq!(pack.validation_errors[0].message.as_deref(), Some("CAA"));
    assert!(pack.validation_records.is_empty());
    assert_eq!(pack.status.as_ref().unwrap().as_str(), "a_new_one");
}

#[tokio::test]
async fn delete_names_what_was_deleted_also_where_the_server_says_nothing() {
    deletion_names_the_thing(ID, async |server| {
        server.zone().certificate_packs().delete(ID).await.map(|gone| gone.id.clone())
    })
    .await;
}

#[tokio::test]
async fn get_opt_takes_404_for_an_answer_and_nothing_else() {
    only_404_is_absence(async |server| server.zone().certificate_packs().get_opt(ID).await).await;
}

#[tokio::test]
async fn a_pack_says_when_it_was_ordered_and_that_it_timed_out() {
    let pack = json!({ "id": ID, "created_on": "2026-01-01T05:20:00Z", "status": "timed_out" });
    let server = Server::returning(pack).await;
    let pack = server.zone().certificate_packs().get(ID).await.unwrap();
    assert_eq!(pack.created_on.as_ref().unwrap().datetime().unwrap().timestamp(), 1_767_244_800);
    assert_eq!(pack.status, Some(CertificatePackStatus::TimedOut));
}
