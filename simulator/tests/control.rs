//! The control plane, as a test in another language uses it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use cloudflare_certificates_compiler::Document;
use cloudflare_certificates_simulator::{Simulator, SimulatorBuilder, Zone};
use reqwest::{Client, Method, Response};
use serde_json::{Value, json};

const ZONE: &str = "023e105f4ecef8ad9ca31a8372d0c353";
const ACCOUNT: &str = "9999105f4ecef8ad9ca31a8372d0c353";

/// A simulator and a client that knows nothing but its URLs.
struct Test {
    simulator: Simulator,
    client: Client,
}

impl Test {
    async fn start() -> Self {
        Self::with(Simulator::builder()).await
    }

    async fn with(builder: SimulatorBuilder) -> Self {
        let zone = Zone::new("example.com").with_id(ZONE).account(ACCOUNT);
        let simulator = builder.zone(zone).start().await.unwrap();
        Self { simulator, client: Client::builder().no_proxy().build().unwrap() }
    }

    async fn send(&self, method: Method, path: &str, body: &str) -> Response {
        let url = format!("{}{path}", self.simulator.control_url());
        self.client.request(method, url).body(body.to_owned()).send().await.unwrap()
    }

    /// A request that succeeds.
    async fn control(&self, method: Method, path: &str, body: Value) -> Value {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let response = self.send(method, path, &body).await;
        let (status, text) = (response.status(), response.text().await.unwrap());
        assert_eq!(status, 200, "{path} {body}: {text}");
        serde_json::from_str(&text).unwrap()
    }

    async fn get(&self, path: &str) -> Value {
        self.control(Method::GET, path, Value::Null).await
    }

    async fn post(&self, path: &str, body: Value) -> Value {
        self.control(Method::POST, path, body).await
    }

    async fn put(&self, path: &str, body: Value) -> Value {
        self.control(Method::PUT, path, body).await
    }

    /// A request that is refused; returns the message.
    async fn refused(&self, method: Method, path: &str, body: &str, status: u16) -> String {
        let response = self.send(method, path, body).await;
        let (seen, text) = (response.status(), response.text().await.unwrap());
        assert_eq!(seen, status, "{path} {body}: {text}");
        let body: Value = serde_json::from_str(&text).unwrap();
        body["error"].as_str().expect("a message").to_owned()
    }

    async fn invalid(&self, method: Method, path: &str, body: &str) -> String {
        self.refused(method, path, body, 400).await
    }

    /// A request to the API.
    async fn call(&self, method: Method, path: &str, body: Option<Value>) -> Response {
        self.call_as(self.simulator.token(), method, path, body).await.unwrap()
    }

