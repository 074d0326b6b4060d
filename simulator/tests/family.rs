//! Each operation of the rest of the family answers what the document says, from the first call to the last. Every
//! answer is held against the document by [`Api`]; what the things go through is tested with the client.

#![allow(clippy::unwrap_used, clippy::panic)] // A test fails by panicking.

mod common;

use common::{ACCOUNT, Api, OTHER_ZONE, Reply, ZONE};
use serde_json::{Value, json};

const ACTIVE: usize = 12;

fn zone(rest: &str) -> String {
    format!("/zones/{ZONE}/{rest}")
}

fn account(rest: &str) -> String {
    format!("/accounts/{ACCOUNT}/{rest}")
}

impl Api {
    /// A certificate and its key.
    fn pair(&self, host: &str) -> (String, String) {
        self.simulator.test_ca().issue(&[host], 90).unwrap()
    }

    async fn csr_text(&self) -> Value {
        self.csr(&format!("zones/{ZONE}")).await["csr"].clone()
    }

    /// Sends a body, or none where it is null.
    async fn send(&self, verb: &str, path: &str, body: &Value) -> Reply {
        self.call(verb.parse().unwrap(), path, (!body.is_null()).then_some(body)).await
    }

    /// Reads a thing through all of its stages.
    async fn watch(&self, path: &str) {
        for _ in 0..ACTIVE {
            self.get(path).await;
        }
    }
}

#[tokio::test]
async fn settings() {
    let api = Api::start().await;
    for (path, verb, change) in [
        ("acm/total_tls", "POST", json!({ "enabled": true, "certificate_authority": "ssl_com" })),
        ("settings/origin_tls_compliance_modes", "PUT", json!({ "value": ["fips"] })),
        ("settings/origin_tls_compliance_modes", "PATCH", json!({ "value": [] })),
        ("cache/origin_post_quantum_encryption", "PUT", json!({ "value": "preferred" })),
        ("origin_tls_client_auth/settings", "PUT", json!({ "enabled": true })),
        ("ssl/universal/settings", "PATCH", json!({ "enabled": false })),
        ("settings/auto_origin_tls_kex", "PATCH", json!({ "enabled": true })),
    ] {
        let path = zone(path);
        api.get(&path).await.expect(200);
        api.send(verb, &path, &change).await.expect(200);
        let now = api.get(&path).await.expect(200);
        for (field, value) in change.as_object().unwrap() {
            assert_eq!(&now.result()[field], value, "{path}");
        }
        // Another zone has a setting of its own.
        let other = api.get(&path.replace(ZONE, OTHER_ZONE)).await.expect(200);
        assert_ne!(other.result(), now.result(), "{path}");
    }
    api.delete(&zone("settings/origin_tls_compliance_modes")).await.expect(200);
    for path in ["dcv_delegation/uuid", "ssl/recommendation", "ssl/verification", "custom_hostnames/quota"] {
        api.get(&zone(path)).await.expect(200);
    }
}

#[tokio::test]
async fn authorities() {
    let api = Api::start().await;
    let root = api.simulator.test_ca().certificate_pem().to_owned();
    let store = zone("acm/custom_trust_store");
    let id = api.post(&store, &json!({ "certificate": root })).await.expect(200).text("id");
    api.watch(&format!("{store}/{id}")).await;
    assert_eq!(api.get(&store).await.expect(200).texts("status"), ["active"]);
    api.delete(&format!("{store}/{id}")).await.expect(200);

    let mtls = account("mtls_certificates");
    let id = api
        .post(&mtls, &json!({ "certificates": root, "ca": true, "name": "a" }))
        .await
        .expect(200)
        .text("id");
    api.post(&mtls, &json!({ "certificates": root, "ca": true, "name": "a" })).await.expect(409);
    api.get(&format!("{mtls}?type=custom&type=gateway_managed")).await.expect(200);
    api.get(&format!("{mtls}/{id}")).await.expect(200);
    let associations = zone("certificate_authorities/hostname_associations");
    let body = json!({ "hostnames": ["a.example.com"], "mtls_certificate_id": id });
    api.send("PUT", &associations, &body).await.expect(200);
    api.get(&format!("{associations}?mtls_certificate_id={id}")).await.expect(200);
    assert_eq!(api.get(&format!("{mtls}/{id}/associations")).await.expect(200).texts("status"), ["active"]);
    api.delete(&format!("{mtls}/{id}")).await.expect(400);
    api.send("PUT", &associations, &json!({ "hostnames": [], "mtls_certificate_id": id })).await.expect(200);
    api.delete(&format!("{mtls}/{id}")).await.expect(200);
    let (leaf, _) = api.pair("www.example.com");
    api.post(&store, &json!({ "certificate": leaf })).await.refused(400, 1411);
}

