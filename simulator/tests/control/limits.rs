//! Quotas, the rate limit, and the requests that were seen.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::Test;

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
async fn the_journal_has_the_requests_to_the_api_only() {
    let test = Test::start().await;
    test.get("/time").await;
    test.refused(Method::GET, "/nowhere", "", 404).await;
    test.call(Method::GET, "/zones?per_page=5", None).await;
    test.post("/faults", json!({ "fault": { "kind": "close_connection" } })).await;
    test.call_as("any", Method::GET, "/zones", None).await.unwrap_err();
    let seen = json!([
        {
            "method": "GET", "path": "/client/v4/zones?per_page=5", "operation": "zones_list", "status": 200,
            "fault": null,
        },
        {
            "method": "GET", "path": "/client/v4/zones", "operation": "zones_list", "status": null,
            "fault": "close_connection",
        },
    ]);
    assert_eq!(test.get("/requests").await, json!({ "count": 2, "last": seen }));
    assert_eq!(test.simulator.requests_seen(), 2);
}
