//! Access mTLS certificates and their settings, on the wire.

use crate::support::{
    ACCOUNT, Answer, Server, ZONE, documented, failure, ok, page, refused_fields as fields,
};
use cloudflare_certificates::AccessCertificates;
use cloudflare_certificates::types::{
    AccessCertificate, AccessCertificateSettings, AccessCertificateSettingsInput,
    AccessCertificateSettingsUpdate, AccessCertificateUpdate, NewAccessCertificate,
};
use serde_json::{Value, json};

const ID: &str = "f174e90a-fafe-4643-bbbc-4a0ed4fc8415";

/// The handles of both scopes, and the path of each.
fn both(server: &Server) -> [(AccessCertificates, String); 2] {
    [
        (server.zone().access_certificates(), format!("/client/v4/zones/{ZONE}/access/certificates")),
        (
            server.account().access_certificates(),
            format!("/client/v4/accounts/{ACCOUNT}/access/certificates"),
        ),
    ]
}

#[tokio::test]
async fn create_sends_the_docs_request_and_reads_the_docs_answer_in_either_scope() {
    let documented = documented::response("access_certificates_create");
    let server = Server::answering(Answer::json(201, &documented)).await;
    let new = NewAccessCertificate::builder()
        .certificate(
            "-----BEGIN CERTIFICATE-----\nMIIGAjCCA+qgAwIBAgIJAI7kymlF7CWT...N4RI7KKB7nikiuUf8vhULKy5IX10\nDrUtmu/B\n\
             -----END CERTIFICATE-----",
        )
        .name("Allow devs")
        .build();
    for (roots, path) in both(&server) {
        let root = roots.create(&new).await.unwrap();

        let sent = server.sent().pop().unwrap();
        sent.assert_is("POST", &path, "");
        assert_eq!(sent.json(), documented::request("access_certificates_create"));

        assert_eq!(root.id, "id");
        assert_eq!(root.associated_hostnames, ["admin.example.com"]);
        for point in [&root.created_at, &root.expires_on, &root.updated_at] {
            let point = point.as_ref().unwrap();
            assert_eq!(point.as_str(), "2014-01-01T05:20:00.12345Z");
            assert_eq!(point.datetime().unwrap().timestamp_micros(), 1_388_553_600_123_450);
        }
        let fingerprint = "MD5 Fingerprint=1E:80:0F:7A:FD:31:55:96:DE:D5:CB:E2:F0:91:F6:91";
        assert_eq!(root.fingerprint.as_deref(), Some(fingerprint));
        assert_eq!(root.name.as_deref(), Some("Allow devs"));
        assert_eq!(root.meta().status().as_u16(), 201);
        let value = serde_json::to_value(root.into_inner()).unwrap();
        assert_eq!(value, documented["result"], "nothing is lost on the way");
    }
}

#[tokio::test]
async fn no_hostnames_and_no_word_of_hostnames_are_two_requests() {
    let server = Server::returning(json!({ "id": ID })).await;
    let roots = server.zone().access_certificates();
    let base = || NewAccessCertificate::builder().certificate("c").name("n");
    roots.create(&base().build()).await.unwrap();
    assert_eq!(server.sent()[0].json(), json!({ "certificate": "c", "name": "n" }));
    roots.create(&base().associated_hostnames(Vec::<String>::new()).build()).await.unwrap();
    assert_eq!(
        server.sent()[1].json(),
        json!({ "certificate": "c", "name": "n", "associated_hostnames": [] })
    );
    roots.create(&base().associated_hostnames(["a.example.com"]).build()).await.unwrap();
    assert_eq!(server.sent()[2].json()["associated_hostnames"], json!(["a.example.com"]));
}

#[tokio::test]
async fn empty_texts_are_refused_and_named() {
    let server = Server::returning(json!({})).await;
    let roots = server.account().access_certificates();
    let new = NewAccessCertificate::builder()
        .certificate("")
        .name("")
        .associated_hostnames(["a.example.com", ""])
        .build();
    let error = roots.create(&new).await.unwrap_err();
    let mut found = fields(&error);
    found.sort_unstable();
    assert_eq!(found, ["associated_hostnames[1]", "certificate", "name"]);
    let update = AccessCertificateUpdate::builder().associated_hostnames([""]).build();
    assert_eq!(fields(&roots.update(ID, &update).await.unwrap_err()), ["associated_hostnames[0]"]);
    assert!(server.sent().is_empty());
}

#[tokio::test]
async fn list_pages_in_either_scope() {
    let server = Server::answering(Answer::json(200, &page(vec![json!({ "id": ID })], 2, 25, 26))).await;
    for (roots, path) in both(&server) {
        assert_eq!(roots.list().per_page(25).page(2).await.unwrap().items()[0].id, ID);
        server.sent().last().unwrap().assert_is("GET", &path, "page=2&per_page=25");
    }
}

#[tokio::test]
async fn get_addresses_one_certificate_in_either_scope() {
    let server = Server::returning(json!({ "id": ID, "name": "Allow devs" })).await;
    for (roots, path) in both(&server) {
        assert_eq!(roots.get(ID).await.unwrap().name.as_deref(), Some("Allow devs"));
        server.sent().last().unwrap().assert_is("GET", &format!("{path}/{ID}"), "");
    }
}

