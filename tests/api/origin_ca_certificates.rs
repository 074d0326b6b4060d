//! Origin CA certificates, on the wire.

use crate::support::{Server, ZONE, deletion_names_the_thing, only_404_is_absence, refused_fields};
use cloudflare_certificates::types::{NewOriginCaCertificate, OriginCaRequestType};
use serde_json::json;

const ID: &str = "7365377a-85a4-4390-9480-531ef7dc7a3c";

#[tokio::test]
async fn list_needs_the_zone() {
    let server = Server::returning(
        json!([{ "id": "328578533902268680212849205732770752308931942346", "requested_validity": "5475" }]),
    )
    .await;
    let answer = server
        .client()
        .origin_ca_certificates()
        .list(ZONE)
        .limit(3)
        .offset(4)
        .per_page(50)
        .all()
        .await
        .unwrap();
    assert_eq!(answer[0].requested_validity, Some(5475));
    assert_eq!(answer[0].id.len(), 48);
    let sent = server.only();
    sent.assert_is("GET", "/client/v4/certificates", &format!("limit=3&offset=4&per_page=50&zone_id={ZONE}"));
    assert!(sent.body.is_empty());
}

#[tokio::test]
async fn a_date_in_go_notation_is_understood() {
    let server = Server::returning(json!({ "id": ID, "expires_on": "2034-01-01 05:20:00 +0000 UTC" })).await;
    let answer = server.client().origin_ca_certificates().get(ID).await.unwrap();
    let expires = answer.expires_on.as_ref().unwrap().datetime().unwrap();
    assert_eq!(expires.format("%F").to_string(), "2034-01-01");
    let sent = server.only();
    sent.assert_is("GET", &format!("/client/v4/certificates/{ID}"), "");
    assert!(sent.body.is_empty());
}

#[tokio::test]
async fn create_sends_what_is_to_be_signed() {
    let server = Server::returning(json!({ "id": ID, "certificate": "PEM" })).await;
    let answer = server
        .client()
        .origin_ca_certificates()
        .create(
            &NewOriginCaCertificate::builder()
                .csr("CSR")
                .hostnames(["example.com", "*.example.com"])
                .request_type(OriginCaRequestType::OriginEcc)
                .requested_validity(90)
                .build(),
        )
        .await
        .unwrap();
    assert_eq!(answer.certificate.as_deref(), Some("PEM"));
    let sent = server.only();
    sent.assert_is("POST", "/client/v4/certificates", "");
    assert_eq!(
        sent.json(),
        json!({ "csr": "CSR", "hostnames": ["example.com", "*.example.com"], "request_type": "origin-ecc", "requested_validity": 90 })
    );
}

#[tokio::test]
async fn delete_revokes() {
    let server = Server::returning(json!({ "id": ID, "revoked_at": "2024-01-01T00:00:00Z" })).await;
    let answer = server.client().origin_ca_certificates().revoke(ID).await.unwrap();
    assert!(answer.revoked_at.is_some());
    let sent = server.only();
    sent.assert_is("DELETE", &format!("/client/v4/certificates/{ID}"), "");
    assert!(sent.body.is_empty());
}

#[tokio::test]
async fn delete_names_what_was_deleted_also_where_the_server_says_nothing() {
    deletion_names_the_thing(ID, async |server| {
        server.client().origin_ca_certificates().revoke(ID).await.map(|gone| gone.id.clone())
    })
    .await;
}

#[tokio::test]
async fn get_opt_takes_404_for_an_answer_and_nothing_else() {
    only_404_is_absence(async |server| server.client().origin_ca_certificates().get_opt(ID).await).await;
}

#[tokio::test]
async fn a_validity_that_is_not_offered_is_refused_with_those_that_are() {
    let server = Server::returning(json!({})).await;
    let new = NewOriginCaCertificate::builder()
        .csr("CSR")
        .hostnames([""; 0])
        .request_type(OriginCaRequestType::OriginRsa)
        .requested_validity(91)
        .build();
    let error = server.client().origin_ca_certificates().create(&new).await.unwrap_err();
    assert_eq!(refused_fields(&error), ["hostnames", "requested_validity"]);
    assert!(error.to_string().contains("7, 30, 90, 365, 730, 1095, 5475"), "{error}");
    assert!(server.sent().is_empty());
}

fn naming<Name: Into<String>>(names: impl IntoIterator<Item = Name>) -> NewOriginCaCertificate {
    NewOriginCaCertificate::builder()
        .csr("CSR")
        .hostnames(names)
        .request_type(OriginCaRequestType::OriginRsa)
        .build()
}

