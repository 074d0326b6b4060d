//! What an error tells.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on shall panic"
)]

mod support;

use std::error::Error as _;
use std::time::Duration;

use cloudflare_certificates::types::{NewAccessCertificate, NewKeylessCertificate};
use cloudflare_certificates::{Client, Error, ErrorKind, Options, Retry};
use serde_json::json;
use support::{Answer, Server, TOKEN, ZONE, failure};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

async fn get(answer: Answer) -> Error {
    Server::answering(answer).await.zone().custom_certificates().get("x").await.unwrap_err()
}

async fn create(answer: Answer) -> Error {
    let server = Server::answering(answer).await;
    let keyless = NewKeylessCertificate::builder().certificate("pem").host("example.com").port(24008).build();
    server.zone().keyless_certificates().create(&keyless).await.unwrap_err()
}

#[tokio::test]
async fn its_display_is_one_line_that_says_it_all() {
    let error = get(Answer::json(404, &failure(1002, "no such\ncertificate"))).await;
    assert_eq!(
        error.to_string(),
        format!(
            "custom_certificates_get (GET /zones/{ZONE}/custom_certificates/x): \
             404 Not Found; 1002 no such certificate; cf-ray 8f0c1d2e3f4a5b6c-AMS"
        )
    );
}

#[tokio::test]
async fn it_names_operation_status_codes_and_ray() {
    let error = get(Answer::json(409, &failure(1420, "in use"))).await;
    assert_eq!(error.operation(), Some("custom_certificates_get"));
    assert_eq!(error.method(), Some("GET"));
    assert_eq!(error.path(), Some("/zones/{zone_id}/custom_certificates/{custom_certificate_id}"));
    assert_eq!(error.status().unwrap().as_u16(), 409);
    assert_eq!(error.errors()[0].message, "in use");
    assert!(error.has_code(1420) && !error.has_code(1421));
    assert!(error.is_conflict());
    assert_eq!(error.cf_ray(), Some("8f0c1d2e3f4a5b6c-AMS"));
    assert_eq!(error.attempts(), 1);
}

#[tokio::test]
async fn a_missing_permission_is_named() {
    let error = get(Answer::json(403, &failure(10000, "Authentication error"))).await;
    assert!(error.is_permission_denied());
    let text = error.to_string();
    assert!(
        text.contains("a token needs one of: SSL and Certificates Read, SSL and Certificates Write"),
        "{text}"
    );
}

#[tokio::test]
async fn the_wait_that_the_server_asks_for_is_told() {
    let error = get(Answer::json(429, &failure(971, "slow down")).header("retry-after", "17")).await;
    assert!(error.is_rate_limited() && error.is_retryable());
    assert_eq!(error.retry_after(), Some(Duration::from_secs(17)));
    assert!(error.to_string().contains("wait 17 s"), "{error}");
}

#[tokio::test]
async fn a_retry_after_of_any_form_is_no_panic() {
    for text in ["18446744073709551615", "-1", "99999999999999999999999", "soon", "", "1.5"] {
        let error = get(Answer::json(429, &failure(971, "slow down")).header("retry-after", text)).await;
        assert!(error.retry_after().is_none_or(|wait| wait <= Duration::from_secs(86_400)), "{text}");
    }
}

#[tokio::test]
async fn it_is_retryable_by_status() {
    for status in [408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524] {
        assert!(get(Answer::json(status, &failure(1000, "x"))).await.is_retryable(), "{status}");
    }
    for status in [400, 401, 403, 404, 405, 409, 413, 422, 501] {
        assert!(!get(Answer::json(status, &failure(1000, "x"))).await.is_retryable(), "{status}");
    }
}

#[tokio::test]
async fn a_create_may_have_taken_effect_unless_the_server_refused_it() {
    for status in [500, 502, 503, 504, 520, 524] {
        assert!(create(Answer::json(status, &failure(1000, "x"))).await.may_have_taken_effect(), "{status}");
    }
    for status in [400, 401, 403, 404, 409, 422, 429] {
        assert!(!create(Answer::json(status, &failure(1000, "x"))).await.may_have_taken_effect(), "{status}");
    }
    assert!(!create(Answer::json(200, &failure(1000, "x"))).await.may_have_taken_effect());
    assert!(create(Answer::text(502, "text/html", "<html>")).await.may_have_taken_effect());
}

