//! Connections: requests of which only a part arrives, and connections that go on.

#![allow(clippy::unwrap_used)] // A test fails by panicking.

mod common;

use std::time::{Duration, Instant};

use cloudflare_certificates_simulator::Simulator;
use common::{Api, ZONE, certificates};
use reqwest::Method;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const TIMEOUT: Duration = Duration::from_millis(200);
/// Less than the default timeout.
const PATIENCE: Duration = Duration::from_secs(8);

async fn impatient() -> Api {
    Api::with(Simulator::builder().request_timeout(TIMEOUT)).await
}

/// Sends bytes and returns all that is received until the server closes the connection.
async fn send(api: &Api, bytes: &[u8]) -> String {
    let mut stream = connect(api).await;
    stream.write_all(bytes).await.unwrap();
    let mut received = Vec::new();
    // A reset closes it, too.
    let _ = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut received)).await.unwrap();
    String::from_utf8(received).unwrap()
}

async fn connect(api: &Api) -> TcpStream {
    let origin = api.simulator.base_url().trim_end_matches("/client/v4");
    TcpStream::connect(origin.trim_start_matches("http://")).await.unwrap()
}

fn head(api: &Api, method: &str, more: &str) -> String {
    let (path, token) = (certificates(ZONE), api.simulator.token());
    format!("{method} /client/v4{path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n{more}")
}

#[tokio::test]
async fn half_a_head_is_closed_after_the_timeout() {
    let api = impatient().await;
    let start = Instant::now();
    let received = send(&api, head(&api, "GET", "X-Half: ").as_bytes()).await;
    assert!(start.elapsed() >= TIMEOUT);
    assert!(received.is_empty() || received.starts_with("HTTP/1.1 408"), "{received}");
    assert_eq!(api.simulator.requests_seen(), 0);
}

#[tokio::test]
async fn half_a_body_is_408_after_the_timeout() {
    let api = impatient().await;
    let start = Instant::now();
    let more = "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"certificate\":";
    let received = send(&api, head(&api, "POST", more).as_bytes()).await;
    assert!(start.elapsed() >= TIMEOUT);
    assert!(received.starts_with("HTTP/1.1 408"), "{received}");
    assert!(received.contains("\"success\":false"), "{received}");
    assert_eq!(api.simulator.requests()[0].status, Some(408));
}

#[tokio::test]
async fn a_body_that_the_client_cuts_off_is_no_request() {
    let api = impatient().await;
    let mut stream = connect(&api).await;
    let more = "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"certificate\":";
    stream.write_all(head(&api, "POST", more).as_bytes()).await.unwrap();
    drop(stream);
    assert_eq!(api.get(&certificates(ZONE)).await.expect(200).ids().len(), 0);
}

#[tokio::test]
async fn time_advances_again_after_half_a_body() {
    let api = impatient().await;
    let more = "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{";
    let mut stream = connect(&api).await;
    stream.write_all(head(&api, "POST", more).as_bytes()).await.unwrap();
    let sleep = api.simulator.sleep_until(api.simulator.now() + Duration::from_secs(3600));
    tokio::time::timeout(PATIENCE, sleep).await.unwrap();
}

#[tokio::test]
async fn fifty_clients_that_send_half_a_head_hold_up_nobody() {
    let api = Api::start().await;
    let mut streams = Vec::new();
    for _ in 0..50 {
        let mut stream = connect(&api).await;
        stream.write_all(head(&api, "GET", "").as_bytes()).await.unwrap();
        streams.push(stream);
    }
    let start = Instant::now();
    api.get(&certificates(ZONE)).await.expect(200);
    assert!(start.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn a_timeout_without_end_can_be_set() {
    let api = Api::with(Simulator::builder().request_timeout(Duration::MAX)).await;
    api.get(&certificates(ZONE)).await.expect(200);
}

#[tokio::test]
async fn requests_that_are_sent_at_once_are_responded_to_in_order() {
    let api = impatient().await;
    let (first, second) = (head(&api, "GET", "\r\n"), head(&api, "DELETE", "\r\n"));
    let received = send(&api, format!("{first}{second}{first}").as_bytes()).await;
    let statuses: Vec<&str> = received.lines().filter(|line| line.contains("HTTP/1.1 ")).collect();
    let codes: Vec<&str> =
        statuses.iter().filter_map(|line| line.split("HTTP/1.1 ").nth(1)?.split(' ').next()).collect();
    assert_eq!(codes, ["200", "405", "200"]);
}

#[tokio::test]
async fn what_is_no_http_is_refused() {
    let api = impatient().await;
    let received = send(&api, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n").await;
    assert!(received.is_empty() || received.starts_with("HTTP/1.1 400"), "{received}");
    api.get(&certificates(ZONE)).await.expect(200);
}

#[tokio::test]
async fn strange_requests_are_responded_to() {
    let api = impatient().await;
    for line in ["OPTIONS * HTTP/1.1", "CONNECT x:1 HTTP/1.1", "GET http://x/y HTTP/1.1", "FOO / HTTP/1.1"] {
        let received = send(&api, format!("{line}\r\nHost: x\r\n\r\n").as_bytes()).await;
        assert!(received.starts_with("HTTP/1.1 404"), "{line}: {received}");
    }
}

#[tokio::test]
async fn a_response_405_lists_the_methods() {
    let api = Api::start().await;
    for (method, path, allowed) in [
        (Method::DELETE, certificates(ZONE), "GET, POST"),
        (Method::POST, format!("/zones/{ZONE}"), "GET"),
        (Method::HEAD, "/zones".to_owned(), "GET"),
    ] {
        let response = api.request(method, &path).bearer_auth(api.simulator.token()).send().await.unwrap();
        assert_eq!(
            (response.status().as_u16(), &response.headers()["allow"]),
            (405, &allowed.parse().unwrap())
        );
    }
}
