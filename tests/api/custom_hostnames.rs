//! Custom hostnames, on the wire.

use crate::support::{
    Answer, Server, ZONE, deletion_names_the_thing, ok, only_404_is_absence, refused_fields,
};
use cloudflare_certificates::types::{
    BundleMethod, CertificateAuthority, CertificatePackStatus, CustomHostnameCertificate,
    CustomHostnameCertificateAuthority, CustomHostnameMinTlsVersion, CustomHostnameOrder,
    CustomHostnamePatch, CustomHostnameSsl, CustomHostnameStatus, CustomHostnameSwitch,
    CustomHostnameTlsSettingsInput, FallbackOriginStatus, FallbackOriginUpdate, NewCustomHostname,
    NewCustomHostnameSsl, SortDirection, ValidationMethod,
};
use serde_json::{Value, json};

const ID: &str = "7365377a-85a4-4390-9480-531ef7dc7a3c";

#[tokio::test]
async fn list_sends_every_filter() {
    let server = Server::returning(json!([{ "id": ID, "hostname": "app.example.org", "ssl": null }])).await;
    let answer = server
        .zone()
        .custom_hostnames()
        .list()
        .id("i")
        .certificate_authority(CertificateAuthority::Google)
        .custom_origin_server("o")
        .direction(SortDirection::Desc)
        .hostname_contain("app")
        .hostname_exact("app.example.org")
        .hostname_starts_with("a")
        .hostname_status(CustomHostnameStatus::Active)
        .order(CustomHostnameOrder::SslStatus)
        .ssl(true)
        .ssl_status(CertificatePackStatus::PendingValidation)
        .wildcard(false)
        .per_page(50)
        .all()
        .await
        .unwrap();
    assert_eq!(answer[0].hostname.as_deref(), Some("app.example.org"));
    let sent = server.only();
    sent.assert_is("GET", &format!("/client/v4/zones/{ZONE}/custom_hostnames"), "certificate_authority=google&custom_origin_server=o&direction=desc&hostname.contain=app&hostname.exact=app.example.org&hostname.startsWith=a&hostname_status=active&id=i&order=ssl_status&per_page=50&ssl=1&ssl_status=pending_validation&wildcard=false");
    assert!(sent.body.is_empty());
}

#[tokio::test]
async fn a_page_has_5_to_1000_hostnames() {
    let server = Server::returning(json!([])).await;
    let hostnames = server.zone().custom_hostnames();
    for count in [4, 1001] {
        let error = hostnames.list().per_page(count).all().await.unwrap_err();
        assert_eq!(refused_fields(&error), ["per_page"], "{count}");
    }
    assert!(server.sent().is_empty());
    for count in [5, 1000] {
        hostnames.list().per_page(count).all().await.unwrap();
        assert_eq!(server.sent().last().unwrap().query, format!("per_page={count}"));
    }
}

#[tokio::test]
async fn a_filter_by_hostname_has_at_most_255_characters() {
    let server = Server::returning(json!([])).await;
    let long = "a".repeat(256);
    let list = server.zone().custom_hostnames().list();
    let list = list
        .hostname_contain(long.as_str())
        .hostname_exact(long.as_str())
        .hostname_starts_with(long.as_str());
    let error = list.all().await.unwrap_err();
    assert_eq!(refused_fields(&error), ["hostname.contain", "hostname.exact", "hostname.startsWith"]);
    assert!(server.sent().is_empty());

    server.zone().custom_hostnames().list().hostname_contain(&long[1..]).all().await.unwrap();
    assert_eq!(server.only().query, format!("hostname.contain={}", &long[1..]));
}

#[tokio::test]
async fn get_reads_what_is_to_be_set_up() {
    let server = Server::returning(json!({ "id": ID, "status": "pending", "ownership_verification": { "type": "txt", "name": "_cf-custom-hostname.app.example.org", "value": "v" }, "ssl": { "id": "s", "status": "pending_validation", "method": "http", "validation_errors": { "message": "CAA" }, "validation_records": [{ "http_url": "u", "http_body": "b" }], "settings": { "min_tls_version": "1.2", "http2": "on" } } })).await;
    let answer = server.zone().custom_hostnames().get(ID).await.unwrap();
    assert_eq!(answer.status, Some(CustomHostnameStatus::Pending));
    assert_eq!(answer.ownership_verification.as_ref().unwrap().value.as_deref(), Some("v"));
    let ssl = answer.ssl.as_ref().unwrap();
    assert_eq!(ssl.status, Some(CertificatePackStatus::PendingValidation));
    assert_eq!(ssl.validation_errors[0].message.as_deref(), Some("CAA"));
    assert_eq!(ssl.validation_records[0].http_body.as_deref(), Some("b"));
    assert_eq!(ssl.settings.as_ref().unwrap().http2, Some(CustomHostnameSwitch::On));
    let sent = server.only();
    sent.assert_is("GET", &format!("/client/v4/zones/{ZONE}/custom_hostnames/{ID}"), "");
    assert!(sent.body.is_empty());
}