#[tokio::test]
async fn get_opt_takes_404_for_an_answer_and_nothing_else() {
    for (status, absent) in [(404, true), (400, false), (403, false), (500, false)] {
        let server = Server::answering(Answer::json(status, &failure(12130, "x"))).await;
        let answer = server.account().access_certificates().get_opt(ID).await;
        assert_eq!((matches!(answer, Ok(None)), answer.is_err()), (absent, !absent), "{status}");
    }
}

#[tokio::test]
async fn update_replaces_the_hostnames_in_either_scope() {
    let server = Server::returning(json!({ "id": ID, "associated_hostnames": null })).await;
    for (roots, path) in both(&server) {
        let none = AccessCertificateUpdate::builder().associated_hostnames(Vec::<String>::new()).build();
        assert!(roots.update(ID, &none).await.unwrap().associated_hostnames.is_empty());
        let sent = server.sent().pop().unwrap();
        sent.assert_is("PUT", &format!("{path}/{ID}"), "");
        assert_eq!(sent.json(), json!({ "associated_hostnames": [] }));

        let update =
            AccessCertificateUpdate::builder().associated_hostnames(["a.example.com"]).name("n").build();
        roots.update(ID, &update).await.unwrap();
        let wanted = json!({ "associated_hostnames": ["a.example.com"], "name": "n" });
        assert_eq!(server.sent().pop().unwrap().json(), wanted);
    }
}

#[tokio::test]
async fn delete_names_what_was_deleted_whatever_the_server_says() {
    let answers = [
        (Answer::json(200, &ok(json!({ "id": "from the server" }))), "from the server"),
        (Answer::json(200, &json!({ "id": "bare" })), "bare"),
        (Answer::json(200, &ok(Value::Null)), ID),
        (Answer::text(204, "text/plain", ""), ID),
    ];
    for (answer, id) in answers {
        let server = Server::answering(answer.clone()).await;
        for (roots, path) in both(&server) {
            assert_eq!(roots.delete(ID).await.unwrap().id, id, "{answer:?}");
            server.sent().last().unwrap().assert_is("DELETE", &format!("{path}/{ID}"), "");
        }
    }
}

#[tokio::test]
async fn settings_are_read_at_once_in_either_scope() {
    let setting =
        json!({ "hostname": "a.example.com", "china_network": false, "client_certificate_forwarding": true });
    let server = Server::returning(json!([setting])).await;
    for (roots, path) in both(&server) {
        let settings = roots.settings().get().await.unwrap();
        assert_eq!(settings.items()[0].hostname, "a.example.com");
        assert_eq!(settings.items()[0].china_network, Some(false));
        assert_eq!(settings.items()[0].client_certificate_forwarding, Some(true));
        server.sent().last().unwrap().assert_is("GET", &format!("{path}/settings"), "");
    }
}

#[tokio::test]
async fn settings_are_replaced_as_a_whole_in_either_scope() {
    let setting =
        json!({ "hostname": "a.example.com", "china_network": false, "client_certificate_forwarding": true });
    let server = Server::answering(Answer::json(202, &ok(json!([setting])))).await;
    let input = AccessCertificateSettingsInput::builder()
        .hostname("a.example.com")
        .china_network(false)
        .client_certificate_forwarding(true)
        .build();
    let update = AccessCertificateSettingsUpdate::builder().settings([input]).build();
    for (roots, path) in both(&server) {
        let answer = roots.settings().update(&update).await.unwrap();
        assert_eq!((answer.items().len(), answer.meta().status().as_u16()), (1, 202));
        let sent = server.sent().pop().unwrap();
        sent.assert_is("PUT", &format!("{path}/settings"), "");
        assert_eq!(sent.json(), json!({ "settings": [setting] }));
    }
}

#[tokio::test]
async fn settings_without_a_hostname_are_refused() {
    let server = Server::returning(json!([])).await;
    let input = AccessCertificateSettingsInput::builder()
        .hostname("")
        .china_network(false)
        .client_certificate_forwarding(true)
        .build();
    let update = AccessCertificateSettingsUpdate::builder().settings([input]).build();
    let error = server.zone().access_certificates().settings().update(&update).await.unwrap_err();
    assert_eq!(fields(&error), ["settings[0].hostname"]);
}

#[test]
fn settings_that_lack_a_value_cannot_be_sent_again_and_the_value_is_named() {
    let read = |value: Value| serde_json::from_value::<AccessCertificateSettings>(value).unwrap();
    let whole =
        json!({ "hostname": "a.example.com", "china_network": true, "client_certificate_forwarding": false });
    let sent = AccessCertificateSettingsInput::try_from(read(whole.clone())).unwrap();
    assert_eq!(serde_json::to_value(sent).unwrap(), whole);
    let half = json!({ "hostname": "a.example.com", "china_network": true });
    let error = AccessCertificateSettingsInput::try_from(read(half)).unwrap_err();
    assert!(error.to_string().contains("client_certificate_forwarding"), "{error}");
}

#[tokio::test]
async fn a_certificate_of_nothing_but_null_is_read() {
    let documented = documented::response("access_certificates_create");
    let names = documented["result"].as_object().unwrap().keys().cloned();
    let nulls: serde_json::Map<String, Value> = names.map(|name| (name, Value::Null)).collect();
    let server = Server::returning(Value::Object(nulls)).await;
    let root = server.zone().access_certificates().get(ID).await.unwrap().into_inner();
    assert_eq!(root, AccessCertificate::default());
}
