//! Time, and how long stages take.

use std::time::Duration;

use reqwest::Method;
use serde_json::json;

use crate::support::Test;

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
