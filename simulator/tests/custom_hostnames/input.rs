//! What a new custom hostname, or a change, may contain.

use cloudflare_certificates_simulator::KeyType;
use serde_json::{Value, json};

use crate::{create, get, managed, own_for, patch, path, start};

async fn refused_hostnames(hostnames: &[&str], code: u64) {
    let api = start().await;
    for hostname in hostnames {
        let reply = api.post(&path(""), &managed(hostname)).await;
        reply.refused(400, code);
        assert_eq!(reply.body["errors"][0]["source"]["pointer"], "/hostname");
    }
    assert_eq!(api.get(&path("")).await.expect(200).result(), &json!([]));
}

#[tokio::test]
async fn a_malformed_hostname_is_refused_with_1407() {
    refused_hostnames(
        &[
            "192.0.2.1",
            "2001:db8::1",
            "a!b.customer.net",
            "not a host",
            "http://app.customer.net",
            "a..b.net",
        ],
        1407,
    )
    .await;
}

#[tokio::test]
async fn a_hostname_that_is_not_ascii_is_refused_with_1408() {
    refused_hostnames(&["bücher.customer.net"], 1408).await;
}

#[tokio::test]
async fn a_reserved_hostname_is_refused_with_1409() {
    refused_hostnames(&["localhost", "app.localhost", "app.test", "app.invalid", "app.example"], 1409).await;
}

#[tokio::test]
async fn a_hostname_of_one_label_is_refused_with_1410() {
    refused_hostnames(&["com"], 1410).await;
}

#[tokio::test]
async fn a_wildcard_with_a_managed_certificate_is_refused_with_1448() {
    refused_hostnames(&["*.customer.net"], 1448).await;
}

#[tokio::test]
async fn metadata_of_a_wildcard_is_refused_with_1412() {
    let api = start().await;
    let ssl = own_for(&api, "*.customer.net", KeyType::EcdsaP256);
    let new = json!({ "hostname": "*.customer.net", "ssl": ssl, "custom_metadata": { "tenant": "1" } });
    api.post(&path(""), &new).await.refused(400, 1412);
}

async fn refused_origins(origins: &[&str], code: u64) {
    let api = start().await;
    let id = create(&api, "app.customer.net").await.text("id");
    for origin in origins {
        let mut new = managed("other.customer.net");
        new["custom_origin_server"] = json!(origin);
        for reply in [
            api.post(&path(""), &new).await,
            patch(&api, &id, &json!({ "custom_origin_server": origin })).await,
        ] {
            reply.refused(400, code);
            assert_eq!(reply.body["errors"][0]["source"]["pointer"], "/custom_origin_server");
        }
    }
    assert_eq!(get(&api, &id).await.result().get("custom_origin_server"), None);
}

#[tokio::test]
async fn a_malformed_origin_is_refused_with_1415() {
    refused_origins(&["192.0.2.1", "a b.example.com", "https://origin.example.com"], 1415).await;
}

#[tokio::test]
async fn an_origin_that_is_not_ascii_is_refused_with_1416() {
    refused_origins(&["ursprünge.example.com"], 1416).await;
}

#[tokio::test]
async fn a_reserved_origin_is_refused_with_1417() {
    refused_origins(&["localhost", "origin.test"], 1417).await;
}

#[tokio::test]
async fn an_origin_of_one_label_is_refused_with_1418() {
    refused_origins(&["com"], 1418).await;
}

#[tokio::test]
async fn a_wildcard_origin_is_refused_with_1420() {
    refused_origins(&["*.example.com"], 1420).await;
}

#[tokio::test]
async fn an_origin_outside_of_the_zone_is_refused_with_1421() {
    refused_origins(&["origin.customer.net", "notexample.com"], 1421).await;
}

#[tokio::test]
async fn an_origin_of_the_zone_is_shown() {
    let api = start().await;
    let mut new = managed("app.customer.net");
    new["custom_origin_server"] = json!("Origin.example.com");
    new["custom_origin_sni"] = json!(":request_host_header:");
    let reply = api.post(&path(""), &new).await.expect(201);
    assert_eq!(reply.text("custom_origin_server"), "Origin.example.com");
    assert_eq!(reply.text("custom_origin_sni"), ":request_host_header:");
}

#[tokio::test]
async fn a_managed_certificate_needs_method_and_type_or_is_refused_with_1440() {
    let api = start().await;
    for ssl in [json!({}), json!({ "method": "http" }), json!({ "type": "dv" })] {
        let new = json!({ "hostname": "app.customer.net", "ssl": ssl });
        api.post(&path(""), &new).await.refused(400, 1440);
    }
}

/// Creates and changes with settings.
async fn refused_settings(settings: Value, code: u64) {
    let api = start().await;
    let id = create(&api, "app.customer.net").await.text("id");
    let ssl = json!({ "method": "http", "type": "dv", "settings": settings });
    api.post(&path(""), &json!({ "hostname": "b.customer.net", "ssl": ssl })).await.refused(400, code);
    patch(&api, &id, &json!({ "ssl": ssl })).await.refused(400, code);
    assert_eq!(get(&api, &id).await.result()["ssl"].get("settings"), None);
}

#[tokio::test]
async fn an_unknown_cipher_is_refused_with_1442() {
    refused_settings(json!({ "ciphers": ["ECDHE-RSA-AES128-GCM-SHA256", "NOPE"] }), 1442).await;
}

#[tokio::test]
async fn ciphers_with_tls_1_3_are_refused_with_1443() {
    let ciphers = json!({ "ciphers": ["ECDHE-RSA-AES128-GCM-SHA256"], "min_tls_version": "1.3" });
    refused_settings(ciphers, 1443).await;
}

#[tokio::test]
async fn a_duplicate_is_refused_with_1406_whatever_its_case() {
    let api = start().await;
    create(&api, "app.customer.net").await;
    api.post(&path(""), &managed("APP.Customer.net")).await.refused(409, 1406);
}

#[tokio::test]
async fn more_hostnames_than_the_quota_are_refused_with_1405() {
    let api = start().await;
    api.simulator.set_quota("custom_hostnames", 1);
    create(&api, "a.customer.net").await;
    api.post(&path(""), &managed("b.customer.net")).await.refused(403, 1405);
    let quota = api.get(&path("/quota")).await.expect(200);
    assert_eq!(quota.result(), &json!({ "allocated": 1, "hard_cap": 1, "used": 1, "exceeded": false }));
}
