//! The HTTP library repeats nothing by itself: what it would repeat, the SDK does, and counts.

use std::error::Error as _;
use std::time::Duration;

use crate::support::clock::Hurried;
use crate::support::faults::{Fault, FaultServer};
use crate::support::http2::{GoAwayServer, Refusal};
use crate::support::{TOKEN, ZONE};
use cloudflare_certificates::http::Method;
use cloudflare_certificates::{Client, Error, ErrorKind, Response, Retry};
use serde_json::{Value, json};

fn client(server: &GoAwayServer, retry: Retry) -> Client {
    Client::builder()
        .api_token(TOKEN)
        .base_url(format!("http://{}", server.address))
        .http_client(reqwest::Client::builder().http2_prior_knowledge())
        .clock(Hurried::default())
        .timeout(Duration::from_secs(20))
        .retry(retry)
        .build()
        .unwrap()
}

async fn post(client: &Client) -> Result<Response<Value>, Error> {
    client.request(Method::POST, ["zones", ZONE, "things"]).json(&json!({ "name": "it" })).send().await
}

#[tokio::test]
async fn a_refused_stream_and_a_graceful_goaway_are_repeated_for_post_too_and_counted() {
    for refusal in [Refusal::RefusedStream, Refusal::GoAway] {
        let server = GoAwayServer::refusing(refusal, 3).await;
        assert_eq!(post(&client(&server, Retry::new())).await.unwrap()["id"], "it");
        assert_eq!(server.requests(), 4, "{refusal:?}");

        let server = GoAwayServer::refusing(refusal, usize::MAX).await;
        let error = post(&client(&server, Retry::new().attempts(3))).await.unwrap_err();
        assert_eq!((server.requests(), error.attempts()), (3, 3), "{refusal:?}");
        assert!(!error.may_have_taken_effect() && error.is_retryable(), "{error}");
    }
}

#[tokio::test]
async fn retry_never_means_one_request_on_the_wire() {
    for refusal in [Refusal::RefusedStream, Refusal::GoAway, Refusal::GoAwayInDoubt, Refusal::InternalError] {
        let server = GoAwayServer::refusing(refusal, usize::MAX).await;
        let error = post(&client(&server, Retry::never())).await.unwrap_err();
        assert_eq!((server.requests(), error.attempts()), (1, 1), "{refusal:?}");
        let sure = matches!(refusal, Refusal::RefusedStream | Refusal::GoAway);
        assert_eq!(error.may_have_taken_effect(), !sure, "{refusal:?}: {error}");
    }
}

#[tokio::test]
async fn a_stream_that_fails_otherwise_is_not_repeated_for_post() {
    let server = GoAwayServer::refusing(Refusal::InternalError, 1).await;
    let error = post(&client(&server, Retry::new())).await.unwrap_err();
    assert_eq!((server.requests(), error.attempts(), error.may_have_taken_effect()), (1, 1, true));
}

/// A caller's HTTP client with a policy that repeats every failure.
#[tokio::test]
async fn the_retry_policy_of_a_callers_http_client_does_not_repeat_a_post() {
    let server = FaultServer::start(vec![Fault::refusal("500 A", &[]); 10]).await;
    let policy =
        reqwest::retry::for_host("127.0.0.1").max_retries_per_request(5).no_budget().classify_fn(|attempt| {
            match attempt.status() {
                Some(status) if status.is_server_error() => attempt.retryable(),
                _ => attempt.success(),
            }
        });
    let client = Client::builder()
        .api_token(TOKEN)
        .base_url(server.url())
        .http_client(reqwest::Client::builder().retry(policy))
        .build()
        .unwrap();
    let error = post(&client).await.unwrap_err();
    assert_eq!((server.requests(), error.attempts()), (1, 1));
}

/// The debug data of GOAWAY is whatever the server likes.
#[tokio::test]
async fn the_debug_data_of_goaway_is_not_shown() {
    let server = GoAwayServer::refusing(Refusal::GoAwayWithRemark("shard-7 of canary-host"), 1).await;
    let error = post(&client(&server, Retry::never())).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport);
    let mut shown = vec![error.to_string(), format!("{error:?}"), format!("{error:#?}")];
    let mut source = error.source();
    while let Some(cause) = source {
        shown.extend([cause.to_string(), format!("{cause:?}")]);
        source = cause.source();
    }
    for text in shown {
        assert!(!text.contains("canary"), "{text}");
    }
    assert!(error.to_string().contains("connection closed by GOAWAY: unexpected internal error"), "{error}");
}
