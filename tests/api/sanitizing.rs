//! What a server says is sanitized before it becomes part of an error: no secret, no part of one, one bounded line.

use std::error::Error as _;
use std::time::{Duration, Instant};

use crate::support::{Answer, Server, TOKEN, ZONE, failure, ok};
use cloudflare_certificates::http::{Method, StatusCode};
use cloudflare_certificates::middleware::{Answered, CallRequest, CallResponse, Middleware, Next};
use cloudflare_certificates::types::{CustomCertificatePriorities, NewCustomCertificate};
use cloudflare_certificates::{Client, Error, ErrorKind, Retry};
use serde_json::{Value, json};

const LINES: [&str; 3] = [
    "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgevZzL1gdAFr88hb2",
    "OF/2NxApJCzGCEDdfSp6VQO30hyhRANCAAQRWz+jn65BtOMvdyHKcvjBeBSDZH2r",
    "1RTwjmYSi9R/zpBnuQ4EiMnCqfMPWiZqB4QdbAd0E7oH50VpuZ1P087G",
];

fn pem() -> String {
    format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", LINES.join("\n"))
}

/// Everything that an error shows.
fn shown(error: &Error) -> Vec<String> {
    let mut shown = vec![
        error.to_string(),
        format!("{error:?}"),
        format!("{error:#?}"),
        format!("{:?}", error.errors()),
        error.field().unwrap_or_default().to_owned(),
        error.cf_ray().unwrap_or_default().to_owned(),
    ];
    let mut source = error.source();
    while let Some(cause) = source {
        shown.extend([cause.to_string(), format!("{cause:?}")]);
        source = cause.source();
    }
    shown
}

/// Fails if so many characters in a row of the secret are shown.
fn assert_hides(error: &Error, secret: &str, length: usize) {
    for text in shown(error) {
        for part in secret.as_bytes().windows(length).map(|part| std::str::from_utf8(part).unwrap()) {
            assert!(!text.contains(part), "{part} in {text}");
        }
    }
}

fn assert_hides_the_key(error: &Error) {
    LINES.iter().for_each(|line| assert_hides(error, line, 8));
}

