//! How long a call waits between attempts, and when it gives up.

use std::time::Duration;

use crate::support::clock::Hurried;
use crate::support::{Answer, Server, TOKEN, ZONE, failure, ok};
use cloudflare_certificates::types::{AccessCertificateSettingsInput, AccessCertificateSettingsUpdate};
use cloudflare_certificates::{Client, ClientBuilder, ErrorKind, Options, Retry};
use serde_json::json;

fn builder(server: &Server, clock: &Hurried) -> ClientBuilder {
    Client::builder().api_token(TOKEN).base_url(server.base_url()).clock(clock.clone())
}

/// Answers so many times with a status, then well.
async fn failing(times: usize, status: u16, retry_after: Option<&'static str>) -> Server {
    Server::with(move |_, before| {
        if before >= times {
            return Answer::json(200, &ok(json!({ "id": "it" })));
        }
        let answer = Answer::json(status, &failure(1000, "no"));
        retry_after.into_iter().fold(answer, |answer, value| answer.header("retry-after", value))
    })
    .await
}

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

#[tokio::test]
async fn pauses_are_random_below_a_bound_that_doubles_up_to_a_ceiling() {
    let mut longest = [Duration::ZERO; 5];
    for _ in 0..40 {
        let server = failing(5, 500, None).await;
        let clock = Hurried::default();
        let retry = Retry::new().attempts(6).backoff(seconds(1), seconds(6));
        let client = builder(&server, &clock).retry(retry).build().unwrap();
        client.zone(ZONE).unwrap().custom_csrs().get("it").await.unwrap();
        let sleeps = clock.sleeps();
        assert_eq!(sleeps.len(), 5);
        for (longest, sleep) in longest.iter_mut().zip(sleeps) {
            *longest = sleep.max(*longest);
        }
    }
    for (longest, bound) in longest.into_iter().zip([1, 2, 4, 6, 6].map(seconds)) {
        // The longest of 40 draws is below the half once in 10^12.
        assert!(longest <= bound && longest > bound / 2, "{longest:?} of {bound:?}");
    }
}

#[tokio::test]
async fn retry_after_is_waited_for_in_seconds_and_until_a_date() {
    for (status, value) in [
        (503, "7"),
        (429, "7"),
        (503, "Fri, 15 Jan 2027 08:00:07 GMT"),
        (429, "Fri, 15 Jan 2027 08:00:07 GMT"),
    ] {
        let server = failing(1, status, Some(value)).await;
        let clock = Hurried::default();
        let client = builder(&server, &clock).build().unwrap();
        client.zone(ZONE).unwrap().custom_csrs().get("it").await.unwrap();
        assert_eq!((clock.sleeps(), server.sent().len()), (vec![seconds(7)], 2), "{status} {value}");
    }
}

/// A server that says "now" or names a time that has passed does not get five requests within a millisecond.
#[tokio::test]
async fn a_retry_after_of_zero_or_in_the_past_does_not_shorten_the_drawn_pause() {
    for status in [503, 429] {
        for value in ["0", "Fri, 15 Jan 2027 07:00:00 GMT"] {
            let mut slept = Vec::new();
            for _ in 0..10 {
                let server = failing(4, status, Some(value)).await;
                let clock = Hurried::default();
                let client = builder(&server, &clock).build().unwrap();
                client.zone(ZONE).unwrap().custom_csrs().get("it").await.unwrap();
                assert_eq!(clock.sleeps().len(), 4, "{status} {value}");
                slept.push(clock.slept());
            }
            // Pauses of up to 1, 2, 4 and 8 seconds: 7.5 s in the mean.
            let all: Duration = slept.iter().sum();
            assert!(all > seconds(30) && all < seconds(150), "{status} {value}: {slept:?}");
        }
    }
}

#[tokio::test]
async fn a_429_that_says_now_is_not_repeated_beyond_the_deadline() {
    let server = failing(usize::MAX, 429, Some("0")).await;
    let clock = Hurried::default();
    let retry = Retry::new().attempts(100).backoff(seconds(60), seconds(60));
    let client = builder(&server, &clock).deadline(seconds(100)).retry(retry).build().unwrap();
    let error = client.zone(ZONE).unwrap().custom_csrs().get("it").await.unwrap_err();
    assert!(clock.slept() < seconds(100) && error.attempts() < 100, "{:?}", clock.slept());
    assert!(error.is_rate_limited(), "{error}");
}

#[tokio::test]
async fn a_wait_beyond_the_deadline_is_not_begun() {
    for status in [503, 429] {
        let server = failing(1, status, Some("100")).await;
        let clock = Hurried::default();
        let client = builder(&server, &clock).deadline(seconds(99)).build().unwrap();
        let error = client.zone(ZONE).unwrap().custom_csrs().get("it").await.unwrap_err();
        assert_eq!((error.kind(), error.retry_after()), (ErrorKind::Api, Some(seconds(100))));
        assert_eq!((clock.sleeps().len(), server.sent().len()), (0, 1));
        assert!(error.to_string().contains("the server asks to wait 100 s"), "{error}");
    }
}

