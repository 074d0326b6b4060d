//! TLS settings of hostnames, on the wire.

use crate::support::{Server, ZONE, only_404_is_absence, refused_fields};
use cloudflare_certificates::StringOrList;
use cloudflare_certificates::types::{HostnameTlsSettingId, HostnameTlsSettingUpdate};
use serde_json::json;

const ID: &str = "7365377a-85a4-4390-9480-531ef7dc7a3c";

#[tokio::test]
async fn list_comes_at_once() {
    let server = Server::returning(json!([{ "hostname": "app.example.com", "value": "1.2" }])).await;
    let answer =
        server.zone().hostname_tls_settings().list(HostnameTlsSettingId::MinTlsVersion).all().await.unwrap();
    assert_eq!(answer[0].hostname, "app.example.com");
    assert_eq!(answer[0].value, Some(StringOrList::from("1.2")));
    let sent = server.only();
    sent.assert_is("GET", &format!("/client/v4/zones/{ZONE}/hostnames/settings/min_tls_version"), "");
    assert!(sent.body.is_empty());
}

#[tokio::test]
async fn get_addresses_setting_and_hostname() {
    let server =
        Server::returning(json!({ "hostname": "app.example.com", "status": "active", "value": ["A", "B"] }))
            .await;
    let answer = server
        .zone()
        .hostname_tls_settings()
        .get(&HostnameTlsSettingId::Ciphers, "app.example.com")
        .await
        .unwrap();
    assert_eq!(answer.value, Some(StringOrList::from(["A", "B"])));
    let sent = server.only();
    sent.assert_is("GET", &format!("/client/v4/zones/{ZONE}/hostnames/settings/ciphers/app.example.com"), "");
    assert!(sent.body.is_empty());
}

#[tokio::test]
async fn a_version_is_sent_as_a_text() {
    let server = Server::returning(json!({ "hostname": "app.example.com", "value": 1.2 })).await;
    let answer = server
        .zone()
        .hostname_tls_settings()
        .update(
            &HostnameTlsSettingId::MinTlsVersion,
            "app.example.com",
            &HostnameTlsSettingUpdate::min_tls_version("1.2"),
        )
        .await
        .unwrap();
    assert_eq!(answer.value.as_ref().and_then(StringOrList::as_str), Some("1.2"), "a number is read too");
    let sent = server.only();
    sent.assert_is(
        "PUT",
        &format!("/client/v4/zones/{ZONE}/hostnames/settings/min_tls_version/app.example.com"),
        "",
    );
    assert_eq!(sent.json(), json!({ "value": "1.2" }));
}

#[tokio::test]
async fn ciphers_are_sent_as_a_list() {
    let server = Server::returning(json!({ "hostname": "app.example.com", "value": [] })).await;
    let answer = server
        .zone()
        .hostname_tls_settings()
        .update(
            &HostnameTlsSettingId::Ciphers,
            "app.example.com",
            &HostnameTlsSettingUpdate::ciphers(["ECDHE-RSA-AES128-GCM-SHA256"]),
        )
        .await
        .unwrap();
    assert_eq!(answer.value, Some(StringOrList::List(Vec::new())));
    let sent = server.only();
    sent.assert_is("PUT", &format!("/client/v4/zones/{ZONE}/hostnames/settings/ciphers/app.example.com"), "");
    assert_eq!(sent.json(), json!({ "value": ["ECDHE-RSA-AES128-GCM-SHA256"] }));
}

#[tokio::test]
async fn http2_is_on_or_off() {
    let server = Server::returning(json!({ "hostname": "app.example.com", "value": true })).await;
    let answer = server
        .zone()
        .hostname_tls_settings()
        .update(&HostnameTlsSettingId::Http2, "app.example.com", &HostnameTlsSettingUpdate::http2(false))
        .await
        .unwrap();
    assert_eq!(answer.value, Some(StringOrList::from("on")), "a boolean is read too");
    let sent = server.only();
    sent.assert_is("PUT", &format!("/client/v4/zones/{ZONE}/hostnames/settings/http2/app.example.com"), "");
    assert_eq!(sent.json(), json!({ "value": "off" }));
}

#[tokio::test]
async fn delete_addresses_setting_and_hostname() {
    let server = Server::returning(json!({ "hostname": "app.example.com", "value": null })).await;
    let answer = server
        .zone()
        .hostname_tls_settings()
        .delete(&HostnameTlsSettingId::Http2, "app.example.com")
        .await
        .unwrap();
    assert_eq!(answer.value, None);
    let sent = server.only();
    sent.assert_is(
        "DELETE",
        &format!("/client/v4/zones/{ZONE}/hostnames/settings/http2/app.example.com"),
        "",
    );
    assert!(sent.body.is_empty());
}

#[tokio::test]
async fn get_opt_takes_404_for_an_answer_and_nothing_else() {
    only_404_is_absence(async |server| {
        server.zone().hostname_tls_settings().get_opt(&HostnameTlsSettingId::Http2, ID).await
    })
    .await;
}

#[tokio::test]
async fn an_empty_value_and_an_empty_hostname_are_refused() {
    let server = Server::returning(json!({})).await;
    let settings = server.zone().hostname_tls_settings();
    let version = HostnameTlsSettingId::MinTlsVersion;
    let empty = HostnameTlsSettingUpdate::min_tls_version("");
    let error = settings.update(&version, "app.example.com", &empty).await.unwrap_err();
    assert_eq!(refused_fields(&error), ["value"]);
    let error = settings.get(&version, "").await.unwrap_err();
    assert_eq!(refused_fields(&error), ["hostname"]);
    let ciphers = HostnameTlsSettingUpdate::ciphers(["A", ""]);
    let error = settings.update(&HostnameTlsSettingId::Ciphers, "a.example.com", &ciphers).await.unwrap_err();
    assert_eq!(refused_fields(&error), ["value"]);
    assert!(server.sent().is_empty());
}
