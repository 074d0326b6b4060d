//! Layers of the users' own around every call.

use std::sync::{Arc, Mutex};

use crate::support::clock::Hurried;
use crate::support::{Answer, Server, TOKEN, ZONE, failure, ok};
use cloudflare_certificates::http::{HeaderValue, Method, StatusCode};
use cloudflare_certificates::middleware::{Answered, CallRequest, CallResponse, Middleware, Next};
use cloudflare_certificates::types::{NewCustomCertificate, NewCustomCsr};
use cloudflare_certificates::{Client, ErrorKind};
use serde_json::json;

type Log = Arc<Mutex<Vec<String>>>;

/// Notes when a call goes in and comes out.
struct Noting(&'static str, Log);

impl Middleware for Noting {
    fn handle<'a>(&'a self, mut request: CallRequest, next: Next<'a>) -> Answered<'a> {
        Box::pin(async move {
            let Self(name, log) = self;
            log.lock().unwrap().push(format!(
                "{name} in: {} {}",
                request.operation(),
                request.path_template()
            ));
            request.headers_mut().insert(*name, HeaderValue::from_static("was here"));
            let outcome = next.run(request).await;
            let end = match &outcome {
                Ok(response) => response.status().to_string(),
                Err(error) => error.kind().name().to_owned(),
            };
            log.lock().unwrap().push(format!("{name} out: {end}"));
            outcome
        })
    }
}

#[tokio::test]
async fn the_first_layer_is_the_outermost_and_stands_around_all_attempts() {
    let server = Server::with(|_, before| match before {
        0 => Answer::json(500, &failure(1000, "no")),
        _ => Answer::json(200, &ok(json!({ "id": "it" }))),
    })
    .await;
    let log = Log::default();
    let client = Client::builder()
        .api_token(TOKEN)
        .base_url(server.base_url())
        .clock(Hurried::default())
        .middleware(Noting("x-outer", Arc::clone(&log)))
        .middleware(Noting("x-inner", Arc::clone(&log)))
        .build()
        .unwrap();
    client.zone(ZONE).unwrap().custom_csrs().get("it").await.unwrap();
    let template = "/{accounts_or_zones}/{account_or_zone_id}/custom_csrs/{custom_csr_id}";
    assert_eq!(
        *log.lock().unwrap(),
        [
            format!("x-outer in: custom_csrs_get {template}"),
            format!("x-inner in: custom_csrs_get {template}"),
            "x-inner out: 200 OK".to_owned(),
            "x-outer out: 200 OK".to_owned(),
        ]
    );
    for sent in server.sent() {
        assert_eq!((sent.header("x-outer"), sent.header("x-inner")), (Some("was here"), Some("was here")));
    }
    assert_eq!(server.sent().len(), 2);
}

#[tokio::test]
async fn it_sees_failures_as_errors() {
    let server = Server::answering(Answer::json(404, &failure(1000, "no"))).await;
    let log = Log::default();
    let client = Client::builder().api_token(TOKEN).base_url(server.base_url());
    let client = client.middleware(Noting("x-a", Arc::clone(&log))).build().unwrap();
    let error = client.zone(ZONE).unwrap().custom_csrs().get("it").await.unwrap_err();
    assert!(error.is_not_found());
    assert_eq!(log.lock().unwrap()[1], "x-a out: api");
}

/// Looks for credentials in what it is given.
struct Spy(Log);

impl Middleware for Spy {
    fn handle<'a>(&'a self, mut request: CallRequest, next: Next<'a>) -> Answered<'a> {
        self.0.lock().unwrap().push(format!("{request:?} {next:?} {:?}", request.headers()));
        self.0.lock().unwrap().push(String::from_utf8_lossy(request.body().unwrap_or_default()).into_owned());
        request.headers_mut().insert("authorization", HeaderValue::from_static("Bearer forged"));
        request.headers_mut().insert("user-agent", HeaderValue::from_static("forged"));
        next.run(request)
    }
}

#[tokio::test]
async fn it_neither_sees_nor_replaces_credentials_and_the_body_does_not_show() {
    let server = Server::returning(json!({ "id": "it" })).await;
    let log = Log::default();
    let client = Client::builder().api_token(TOKEN).base_url(server.base_url());
    let client = client.middleware(Spy(Arc::clone(&log))).build().unwrap();
    let new = NewCustomCertificate::with_key("certificate", "the-private-key").build();
    client.zone(ZONE).unwrap().custom_certificates().create(&new).await.unwrap();
    let seen = log.lock().unwrap().clone();
    assert!(!seen[0].contains(TOKEN) && !seen[0].contains("the-private-key"), "{}", seen[0]);
    assert!(seen[1].contains("the-private-key"), "it is there to be passed on");
    server.only().assert_is("POST", &format!("/client/v4/zones/{ZONE}/custom_certificates"), "");
}

/// Answers by itself.
struct Double;

impl Middleware for Double {
    fn handle<'a>(&'a self, request: CallRequest, _: Next<'a>) -> Answered<'a> {
        Box::pin(async move {
            match (request.method(), request.path().ends_with("/it")) {
                (&Method::GET, true) => CallResponse::result(&json!({ "id": "it", "key_type": "p256v1" })),
                (&Method::GET, false) => {
                    Ok(CallResponse::new(StatusCode::NOT_FOUND, failure(1002, "no such CSR").to_string()))
                }
                (&Method::POST, _) => Err(request.refuse("no changes on Fridays")),
                _ => Ok(CallResponse::new(StatusCode::OK, "")),
            }
        })
    }
}

#[tokio::test]
async fn it_can_answer_without_a_server() {
    let client = Client::builder().api_token(TOKEN).base_url("https://nowhere.invalid");
    let client = client.middleware(Double).build().unwrap();
    let csrs = client.zone(ZONE).unwrap().custom_csrs();
    assert_eq!(csrs.get("it").await.unwrap().id, "it");
    let error = csrs.get("other").await.unwrap_err();
    assert!(error.is_not_found() && error.has_code(1002));
    assert_eq!(csrs.delete("it").await.unwrap().id, "it");
    let new = NewCustomCsr::builder().common_name("a.example.com").sans(["a.example.com"]).country("US");
    let new = new.state("Texas").locality("Austin").organization("Example").build();
    let error = csrs.create(&new).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.violations()[0].problem.as_str()),
        (ErrorKind::InvalidRequest, "no changes on Fridays")
    );
    assert_eq!((error.operation(), error.may_have_taken_effect()), (Some("custom_csrs_create"), false));
}
