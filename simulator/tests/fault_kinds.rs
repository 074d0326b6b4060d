//! Every kind of fault, as a client sees it, and whether the request was handled.

#![allow(clippy::unwrap_used)] // A test fails by panicking.

mod common;

use std::time::{Duration, Instant};

use cloudflare_certificates_simulator::{Fault, RequestMatch};
use common::{Api, Reply, ZONE, new_csr};
use reqwest::{Method, Response};

fn csrs() -> String {
    format!("/zones/{ZONE}/custom_csrs")
}

/// Orders a fault and sends a request that would change something.
async fn create(api: &Api, fault: Fault) -> reqwest::Result<Response> {
    api.simulator.fail_next("custom_csrs_create", fault);
    let request = api.request(Method::POST, &csrs()).bearer_auth(api.simulator.token());
    request.json(&new_csr("p256v1")).send().await
}

/// How many requests have changed something.
async fn created(api: &Api) -> usize {
    api.get(&csrs()).await.expect(200).ids().len()
}

#[tokio::test]
async fn an_error_has_status_code_message_and_headers() {
    let api = Api::start().await;
    let fault = Fault::error(403, 1404, "No quota has been allocated").with_header("X-Reason", "plan");
    let response = create(&api, fault).await.unwrap();
    assert_eq!(response.headers()["x-reason"], "plan");
    assert!(response.headers()["content-type"].to_str().unwrap().starts_with("application/json"));
    let reply = Reply::of(response).await;
    reply.refused(403, 1404);
    assert_eq!(reply.body["errors"][0]["message"], "No quota has been allocated");
    assert!(reply.ray.is_some());
    assert_eq!(created(&api).await, 0);
}

#[tokio::test]
async fn a_status_comes_with_an_envelope() {
    let api = Api::start().await;
    for status in [400, 403, 404, 409, 500, 502, 503, 504] {
        let reply = Reply::of(create(&api, Fault::status(status)).await.unwrap()).await.expect(status);
        assert_eq!(reply.body["success"], false, "{status}");
        assert!(reply.code().is_some(), "{status}");
    }
    assert_eq!(created(&api).await, 0);
}

#[tokio::test]
async fn too_many_requests_say_when_to_try_again() {
    let api = Api::start().await;
    let fault = Fault::too_many_requests(Duration::from_millis(29_001));
    let response = create(&api, fault).await.unwrap();
    let headers = response.headers();
    assert_eq!(headers["retry-after"], "30");
    assert_eq!(headers["ratelimit"], "\"default\";r=0;t=30");
    assert_eq!(headers["ratelimit-policy"], "\"default\";q=1200;w=300");
    let reply = Reply::of(response).await;
    reply.refused(429, 971);
    assert_eq!(reply.body["errors"][0]["message"], "Please wait and consider throttling your request speed");
    assert_eq!(created(&api).await, 0);
}

#[tokio::test]
async fn errors_of_the_proxy_are_pages() {
    let api = Api::start().await;
    for status in 520..=524 {
        let response = create(&api, Fault::status(status)).await.unwrap();
        assert_eq!(response.status().as_u16(), status);
        assert!(response.headers()["content-type"].to_str().unwrap().starts_with("text/html"));
        assert!(response.text().await.unwrap().contains("<html>"));
    }
    assert_eq!(created(&api).await, 0);
}

#[tokio::test]
async fn a_page_can_have_any_status_and_headers() {
    let api = Api::start().await;
    let response = create(&api, Fault::html(403).with_header("cf-mitigated", "challenge")).await.unwrap();
    assert_eq!(
        (response.status().as_u16(), &response.headers()["cf-mitigated"]),
        (403, &"challenge".parse().unwrap())
    );
    assert!(response.text().await.unwrap().contains("<html>"));
}

#[tokio::test]
async fn a_connection_that_is_closed_before_changes_nothing() {
    let api = Api::start().await;
    let error = create(&api, Fault::close_connection()).await.unwrap_err();
    assert!(error.is_request() && !error.is_timeout(), "{error:?}");
    assert_eq!(created(&api).await, 0);
}

#[tokio::test]
async fn a_response_that_is_lost_has_changed_something() {
    let api = Api::start().await;
    let error = create(&api, Fault::lose_response()).await.unwrap_err();
    assert!(error.is_request() && !error.is_timeout(), "{error:?}");
    assert_eq!(created(&api).await, 1);
}

#[tokio::test]
async fn a_delayed_response_is_the_usual_one() {
    let api = Api::start().await;
    let start = Instant::now();
    let response =
        create(&api, Fault::delay(Duration::from_millis(60)).with_header("x-slow", "1")).await.unwrap();
    assert!(start.elapsed() >= Duration::from_millis(60));
    assert_eq!(response.headers()["x-slow"], "1");
    Reply::of(response).await.expect(201);
    assert_eq!(created(&api).await, 1);
}