#[tokio::test]
async fn issued_certificates() {
    let api = Api::start().await;
    let csr = api.csr_text().await;
    let clients = zone("client_certificates");
    let id = api.post(&clients, &json!({ "csr": csr, "validity_days": 30 })).await.expect(200).text("id");
    let one = format!("{clients}/{id}");
    api.delete(&one).await.expect(200);
    api.delete(&one).await.expect(409);
    api.watch(&one).await;
    api.send("PATCH", &one, &json!({ "reactivate": true })).await.expect(200);
    api.send("PATCH", &one, &json!({})).await.expect(200);
    api.watch(&one).await;
    assert_eq!(api.get(&format!("{clients}?status=active")).await.expect(200).ids(), [id]);

    let new = json!({ "csr": csr, "hostnames": ["a.example.com"], "request_type": "origin-ecc" });
    let id = api.post("/certificates", &new).await.expect(200).text("id");
    api.get(&format!("/certificates?zone_id={ZONE}")).await.expect(200);
    api.get("/certificates").await.expect(400);
    let one = format!("/certificates/{id}");
    assert_eq!(api.get(&one).await.expect(200).result()["requested_validity"], 5475);
    api.delete(&one).await.expect(200);
    api.get(&one).await.expect(200);

    let gateway = account("gateway/certificates");
    let id = api.post(&gateway, &json!({})).await.expect(200).text("id");
    let one = format!("{gateway}/{id}");
    api.send("POST", &format!("{one}/deactivate"), &Value::Null).await.expect(409);
    api.send("POST", &format!("{one}/activate"), &Value::Null).await.expect(202);
    api.watch(&one).await;
    api.delete(&one).await.expect(409);
    api.send("POST", &format!("{one}/deactivate"), &Value::Null).await.expect(201);
    api.watch(&one).await;
    api.get(&gateway).await.expect(200);
    api.delete(&one).await.expect(200);
}

#[tokio::test]
async fn origin_pulls() {
    let api = Api::start().await;
    let (certificate, key) = api.pair("client.example.com");
    let new = json!({ "certificate": certificate, "private_key": key });
    for path in [zone("origin_tls_client_auth"), zone("origin_tls_client_auth/hostnames/certificates")] {
        let id = api.post(&path, &new).await.expect(200).text("id");
        api.watch(&format!("{path}/{id}")).await;
        assert_eq!(api.get(&path).await.expect(200).texts("status"), ["active"]);
        api.delete(&format!("{path}/{id}")).await.expect(200);
    }
    let certificates = zone("origin_tls_client_auth/hostnames/certificates");
    let id = api.post(&certificates, &new).await.expect(200).text("id");
    let hostnames = zone("origin_tls_client_auth/hostnames");
    let config = |enabled: Value| json!({ "config": [{ "hostname": "a.example.com", "cert_id": id, "enabled": enabled }] });
    api.send("PUT", &hostnames, &config(json!(true))).await.expect(200);
    api.get(&format!("{hostnames}/a.example.com")).await.expect(200);
    api.delete(&format!("{certificates}/{id}")).await.expect(400);
    api.send("PUT", &hostnames, &config(Value::Null)).await.expect(200);
    api.get(&format!("{hostnames}/a.example.com")).await.expect(404);
    api.post(&certificates, &json!({ "certificate": new["certificate"], "private_key": "x" }))
        .await
        .refused(400, 2106);
}