#[tokio::test]
async fn a_managed_certificate_is_ordered_with_its_method() {
    let server =
        Server::answering(Answer::json(201, &ok(json!({ "id": ID, "hostname": "app.example.org" })))).await;
    let settings = CustomHostnameTlsSettingsInput::builder()
        .min_tls_version(CustomHostnameMinTlsVersion::V1_2)
        .http2(CustomHostnameSwitch::On)
        .ciphers([""; 0])
        .build();
    let ssl = NewCustomHostnameSsl::managed(ValidationMethod::Txt)
        .wildcard(true)
        .bundle_method(BundleMethod::Force)
        .settings(settings)
        .build();
    let answer = server
        .zone()
        .custom_hostnames()
        .create(&NewCustomHostname::builder().hostname("app.example.org").ssl(ssl).build())
        .await
        .unwrap();
    assert_eq!(answer.id, ID);
    let sent = server.only();
    sent.assert_is("POST", &format!("/client/v4/zones/{ZONE}/custom_hostnames"), "");
    assert_eq!(
        sent.json(),
        json!({ "hostname": "app.example.org", "ssl": { "method": "txt", "type": "dv", "wildcard": true, "bundle_method": "force", "settings": { "min_tls_version": "1.2", "http2": "on", "ciphers": [] } } })
    );
}

#[tokio::test]
async fn ones_own_certificate_is_sent_with_its_key() {
    let server = Server::returning(json!({ "id": ID })).await;
    let answer = server
        .zone()
        .custom_hostnames()
        .create(
            &NewCustomHostname::builder()
                .hostname("app.example.org")
                .ssl(NewCustomHostnameSsl::custom("PEM", "KEY").build())
                .custom_metadata([("customer".to_owned(), "42".to_owned())].into())
                .custom_origin_server("origin.example.com")
                .custom_origin_sni("sni.example.com")
                .build(),
        )
        .await
        .unwrap();
    assert_eq!(answer.id, ID);
    let sent = server.only();
    sent.assert_is("POST", &format!("/client/v4/zones/{ZONE}/custom_hostnames"), "");
    assert_eq!(
        sent.json(),
        json!({ "hostname": "app.example.org", "ssl": { "custom_certificate": "PEM", "custom_key": "KEY" }, "custom_metadata": { "customer": "42" }, "custom_origin_server": "origin.example.com", "custom_origin_sni": "sni.example.com" })
    );
}

#[tokio::test]
async fn a_certificate_for_a_csr_is_sent_with_its_id() {
    let server = Server::answering(Answer::json(202, &ok(json!({ "id": ID })))).await;
    let answer = server
        .zone()
        .custom_hostnames()
        .edit(
            ID,
            &CustomHostnamePatch::builder()
                .ssl(NewCustomHostnameSsl::for_csr("PEM", "csr-id").build())
                .build(),
        )
        .await
        .unwrap();
    assert_eq!(answer.id, ID);
    let sent = server.only();
    sent.assert_is("PATCH", &format!("/client/v4/zones/{ZONE}/custom_hostnames/{ID}"), "");
    assert_eq!(sent.json(), json!({ "ssl": { "custom_certificate": "PEM", "custom_csr_id": "csr-id" } }));
}

#[tokio::test]
async fn an_empty_authority_chooses_the_default_one() {
    let server = Server::returning(json!({ "id": ID })).await;
    for authority in [CustomHostnameCertificateAuthority::Empty, "".into()] {
        let ssl =
            NewCustomHostnameSsl::managed(ValidationMethod::Txt).certificate_authority(authority).build();
        let patch = CustomHostnamePatch::builder().ssl(ssl).build();
        server.zone().custom_hostnames().edit(ID, &patch).await.unwrap();
    }
    for sent in server.sent() {
        assert_eq!(sent.json()["ssl"]["certificate_authority"], "");
    }
}

async fn ssl(ssl: Value) -> CustomHostnameSsl {
    let server = Server::returning(json!({ "id": ID, "ssl": ssl })).await;
    server.zone().custom_hostnames().get(ID).await.unwrap().into_inner().ssl.unwrap()
}

