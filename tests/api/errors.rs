//! What an error tells.

use std::error::Error as _;
use std::time::Duration;

use crate::support::clock::Hurried;
use crate::support::{ACCOUNT, Answer, Server, TOKEN, ZONE, failure};
use cloudflare_certificates::http::Method;
use cloudflare_certificates::types::{NewAccessCertificate, NewKeylessCertificate};
use cloudflare_certificates::{Client, Error, ErrorKind, Options, RateLimit, Retry};
use serde_json::json;
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
async fn wrong_credentials_are_known_by_their_codes_too() {
    for (status, code, message) in [
        (400, 6003, "Invalid request headers"),
        (400, 9106, "Missing X-Auth-Key, X-Auth-Email or Authorization headers"),
        (400, 9107, "Missing X-Auth-Email header"),
        (400, 10001, "Unable to authenticate request"),
        (401, 1000, "Invalid API Token"),
        (403, 9109, "Invalid access token"),
    ] {
        let error = get(Answer::json(status, &failure(code, message))).await;
        assert!(error.is_permission_denied(), "{error}");
        assert!(error.to_string().contains("the credentials are wrong, no longer valid"), "{error}");
    }
    // The token is known, and lacks a permission.
    let error = get(Answer::json(403, &failure(9109, "Unauthorized to access requested resource"))).await;
    assert!(error.to_string().contains("a token needs one of"), "{error}");
    // Codes are numbered per service.
    for (status, code, message) in [
        (400, 10001, "Invalid zone name"),
        (400, 1002, "Authentication error"),
        (404, 6003, "Invalid request headers"),
        (500, 9106, "Missing header"),
    ] {
        assert!(!get(Answer::json(status, &failure(code, message))).await.is_permission_denied(), "{code}");
    }
}

#[tokio::test]
async fn a_303_and_a_408_leave_a_create_in_doubt_and_not_a_read() {
    for answer in
        [Answer::json(408, &failure(1, "x")), Answer::text(303, "text/html", "").header("location", "/x")]
    {
        let error = create(answer.clone()).await;
        assert!(error.may_have_taken_effect(), "{error}");
        assert!(error.to_string().contains("look before repeating"), "{error}");
        assert!(!get(answer).await.may_have_taken_effect());
    }
}

/// Who reads it at night wants to know which zone, and which certificate.
#[tokio::test]
async fn it_names_the_zone_or_account_and_the_ids_of_its_target() {
    let server = Server::answering(Answer::json(404, &failure(1002, "no"))).await;
    let error = server.zone().custom_certificates().get("zertifikat-ä").await.unwrap_err();
    let target = error.target().unwrap();
    assert_eq!((target.zone_id(), target.account_id()), (Some(ZONE), None));
    assert_eq!(target.id("custom_certificate_id"), Some("zertifikat-ä"));
    assert_eq!(target.path(), format!("/zones/{ZONE}/custom_certificates/zertifikat-%C3%A4"));
    assert!(error.to_string().contains(&format!("(GET {})", target.path())), "{error}");

    let error = server.account().custom_csrs().get("it").await.unwrap_err();
    let target = error.target().unwrap();
    assert_eq!((target.zone_id(), target.account_id()), (None, Some(ACCOUNT)));
    assert_eq!(target.id("custom_csr_id"), Some("it"));

    let request = server.client().request(Method::GET, ["accounts", ACCOUNT, "things", "it"]);
    let error = request.send::<serde_json::Value>().await.unwrap_err();
    assert_eq!(error.target().unwrap().account_id(), Some(ACCOUNT));
}

#[tokio::test]
async fn an_id_that_is_refused_is_not_shown() {
    let server = Server::returning(json!({})).await;
    let error = server.zone().custom_certificates().get("pass/word").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    let target = error.target().unwrap();
    assert_eq!((target.zone_id(), target.id("custom_certificate_id")), (Some(ZONE), None));
    for text in [error.to_string(), format!("{error:?}"), format!("{error:#?}")] {
        assert!(!text.contains("pass") && text.contains("{custom_certificate_id}"), "{text}");
    }
}

