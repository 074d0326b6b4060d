//! Every fault of a server against every verb: how many requests it sees, and what the caller gets.

use std::time::Duration;

use crate::support::clock::Hurried;
use crate::support::faults::{Fault, FaultServer};
use crate::support::http2::GoAwayServer;
use crate::support::{TOKEN, ZONE};
use cloudflare_certificates::http::Method;
use cloudflare_certificates::{Client, ClientBuilder, Error, ErrorKind, Response, Retry};
use serde_json::{Value, json};

/// What the caller gets.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Outcome {
    Good,
    /// A failure of which it is sure that nothing was done.
    Failed(ErrorKind),
    /// A failure after which it may have been done all the same.
    InDoubt(ErrorKind),
}

use ErrorKind::{Api, Decode, NotJson, Timeout, Transport};
use Outcome::{Failed, Good, InDoubt};

/// A fault that happens once, before the server answers well; and for the idempotent verbs (GET, PUT, DELETE) and the
/// others (POST, PATCH) the number of requests and the outcome. A read is never in doubt.
type Row = (&'static str, Fault, (usize, Outcome), (usize, Outcome));

const JSON: (&str, &str) = ("content-type", "application/json");

fn table() -> Vec<Row> {
    let repeated = (2, Good);
    let wait = |value: &'static str| [JSON, ("retry-after", value)];
    let mut rows = vec![
        ("nothing", Fault::Good, (1, Good), (1, Good)),
        ("it hangs", Fault::Hang, repeated, (1, InDoubt(Timeout))),
        ("a reset before the request", Fault::ResetBefore, repeated, (1, InDoubt(Transport))),
        ("a reset within the request", Fault::ResetWithin, repeated, (1, InDoubt(Transport))),
        ("a reset after the request", Fault::ResetAfter, repeated, (1, InDoubt(Transport))),
        ("half a header", Fault::HalfHeader, repeated, (1, InDoubt(Transport))),
        ("half a body", Fault::HalfBody, repeated, (1, InDoubt(Transport))),
        ("a length too long", Fault::LongLength, repeated, (1, InDoubt(Transport))),
        // The JSON breaks off; to ask again would break off again.
        ("a length too short", Fault::ShortLength, (1, InDoubt(Decode)), (1, InDoubt(Decode))),
        ("a slow drip", Fault::SlowDrip, repeated, (1, InDoubt(Timeout))),
        ("a gzip bomb", Fault::GzipBomb, (1, InDoubt(Decode)), (1, InDoubt(Decode))),
        ("an endless body", Fault::EndlessBody, (1, InDoubt(Decode)), (1, InDoubt(Decode))),
        (
            "HTML with 502",
            Fault::answer("502 Bad Gateway", &[("content-type", "text/html")], "<html></html>"),
            repeated,
            (1, InDoubt(NotJson)),
        ),
        ("503", Fault::refusal("503 Service Unavailable", &[JSON]), repeated, (1, InDoubt(Api))),
        ("503 that says when", Fault::refusal("503 Service Unavailable", &wait("7")), repeated, repeated),
        ("429 without a word", Fault::refusal("429 Too Many Requests", &[JSON]), repeated, repeated),
        (
            "429 with a date",
            Fault::refusal("429 Too Many", &wait("Fri, 15 Jan 2027 08:00:07 GMT")),
            repeated,
            repeated,
        ),
        (
            "429 with a past date",
            Fault::refusal("429 Too Many", &wait("Fri, 15 Jan 2027 07:00:00 GMT")),
            repeated,
            repeated,
        ),
        ("429 with nonsense", Fault::refusal("429 Too Many", &wait("soon")), repeated, repeated),
        ("429 with seconds", Fault::refusal("429 Too Many", &wait("7")), repeated, repeated),
        // A wait of a day is beyond every deadline.
        (
            "429 with a huge wait",
            Fault::refusal("429 Too Many", &wait("99999999999999999999")),
            (1, Failed(Api)),
            (1, Failed(Api)),
        ),
        (
            "success: false",
            Fault::answer("200 OK", &[JSON], r#"{"success":false,"errors":[]}"#),
            (1, Failed(Api)),
            (1, Failed(Api)),
        ),
        ("100 Continue first", Fault::Raw(informed("100 Continue")), (1, Good), (1, Good)),
        ("103 Early Hints first", Fault::Raw(informed("103 Early Hints")), (1, Good), (1, Good)),
    ];
    // Who gave up on the request may have passed it on; too early is before anything.
    rows.push(("408", Fault::refusal("408 A", &[JSON]), repeated, (1, InDoubt(Api))));
    rows.push(("425", Fault::refusal("425 A", &[JSON]), repeated, (1, Failed(Api))));
    for status in ["500 A", "502 A", "504 A", "520 A", "521 A", "522 A", "523 A", "524 A"] {
        rows.push(("5xx that passes", Fault::refusal(status, &[JSON]), repeated, (1, InDoubt(Api))));
    }
    for status in ["400 A", "401 A", "403 A", "404 A", "409 A", "422 A"] {
        rows.push(("4xx", Fault::refusal(status, &[JSON]), (1, Failed(Api)), (1, Failed(Api))));
    }
    for status in ["501 A", "525 A", "526 A"] {
        rows.push(("5xx that stays", Fault::refusal(status, &[JSON]), (1, InDoubt(Api)), (1, InDoubt(Api))));
    }
    rows
}

fn informed(status: &str) -> String {
    let Fault::Raw(good) = Fault::answer("200 OK", &[JSON], crate::support::faults::GOOD) else {
        unreachable!()
    };
    format!("HTTP/1.1 {status}\r\n\r\n{good}")
}

fn builder(url: String, clock: &Hurried) -> ClientBuilder {
    Client::builder()
        .api_token(TOKEN)
        .base_url(url)
        .clock(clock.clone())
        // Never reached, on however slow a machine.
        .timeout(Duration::from_secs(20))
        .max_response_size(1 << 20)
}

/// The time limit of an attempt: short where it is what ends the attempt.
fn patience(fault: &Fault) -> Duration {
    match fault {
        Fault::Hang | Fault::SlowDrip => Duration::from_millis(400),
        _ => Duration::from_secs(20),
    }
}

/// A call with this verb; the ones that send a body send one.
async fn call(client: &Client, verb: &Method) -> Result<Response<Value>, Error> {
    let request = client.request(verb.clone(), ["zones", ZONE, "things"]);
    if [Method::POST, Method::PUT, Method::PATCH].contains(verb) {
        return request.json(&json!({ "name": "it" })).send().await;
    }
    request.send().await
}

fn outcome(result: &Result<Response<Value>, Error>) -> Outcome {
    match result {
        Ok(value) => {
            assert_eq!(value["id"], "it");
            Good
        }
        Err(error) if error.may_have_taken_effect() => InDoubt(error.kind()),
        Err(error) => Failed(error.kind()),
    }
}

const IDEMPOTENT: [Method; 3] = [Method::GET, Method::PUT, Method::DELETE];
const OTHERS: [Method; 2] = [Method::POST, Method::PATCH];

#[tokio::test]
async fn every_fault_against_every_verb() {
    let mut wrong = Vec::new();
    for (name, fault, idempotent, other) in table() {
        for verb in IDEMPOTENT.iter().chain(&OTHERS) {
            let server = FaultServer::start(vec![fault.clone()]).await;
            let client =
                builder(server.url(), &Hurried::default()).timeout(patience(&fault)).build().unwrap();
            let result = call(&client, verb).await;
            let (requests, wanted) = if IDEMPOTENT.contains(verb) { idempotent } else { other };
            let wanted = match wanted {
                InDoubt(kind) if verb == Method::GET => Failed(kind),
                wanted => wanted,
            };
            let attempts = match &result {
                Ok(_) => server.requests(),
                Err(error) => error.attempts() as usize,
            };
            let got = (server.requests(), attempts, outcome(&result));
            if got != (requests, requests, wanted) {
                wrong.push(format!(
                    "{verb}, {name} ({fault:?}): {got:?}, not {:?}: {result:?}",
                    (requests, wanted)
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The same faults for ever.
#[tokio::test]
async fn repetitions_have_an_end() {
    for (fault, waits) in [(Fault::ResetAfter, 4), (Fault::refusal("500 A", &[JSON]), 4)] {
        let server = FaultServer::start(vec![fault; 20]).await;
        let clock = Hurried::default();
        let error = call(&builder(server.url(), &clock).build().unwrap(), &Method::GET).await.unwrap_err();
        assert_eq!((server.requests(), error.attempts(), clock.sleeps().len()), (5, 5, waits));
        assert!(error.to_string().contains("; 5 attempts"), "{error}");
    }
}

#[tokio::test]
async fn a_refused_connection_is_tried_again_whatever_the_verb_and_leaves_no_doubt() {
    let server = FaultServer::start(Vec::new()).await;
    let url = server.url();
    drop(server);
    for verb in IDEMPOTENT.iter().chain(&OTHERS) {
        let error =
            call(&builder(url.clone(), &Hurried::default()).build().unwrap(), verb).await.unwrap_err();
        assert_eq!((error.kind(), error.attempts(), error.may_have_taken_effect()), (Transport, 5, false));
    }
}

#[tokio::test]
async fn redirects_are_not_followed_to_another_host() {
    for status in ["301 A", "302 A", "303 A", "307 A", "308 A"] {
        let other = FaultServer::start(Vec::new()).await;
        let to_other = Fault::answer(status, &[("location", &other.url())], "");
        for verb in IDEMPOTENT.iter().chain(&OTHERS) {
            let server = FaultServer::start(vec![to_other.clone()]).await;
            let result = call(&builder(server.url(), &Hurried::default()).build().unwrap(), verb).await;
            // By 303 a server says that it is done, and where the result is.
            let done = status == "303 A" && verb != Method::GET;
            assert_eq!(outcome(&result), if done { InDoubt(NotJson) } else { Failed(NotJson) }, "{verb}");
            assert_eq!((server.requests(), other.requests()), (1, 0));
        }
    }
}

#[tokio::test]
async fn goaway_for_a_request_that_was_not_worked_on_is_no_failure() {
    for verb in IDEMPOTENT.iter().chain(&OTHERS) {
        let server = GoAwayServer::start(false).await;
        let result = call(&http2(&server), verb).await;
        assert_eq!((server.requests(), outcome(&result)), (2, Good), "{verb}: {result:?}");
    }
}

#[tokio::test]
async fn goaway_for_a_request_that_may_have_been_worked_on_leaves_doubt() {
    for verb in IDEMPOTENT.iter().chain(&OTHERS) {
        let server = GoAwayServer::start(true).await;
        let result = call(&http2(&server), verb).await;
        let wanted = if IDEMPOTENT.contains(verb) { (2, Good) } else { (1, InDoubt(Transport)) };
        assert_eq!((server.requests(), outcome(&result)), wanted, "{verb}: {result:?}");
    }
}

fn http2(server: &GoAwayServer) -> Client {
    let http = reqwest::Client::builder().http2_prior_knowledge();
    let url = format!("http://{}/client/v4", server.address);
    builder(url, &Hurried::default()).http_client(http).timeout(Duration::from_secs(5)).build().unwrap()
}

#[tokio::test]
async fn a_delete_that_finds_nothing_after_a_doubtful_one_is_a_success() {
    let gone = Fault::refusal("404 Not Found", &[JSON]);
    for fault in [Fault::Hang, Fault::ResetAfter, Fault::HalfBody, Fault::refusal("502 A", &[JSON])] {
        let limit = patience(&fault);
        let server = FaultServer::start(vec![fault, gone.clone()]).await;
        let client = builder(server.url(), &Hurried::default()).timeout(limit).build().unwrap();
        let zone = client.zone(ZONE).unwrap();
        let deleted = zone.custom_csrs().delete("the-id").await.unwrap();
        assert_eq!((deleted.id.as_str(), deleted.meta().status().as_u16()), ("the-id", 404));
        assert_eq!(server.requests(), 2);
    }
}

/// What a proxy or another server says to a path that it does not know.
fn foreign_404s() -> [Fault; 4] {
    [
        Fault::answer("404 Not Found", &[("content-type", "text/html")], "<html></html>"),
        Fault::answer("404 Not Found", &[JSON], r#"{"message":"no Route matched with those values"}"#),
        Fault::answer("404 Not Found", &[], ""),
        Fault::Raw("HTTP/1.1 404 Not Found\r\ncontent-length: 99\r\n\r\n{\"succ".to_owned()),
    ]
}

#[tokio::test]
async fn a_404_that_is_not_the_apis_own_does_not_prove_that_a_doubtful_delete_was_done() {
    for foreign in foreign_404s() {
        let cut = matches!(&foreign, Fault::Raw(text) if text.ends_with("{\"succ"));
        let server = FaultServer::start(vec![Fault::refusal("502 A", &[JSON]), foreign]).await;
        let zone = builder(server.url(), &Hurried::default()).build().unwrap().zone(ZONE).unwrap();
        let result = zone.custom_csrs().delete("the-id").await;
        if cut {
            // What is said after a response that broke off counts.
            assert_eq!((server.requests(), result.unwrap().id.as_str()), (3, "it"));
            continue;
        }
        let error = result.unwrap_err();
        assert!(error.may_have_taken_effect() && !error.is_not_found(), "{error}");
        assert_eq!((server.requests(), error.status().unwrap().as_u16()), (2, 404));
    }
}

#[tokio::test]
async fn a_404_that_is_not_the_apis_own_is_no_absence() {
    for foreign in foreign_404s() {
        let server = FaultServer::start(vec![foreign; 9]).await;
        let zone = builder(server.url(), &Hurried::default()).build().unwrap().zone(ZONE).unwrap();
        let error = zone.custom_csrs().get_opt("the-id").await.unwrap_err();
        assert_eq!((error.status().unwrap().as_u16(), error.is_not_found()), (404, false), "{error}");
    }
    let server = FaultServer::start(vec![Fault::refusal("404 Not Found", &[JSON])]).await;
    let zone = builder(server.url(), &Hurried::default()).build().unwrap().zone(ZONE).unwrap();
    assert!(zone.custom_csrs().get_opt("the-id").await.unwrap().is_none());
}

#[tokio::test]
async fn a_delete_that_finds_nothing_at_once_or_after_a_sure_refusal_is_an_error() {
    let gone = Fault::refusal("404 Not Found", &[JSON]);
    let busy = Fault::refusal("429 Too Many", &[JSON, ("retry-after", "1")]);
    for faults in [vec![gone.clone()], vec![busy, gone]] {
        let server = FaultServer::start(faults).await;
        let zone = builder(server.url(), &Hurried::default()).build().unwrap().zone(ZONE).unwrap();
        assert!(zone.custom_csrs().delete("the-id").await.unwrap_err().is_not_found());
    }
}

#[tokio::test]
async fn a_put_in_doubt_stays_so_when_the_next_attempt_is_refused() {
    let faults = vec![Fault::ResetAfter, Fault::refusal("403 A", &[JSON])];
    let server = FaultServer::start(faults).await;
    let client = builder(server.url(), &Hurried::default()).build().unwrap();
    let error = call(&client, &Method::PUT).await.unwrap_err();
    assert!(error.is_permission_denied() && error.may_have_taken_effect());
}

#[tokio::test]
async fn who_opts_in_has_posts_repeated_too() {
    for fault in [Fault::Hang, Fault::ResetAfter, Fault::refusal("500 A", &[JSON])] {
        let limit = patience(&fault);
        let server = FaultServer::start(vec![fault]).await;
        let client = builder(server.url(), &Hurried::default()).timeout(limit);
        let client = client.retry(Retry::new().retry_non_idempotent(true)).build().unwrap();
        assert_eq!(outcome(&call(&client, &Method::POST).await), Good);
        assert_eq!(server.requests(), 2);
    }
}
