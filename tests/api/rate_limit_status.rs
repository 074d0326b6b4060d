//! What a client says of its rate limit.

use std::time::Duration;

use crate::support::clock::Manual;
use crate::support::faults::{Fault, FaultServer};
use crate::support::{Answer, Server, TOKEN, ZONE, ok};
use cloudflare_certificates::{Client, Clock, Options, RateLimit, RateLimitStatus, Result, Retry};
use futures_util::FutureExt;
use serde_json::json;

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn good() -> Answer {
    Answer::json(200, &ok(json!({ "id": "it" })))
}

async fn get(client: &Client) -> Result<()> {
    client.zone(ZONE).unwrap().custom_csrs().get("it").await.map(drop)
}

fn client(url: String, clock: impl Clock, limit: RateLimit) -> Client {
    let client = Client::builder().api_token(TOKEN).base_url(url).clock(clock).retry(Retry::never());
    client.rate_limit(limit).build().unwrap()
}

/// What is left, and in how long the next request can be sent.
fn left(client: &Client) -> (Option<u32>, Option<Duration>) {
    let RateLimitStatus { remaining, available_at, .. } = client.rate_limit_status();
    let now = client.clock().system_time();
    (remaining, available_at.map(|at| at.duration_since(now).unwrap()))
}

#[tokio::test]
async fn every_request_counts_until_a_window_after_its_response() {
    let server = Server::answering(good()).await;
    let manual = Manual::default();
    let client = client(server.base_url(), manual.clock(), RateLimit::new(3, seconds(60)));
    let status = client.rate_limit_status();
    assert_eq!((status.limit, status.window, status.waiting), (Some(3), seconds(60), 0));
    for remaining in [3, 2, 1] {
        assert_eq!(left(&client), (Some(remaining), None));
        get(&client).await.unwrap();
        manual.advance(seconds(10));
    }
    assert_eq!(left(&client), (Some(0), Some(seconds(30))));
    manual.advance(seconds(30));
    assert_eq!(left(&client), (Some(1), None));
}

#[tokio::test]
async fn calls_of_both_classes_that_wait_are_counted() {
    let server = Server::answering(good()).await;
    let manual = Manual::default();
    let client = client(server.base_url(), manual.clock(), RateLimit::new(1, seconds(60)));
    let sweep = client.with(Options::new().background(50));
    get(&client).await.unwrap();
    let mut calls = [get(&client).boxed(), get(&sweep).boxed(), get(&sweep).boxed()];
    for call in &mut calls {
        assert!(call.now_or_never().is_none());
    }
    assert_eq!(client.rate_limit_status().waiting, 3);
    assert_eq!(sweep.rate_limit_status(), client.rate_limit_status(), "clones share the limit");
    drop(calls);
    assert_eq!(client.rate_limit_status().waiting, 0);
}

#[tokio::test]
async fn nothing_remains_during_the_pause_after_a_429() {
    let refused = Answer::text(429, "text/plain", "").header("retry-after", "7");
    let server = Server::answering(refused).await;
    for (limit, before, during, after) in [
        (RateLimit::new(3, seconds(60)), Some(3), Some(0), Some(2)),
        (RateLimit::default(), Some(1200), Some(0), Some(1199)),
        (RateLimit::unlimited(), None, None, None),
    ] {
        let manual = Manual::default();
        let client = client(server.base_url(), manual.clock(), limit);
        assert_eq!(left(&client), (before, None));
        get(&client).await.unwrap_err();
        assert_eq!(left(&client), (during, Some(seconds(7))));
        manual.advance(seconds(7));
        assert_eq!(left(&client), (after, None));
    }
}

#[tokio::test]
async fn the_limit_is_the_one_that_allows_less() {
    let stated = good().header("ratelimit", "\"d\";r=99;t=60").header("ratelimit-policy", "\"d\";q=100;w=60");
    let server = Server::answering(stated).await;
    for (limit, before, after) in [
        (RateLimit::new(300, seconds(60)), (Some(300), 60), (Some(100), 60)),
        (RateLimit::new(30, seconds(60)), (Some(30), 60), (Some(30), 60)),
        // 10 a second are 600 a minute.
        (RateLimit::new(10, seconds(1)), (Some(10), 1), (Some(100), 60)),
        (RateLimit::default(), (Some(1200), 300), (Some(100), 60)),
        (RateLimit::unlimited(), (None, 300), (None, 300)),
    ] {
        let client = client(server.base_url(), Manual::default().clock(), limit);
        let limit = || {
            let status = client.rate_limit_status();
            (status.limit, status.window.as_secs())
        };
        assert_eq!(limit(), before);
        get(&client).await.unwrap();
        assert_eq!(limit(), after);
    }
}

#[tokio::test]
async fn nobody_knows_when_requests_in_flight_get_their_response() {
    let server = FaultServer::start(vec![Fault::Hang]).await;
    let client = client(server.url(), Manual::default().clock(), RateLimit::new(1, seconds(60)));
    let mut call = get(&client).boxed();
    while server.requests() == 0 {
        assert!((&mut call).now_or_never().is_none());
        tokio::task::yield_now().await;
    }
    assert_eq!(left(&client), (Some(0), None));
    // Dropped, it counts as sent.
    drop(call);
    assert_eq!(left(&client), (Some(0), Some(seconds(60))));
}
