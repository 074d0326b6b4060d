//! TLS settings of a zone, on the wire.

use crate::support::{Server, ZONE, refused_fields};
use cloudflare_certificates::types::{ZoneSettingId, ZoneSettingPatch};
use serde_json::json;

fn path(setting: &str) -> String {
    format!("/client/v4/zones/{ZONE}/settings/{setting}")
}

#[tokio::test]
async fn get_reads_the_encryption_mode() {
    let server = Server::returning(json!({
        "id": "ssl", "value": "strict", "editable": true, "modified_on": "2014-01-01T05:20:00.12345Z",
        "certificate_status": "active",
    }))
    .await;
    let setting = server.zone().zone_settings().get(&ZoneSettingId::Ssl).await.unwrap();
    assert_eq!(setting.id, Some(ZoneSettingId::Ssl));
    assert_eq!(setting.value, Some(json!("strict")));
    assert_eq!(setting.editable, Some(true));
    assert_eq!(setting.modified_on.as_ref().unwrap().as_str(), "2014-01-01T05:20:00.12345Z");
    server.only().assert_is("GET", &path("ssl"), "");
}

#[tokio::test]
async fn a_setting_that_is_not_listed_can_be_asked_for() {
    let server = Server::returning(json!({
        "id": "browser_cache_ttl", "value": 14400, "editable": null, "modified_on": null,
    }))
    .await;
    let setting = server.zone().zone_settings().get(&"browser_cache_ttl".into()).await.unwrap();
    assert_eq!(setting.id.as_ref().unwrap().as_str(), "browser_cache_ttl");
    assert_eq!(setting.value, Some(json!(14400)));
    assert_eq!((setting.editable, setting.modified_on.as_ref()), (None, None));
    server.only().assert_is("GET", &path("browser_cache_ttl"), "");
}

#[tokio::test]
async fn edit_sends_the_value_in_the_form_of_its_setting() {
    let hsts = json!({ "strict_transport_security": { "enabled": true, "max_age": 86400 } });
    for (id, name, value) in [
        (ZoneSettingId::MinTlsVersion, "min_tls_version", json!("1.2")),
        (ZoneSettingId::Ciphers, "ciphers", json!([])),
        (ZoneSettingId::SecurityHeader, "security_header", hsts),
        (ZoneSettingId::Value0rtt, "0rtt", json!("on")),
    ] {
        let server = Server::returning(json!({ "id": name, "value": value, "editable": true })).await;
        let patch = ZoneSettingPatch::builder().value(value.clone()).build();
        let setting = server.zone().zone_settings().edit(&id, &patch).await.unwrap();
        assert_eq!((setting.id.as_ref(), setting.value.as_ref()), (Some(&id), Some(&value)));
        let sent = server.only();
        sent.assert_is("PATCH", &path(name), "");
        assert_eq!(sent.json(), json!({ "value": value }));
    }
}

#[tokio::test]
async fn the_recommender_is_enabled_and_has_no_value() {
    let server = Server::returning(json!({ "id": "ssl_recommender", "enabled": false })).await;
    let patch = ZoneSettingPatch::builder().enabled(false).build();
    let setting = server.zone().zone_settings().edit(&ZoneSettingId::SslRecommender, &patch).await.unwrap();
    assert_eq!((setting.enabled, setting.value.as_ref()), (Some(false), None));
    assert_eq!(server.only().json(), json!({ "enabled": false }));
}

#[tokio::test]
async fn an_edit_that_changes_nothing_is_refused() {
    let server = Server::returning(json!({})).await;
    let nothing = ZoneSettingPatch::builder().build();
    let error = server.zone().zone_settings().edit(&ZoneSettingId::Ssl, &nothing).await.unwrap_err();
    assert_eq!(refused_fields(&error), [""], "no single field, but the body");
    assert!(error.to_string().contains("one of these is needed: value, or enabled"), "{error}");
    assert!(server.sent().is_empty());
}