fn assert_is_one_line(text: &str) {
    let breaks = |c: char| {
        c.is_control()
            || matches!(c, '\u{2028}' | '\u{2029}' | '\u{200b}'..='\u{200f}')
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    assert!(!text.contains(breaks), "{text:?}");
}

async fn create(answer: Answer) -> Error {
    let server = Server::answering(answer).await;
    let new = NewCustomCertificate::with_key("certificate", pem()).build();
    server.zone().custom_certificates().create(&new).await.unwrap_err()
}

async fn post(answer: Answer, body: &Value) -> Error {
    let server = Server::answering(answer).await;
    let request = server.client().request(Method::POST, ["zones", ZONE, "things"]).json(body);
    request.send::<Value>().await.unwrap_err()
}

/// Ways in which a server quotes a private key.
fn quotes() -> Vec<String> {
    let joined = LINES.join("");
    let chunks = |length: usize, separator: &str| {
        let chunks = joined.as_bytes().chunks(length).map(|chunk| std::str::from_utf8(chunk).unwrap());
        chunks.collect::<Vec<_>>().join(separator)
    };
    vec![
        pem(),
        pem().replace('\n', "\r\n"),
        pem().replace('\n', "\\n"),
        pem().replace("-----BEGIN PRIVATE KEY-----\n", ""),
        LINES.join("\n"),
        LINES.join("\r\n"),
        LINES.join("\\n"),
        LINES.join("\\\\n"),
        LINES.join("…"),
        joined.clone(),
        chunks(76, "\n"),
        chunks(20, "…"),
        chunks(12, "\u{200b}"),
        joined.replace('+', "%2B").replace('/', "%2F"),
        joined.replace('/', "\\/"),
        joined[10..40].to_owned(),
        LINES[1][..20].to_owned(),
        LINES.iter().map(|line| format!("> {line} <")).collect(),
    ]
}

#[tokio::test]
async fn no_part_of_a_private_key_shows_however_it_is_quoted() {
    for quote in quotes() {
        let message = format!("cannot parse {quote}");
        let body = json!({
            "success": false, "result": null,
            "errors": [{ "code": 1, "message": message, "documentation_url": quote, "source": { "pointer": quote } }],
        });
        for status in [200, 400] {
            let error = create(Answer::json(status, &body)).await;
            assert_hides_the_key(&error);
            let text = error.to_string();
            assert!(text.contains("cannot parse") && text.contains("[redacted]"), "{text}");
            let error = post(Answer::json(status, &body), &json!({ "deep": [{ "key": pem() }] })).await;
            assert_hides_the_key(&error);
        }
    }
}

/// Not this request's key, so that only the markers tell.
#[tokio::test]
async fn a_private_key_of_somebody_else_is_known_by_either_of_its_markers() {
    let (begin, end) = ("-----BEGIN EC PRIVATE KEY-----", "-----END EC PRIVATE KEY-----");
    let other = "b3RoZXJvdGhlcm90aGVyb3RoZXI0NTY3ODkwMTIzNDU2Nzg5MA";
    for text in [format!("{begin}\n{other}\n{end}"), format!("{begin} {other}"), format!("{other}\\n{end}")] {
        let error = create(Answer::json(400, &failure(1, &text))).await;
        assert_hides(&error, other, 8);
    }
    let prose = "the private key does not match the certificate";
    let error = create(Answer::json(400, &failure(1, prose))).await;
    assert!(error.to_string().contains(prose), "{error}");
}

/// The names of a map are the server's own.
#[tokio::test]
async fn the_field_of_a_decode_error_is_sanitized() {
    type Maps = std::collections::BTreeMap<String, u8>;
    let controls = "a\nb\u{1b}[31mc\u{85}d\u{2028}e\u{202e}f".to_owned();
    for key in [controls, TOKEN.to_owned(), pem(), "k".repeat(1_000_000)] {
        let server = Server::answering(Answer::json(200, &ok(json!({ &key: "no number" })))).await;
        let request = server.client().request(Method::GET, ["things"]);
        let error = request.send::<Maps>().await.unwrap_err();
        let field = error.field().unwrap();
        assert!(field.starts_with("result.") && field.chars().count() <= 500, "{field}");
        assert_is_one_line(field);
        assert_hides(&error, TOKEN, 8);
        assert!(
            !field.contains("BEGIN PRIVATE KEY") && !error.to_string().contains("BEGIN PRIVATE KEY"),
            "{error}"
        );
    }
}

#[tokio::test]
async fn a_message_stays_on_its_line_and_looks_like_what_it_says() {
    let message = "a\r\nb\tc\u{1b}[31md\u{7f}e\u{85}f\u{2028}g\u{2029}h\u{202e}i\u{2066}j\u{200b}k\u{feff}l";
    let error = create(Answer::json(400, &failure(1, message))).await;
    assert_eq!(error.errors()[0].message, "a  b c [31md e f g hijkl");
    for text in [error.to_string(), format!("{error:?}")] {
        assert_is_one_line(&text);
    }
}

/// `api_token("t")` is not a secret, and every message has a `t`.
#[tokio::test]
async fn credentials_that_are_too_short_to_be_secret_do_not_shred_messages() {
    for (token, ray) in [
        ("t", "8f0c1d2e3f4a5b6c-AMS"),
        ("Unauth", "8f0c1d2e3f4a5b6c-AMS"),
        ("8f0c1d2", "8f0c1d2e3f4a5b6c-AMS"),
    ] {
        let server = Server::answering(Answer::json(403, &failure(9109, "Unauthorized"))).await;
        let client = Client::builder().api_token(token).base_url(server.base_url()).retry(Retry::never());
        let zone = client.build().unwrap().zone(ZONE).unwrap();
        let error = zone.custom_csrs().get("it").await.unwrap_err();
        assert!(error.to_string().contains("9109 Unauthorized"), "{error}");
        assert_eq!(error.cf_ray(), Some(ray));
    }
}

/// The email is hidden as a whole, in any case; its domain is a word of many messages.
#[tokio::test]
async fn the_email_of_the_global_api_key_is_hidden_but_its_domain_is_not() {
    const KEY: &str = "c2547eb745079dac9320b638f5e225cf483cc";
    let message = format!("Admin@customers.example.com and its key {KEY} may not use customers.example.com");
    let server = Server::answering(Answer::json(403, &failure(1, &message))).await;
    let client = Client::builder().email("admin@customers.example.com").api_key(KEY);
    let zone = client.base_url(server.base_url()).build().unwrap().zone(ZONE).unwrap();
    let error = zone.custom_csrs().get("it").await.unwrap_err();
    assert_eq!(
        error.errors()[0].message,
        "[redacted] and its key [redacted] may not use customers.example.com"
    );
}

/// Of a request of the caller's own nobody knows the fields.
#[tokio::test]
async fn of_a_callers_own_json_every_string_of_16_characters_is_a_secret() {
    let body = json!({
        "anything": ["correct horse battery"],
        "certificate_authority_name": "short",
        "by_token": { "k7Gq2mZpX9vLr4Tn8wBc": true },
        "host": "a.example.com",
    });
    let message = "no correct horse battery, k7Gq2mZpX9vLr4Tn8wBc, rrect horse batte; \
                   certificate_authority_name of a.example.com is short";
    let error = post(Answer::json(400, &failure(1, message)), &body).await;
    assert_eq!(
        error.errors()[0].message,
        "no [redacted]; certificate_authority_name of a.example.com is short"
    );
}

#[tokio::test]
async fn messages_of_successes_and_rays_are_sanitized_too() {
    let server = Server::with(|_, _| {
        let message = format!("deprecated {TOKEN}\n{}", LINES[0]);
        let body = json!({ "success": true, "result": { "id": "x" }, "messages": [{ "code": 1, "message": message }] });
        Answer::json(200, &body)
    })
    .await;
    let new = NewCustomCertificate::with_key("certificate", pem()).build();
    let created = server.zone().custom_certificates().create(&new).await.unwrap();
    assert_eq!(created.meta().messages()[0].message, "deprecated [redacted]");

    let mut answer = Answer::json(400, &failure(1, "no"));
    answer.headers.retain(|(name, _)| name != "cf-ray");
    let error = create(answer.header("cf-ray", &LINES[0][..40])).await;
    assert_hides_the_key(&error);
    assert_eq!(error.cf_ray(), None);
}

#[tokio::test]
async fn a_hundred_thousand_errors_are_a_bounded_line() {
    let errors = vec![json!({ "code": 1, "message": "é".repeat(60) }); 100_000];
    let body = json!({ "success": false, "errors": errors, "result": null });
    let error = create(Answer::json(400, &body)).await;
    assert_eq!(error.errors().len(), 100);
    let text = error.to_string();
    assert!(text.len() <= 3 * 1024 && format!("{error:?}").len() <= 4 * 1024, "{}", text.len());
    assert!(format!("{error:#?}").len() <= 64 * 1024 + 4);
    assert!(text.contains(" more; cf-ray 8f0c1d2e3f4a5b6c-AMS"), "what follows is still there: {text}");
}

#[tokio::test]
async fn a_hundred_thousand_violations_are_a_bounded_line() {
    let server = Server::returning(json!(null)).await;
    let order = CustomCertificatePriorities::in_order(vec![""; 100_000]);
    let error = server.zone().custom_certificates().prioritize(&order).await.unwrap_err();
    assert_eq!((error.kind(), error.violations().len()), (ErrorKind::InvalidRequest, 100_000));
    let text = error.to_string();
    assert!(text.len() <= 3 * 1024 && text.ends_with(" more"), "{text}");
    assert!(format!("{error:#?}").len() <= 64 * 1024 + 4);
}

#[tokio::test]
async fn paths_of_the_callers_own_are_bounded_and_stay_on_the_line() {
    for (segment, refused) in [("a\nb\u{1b}".to_owned(), true), ("x".repeat(1_000_000), false)] {
        let client = Client::builder().api_token(TOKEN).base_url("http://127.0.0.1:1").retry(Retry::never());
        let request = client.build().unwrap().request(Method::GET, ["zones", &segment]);
        let error = request.send::<Value>().await.unwrap_err();
        assert_eq!(error.kind() == ErrorKind::InvalidRequest, refused, "{error}");
        for text in [error.to_string(), format!("{error:?}")] {
            assert!(text.len() <= 4 * 1024);
            assert_is_one_line(&text);
        }
        assert!(format!("{error:#?}").len() <= 64 * 1024 + 4);
        assert!(error.target().is_none_or(|target| target.path().len() < 2_100));
    }
}

/// A token that slipped into a path shows nowhere.
#[tokio::test]
async fn a_token_in_a_path_of_the_callers_own_does_not_show() {
    let server = Server::answering(Answer::json(404, &failure(1, "no"))).await;
    let error = server.client().request(Method::GET, ["zones", TOKEN]).send::<Value>().await.unwrap_err();
    assert_hides(&error, TOKEN, 8);
    assert!(!error.path().unwrap().contains(TOKEN));
    assert_eq!(error.target().unwrap().zone_id(), Some("[redacted]"));
}

/// Responds with an error of the API, whatever is asked.
struct Double(String);

impl Middleware for Double {
    fn handle<'a>(&'a self, _: CallRequest, _: Next<'a>) -> Answered<'a> {
        Box::pin(async move { Ok(CallResponse::new(StatusCode::BAD_REQUEST, self.0.clone())) })
    }
}

/// How long it takes until the error of a request with this body is there.
async fn time_of(body: &Value, response: &Value) -> (Duration, Error) {
    let client = Client::builder().api_token(TOKEN).middleware(Double(response.to_string())).build().unwrap();
    let request = client.request(Method::POST, ["things"]).json(body);
    let started = Instant::now();
    let error = request.send::<Value>().await.unwrap_err();
    (started.elapsed(), error)
}

/// Nothing that a server says makes a call slow: the request is read once, and compared in linear time.
#[tokio::test]
async fn large_requests_and_responses_are_sanitized_in_bounded_time() {
    let secret = "k7Gq2mZpX9vLr4Tn8wBc";
    let uniform = json!({ "list": ["a".repeat(50 << 20)], "key": secret });
    let varied: Vec<String> =
        (0..1_500_000_u32).map(|number| format!("hostname-{number}.example.com")).collect();
    let varied = json!({ "list": varied, "key": secret });
    let small = json!({ "key": secret });
    let message =
        format!("{secret} {} hostname-399999.example {}", "a".repeat(1000), "hostname-".repeat(200));
    let errors = |count| {
        let error = json!({ "code": 1, "message": message, "source": { "pointer": message } });
        json!({ "success": false, "errors": vec![error; count], "result": null })
    };
    for (sent, count) in [(&uniform, 100), (&varied, 100), (&small, 10_000)] {
        let (time, error) = time_of(sent, &errors(count)).await;
        assert_hides(&error, secret, 12);
        // A build for tests on a slow machine; what grows faster than the request takes minutes.
        assert!(time < Duration::from_secs(6), "{time:?} for {count} errors");
    }
}
