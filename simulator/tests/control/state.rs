//! Zones, tokens, seeds and resets.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{ACCOUNT, Test, ZONE};

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
async fn the_seed_of_a_program_in_rust_is_checked_in_the_same_way() {
    let test = Test::start().await;
    test.simulator.seed_json(r#"{"zones":[{"name":"example.net"}]}"#).unwrap();
    let message = test.simulator.seed_json(r#"{"tokens":[{"value":""}]}"#).unwrap_err();
    assert!(message.contains("empty"), "{message}");
    test.simulator.seed_json("{").unwrap_err();
}