#[tokio::test]
async fn a_delay_without_end_holds_up_nobody_else() {
    let api = Api::start().await;
    tokio::select! {
        _ = create(&api, Fault::delay(Duration::MAX)) => unreachable!("it never ends"),
        () = async {
            while api.simulator.pending_faults() > 0 {
                tokio::task::yield_now().await;
            }
            api.get(&csrs()).await.expect(200);
        } => {}
    }
}

#[tokio::test]
async fn a_truncated_body_ends_after_the_headers() {
    let api = Api::start().await;
    let mut response = create(&api, Fault::truncate_body().with_header("x-cut", "1")).await.unwrap();
    assert_eq!((response.status().as_u16(), &response.headers()["x-cut"]), (201, &"1".parse().unwrap()));
    let promised = response.content_length().unwrap();
    let mut received = Vec::new();
    let error = loop {
        match response.chunk().await {
            Ok(Some(chunk)) => received.extend_from_slice(&chunk),
            Ok(None) => unreachable!("the body ended well"),
            Err(error) => break error,
        }
    };
    assert!(error.is_body() || error.is_decode(), "{error:?}");
    assert!(received.starts_with(b"{") && (received.len() as u64) < promised);
    assert_eq!(created(&api).await, 1);
}

#[tokio::test]
async fn invalid_gzip_is_called_gzip_and_is_none() {
    let api = Api::start().await;
    let response = create(&api, Fault::invalid_gzip()).await.unwrap();
    assert_eq!(response.status().as_u16(), 201);
    assert_eq!(response.headers()["content-encoding"], "gzip");
    let body = response.bytes().await.unwrap();
    // The magic number is right, the method of compression is not.
    assert!(body.starts_with(&[0x1f, 0x8b]) && body[2] != 8, "{body:?}");
    assert_eq!(created(&api).await, 1);
}

#[tokio::test]
async fn a_connection_goes_on_after_an_error() {
    let api = Api::start().await;
    for fault in
        [Fault::status(500), Fault::html(524), Fault::status(204), Fault::status(304), Fault::status(999)]
    {
        create(&api, fault).await.unwrap();
        assert_eq!(created(&api).await, 0);
    }
}

#[tokio::test]
async fn a_fault_that_cannot_be_sent_is_500_and_says_so() {
    let api = Api::start().await;
    let error = Fault::status(500);
    let many = (0..200).fold(error.clone(), |fault, number| fault.with_header(format!("x-{number}"), "1"));
    for (fault, reason) in [
        (Fault::status(0), "status 0"),
        (Fault::status(99), "status 99"),
        (Fault::status(100), "status 100"),
        (Fault::html(1000), "status 1000"),
        (Fault::error(u16::MAX, u32::MAX, ""), "status 65535"),
        (error.clone().with_header("no name", "1"), "no name"),
        (error.clone().with_header("", "1"), "header name"),
        (error.clone().with_header("x-reason", "a\r\nb: c"), "x-reason"),
        (error.clone().with_header("Content-Length", "5"), "content-length"),
        (Fault::lose_response().with_header("transfer-encoding", "chunked"), "transfer-encoding"),
        (many, "more than 100"),
    ] {
        let reply = Reply::of(create(&api, fault).await.unwrap()).await;
        reply.refused(500, 10500);
        let message = reply.body["errors"][0]["message"].as_str().unwrap();
        assert!(message.contains("cannot be sent") && message.contains(reason), "{message}");
    }
    assert_eq!(created(&api).await, 0);
}

#[tokio::test]
async fn long_headers_and_messages_are_sent() {
    let api = Api::start().await;
    let fault = Fault::error(500, u32::MAX, "m".repeat(1_000_000)).with_header("x-long", "v".repeat(50_000));
    let response = create(&api, fault).await.unwrap();
    assert_eq!(response.headers()["x-long"].len(), 50_000);
    let reply = Reply::of(response).await;
    reply.refused(500, u64::from(u32::MAX));
}

#[tokio::test]
async fn a_fault_happens_before_credentials_are_checked() {
    let api = Api::start().await;
    api.simulator.fail_next(RequestMatch::any(), Fault::status(503));
    let response = api.request(Method::GET, &csrs()).send().await.unwrap();
    assert_eq!(response.status().as_u16(), 503);
    let response = api.request(Method::GET, &csrs()).send().await.unwrap();
    assert_eq!(response.status().as_u16(), 400);
}

#[tokio::test]
async fn debug_shows_faults_without_credentials() {
    let api = Api::start().await;
    create(&api, Fault::status(503)).await.unwrap();
    let shown = format!(
        "{:?} {:?} {:?}",
        Fault::status(503),
        RequestMatch::any().zone(ZONE),
        api.simulator.requests()
    );
    assert!(shown.contains("custom_csrs_create"));
    assert!(!shown.contains(api.simulator.token()));
}
