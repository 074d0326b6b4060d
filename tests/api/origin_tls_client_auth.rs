//! Authenticated origin pulls, on the wire.

use crate::support::{Server, ZONE, deletion_names_the_thing, only_404_is_absence, refused_fields};
use cloudflare_certificates::types::{
    NewOriginPullCertificate, OriginPullHostnameUpdate, OriginPullHostnamesUpdate, OriginPullSettingsUpdate,
    OriginPullStatus,
};
use serde_json::json;

const ID: &str = "7365377a-85a4-4390-9480-531ef7dc7a3c";

#[tokio::test]
async fn list_comes_at_once() {
    let server = Server::returning(json!([{ "id": ID, "enabled": true }])).await;
    let answer = server.zone().origin_tls_client_auth().list().all().await.unwrap();
    assert_eq!(answer[0].enabled, Some(true));
    let sent = server.only();
    sent.assert_is("GET", &format!("/client/v4/zones/{ZONE}/origin_tls_client_auth"), "");
    assert!(sent.body.is_empty());
}

#[tokio::test]
async fn get_addresses_one_certificate() {
    let server = Server::returning(json!({ "id": ID, "status": "deployment_timed_out" })).await;
    let answer = server.zone().origin_tls_client_auth().get(ID).await.unwrap();
    assert_eq!(answer.status, Some(OriginPullStatus::DeploymentTimedOut));
    let sent = server.only();
    sent.assert_is("GET", &format!("/client/v4/zones/{ZONE}/origin_tls_client_auth/{ID}"), "");
    assert!(sent.body.is_empty());
}

#[tokio::test]
async fn create_sends_certificate_and_key() {
    let server = Server::returning(json!({ "id": ID })).await;
    let answer = server.zone().origin_tls_client_auth().create(&new()).await.unwrap();
    assert_eq!(answer.id, ID);
    let sent = server.only();
    sent.assert_is("POST", &format!("/client/v4/zones/{ZONE}/origin_tls_client_auth"), "");
    assert_eq!(sent.json(), json!({ "certificate": "PEM", "private_key": "KEY" }));
}

#[tokio::test]
async fn delete_addresses_one_certificate() {
    let server = Server::returning(json!({ "id": ID, "status": "pending_deletion" })).await;
    let answer = server.zone().origin_tls_client_auth().delete(ID).await.unwrap();
    assert_eq!(answer.status, Some(OriginPullStatus::PendingDeletion));
    let sent = server.only();
    sent.assert_is("DELETE", &format!("/client/v4/zones/{ZONE}/origin_tls_client_auth/{ID}"), "");
    assert!(sent.body.is_empty());
}

#[tokio::test]
async fn settings_reads_the_setting() {
    let server = Server::returning(json!({ "enabled": true })).await;
    let answer = server.zone().origin_tls_client_auth().settings().get().await.unwrap();
    assert_eq!(answer.enabled, Some(true));
    let sent = server.only();
    sent.assert_is("GET", &format!("/client/v4/zones/{ZONE}/origin_tls_client_auth/settings"), "");
    assert!(sent.body.is_empty());
}

#[tokio::test]
async fn update_settings_sends_the_setting() {
    let server = Server::returning(json!({ "enabled": true })).await;
    let answer = server
        .zone()
        .origin_tls_client_auth()
        .settings()
        .update(&OriginPullSettingsUpdate::builder().enabled(true).build())
        .await
        .unwrap();
    assert_eq!(answer.enabled, Some(true));
    let sent = server.only();
    sent.assert_is("PUT", &format!("/client/v4/zones/{ZONE}/origin_tls_client_auth/settings"), "");
    assert_eq!(sent.json(), json!({ "enabled": true }));
}