#[tokio::test]
async fn a_429_without_a_time_is_waited_for_longer_each_time() {
    let server = failing(3, 429, None).await;
    let clock = Hurried::default();
    let client = builder(&server, &clock).build().unwrap();
    client.zone(ZONE).unwrap().custom_csrs().get("it").await.unwrap();
    assert_eq!(clock.sleeps(), [30, 60, 120].map(seconds));
}

#[tokio::test]
async fn after_a_429_all_clones_of_the_client_wait() {
    let server = failing(1, 429, Some("50")).await;
    let clock = Hurried::default();
    let client = builder(&server, &clock).retry(Retry::never()).build().unwrap();
    let one = client.zone(ZONE).unwrap().custom_csrs();
    let other = client.clone().account(crate::support::ACCOUNT).unwrap().access_certificates();
    one.get("it").await.unwrap_err();
    assert!(clock.sleeps().is_empty(), "the call that failed does not wait");
    other.get("it").await.unwrap();
    assert_eq!(clock.sleeps(), [seconds(50)]);
}

#[tokio::test]
async fn the_budget_of_all_calls_ends_repetitions() {
    let server = failing(usize::MAX, 500, None).await;
    let clock = Hurried::default();
    let client = builder(&server, &clock).retry_budget(6).build().unwrap();
    let csrs = client.zone(ZONE).unwrap().custom_csrs();
    let mut attempts = Vec::new();
    for _ in 0..4 {
        attempts.push(csrs.get("it").await.unwrap_err().attempts());
    }
    assert_eq!(attempts, [5, 3, 1, 1]);
}

#[tokio::test]
async fn ten_successes_give_a_repetition_back() {
    // Two failures use up the budget of one; the third comes after ten successes.
    let server = Server::with(|_, before| match before {
        0 | 1 | 12 => Answer::json(500, &failure(1000, "no")),
        _ => Answer::json(200, &ok(json!({ "id": "it" }))),
    })
    .await;
    let client = builder(&server, &Hurried::default()).retry_budget(1).build().unwrap();
    let csrs = client.zone(ZONE).unwrap().custom_csrs();
    assert_eq!(csrs.get("it").await.unwrap_err().attempts(), 2);
    for _ in 0..11 {
        csrs.get("it").await.unwrap();
    }
    assert_eq!(server.sent().len(), 14, "the thirteenth request failed and was repeated");
}

#[tokio::test]
async fn options_of_a_call_win_over_the_client() {
    let server = failing(usize::MAX, 500, None).await;
    let client = builder(&server, &Hurried::default()).build().unwrap();
    let zone = client.zone(ZONE).unwrap();
    let twice = zone.with(Options::new().retry(Retry::new().attempts(2)));
    assert_eq!(twice.custom_csrs().get("it").await.unwrap_err().attempts(), 2);
    let never = zone.with(Options::new().retry(Retry::never()));
    assert_eq!(never.custom_csrs().get("it").await.unwrap_err().attempts(), 1);
    assert_eq!(zone.custom_csrs().get("it").await.unwrap_err().attempts(), 5);
}

#[tokio::test]
async fn a_conflict_is_repeated_where_it_passes_and_nowhere_else() {
    let busy = |_: &crate::support::Sent, before| match before {
        0 => Answer::json(409, &failure(12132, "busy")),
        _ => Answer::json(200, &ok(json!([]))),
    };
    let server = Server::with(busy).await;
    let client = builder(&server, &Hurried::default()).build().unwrap();
    let setting = AccessCertificateSettingsInput::builder()
        .hostname("a.example.com")
        .china_network(false)
        .client_certificate_forwarding(true)
        .build();
    let update = AccessCertificateSettingsUpdate::builder().settings([setting]).build();
    client.zone(ZONE).unwrap().access_certificates().settings().update(&update).await.unwrap();
    assert_eq!(server.sent().len(), 2);

    let server = Server::with(busy).await;
    let client = builder(&server, &Hurried::default()).build().unwrap();
    let error = client.zone(ZONE).unwrap().custom_csrs().delete("it").await.unwrap_err();
    assert!(error.is_conflict());
    assert_eq!(server.sent().len(), 1);
}

#[tokio::test]
async fn a_repeated_request_is_the_same_request() {
    let server = failing(1, 500, None).await;
    let client = builder(&server, &Hurried::default()).build().unwrap();
    let update = cloudflare_certificates::types::AccessCertificateUpdate::builder()
        .associated_hostnames(["a.example.com"])
        .build();
    client.zone(ZONE).unwrap().access_certificates().update("it", &update).await.unwrap();
    let sent = server.sent();
    assert_eq!((&sent[0].path, &sent[0].body), (&sent[1].path, &sent[1].body));
    assert_eq!(sent[0].headers.len(), sent[1].headers.len());
    assert_eq!(sent[1].header("authorization"), sent[0].header("authorization"));
}