#[tokio::test]
async fn a_read_never_takes_effect() {
    for status in [400, 500, 502] {
        assert!(!get(Answer::json(status, &failure(1000, "x"))).await.may_have_taken_effect());
    }
}

fn client_of(address: std::net::SocketAddr) -> Client {
    Client::builder()
        .api_token(TOKEN)
        .base_url(format!("http://{address}"))
        .retry(Retry::never())
        .build()
        .unwrap()
}

async fn create_at(address: std::net::SocketAddr, options: Options) -> Error {
    let zone = client_of(address).zone(ZONE).unwrap().with(options);
    let root = NewAccessCertificate::builder().certificate("pem").name("n").build();
    zone.access_certificates().create(&root).await.unwrap_err()
}

#[tokio::test]
async fn a_refused_connection_has_sent_nothing() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);

    let error = create_at(address, Options::new()).await;

    assert_eq!(error.kind(), ErrorKind::Transport);
    assert!(error.is_retryable() && !error.may_have_taken_effect());
    assert!(error.source().is_some());
    assert!(error.to_string().contains("repeating is safe"), "{error}");
}

#[tokio::test]
async fn a_connection_that_breaks_after_the_request_leaves_doubt() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = tokio::spawn(async move {
        let (mut connection, _) = listener.accept().await.unwrap();
        let mut buffer = [0; 16];
        connection.read_exact(&mut buffer).await.unwrap();
    });

    let error = create_at(address, Options::new()).await;

    server.await.unwrap();
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert!(error.may_have_taken_effect());
    assert!(error.to_string().contains("look before repeating"), "{error}");
}

#[tokio::test]
async fn no_answer_in_time_is_a_timeout_that_leaves_doubt() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();

    let error = create_at(address, Options::new().timeout(Duration::from_millis(50))).await;

    assert!(error.is_timeout() && error.is_retryable() && error.may_have_taken_effect());
    assert_eq!(error.status(), None);
}

#[tokio::test]
async fn an_answer_that_breaks_off_keeps_its_status() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = tokio::spawn(async move {
        let (mut connection, _) = listener.accept().await.unwrap();
        let mut buffer = [0; 16];
        connection.read_exact(&mut buffer).await.unwrap();
        connection.write_all(b"HTTP/1.1 201 Created\r\ncontent-length: 1000\r\n\r\n{\"succ").await.unwrap();
    });

    let error = create_at(address, Options::new()).await;

    server.await.unwrap();
    assert_eq!((error.kind(), error.status().unwrap().as_u16()), (ErrorKind::Transport, 201));
    assert!(error.may_have_taken_effect());
}

#[tokio::test]
async fn its_display_repeats_the_root_cause_alone() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let error = create_at(address, Options::new()).await;
    let mut source = error.source().unwrap();
    while let Some(next) = source.source() {
        assert!(!error.to_string().contains(&source.to_string()), "{error} / {source}");
        source = next;
    }
    assert!(error.to_string().contains(&source.to_string()), "{error} / {source}");
}

/// What a `main` that returns it shows, and `unwrap`.
#[tokio::test]
async fn its_debug_is_its_line_with_the_sources_for_people() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let error = create_at(address, Options::new()).await;
    let (line, source) = (error.to_string(), error.source().unwrap());
    let shown = format!("{error:?}");
    assert!(shown.starts_with(&format!("{line}; because: {source}")), "{shown}");
    assert!(!shown.contains('\n') && !shown.contains("Inner"), "{shown}");
    assert!(format!("{error:#?}").contains("kind: Transport"), "every field, for who looks closer");
}

#[tokio::test]
async fn a_refusal_lists_every_reason() {
    let server = Server::returning(json!(null)).await;
    let keyless = NewKeylessCertificate::builder().certificate("").host("").port(0).build();
    let error = server.zone().keyless_certificates().create(&keyless).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Refused);
    assert_eq!((error.attempts(), error.status()), (0, None));
    let text = error.to_string();
    for field in ["`certificate`", "`host`", "`port` must be from 1 to 65535, it is 0"] {
        assert!(text.contains(field), "{text}");
    }
}