#[tokio::test]
async fn hostname_addresses_one_hostname() {
    let server =
        Server::returning(json!({ "hostname": "app.example.com", "cert_id": ID, "enabled": null })).await;
    let answer = server.zone().origin_tls_client_auth().hostnames().get("app.example.com").await.unwrap();
    assert_eq!((answer.cert_id.as_deref(), answer.enabled), (Some(ID), None));
    let sent = server.only();
    sent.assert_is(
        "GET",
        &format!("/client/v4/zones/{ZONE}/origin_tls_client_auth/hostnames/app.example.com"),
        "",
    );
    assert!(sent.body.is_empty());
}

#[tokio::test]
async fn update_hostnames_sends_an_explicit_null_to_remove() {
    let server =
        Server::returning(json!([{ "hostname": "a.example.com", "cert_id": ID, "enabled": true }])).await;
    let answer = server
        .zone()
        .origin_tls_client_auth()
        .hostnames()
        .update(
            &OriginPullHostnamesUpdate::builder()
                .config([
                    OriginPullHostnameUpdate::enable("a.example.com", ID),
                    OriginPullHostnameUpdate::disable("b.example.com", ID),
                    OriginPullHostnameUpdate::remove("c.example.com", ID),
                ])
                .build(),
        )
        .await
        .unwrap();
    assert_eq!(answer.items()[0].hostname, "a.example.com");
    let sent = server.only();
    sent.assert_is("PUT", &format!("/client/v4/zones/{ZONE}/origin_tls_client_auth/hostnames"), "");
    assert_eq!(
        sent.json(),
        json!({ "config": [{ "hostname": "a.example.com", "cert_id": ID, "enabled": true }, { "hostname": "b.example.com", "cert_id": ID, "enabled": false }, { "hostname": "c.example.com", "cert_id": ID, "enabled": null }] })
    );
}

#[tokio::test]
async fn hostname_certificates_list_comes_at_once() {
    let server =
        Server::returning(json!([{ "id": ID, "serial_number": "6743787633689793699141714808227354901" }]))
            .await;
    let answer = server.zone().origin_tls_client_auth().hostname_certificates().list().all().await.unwrap();
    assert_eq!(answer[0].id, ID);
    let sent = server.only();
    sent.assert_is(
        "GET",
        &format!("/client/v4/zones/{ZONE}/origin_tls_client_auth/hostnames/certificates"),
        "",
    );
    assert!(sent.body.is_empty());
}

/// A zone's certificates may be listed in the form of their associations.
#[tokio::test]
async fn hostname_certificates_that_are_listed_as_associations_have_their_ids() {
    let association = json!({
        "cert_id": ID, "hostname": "app.example.com", "enabled": true, "status": "active", "cert_status": "deleted",
        "cert_uploaded_on": "2019-10-28T18:11:23Z", "cert_updated_at": "2020-01-01T00:00:00Z",
        "created_at": "2021-01-01T00:00:00Z", "updated_at": "2022-01-01T00:00:00Z",
    });
    let server = Server::returning(json!([association])).await;
    let found = server.zone().origin_tls_client_auth().hostname_certificates().list().all().await.unwrap();
    assert_eq!((found[0].id.as_str(), found[0].hostname.as_deref()), (ID, Some("app.example.com")));
    assert_eq!((found[0].enabled, &found[0].cert_status), (Some(true), &Some(OriginPullStatus::Deleted)));
    let mut written = serde_json::to_value(&found[0]).unwrap();
    assert_eq!(written.as_object_mut().unwrap().remove("id"), Some(json!(ID)));
    assert_eq!(written, association, "no date is lost");
}

#[tokio::test]
async fn a_hostname_certificate_with_an_id_keeps_it() {
    for (given, id) in [
        (json!({ "id": "own", "cert_id": "other" }), "own"),
        (json!({ "id": null, "cert_id": "other" }), "other"),
        (json!({ "id": "", "cert_id": 7 }), "7"),
        (json!({ "cert_id": null }), ""),
    ] {
        let server = Server::returning(given).await;
        let read = server.zone().origin_tls_client_auth().hostname_certificates().get(ID).await.unwrap();
        assert_eq!(read.id, id);
    }
}