#[tokio::test]
async fn validation_records_hold_tokens_that_come_beside_them() {
    for (given, record) in [
        (
            json!({ "cname": "_x.app.example.org", "cname_target": "dcv.example.net" }),
            json!({ "cname": "_x.app.example.org", "cname_target": "dcv.example.net" }),
        ),
        (
            json!({ "cname_name": "_x.app.example.org", "cname_target": "dcv.example.net" }),
            json!({ "cname": "_x.app.example.org", "cname_target": "dcv.example.net" }),
        ),
        (json!({ "txt_name": "n", "txt_value": "v" }), json!({ "txt_name": "n", "txt_value": "v" })),
        (json!({ "http_url": "u", "http_body": "b" }), json!({ "http_url": "u", "http_body": "b" })),
        (json!({ "emails": ["a@example.org"] }), json!({ "emails": ["a@example.org"] })),
        (
            json!({ "txt_name": "n", "txt_value": "v", "validation_records": null }),
            json!({ "txt_name": "n", "txt_value": "v" }),
        ),
    ] {
        let read = ssl(given.clone()).await;
        assert_eq!(serde_json::to_value(&read.validation_records).unwrap(), json!([record]), "{given}");
    }
}

#[tokio::test]
async fn validation_records_stay_as_they_came_where_the_server_gives_them() {
    let records = json!([{ "txt_name": "n1", "txt_value": "v1" }, { "txt_name": "n2", "txt_value": "v2" }]);
    let read = ssl(json!({ "txt_name": "n1", "txt_value": "v1", "validation_records": records })).await;
    assert_eq!(serde_json::to_value(&read.validation_records).unwrap(), records);
    assert_eq!(read.txt_name.as_deref(), Some("n1"));
    for nothing in [json!({}), json!({ "cname": "", "txt_value": null, "emails": [] })] {
        assert!(ssl(nothing).await.validation_records.is_empty());
    }
}

#[tokio::test]
async fn the_issued_certificates_are_read() {
    let certificate = json!({
        "id": "c", "issuer": "GoogleTrustServices", "serial_number": "67", "signature": "ECDSAWithSHA256",
        "expires_on": "2026-12-01T00:00:00Z", "issued_on": "2026-09-01T00:00:00Z", "fingerprint_sha256": "ab12",
    });
    let read = ssl(json!({ "certificates": [certificate] })).await;
    assert_eq!(serde_json::to_value(&read.certificates).unwrap(), json!([certificate]));
    assert_eq!(read.certificates[0].fingerprint_sha256.as_deref(), Some("ab12"));
}

#[tokio::test]
async fn a_validation_that_took_too_long_has_two_names() {
    for (text, status) in [
        ("timed_out", CertificatePackStatus::TimedOut),
        ("validation_timed_out", CertificatePackStatus::ValidationTimedOut),
    ] {
        assert_eq!(ssl(json!({ "status": text })).await.status, Some(status));
    }
}

#[tokio::test]
async fn delete_addresses_one_hostname() {
    let server = Server::returning(json!({ "id": ID })).await;
    let answer = server.zone().custom_hostnames().delete(ID).await.unwrap();
    assert_eq!(answer.id, ID);
    let sent = server.only();
    sent.assert_is("DELETE", &format!("/client/v4/zones/{ZONE}/custom_hostnames/{ID}"), "");
    assert!(sent.body.is_empty());
}

#[tokio::test]
async fn fallback_origin_reads_the_origin() {
    let server = Server::returning(
        json!({ "origin": "fallback.example.com", "status": "active", "errors": ["no record"] }),
    )
    .await;
    let answer = server.zone().custom_hostnames().fallback_origin().get().await.unwrap();
    assert_eq!(answer.status, Some(FallbackOriginStatus::Active));
    assert_eq!(answer.errors, ["no record"]);
    let sent = server.only();
    sent.assert_is("GET", &format!("/client/v4/zones/{ZONE}/custom_hostnames/fallback_origin"), "");
    assert!(sent.body.is_empty());
}

#[tokio::test]
async fn update_fallback_origin_sends_the_origin() {
    let server = Server::returning(json!({ "origin": "fallback.example.com" })).await;
    let answer = server
        .zone()
        .custom_hostnames()
        .fallback_origin()
        .update(&FallbackOriginUpdate::builder().origin("fallback.example.com").build())
        .await
        .unwrap();
    assert_eq!(answer.origin.as_deref(), Some("fallback.example.com"));
    let sent = server.only();
    sent.assert_is("PUT", &format!("/client/v4/zones/{ZONE}/custom_hostnames/fallback_origin"), "");
    assert_eq!(sent.json(), json!({ "origin": "fallback.example.com" }));
}