#[tokio::test]
async fn hostnames() {
    let api = Api::start().await;
    let setting = zone("hostnames/settings/min_tls_version");
    let one = format!("{setting}/a.example.com");
    api.send("PUT", &one, &json!({ "value": "1.2" })).await.expect(200);
    api.send("PUT", &one, &json!({ "value": "9" })).await.expect(400);
    api.watch(&one).await;
    api.get(&setting).await.expect(200);
    api.delete(&one).await.expect(200);
    api.get(&zone("hostnames/settings/nope")).await.refused(404, 7003);

    let hostnames = zone("custom_hostnames");
    let ssl = json!({ "method": "http", "type": "dv", "settings": { "http2": "on" } });
    let new = json!({ "hostname": "app.customer.com", "ssl": ssl, "custom_metadata": { "a": "b" } });
    let id = api.post(&hostnames, &new).await.expect(201).text("id");
    api.post(&hostnames, &new).await.refused(409, 1406);
    let one = format!("{hostnames}/{id}");
    api.watch(&one).await;
    api.get(&format!("{hostnames}?hostname.exact=app.customer.com&ssl=1&per_page=5")).await.expect(200);
    api.send("PATCH", &one, &json!({ "ssl": ssl })).await.expect(202);
    api.watch(&one).await;
    let (certificate, key) = api.pair("app.customer.com");
    let own = json!({ "custom_certificate": certificate, "custom_key": key });
    let edited = api.send("PATCH", &one, &json!({ "ssl": own })).await.expect(202);
    let (pack, own_id) = (&edited.result()["ssl"]["id"], &edited.result()["ssl"]["certificates"][0]["id"]);
    let path = format!(
        "{one}/certificate_pack/{}/certificates/{}",
        pack.as_str().unwrap(),
        own_id.as_str().unwrap()
    );
    api.send("PUT", &path, &own).await.expect(200);
    api.delete(&path).await.expect(409);
    api.delete(&one).await.expect(200);

    let fallback = zone("custom_hostnames/fallback_origin");
    api.get(&fallback).await.expect(404);
    api.send("PUT", &fallback, &json!({ "origin": "fallback.example.com" })).await.expect(200);
    api.watch(&fallback).await;
    api.delete(&fallback).await.expect(200);
}

#[tokio::test]
async fn certificate_packs() {
    let api = Api::start().await;
    let packs = zone("ssl/certificate_packs");
    let order = json!({
        "certificate_authority": "google", "hosts": ["example.com"], "type": "advanced", "validity_days": 90,
        "validation_method": "email",
    });
    let id = api.post(&format!("{packs}/order"), &order).await.expect(200).text("id");
    let one = format!("{packs}/{id}");
    api.get(&zone("ssl/verification")).await.expect(200);
    api.send("PATCH", &zone(&format!("ssl/verification/{id}")), &json!({ "validation_method": "http" }))
        .await
        .expect(200);
    api.watch(&one).await;
    api.send("PATCH", &one, &json!({ "cloudflare_branding": true })).await.expect(200);
    assert_eq!(api.get(&packs).await.expect(200).ids(), [id]);
    api.get(&format!("{packs}?status=all")).await.expect(200);
    api.get(&format!("{packs}/quota")).await.expect(200);
    api.delete(&one).await.expect(200);
    let mut wrong = order.clone();
    wrong["validity_days"] = json!(60);
    api.post(&format!("{packs}/order"), &wrong).await.expect(400);

    let (certificate, _) = api.pair("www.example.com");
    api.post(&zone("ssl/analyze"), &json!({ "certificate": certificate })).await.expect(200);
    api.post(&zone("ssl/analyze"), &json!({ "certificate": "x" })).await.refused(400, 1002);
}