#[tokio::test]
async fn a_zone_certificate_has_its_serial_number() {
    let server = Server::returning(json!({ "id": ID, "serial_number": 6_743_787_633_u64 })).await;
    let read = server.zone().origin_tls_client_auth().get(ID).await.unwrap();
    assert_eq!(read.serial_number.as_deref(), Some("6743787633"));
}

#[tokio::test]
async fn hostname_certificates_get_addresses_one() {
    let server = Server::returning(json!({ "id": ID, "status": "active" })).await;
    let answer = server.zone().origin_tls_client_auth().hostname_certificates().get(ID).await.unwrap();
    assert_eq!(answer.status, Some(OriginPullStatus::Active));
    let sent = server.only();
    sent.assert_is(
        "GET",
        &format!("/client/v4/zones/{ZONE}/origin_tls_client_auth/hostnames/certificates/{ID}"),
        "",
    );
    assert!(sent.body.is_empty());
}

#[tokio::test]
async fn hostname_certificates_create_sends_certificate_and_key() {
    let server = Server::returning(json!({ "id": ID })).await;
    let answer = server.zone().origin_tls_client_auth().hostname_certificates().create(&new()).await.unwrap();
    assert_eq!(answer.id, ID);
    let sent = server.only();
    sent.assert_is(
        "POST",
        &format!("/client/v4/zones/{ZONE}/origin_tls_client_auth/hostnames/certificates"),
        "",
    );
    assert_eq!(sent.json(), json!({ "certificate": "PEM", "private_key": "KEY" }));
}

#[tokio::test]
async fn hostname_certificates_delete_addresses_one() {
    let server = Server::returning(json!({ "id": ID })).await;
    let answer = server.zone().origin_tls_client_auth().hostname_certificates().delete(ID).await.unwrap();
    assert_eq!(answer.id, ID);
    let sent = server.only();
    sent.assert_is(
        "DELETE",
        &format!("/client/v4/zones/{ZONE}/origin_tls_client_auth/hostnames/certificates/{ID}"),
        "",
    );
    assert!(sent.body.is_empty());
}

fn new() -> NewOriginPullCertificate {
    NewOriginPullCertificate::builder().certificate("PEM").private_key("KEY").build()
}

#[tokio::test]
async fn what_is_out_of_bounds_is_refused_and_named() {
    let server = Server::returning(json!({})).await;
    let pulls = server.zone().origin_tls_client_auth();
    let new = NewOriginPullCertificate::builder().certificate("").private_key("").build();
    assert_eq!(refused_fields(&pulls.create(&new).await.unwrap_err()), ["certificate", "private_key"]);
    let none =
        OriginPullHostnamesUpdate::builder().config([OriginPullHostnameUpdate::remove("", ""); 1]).build();
    let error = pulls.hostnames().update(&none).await.unwrap_err();
    assert_eq!(refused_fields(&error), ["config[0].cert_id", "config[0].hostname"]);
    assert!(server.sent().is_empty());
}

#[tokio::test]
async fn delete_names_what_was_deleted_also_where_the_server_says_nothing() {
    deletion_names_the_thing(ID, async |server| {
        server.zone().origin_tls_client_auth().delete(ID).await.map(|gone| gone.id.clone())
    })
    .await;
}

#[tokio::test]
async fn get_opt_takes_404_for_an_answer_and_nothing_else() {
    only_404_is_absence(async |server| server.zone().origin_tls_client_auth().get_opt(ID).await).await;
}

#[tokio::test]
async fn hostname_certificates_get_opt_takes_404_for_an_answer_and_nothing_else() {
    only_404_is_absence(async |server| {
        server.zone().origin_tls_client_auth().hostname_certificates().get_opt(ID).await
    })
    .await;
}

#[tokio::test]
async fn hostname_opt_takes_404_for_an_answer_and_nothing_else() {
    only_404_is_absence(async |server| {
        server.zone().origin_tls_client_auth().hostnames().get_opt("app.example.com").await
    })
    .await;
}
