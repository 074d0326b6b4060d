//! The rate limit, in simulated time.

#![allow(clippy::unwrap_used)] // A test fails by panicking.

mod common;

use std::sync::Arc;
use std::time::Duration;

use cloudflare_certificates_simulator::{Fault, Simulator, Token};
use common::{Api, Reply, ZONE, certificates};
use reqwest::{Method, Response};

const WINDOW: Duration = Duration::from_secs(300);

async fn limited(limit: usize) -> Api {
    Api::with(Simulator::builder().rate_limit(limit, WINDOW)).await
}

async fn send(api: &Api) -> Response {
    let request = api.request(Method::GET, &certificates(ZONE)).bearer_auth(api.simulator.token());
    request.send().await.unwrap()
}

fn header(response: &Response, name: &str) -> String {
    response.headers().get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
}

async fn statuses(api: &Api, count: usize) -> Vec<u16> {
    let mut all = Vec::new();
    for _ in 0..count {
        all.push(send(api).await.status().as_u16());
    }
    all
}

#[tokio::test]
async fn without_a_limit_there_are_no_headers() {
    let response = send(&Api::start().await).await;
    assert_eq!((header(&response, "ratelimit"), header(&response, "ratelimit-policy")), Default::default());
}

#[tokio::test]
async fn every_response_tells_how_many_requests_are_left() {
    let api = limited(1200).await;
    let response = send(&api).await;
    assert_eq!(header(&response, "ratelimit-policy"), "\"default\";q=1200;w=300");
    assert_eq!(header(&response, "ratelimit"), "\"default\";r=1199;t=300");
    assert_eq!(header(&response, "retry-after"), "");
    api.simulator.advance(Duration::from_millis(100_500));
    // The seconds are rounded up. Refused requests have the headers, too.
    let response = api.request(Method::GET, "/nowhere").send().await.unwrap();
    assert_eq!(header(&response, "ratelimit"), "\"default\";r=1198;t=200");
}

#[tokio::test]
async fn a_request_beyond_the_limit_is_429() {
    let api = limited(2).await;
    assert_eq!(statuses(&api, 2).await, [200, 200]);
    let response = send(&api).await;
    assert_eq!(header(&response, "retry-after"), "300");
    assert_eq!(header(&response, "ratelimit"), "\"default\";r=0;t=300");
    assert_eq!(header(&response, "ratelimit-policy"), "\"default\";q=2;w=300");
    let reply = Reply::of(response).await;
    reply.refused(429, 971);
    assert_eq!(reply.body["errors"][0]["message"], "Please wait and consider throttling your request speed");
}

#[tokio::test]
async fn twelve_hundred_requests_in_five_minutes_are_accepted() {
    let api = Arc::new(limited(1200).await);
    let tasks: Vec<_> = (0..50)
        .map(|_| {
            let api = Arc::clone(&api);
            tokio::spawn(async move { statuses(&api, 25).await })
        })
        .collect();
    let mut all = Vec::new();
    for task in tasks {
        all.extend(task.await.unwrap());
    }
    let count = |status| all.iter().filter(|other| **other == status).count();
    assert_eq!((count(200), count(429)), (1200, 50));
}

#[tokio::test]
async fn the_window_slides() {
    let api = limited(2).await;
    assert_eq!(statuses(&api, 1).await, [200]);
    api.simulator.advance(WINDOW / 2);
    assert_eq!(statuses(&api, 1).await, [200]);
    api.simulator.advance(WINDOW / 2);
    // The first one has left the window, the second one has not.
    let response = send(&api).await;
    assert_eq!(
        (response.status().as_u16(), header(&response, "ratelimit")),
        (200, "\"default\";r=0;t=150".to_owned())
    );
    assert_eq!(statuses(&api, 1).await, [429]);
}

#[tokio::test]
async fn after_429_everything_is_refused_for_as_long_as_the_window_is() {
    let api = limited(2).await;
    statuses(&api, 2).await;
    api.simulator.advance(WINDOW - Duration::from_secs(1));
    assert_eq!(statuses(&api, 1).await, [429]);
    api.simulator.advance(Duration::from_secs(1));
    // The first two have left the window, but everything is blocked for five minutes.
    let response = send(&api).await;
    assert_eq!((response.status().as_u16(), header(&response, "retry-after")), (429, "299".to_owned()));
    assert_eq!(header(&response, "ratelimit"), "\"default\";r=0;t=299");
    // Refused requests do not prolong it.
    api.simulator.advance(Duration::from_secs(299));
    assert_eq!(statuses(&api, 3).await, [200, 200, 429]);
}

#[tokio::test]
async fn all_credentials_count_together_and_wrong_ones_too() {
    let api = limited(3).await;
    api.simulator.add_token(Token::new("other"));
    for token in ["other", "wrong", api.simulator.token()] {
        api.request(Method::GET, "/zones").bearer_auth(token).send().await.unwrap();
    }
    assert_eq!(statuses(&api, 1).await, [429]);
}

#[tokio::test]
async fn a_refused_request_changes_nothing() {
    let api = limited(0).await;
    let new = api.new_certificate(&["example.com"]);
    let request = api.request(Method::POST, &certificates(ZONE)).bearer_auth(api.simulator.token());
    assert_eq!(request.json(&new).send().await.unwrap().status().as_u16(), 429);
    api.simulator.set_rate_limit(None);
    assert_eq!(api.get(&certificates(ZONE)).await.expect(200).ids().len(), 0);
}

#[tokio::test]
async fn a_damaged_response_has_the_headers_of_the_limit() {
    let api = limited(10).await;
    for fault in [Fault::invalid_gzip(), Fault::truncate_body(), Fault::delay(Duration::ZERO)] {
        api.simulator.fail_next("custom_certificates_list", fault);
        assert!(header(&send(&api).await, "ratelimit").contains("t=300"));
    }
}

#[tokio::test]
async fn the_control_plane_is_not_limited() {
    let api = limited(0).await;
    let response = api.client.get(api.simulator.control_url()).send().await.unwrap();
    assert_eq!(response.status().as_u16(), 200);
}

#[tokio::test]
async fn a_reset_restores_the_limit_of_the_start() {
    let api = limited(1).await;
    assert_eq!(statuses(&api, 2).await, [200, 429]);
    api.simulator.set_rate_limit(Some((5, WINDOW)));
    api.simulator.reset();
    assert_eq!(statuses(&api, 2).await, [200, 429]);
}

#[tokio::test]
async fn limits_without_measure_do_no_harm() {
    let api = Api::with(Simulator::builder().rate_limit(usize::MAX, Duration::MAX)).await;
    assert_eq!(statuses(&api, 1).await, [200]);
    api.simulator.set_rate_limit(Some((1, Duration::MAX)));
    assert_eq!(statuses(&api, 2).await, [200, 429]);
    api.simulator.set_rate_limit(Some((0, Duration::ZERO)));
    assert_eq!(statuses(&api, 1).await, [429]);
    api.simulator.advance(Duration::MAX);
    api.simulator.set_rate_limit(Some((1, WINDOW)));
    assert_eq!(statuses(&api, 1).await, [200]);
}