#[tokio::test]
async fn names_that_the_origin_ca_does_not_sign_are_refused() {
    let server = Server::returning(json!({})).await;
    let certificates = server.client().origin_ca_certificates();
    let bad = [
        "com",
        "*.com",
        "*",
        "*.*.example.com",
        "a.*.example.com",
        "a*.example.com",
        "a..example.com",
        ".example.com",
        "192.0.2.1",
        "*.192.0.2.1",
        "2001:db8::1",
        "a b.example.com",
        "https://example.com",
        "example.com/",
        "example.com\n",
    ];
    for name in bad {
        let error = certificates.create(&naming(["example.com", name])).await.unwrap_err();
        assert_eq!(refused_fields(&error), ["hostnames[1]"], "{name:?}");
    }
    assert!(server.sent().is_empty());
}

#[tokio::test]
async fn names_that_the_origin_ca_signs_are_sent_as_they_are() {
    let server = Server::returning(json!({ "id": ID })).await;
    let good = [
        "example.com",
        "*.example.com",
        "a.b.c.example.com",
        "*.a.example.com",
        "EXAMPLE.com",
        "example.com.",
        "_acme.example.com",
        "1.2.example.com",
        "bücher.example",
        "例え.テスト",
        "xn--bcher-kva.example",
        "a.xn--zckzah",
    ];
    server.client().origin_ca_certificates().create(&naming(good)).await.unwrap();
    assert_eq!(server.only().json()["hostnames"], json!(good));
}

#[tokio::test]
async fn a_certificate_names_at_most_200_hosts() {
    let server = Server::returning(json!({ "id": ID })).await;
    let names = |count: u16| (0..count).map(|number| format!("host{number}.example.com"));
    let certificates = server.client().origin_ca_certificates();
    let error = certificates.create(&naming(names(201))).await.unwrap_err();
    assert_eq!(refused_fields(&error), ["hostnames"]);
    assert!(server.sent().is_empty());

    certificates.create(&naming(names(200))).await.unwrap();
    assert_eq!(server.only().json()["hostnames"].as_array().unwrap().len(), 200);
}

#[tokio::test]
async fn a_list_of_no_zone_is_refused() {
    let server = Server::returning(json!([])).await;
    let error = server.client().origin_ca_certificates().list("").all().await.unwrap_err();
    assert_eq!(refused_fields(&error), ["zone_id"]);
    assert!(server.sent().is_empty());
}

#[tokio::test]
async fn the_user_service_key_is_a_credential_of_its_own() {
    let server = Server::returning(json!({ "id": ID })).await;
    let client =
        cloudflare_certificates::Client::builder().user_service_key("v1.0-key").base_url(server.base_url());
    client.build().unwrap().origin_ca_certificates().get(ID).await.unwrap();
    let sent = server.only();
    assert_eq!(sent.header("x-auth-user-service-key"), Some("v1.0-key"));
    assert_eq!(sent.header("authorization"), None);
}

#[tokio::test]
async fn a_zone_that_cannot_be_one_is_refused_before_the_list_is_asked_for() {
    let server = Server::returning(json!([])).await;
    let short = ZONE.get(1..).unwrap();
    for zone in ["nonsense", short, &format!("{ZONE}0"), "z23e105f4ecef8ad9ca31a8372d0c353", "../zones"] {
        let error = server.client().origin_ca_certificates().list(zone).all().await.unwrap_err();
        assert_eq!(refused_fields(&error), ["zone_id"], "{zone}");
    }
    assert!(server.sent().is_empty());
    server.client().origin_ca_certificates().list(ZONE.to_uppercase()).all().await.unwrap();
    assert_eq!(server.sent().len(), 1);
}

#[tokio::test]
async fn a_revoked_certificate_says_when_it_was_revoked() {
    let revoked = "2024-01-02 03:04:05.123456789 +0000 UTC";
    let server = Server::returning(json!({ "id": ID, "revoked_at": revoked })).await;
    let certificate = server.client().origin_ca_certificates().get(ID).await.unwrap();
    let point = certificate.revoked_at.as_ref().unwrap().datetime().unwrap();
    assert_eq!(point.to_rfc3339(), "2024-01-02T03:04:05.123456789+00:00");
}

#[tokio::test]
async fn a_date_in_go_notation_with_a_fraction_or_a_monotonic_reading_is_understood() {
    for text in ["2034-01-01 05:20:00.123456789 +0000 UTC", "2034-01-01 05:20:00 +0000 UTC m=+0.1"] {
        let server = Server::returning(json!({ "id": ID, "expires_on": text })).await;
        let certificate = server.client().origin_ca_certificates().get(ID).await.unwrap();
        let expires_on = certificate.expires_on.as_ref().unwrap();
        assert_eq!((expires_on.as_str(), expires_on.datetime().unwrap().timestamp()), (text, 2_019_705_600));
    }
}
