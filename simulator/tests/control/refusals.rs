//! Requests that are refused, whatever the endpoint.

use cloudflare_certificates_simulator::Simulator;
use reqwest::Method;
use serde_json::Value;

use crate::support::Test;

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