/// Not the server asks to wait: nothing was sent.
#[tokio::test]
async fn at_the_clients_own_limit_it_says_when_there_will_be_room() {
    let server = Server::returning(json!({ "id": "it" })).await;
    let client = Client::builder()
        .api_token(TOKEN)
        .base_url(server.base_url())
        .rate_limit(RateLimit::new(1, Duration::from_secs(60)))
        .deadline(Duration::from_secs(30))
        .clock(Hurried::default());
    let csrs = client.build().unwrap().zone(ZONE).unwrap().custom_csrs();
    csrs.get("it").await.unwrap();
    let error = csrs.get("it").await.unwrap_err();
    assert!(error.is_rate_limited() && error.retry_after().is_some() && error.attempts() == 0);
    let text = error.to_string();
    assert!(text.contains("there will be room in 60 s") && !text.contains("the server asks"), "{text}");
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
    let text = error.to_string().to_lowercase();
    assert!(text.contains(&format!("cannot connect to {address}: ")), "{text}");
    assert!(text.contains("refused"), "the cause: {text}");
}

#[tokio::test]
async fn a_host_that_does_not_exist_is_named_and_nothing_else_of_the_url() {
    let client = Client::builder().api_token(TOKEN).base_url("https://no-such-host.invalid/canary-path");
    let client = client.retry(Retry::never()).build().unwrap();
    let request = client.request(Method::GET, ["things"]).query("canary", "canary");
    let error = request.send::<serde_json::Value>().await.unwrap_err();
    let text = error.to_string();
    assert!(text.contains("cannot connect to no-such-host.invalid:443: "), "{text}");
    let root = std::iter::successors(error.source(), |&error| error.source()).last().unwrap();
    assert!(text.contains(&root.to_string()) && !format!("{error:?}").contains("canary"), "{error:?}");
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
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert_eq!((error.attempts(), error.status()), (0, None));
    let text = error.to_string();
    for field in ["`certificate`", "`host`", "`port` must be from 1 to 65535, it is 0"] {
        assert!(text.contains(field), "{text}");
    }
}

#[tokio::test]
async fn the_causes_of_an_error_are_errors_too() {
    let body = json!({ "success": false, "result": null, "errors": [{
        "code": 6003, "message": "Invalid request headers",
        "error_chain": [{ "code": 6111, "message": "Invalid format for Authorization header" }],
    }] });
    let server = Server::answering(Answer::json(400, &body)).await;
    let error = server.zone().custom_csrs().get("it").await.unwrap_err();
    assert!(error.has_code(6003) && error.has_code(6111));
    assert!(error.to_string().contains("6111 Invalid format for Authorization header"), "{error}");
}

#[tokio::test]
async fn a_body_that_is_not_the_apis_is_said_to_be_foreign() {
    let server = Server::answering(Answer::json(500, &json!({ "error": "database is down" }))).await;
    let error = server.zone().custom_csrs().get("it").await.unwrap_err();
    assert!(error.to_string().contains("not in the API's form"), "{error}");
}

#[tokio::test]
async fn ids_that_have_something_in_common_with_the_token_are_shown() {
    let server = Server::answering(Answer::json(404, &failure(1002, "no such certificate"))).await;
    let id = format!("{}-0000", &TOKEN[..16]);
    let error = server.zone().custom_certificates().get(&id).await.unwrap_err();
    assert_eq!(error.target().and_then(|target| target.id("custom_certificate_id")), Some(id.as_str()));
    let error = server.zone().custom_certificates().get(TOKEN).await.unwrap_err();
    assert!(!format!("{error} {error:?} {error:#?}").contains(TOKEN), "the token itself is not");
}

#[tokio::test]
async fn a_404_for_a_wrong_route_or_wrong_credentials_is_no_absence() {
    for (code, absent) in [(1000, true), (7000, false), (7003, false), (9109, false), (10000, false)] {
        let server = Server::answering(Answer::json(404, &failure(code, "x"))).await;
        let found = server.zone().custom_csrs().get_opt("x").await;
        assert_eq!(matches!(found, Ok(None)), absent, "{code}: {found:?}");
    }
}

#[tokio::test]
async fn a_code_that_means_absence_does_so_only_in_a_refusal() {
    for (status, absent) in [(400, true), (404, true), (500, false)] {
        let server = Server::answering(Answer::json(status, &failure(1002, "x"))).await;
        let found = server.zone().custom_certificates().get_opt("x").await;
        assert_eq!(matches!(found, Ok(None)), absent, "{status}: {found:?}");
    }
}