#[tokio::test]
async fn delete_fallback_origin_goes_on_after_the_answer() {
    let server = Server::returning(json!({ "status": "pending_deletion" })).await;
    let answer = server.zone().custom_hostnames().fallback_origin().delete().await.unwrap();
    assert_eq!(answer.status, Some(FallbackOriginStatus::PendingDeletion));
    let sent = server.only();
    sent.assert_is("DELETE", &format!("/client/v4/zones/{ZONE}/custom_hostnames/fallback_origin"), "");
    assert!(sent.body.is_empty());
}

#[tokio::test]
async fn quota_reads_how_many_there_are() {
    let server =
        Server::returning(json!({ "allocated": 100, "used": 7, "hard_cap": 1000, "exceeded": false })).await;
    let answer = server.zone().custom_hostnames().quota().await.unwrap();
    assert_eq!((answer.allocated, answer.used, answer.exceeded), (Some(100), Some(7), Some(false)));
    let sent = server.only();
    sent.assert_is("GET", &format!("/client/v4/zones/{ZONE}/custom_hostnames/quota"), "");
    assert!(sent.body.is_empty());
}

#[tokio::test]
async fn update_certificate_addresses_pack_and_certificate() {
    let server = Server::returning(json!({ "id": ID })).await;
    let answer = server
        .zone()
        .custom_hostnames()
        .certificate()
        .update(
            ID,
            "pack",
            "certificate",
            &CustomHostnameCertificate::builder().custom_certificate("PEM").custom_key("KEY").build(),
        )
        .await
        .unwrap();
    assert_eq!(answer.id, ID);
    let sent = server.only();
    sent.assert_is(
        "PUT",
        &format!(
            "/client/v4/zones/{ZONE}/custom_hostnames/{ID}/certificate_pack/pack/certificates/certificate"
        ),
        "",
    );
    assert_eq!(sent.json(), json!({ "custom_certificate": "PEM", "custom_key": "KEY" }));
}

#[tokio::test]
async fn delete_certificate_addresses_pack_and_certificate() {
    let server = Server::returning(json!({ "id": ID })).await;
    let answer =
        server.zone().custom_hostnames().certificate().delete(ID, "pack", "certificate").await.unwrap();
    assert_eq!(answer.id, ID);
    let sent = server.only();
    sent.assert_is(
        "DELETE",
        &format!(
            "/client/v4/zones/{ZONE}/custom_hostnames/{ID}/certificate_pack/pack/certificates/certificate"
        ),
        "",
    );
    assert!(sent.body.is_empty());
}

#[tokio::test]
async fn delete_names_what_was_deleted_also_where_the_server_says_nothing() {
    deletion_names_the_thing(ID, async |server| {
        server.zone().custom_hostnames().delete(ID).await.map(|gone| gone.id.clone())
    })
    .await;
}

#[tokio::test]
async fn get_opt_takes_404_for_an_answer_and_nothing_else() {
    only_404_is_absence(async |server| server.zone().custom_hostnames().get_opt(ID).await).await;
}

#[tokio::test]
async fn what_is_out_of_bounds_is_refused_and_named() {
    let server = Server::returning(json!({})).await;
    let hostnames = server.zone().custom_hostnames();
    let ssl = NewCustomHostnameSsl::custom("", "").build();
    let new = NewCustomHostname::builder().hostname("x".repeat(256)).ssl(ssl).build();
    let error = hostnames.create(&new).await.unwrap_err();
    assert_eq!(refused_fields(&error), ["hostname", "ssl.custom_certificate", "ssl.custom_key"]);
    let error = hostnames.certificate().update(ID, "", "..", &certificate()).await.unwrap_err();
    assert_eq!(refused_fields(&error), ["certificate_pack_id", "certificate_id"]);
    assert!(server.sent().is_empty());
}

#[tokio::test]
async fn an_origin_server_has_at_most_255_characters() {
    let server = Server::returning(json!({ "id": ID })).await;
    let hostnames = server.zone().custom_hostnames();
    let to = |length| CustomHostnamePatch::builder().custom_origin_server("x".repeat(length)).build();
    let new = NewCustomHostname::builder().hostname("app.example.org").custom_origin_server("x".repeat(256));
    for error in
        [hostnames.create(&new.build()).await.unwrap_err(), hostnames.edit(ID, &to(256)).await.unwrap_err()]
    {
        assert_eq!(refused_fields(&error), ["custom_origin_server"]);
    }
    assert!(server.sent().is_empty());
    hostnames.edit(ID, &to(255)).await.unwrap();
}

fn certificate() -> CustomHostnameCertificate {
    CustomHostnameCertificate::builder().custom_certificate("PEM").custom_key("KEY").build()
}
