//! Faults.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Test, ZONE};

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
        json!({ "fault": { "kind": "error", "status": 1000 } }),
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
async fn the_control_plane_responds_while_faults_are_ordered() {
    let test = Test::start().await;
    test.post("/faults", json!({ "always": true, "fault": { "kind": "close_connection" } })).await;
    test.get("").await;
    assert_eq!(test.get("/faults").await["pending"], 1);
}