    async fn call_as(
        &self,
        token: &str,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> reqwest::Result<Response> {
        let url = format!("{}{path}", self.simulator.base_url());
        let request = self.client.request(method, url).bearer_auth(token);
        match body {
            Some(body) => request.json(&body).send().await,
            None => request.send().await,
        }
    }

    async fn list(&self) -> Value {
        let path = format!("/zones/{ZONE}/custom_certificates");
        self.call(Method::GET, &path, None).await.json().await.unwrap()
    }

    async fn count(&self) -> u64 {
        self.list().await["result_info"]["total_count"].as_u64().unwrap()
    }

    /// Uploads a certificate with its key and returns the response.
    async fn upload(&self, issued: &Value) -> Value {
        let body = json!({ "certificate": issued["chain"], "private_key": issued["private_key"] });
        let path = format!("/zones/{ZONE}/custom_certificates");
        self.call(Method::POST, &path, Some(body)).await.json().await.unwrap()
    }

    /// Orders a certificate pack and returns its id.
    async fn order(&self) -> String {
        let body = json!({
            "certificate_authority": "google", "hosts": ["example.com"], "type": "advanced",
            "validation_method": "txt", "validity_days": 90,
        });
        let path = format!("/zones/{ZONE}/ssl/certificate_packs/order");
        let reply: Value = self.call(Method::POST, &path, Some(body)).await.json().await.unwrap();
        reply["result"]["id"].as_str().unwrap_or_else(|| panic!("{reply}")).to_owned()
    }

    async fn pack(&self, id: &str) -> Value {
        let path = format!("/zones/{ZONE}/ssl/certificate_packs/{id}");
        let reply: Value = self.call(Method::GET, &path, None).await.json().await.unwrap();
        reply["result"].clone()
    }
}

#[tokio::test]
async fn the_overview_shows_zones_accounts_and_time() {
    let test = Test::start().await;
    let overview = test.get("").await;
    let zone =
        json!({ "id": ZONE, "name": "example.com", "account": ACCOUNT, "plan": "free", "status": "active" });
    assert_eq!(overview["zones"], json!([zone]));
    assert_eq!(overview["accounts"], json!([{ "id": ACCOUNT, "name": "Simulator account" }]));
    assert_eq!(overview["time"], test.get("/time").await["time"]);
    assert_eq!(test.get("/").await, overview);
}

#[tokio::test]
async fn the_overview_names_every_endpoint() {
    let test = Test::start().await;
    let overview = test.get("").await;
    for endpoint in overview["endpoints"].as_object().unwrap().keys() {
        let (method, path) = endpoint.split_once(" /__simulator").unwrap();
        // An endpoint that is there has something to say about this body, or succeeds.
        let response = test.send(method.parse().unwrap(), path, "?").await;
        assert!([200, 400].contains(&response.status().as_u16()), "{endpoint}");
    }
}

#[tokio::test]
async fn the_overview_shows_every_operation_by_its_resource() {
    let test = Test::start().await;
    let overview = test.get("").await;
    let shown: BTreeSet<(&str, &str)> = overview["operations"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(tag, ids)| ids.as_array().unwrap().iter().map(|id| (tag.as_str(), id.as_str().unwrap())))
        .collect();
    let document = document();
    let operations = document.operations();
    let documented: BTreeSet<(&str, &str)> = operations
        .iter()
        .map(|operation| (operation.value["tags"][0].as_str().unwrap(), operation.id()))
        .collect();
    assert_eq!(shown, documented);
}

#[tokio::test]
async fn every_status_of_the_document_is_a_stage() {
    let test = Test::start().await;
    let overview = test.get("").await;
    let document = document();
    for (resource, schema) in [
        ("certificate_packs", "CertificatePackStatus"),
        ("client_certificates", "ClientCertificateStatus"),
        ("custom_certificates", "CustomCertificateStatus"),
        ("custom_hostnames", "CertificatePackStatus"),
        ("custom_hostnames_fallback_origin", "FallbackOriginStatus"),
        ("custom_trust_store", "TrustedCaStatus"),
        ("gateway_certificates", "GatewayCertificateBindingStatus"),
        ("keyless_certificates", "KeylessCertificateStatus"),
        ("origin_tls_client_auth", "OriginPullStatus"),
        ("origin_tls_client_auth_hostname_certificates", "OriginPullStatus"),
    ] {
        let documented = document.root["components"]["schemas"][schema]["enum"].as_array().expect(schema);
        let stages = overview["stages"][resource].as_array().expect(resource);
        for status in documented {
            assert!(stages.contains(status), "{resource} lacks {status}");
        }
    }
}

fn document() -> Document {
    Document::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../openapi")).unwrap()
}

#[tokio::test]
async fn time_passes_when_it_is_advanced() {
    let test = Test::start().await;
    let before = test.simulator.now();
    let time = test.get("/time").await;
    assert_eq!(test.get("/time").await, time);
    let later = test.post("/advance", json!({ "seconds": 86_400.5 })).await;
    assert_ne!(later, time);
    assert_eq!(test.get("/time").await, later);
    assert_eq!(test.simulator.now().duration_since(before).unwrap(), Duration::from_millis(86_400_500));
}

#[tokio::test]
async fn time_does_not_run_backwards() {
    let test = Test::start().await;
    let before = test.simulator.now();
    for body in
        [r#"{"seconds":-1}"#, r#"{"seconds":1e400}"#, r#"{"seconds":"60"}"#, r#"{"seconds":null}"#, "{}"]
    {
        test.invalid(Method::POST, "/advance", body).await;
    }
    assert_eq!(test.simulator.now(), before);
}

#[tokio::test]
async fn time_ends_with_the_calendar() {
    let test = Test::start().await;
    let time = test.post("/advance", json!({ "seconds": 1e18 })).await;
    assert!(time["time"].as_str().unwrap().starts_with("9999-12-31T"), "{time}");
    assert_eq!(test.call(Method::GET, "/zones", None).await.status(), 200);
}

#[tokio::test]
async fn a_stage_takes_as_long_as_the_activation_says() {
    let test = Test::start().await;
    test.put("/activation", json!({ "after": 10.0 })).await;
    let issued = test.post("/ca/issue", json!({ "hosts": ["example.com"] })).await;
    assert_eq!(test.upload(&issued).await["result"]["status"], "pending");
    test.post("/advance", json!({ "seconds": 9 })).await;
    assert_eq!(test.list().await["result"][0]["status"], "pending");
    test.post("/advance", json!({ "seconds": 1 })).await;
    assert_eq!(test.list().await["result"][0]["status"], "active");
}

#[tokio::test]
async fn an_activation_is_one_of_three() {
    let test = Test::start().await;
    test.put("/activation", json!({ "after_reads": 0 })).await;
    test.put("/activation", json!({ "at_dcv_attempt": 3 })).await;
    for body in [
        r#"{"after":-1}"#,
        r#"{"after_reads":-1}"#,
        r#"{"after_reads":1.5}"#,
        r#"{"sometimes":1}"#,
        r#"{"after":1,"after_reads":1}"#,
        "{}",
        "7",
        "null",
    ] {
        test.invalid(Method::PUT, "/activation", body).await;
    }
}

#[tokio::test]
async fn a_reset_returns_to_the_state_of_the_start() {
    let test = Test::start().await;
    test.post("/seed", json!({ "custom_certificates": [{ "zone": ZONE, "count": 3 }] })).await;
    test.post("/zones", json!({ "name": "example.net" })).await;
    test.post("/tokens", json!({ "value": "other" })).await;
    test.post("/faults", json!({ "always": true, "fault": { "kind": "error" } })).await;
    test.put("/quotas", json!({ "custom_certificates": 0 })).await;
    test.put("/rate_limit", json!({ "limit": 0, "window_seconds": 60 })).await;
    assert_eq!(test.call(Method::GET, "/zones", None).await.status(), 500);

    test.post("/reset", Value::Null).await;
    assert_eq!(test.get("/requests").await, json!({ "count": 0, "last": [] }));
    assert_eq!(test.get("/faults").await["pending"], 0);
    assert_eq!(test.count().await, 0);
    assert_eq!(test.get("").await["zones"].as_array().unwrap().len(), 1);
    assert_eq!(test.call_as("other", Method::GET, "/zones", None).await.unwrap().status(), 403);
    let issued = test.post("/ca/issue", json!({ "hosts": ["example.com"] })).await;
    assert_eq!(test.upload(&issued).await["success"], true);
}

#[tokio::test]
async fn a_seed_adds_zones_tokens_certificates_and_records() {
    let test = Test::start().await;
    let other = "1111105f4ecef8ad9ca31a8372d0c353";
    let added = test
        .post(
            "/seed",
            json!({
                "zones": [{ "name": "example.net", "id": other }],
                "tokens": [{ "value": "second" }],
                "custom_certificates": [{ "zone": other, "count": 3 }],
                "records": [{
                    "resource": "keyless_certificates", "owner": ZONE,
                    "record": { "name": "seeded", "host": "keyless.example.com", "port": 1, "status": "active" },
                }],
            }),
        )
        .await;
    let path = format!("/zones/{other}/custom_certificates");
    let list: Value = test.call_as("second", Method::GET, &path, None).await.unwrap().json().await.unwrap();
    let ids: Vec<&Value> = list["result"].as_array().unwrap().iter().map(|item| &item["id"]).collect();
    assert_eq!(json!(ids), added["custom_certificates"]);
    assert_eq!(ids.len(), 3);
    let id = added["records"][0].as_str().unwrap();
    let path = format!("/zones/{ZONE}/keyless_certificates/{id}");
    let keyless: Value = test.call(Method::GET, &path, None).await.json().await.unwrap();
    assert_eq!(keyless["result"]["name"], "seeded");
}

#[tokio::test]
async fn a_seed_with_a_mistake_adds_nothing() {
    let test = Test::start().await;
    for mistake in [
        json!({ "zones": [{ "name": "" }] }),
        json!({ "zones": [{ "name": "example.net", "id": "1" }] }),
        json!({ "tokens": [{ "value": "" }] }),
        json!({ "custom_certificates": [{ "zone": "1", "count": 1 }] }),
        json!({ "custom_certificates": [{ "zone": ZONE, "count": u64::MAX }] }),
        json!({ "custom_certificates": [{ "zone": ZONE, "count": -1 }] }),
        json!({ "records": [{ "resource": "certificates", "owner": ZONE, "record": {} }] }),
        json!({ "records": [{ "resource": "mtls_certificates", "owner": "1", "record": {} }] }),
        json!({ "records": [{ "resource": "mtls_certificates", "owner": ACCOUNT, "record": "text" }] }),
        json!({ "records": [{ "resource": "mtls_certificates", "owner": ACCOUNT, "record": { "id": 1 } }] }),
        json!({ "certificates": [] }),
        json!([]),
        json!(null),
    ] {
        let mut seed = mistake.clone();
        if let Some(seed) = seed.as_object_mut() {
            let fine =
                json!({ "resource": "mtls_certificates", "owner": ACCOUNT, "record": { "id": "fine" } });
            let records = seed.entry("records").or_insert_with(|| json!([]));
            records.as_array_mut().unwrap().insert(0, fine);
        }
        test.invalid(Method::POST, "/seed", &seed.to_string()).await;
    }
    let path = format!("/accounts/{ACCOUNT}/mtls_certificates/fine");
    assert_ne!(test.call(Method::GET, &path, None).await.status(), 200);
    assert_eq!(test.get("").await["zones"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_zone_is_added_and_replaced() {
    let test = Test::start().await;
    let added = test.post("/zones", json!({ "name": "Example.NET", "plan": "enterprise" })).await;
    assert_eq!(added["name"], "example.net");
    let path = format!("/zones/{}", added["id"].as_str().unwrap());
    let zone: Value = test.call(Method::GET, &path, None).await.json().await.unwrap();
    assert_eq!(
        (&zone["result"]["status"], &zone["result"]["plan"]["id"]),
        (&json!("active"), &json!("enterprise"))
    );

    test.post("/zones", json!({ "name": "example.net", "status": "moved" })).await;
    let zone: Value = test.call(Method::GET, &path, None).await.json().await.unwrap();
    assert_eq!(zone["result"]["status"], "moved");
}

#[tokio::test]
async fn a_zone_needs_a_name_and_ids_plans_and_statuses_that_exist() {
    let test = Test::start().await;
    for body in [
        json!({}),
        json!({ "name": "" }),
        json!({ "name": "*.example.net" }),
        json!({ "name": 1 }),
        json!({ "name": "example.net", "id": "xyz" }),
        json!({ "name": "example.net", "account": "1" }),
        json!({ "name": "example.net", "plan": "gratis" }),
        json!({ "name": "example.net", "status": "asleep" }),
        json!({ "name": "example.net", "owner": "me" }),
    ] {
        test.invalid(Method::POST, "/zones", &body.to_string()).await;
    }
    assert_eq!(test.get("").await["zones"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_token_may_be_read_only() {
    let test = Test::start().await;
    test.post("/tokens", json!({ "value": "reader", "read_only": true })).await;
    let path = format!("/zones/{ZONE}/custom_certificates");
    assert_eq!(test.call_as("reader", Method::GET, &path, None).await.unwrap().status(), 200);
    let write = test.call_as("reader", Method::DELETE, &format!("{path}/1"), None).await.unwrap();
    assert_eq!(write.status(), 403);
    // The same value again replaces the token.
    test.post("/tokens", json!({ "value": "reader", "disabled": true })).await;
    assert_eq!(test.call_as("reader", Method::GET, &path, None).await.unwrap().status(), 403);
}

#[tokio::test]
async fn a_token_is_not_empty() {
    let test = Test::start().await;
    assert!(test.invalid(Method::POST, "/tokens", r#"{"value":""}"#).await.contains("empty"));
    for body in [
        r#"{"value":" "}"#,
        r#"{"value":"a b"}"#,
        r#"{"value":"ä"}"#,
        r#"{"value":"a\nb"}"#,
        r#"{"value":null}"#,
        r#"{"value":"a","expires_on":"tomorrow"}"#,
        r#"{"value":"a","scopes":[]}"#,
        "{}",
    ] {
        test.invalid(Method::POST, "/tokens", body).await;
    }
    assert_eq!(test.call_as("", Method::GET, "/zones", None).await.unwrap().status(), 400);
}

#[tokio::test]
async fn a_resource_is_put_into_a_stage() {
    let test = Test::start().await;
    let id = test.order().await;
    let entered = json!({ "resource": "certificate_packs", "id": id, "stage": "caa_error" });
    assert_eq!(test.post("/stage", entered).await["id"], id);
    let pack = test.pack(&id).await;
    assert_eq!(pack["status"], "pending_issuance");
    assert!(pack["validation_errors"][0]["message"].as_str().unwrap().contains("CAA"));
}

#[tokio::test]
async fn a_renewal_returns_the_new_id() {
    let test = Test::start().await;
    let id = test.order().await;
    let entered = json!({ "resource": "certificate_packs", "id": id, "stage": "renewed" });
    let new = test.post("/stage", entered).await["id"].as_str().unwrap().to_owned();
    assert_ne!(new, id);
    assert_eq!(test.pack(&new).await["id"], new);
}

#[tokio::test]
async fn every_stage_that_is_shown_can_be_entered() {
    let test = Test::start().await;
    let overview = test.get("").await;
    for (resource, stages) in overview["stages"].as_object().unwrap() {
        for stage in stages.as_array().unwrap() {
            let record = json!({ "ssl": { "id": "1", "status": "active" }, "status": "active" });
            let seed = json!({ "records": [{ "resource": resource, "owner": ZONE, "record": record }] });
            let id = test.post("/seed", seed).await["records"][0].clone();
            test.post("/stage", json!({ "resource": resource, "id": id, "stage": stage })).await;
        }
    }
}

#[tokio::test]
async fn a_stage_that_does_not_exist_is_refused_with_those_that_do() {
    let test = Test::start().await;
    let id = test.order().await;
    let body = |resource: &str, id: &str, stage: &str| {
        json!({ "resource": resource, "id": id, "stage": stage }).to_string()
    };
    let message = test.invalid(Method::POST, "/stage", &body("certificate_packs", &id, "activ")).await;
    assert!(message.contains("validation_timed_out"), "{message}");
    let message = test.invalid(Method::POST, "/stage", &body("packs", &id, "active")).await;
    assert!(message.contains("certificate_packs"), "{message}");
    test.refused(Method::POST, "/stage", &body("certificate_packs", "nobody", "active"), 404).await;
    test.refused(Method::POST, "/stage", &body("custom_hostnames", &id, "active"), 404).await;
    test.invalid(Method::POST, "/stage", r#"{"resource":"certificate_packs"}"#).await;
    assert_eq!(test.pack(&id).await["status"], "initializing");
}

#[tokio::test]
async fn a_record_is_patched() {
    let test = Test::start().await;
    let id = test.order().await;
    let patch = json!({ "resource": "certificate_packs", "id": id, "patch": { "status": "brand_new" } });
    assert_eq!(test.post("/patch", patch).await["id"], id);
    assert_eq!(test.pack(&id).await["status"], "brand_new");
}

#[tokio::test]
async fn a_patch_is_an_object_and_leaves_the_id() {
    let test = Test::start().await;
    let id = test.order().await;
    for patch in [json!("active"), json!(null), json!([1]), json!({ "id": "other" })] {
        let body = json!({ "resource": "certificate_packs", "id": id, "patch": patch });
        test.invalid(Method::POST, "/patch", &body.to_string()).await;
    }
    let body = json!({ "resource": "certificates", "id": id, "patch": {} });
    test.invalid(Method::POST, "/patch", &body.to_string()).await;
    let body = json!({ "resource": "certificate_packs", "id": "nobody", "patch": {} });
    test.refused(Method::POST, "/patch", &body.to_string(), 404).await;
    assert_eq!(test.pack(&id).await["id"], id);
}

#[tokio::test]
async fn records_with_fields_of_other_types_do_no_harm() {
    let test = Test::start().await;
    let id = test.order().await;
    for patch in [json!({ "hosts": 1, "status": [] }), json!({ "status": null, "validation_records": "no" })]
    {
        test.post("/patch", json!({ "resource": "certificate_packs", "id": id, "patch": patch })).await;
        for path in ["ssl/certificate_packs", "ssl/verification", &format!("ssl/certificate_packs/{id}")] {
            let response = test.call(Method::GET, &format!("/zones/{ZONE}/{path}"), None).await;
            assert_eq!(response.status(), 200, "{path} after {patch}");
        }
    }
}

#[tokio::test]
async fn the_next_matching_request_fails() {
    let test = Test::start().await;
    let path = format!("/zones/{ZONE}/custom_certificates");
    let fault = json!({ "kind": "error", "status": 503, "code": 7, "message": "later", "headers": { "retry-after": "1" } });
    let matching =
        json!({ "operation": "custom_certificates_list", "zone": ZONE.to_uppercase(), "method": "get" });
    assert_eq!(test.post("/faults", json!({ "match": matching, "fault": fault })).await["pending"], 1);
    assert_eq!(test.call(Method::GET, "/zones", None).await.status(), 200);
    let response = test.call(Method::GET, &path, None).await;
    assert_eq!(
        (response.status().as_u16(), &response.headers()["retry-after"].to_str().unwrap()),
        (503, &"1")
    );
    let body: Value = response.json().await.unwrap();
    assert_eq!(body["errors"], json!([{ "code": 7, "message": "later" }]));
    assert_eq!(test.get("/faults").await["pending"], 0);
    assert_eq!(test.call(Method::GET, &path, None).await.status(), 200);
}

#[tokio::test]
async fn a_fault_begins_with_the_nth_request_and_happens_so_many_times() {
    let test = Test::start().await;
    test.post("/faults", json!({ "nth": 2, "times": 2, "fault": { "kind": "html", "status": 522 } })).await;
    let mut statuses = Vec::new();
    for _ in 0..4 {
        statuses.push(test.call(Method::GET, "/zones", None).await.status().as_u16());
    }
    assert_eq!(statuses, [200, 522, 522, 200]);
}

#[tokio::test]
async fn a_fault_that_always_happens_ends_when_it_is_deleted() {
    let test = Test::start().await;
    test.post("/faults", json!({ "always": true, "fault": { "kind": "close_connection" } })).await;
    for _ in 0..3 {
        test.call_as("any", Method::GET, "/zones", None).await.unwrap_err();
    }
    test.control(Method::DELETE, "/faults", Value::Null).await;
    assert_eq!(test.call(Method::GET, "/zones", None).await.status(), 200);
}

#[tokio::test]
async fn the_code_of_an_error_follows_from_its_status() {
    let test = Test::start().await;
    for (status, code) in [(403, 10000), (409, 10409), (429, 971), (500, 10500)] {
        test.post("/faults", json!({ "fault": { "kind": "error", "status": status } })).await;
        let response = test.call(Method::GET, "/zones", None).await;
        assert_eq!(response.status(), status);
        let body: Value = response.json().await.unwrap();
        assert_eq!(body["errors"][0]["code"], code, "{status}");
    }
}

#[tokio::test]
async fn every_kind_of_fault_that_is_shown_can_be_ordered_with_its_fields() {
    let test = Test::start().await;
    let overview = test.get("").await;
    let values = json!({
        "status": 503, "code": 1, "message": "later", "headers": { "x": "y" }, "milliseconds": 1,
    });
    let kinds = overview["faults"]["kinds"].as_object().unwrap();
    assert_eq!(kinds.len(), 7);
    for (kind, shown) in kinds {
        let mut fault = json!({ "kind": kind });
        for field in shown["fields"].as_array().unwrap() {
            let field = field.as_str().unwrap();
            assert!(overview["faults"]["fields"][field].is_string());
            fault[field] = values[field].clone();
        }
        test.post("/faults", json!({ "fault": fault })).await;
    }
    assert_eq!(test.simulator.pending_faults(), kinds.len());
}

#[tokio::test]
async fn every_condition_that_is_shown_can_be_set() {
    let test = Test::start().await;
    let overview = test.get("").await;
    let values = json!({
        "operation": "zones_get", "resource": "zones", "method": "GET", "path_contains": "zones", "zone": ZONE,
        "account": ACCOUNT,
    });
    for condition in overview["faults"]["match"].as_object().unwrap().keys() {
        let matching = json!({ condition: values[condition] });
        test.post("/faults", json!({ "match": matching, "fault": { "kind": "error" } })).await;
    }
    assert_eq!(test.simulator.pending_faults(), 6);
}

#[tokio::test]
async fn a_fault_that_could_not_happen_is_refused() {
    let test = Test::start().await;
    let error = json!({ "kind": "error" });
    for body in [
        json!({}),
        json!({ "fault": {} }),
        json!({ "fault": "error" }),
        json!({ "fault": { "kind": "explosion" } }),
        json!({ "fault": { "kind": "delay", "status": 503 } }),
        json!({ "fault": { "kind": "error", "seconds": 1 } }),
        json!({ "fault": { "kind": "error", "status": 99 } }),
        json!({ "fault": { "kind": "error", "status": 101 } }),
        json!({ "fault": { "kind": "error", "status": 600 } }),
        json!({ "fault": { "kind": "error", "status": "503" } }),
        json!({ "fault": { "kind": "error", "headers": { "a b": "c" } } }),
        json!({ "fault": { "kind": "error", "headers": { "a": "b\nc" } } }),
        json!({ "fault": { "kind": "delay", "milliseconds": -1 } }),
        json!({ "fault": error, "match": { "operation": "certificates_create" } }),
        json!({ "fault": error, "match": { "resource": "certificates" } }),
        json!({ "fault": error, "match": { "method": "FETCH" } }),
        json!({ "fault": error, "match": { "host": "example.com" } }),
        json!({ "fault": error, "match": { "zone": 1 } }),
        json!({ "fault": error, "match": "zones_get" }),
        json!({ "fault": error, "match": ["zones_get"] }),
        json!({ "fault": error, "nth": 0 }),
        json!({ "fault": error, "times": 0 }),
        json!({ "fault": error, "times": 2, "always": true }),
        json!({ "fault": error, "often": true }),
    ] {
        test.invalid(Method::POST, "/faults", &body.to_string()).await;
    }
    assert_eq!(test.simulator.pending_faults(), 0);
    let message = test
        .invalid(Method::POST, "/faults", r#"{"fault":{"kind":"error"},"match":{"operation":"zones_make"}}"#)
        .await;
    assert!(message.contains("zones_make"), "{message}");
}

#[tokio::test]
async fn a_quota_is_enforced() {
    let test = Test::start().await;
    test.put("/quotas", json!({ "custom_certificates": 1 })).await;
    let issued = test.post("/ca/issue", json!({ "hosts": ["a.example.com"] })).await;
    assert_eq!(test.upload(&issued).await["success"], true);
    let issued = test.post("/ca/issue", json!({ "hosts": ["b.example.com"] })).await;
    assert_eq!(test.upload(&issued).await["success"], false);
}

#[tokio::test]
async fn a_quota_of_something_that_has_none_is_refused() {
    let test = Test::start().await;
    for body in [r#"{"certificates":1}"#, r#"{"certificate_packs":-1}"#, r#"{"certificate_packs":"1"}"#, "7"]
    {
        test.invalid(Method::PUT, "/quotas", body).await;
    }
    let overview = test.get("").await;
    for name in overview["quotas"].as_array().unwrap() {
        test.put("/quotas", json!({ name.as_str().unwrap(): 0 })).await;
    }
}

#[tokio::test]
async fn the_rate_limit_counts_the_api_and_not_the_control_plane() {
    let test = Test::start().await;
    test.put("/rate_limit", json!({ "limit": 2, "window_seconds": 60 })).await;
    for _ in 0..5 {
        test.get("/time").await;
    }
    let mut statuses = Vec::new();
    for _ in 0..3 {
        statuses.push(test.call(Method::GET, "/zones", None).await.status().as_u16());
    }
    assert_eq!(statuses, [200, 200, 429]);
    test.control(Method::DELETE, "/rate_limit", Value::Null).await;
    assert_eq!(test.call(Method::GET, "/zones", None).await.status(), 200);
    for body in [
        r#"{"limit":1}"#,
        r#"{"limit":-1,"window_seconds":1}"#,
        r#"{"limit":1,"window_seconds":1,"burst":1}"#,
        "",
    ] {
        test.invalid(Method::PUT, "/rate_limit", body).await;
    }
}

#[tokio::test]
async fn the_latency_delays_the_api_and_not_the_control_plane() {
    let test = Test::start().await;
    // Nobody would wait that long.
    test.put("/latency", json!({ "milliseconds": u64::MAX })).await;
    test.get("/time").await;
    test.put("/latency", json!({ "milliseconds": 0 })).await;
    assert_eq!(test.call(Method::GET, "/zones", None).await.status(), 200);
    test.invalid(Method::PUT, "/latency", r#"{"milliseconds":-1}"#).await;
    test.invalid(Method::PUT, "/latency", r#"{"seconds":1}"#).await;
}

#[tokio::test]
async fn the_journal_has_the_requests_to_the_api_only() {
    let test = Test::start().await;
    test.get("/time").await;
    test.refused(Method::GET, "/nowhere", "", 404).await;
    test.call(Method::GET, "/zones?per_page=5", None).await;
    let seen = json!({ "method": "GET", "path": "/client/v4/zones?per_page=5", "operation": "zones_list", "status": 200 });
    assert_eq!(test.get("/requests").await, json!({ "count": 1, "last": [seen] }));
    assert_eq!(test.simulator.requests_seen(), 1);
}

#[tokio::test]
async fn the_control_plane_responds_while_faults_are_ordered() {
    let test = Test::start().await;
    test.post("/faults", json!({ "always": true, "fault": { "kind": "close_connection" } })).await;
    test.get("").await;
    assert_eq!(test.get("/faults").await["pending"], 1);
}

#[tokio::test]
async fn the_roots_of_the_authorities_are_shown() {
    let test = Test::start().await;
    let roots = test.get("/ca").await;
    assert_eq!(roots["test"], test.simulator.test_ca().certificate_pem());
    for root in ["client", "origin_rsa", "origin_ecc"] {
        assert!(roots[root].as_str().unwrap().starts_with("-----BEGIN CERTIFICATE-----"), "{root}");
    }
}

#[tokio::test]
async fn certificates_are_issued_in_many_ways() {
    let test = Test::start().await;
    let plain = test.post("/ca/issue", json!({ "hosts": ["a.example.com"] })).await;
    let again =
        json!({ "hosts": ["b.example.com"], "private_key": plain["private_key"], "validity_days": 30 });
    let renewed = test.post("/ca/issue", again).await;
    assert_eq!(renewed["private_key"], plain["private_key"]);
    let rsa =
        json!({ "hosts": ["c.example.com"], "key_type": "rsa_2048", "common_name": "c", "intermediates": 2 });
    let rsa = test.post("/ca/issue", rsa).await;
    assert_eq!(rsa["chain"].as_str().unwrap().matches("BEGIN CERTIFICATE").count(), 3);
    for issued in [plain, renewed, rsa] {
        let reply = test.upload(&issued).await;
        assert_eq!(reply["success"], true, "{reply}");
        assert_eq!(reply["result"]["expires_on"], issued["not_after"]);
    }
}

#[tokio::test]
async fn certificates_that_are_refused_are_issued_too() {
    let test = Test::start().await;
    for (body, code) in [
        (json!({ "hosts": ["example.com"], "validity_days": -1 }), 1206),
        (json!({ "hosts": ["example.com"], "weak_key": true }), 1002),
        (json!({ "hosts": ["example.com"], "key_type": "ed25519" }), 1002),
    ] {
        let issued = test.post("/ca/issue", body).await;
        assert_eq!(test.upload(&issued).await["errors"][0]["code"], code);
    }
    let future =
        test.post("/ca/issue", json!({ "hosts": [], "not_yet_valid": true, "self_signed": true })).await;
    assert!(future["not_before"].as_str() > test.get("/time").await["time"].as_str());
}

#[tokio::test]
async fn a_csr_is_made_and_signed() {
    let test = Test::start().await;
    let csr = test.post("/ca/csr", json!({ "hosts": ["example.com"], "key_type": "ecdsa_p384" })).await;
    let signed = test.post("/ca/sign", json!({ "csr": csr["csr"], "intermediates": 1 })).await;
    assert_eq!(signed["private_key"], Value::Null);
    let issued = json!({ "chain": signed["chain"], "private_key": csr["private_key"] });
    assert_eq!(test.upload(&issued).await["success"], true);
}

#[tokio::test]
async fn a_certificate_that_cannot_be_issued_is_refused() {
    let test = Test::start().await;
    for (path, body) in [
        ("/ca/issue", json!({})),
        ("/ca/issue", json!({ "hosts": "example.com" })),
        ("/ca/issue", json!({ "hosts": ["höst"] })),
        ("/ca/issue", json!({ "hosts": [], "validity_days": i64::MAX })),
        ("/ca/issue", json!({ "hosts": [], "validity_days": i64::MIN })),
        ("/ca/issue", json!({ "hosts": [], "key_type": "dsa" })),
        ("/ca/issue", json!({ "hosts": [], "private_key": "no" })),
        ("/ca/issue", json!({ "hosts": [], "key_type": "ed25519", "weak_key": true })),
        ("/ca/issue", json!({ "hosts": [], "not_yet_valid": true, "validity_days": 1 })),
        ("/ca/issue", json!({ "hosts": [], "intermediates": 6 })),
        ("/ca/issue", json!({ "hosts": [], "intermediates": -1 })),
        ("/ca/issue", json!({ "hosts": [], "days": 1 })),
        ("/ca/sign", json!({ "csr": "no" })),
        ("/ca/sign", json!({})),
        ("/ca/csr", json!({ "hosts": ["höst"] })),
        ("/ca/csr", json!({ "hosts": [], "key_type": "RSA" })),
    ] {
        test.invalid(Method::POST, path, &body.to_string()).await;
    }
}

#[tokio::test]
async fn no_body_makes_an_endpoint_fail_in_another_way_than_400() {
    let test = Test::start().await;
    let overview = test.get("").await;
    let deep = "[".repeat(100_000);
    let bodies = [
        "",
        "{",
        "nul",
        "[]",
        "7",
        "\"a\"",
        "{\"a\":1}",
        "\u{feff}{}",
        &deep,
        "{\"\\ud800\":1}",
        "{\"a\":1,\"a\":2}",
    ];
    for (endpoint, what) in overview["endpoints"].as_object().unwrap() {
        let (method, path) = endpoint.split_once(" /__simulator").unwrap();
        let takes_a_body = what.as_str().unwrap().starts_with('{');
        for body in bodies {
            let status = test.send(method.parse().unwrap(), path, body).await.status();
            assert_eq!(status, if takes_a_body { 400 } else { 200 }, "{endpoint} {body:.20}");
        }
    }
    assert_eq!(test.call(Method::GET, "/zones", None).await.status(), 200);
}

#[tokio::test]
async fn a_body_of_more_than_four_mebibytes_is_refused() {
    let test = Test::start().await;
    let body = format!("{{\"seconds\":1,\"x\":\"{}\"}}", "a".repeat(4 * 1024 * 1024));
    assert!(test.refused(Method::POST, "/advance", &body, 413).await.contains("bytes"));
}

#[tokio::test]
async fn a_wrong_method_is_405_with_allow() {
    let test = Test::start().await;
    for (method, path, allow) in [
        (Method::GET, "/reset", "POST"),
        (Method::POST, "", "GET"),
        (Method::PATCH, "/faults", "POST, GET, DELETE"),
        (Method::OPTIONS, "/advance", "POST"),
        (Method::HEAD, "/time", "GET"),
    ] {
        let response = test.send(method, path, "").await;
        assert_eq!(response.status(), 405, "{path}");
        assert_eq!(response.headers()["allow"], allow);
        assert!(!response.headers().contains_key("access-control-allow-origin"));
    }
}

#[tokio::test]
async fn an_unknown_path_is_404() {
    let test = Test::start().await;
    for path in ["/nowhere", "/faults/1", "//time", "/time%2f"] {
        assert!(test.refused(Method::GET, path, "", 404).await.contains("GET /__simulator"));
    }
    // This is no path of the control plane.
    let url = format!("{}s", test.simulator.control_url());
    let body: Value = test.client.get(url).send().await.unwrap().json().await.unwrap();
    assert_eq!(body["success"], false);
}

#[tokio::test]
async fn a_web_page_of_another_origin_is_refused() {
    let test = Test::start().await;
    for origin in ["https://evil.example", "null", "http://localhost:3000"] {
        let url = format!("{}/reset", test.simulator.control_url());
        let response = test.client.post(url).header("origin", origin).send().await.unwrap();
        assert_eq!(response.status(), 403, "{origin}");
    }
}

#[tokio::test]
async fn a_web_page_whose_name_resolves_to_loopback_is_refused() {
    let test = Test::start().await;
    let status = async |host: &str| {
        let request = test.client.get(format!("{}/time", test.simulator.control_url()));
        request.header("host", host).send().await.unwrap().status().as_u16()
    };
    for host in
        ["evil.example", "evil.example:80", "localhost.evil.example", "10.0.0.1", "127.0.0.1.evil.example"]
    {
        assert_eq!(status(host).await, 403, "{host}");
    }
    for host in ["localhost", "LOCALHOST:1", "api.localhost:80", "127.0.0.1", "127.9.9.9:5", "[::1]:80"] {
        assert_eq!(status(host).await, 200, "{host}");
    }
}

#[tokio::test]
async fn on_another_address_every_name_is_accepted_and_web_pages_still_are_not() {
    let test = Test::with(Simulator::builder().host([0, 0, 0, 0].into())).await;
    let url = format!("{}/time", test.simulator.control_url());
    let request = || test.client.get(&url).header("host", "simulator:8787");
    assert_eq!(request().send().await.unwrap().status(), 200);
    assert_eq!(request().header("origin", "http://simulator:8787").send().await.unwrap().status(), 403);
}

#[tokio::test]
async fn the_seed_of_a_program_in_rust_is_checked_in_the_same_way() {
    let test = Test::start().await;
    test.simulator.seed_json(r#"{"zones":[{"name":"example.net"}]}"#).unwrap();
    let message = test.simulator.seed_json(r#"{"tokens":[{"value":""}]}"#).unwrap_err();
    assert!(message.contains("empty"), "{message}");
    test.simulator.seed_json("{").unwrap_err();
}
