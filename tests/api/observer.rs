//! The end of a call, as its caller, its span, its observer and the retry budget see it: all of them the same.

use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;

use crate::support::clock::Hurried;
use crate::support::faults::{Fault, FaultServer};
use crate::support::{Answer, Server, TOKEN, ZONE, failure, ok};
use cloudflare_certificates::http::{Method, StatusCode};
use cloudflare_certificates::middleware::{Answered, CallRequest, CallResponse, Middleware, Next};
use cloudflare_certificates::observer::CallReport;
use cloudflare_certificates::{Client, ClientBuilder, Error, ErrorKind, Observer, Response};
use futures_util::FutureExt;
use serde_json::{Value, json};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing_subscriber::Registry;
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};

/// What an observer sees of a call: its attempts, its status, and its error's kind and code.
type Seen = (u32, Option<u16>, Option<(ErrorKind, Option<i64>)>);

#[derive(Clone, Default)]
struct Calls(Arc<Mutex<Vec<Seen>>>);

impl Calls {
    fn seen(&self) -> Vec<Seen> {
        self.0.lock().unwrap().clone()
    }
}

impl Observer for Calls {
    fn call(&self, report: &CallReport<'_>) {
        let error = report.outcome.err();
        let error = error.map(|error| (error.kind(), error.errors().first().map(|first| first.code)));
        assert_eq!(report.outcome.err().map_or(report.attempts, Error::attempts), report.attempts);
        let status = report.status.map(|status| status.as_u16());
        self.0.lock().unwrap().push((report.attempts, status, error));
    }
}

/// Keeps the last value of each field of the spans of calls.
#[derive(Clone, Default)]
struct CallSpans(Arc<Mutex<Vec<(String, String)>>>);

impl Visit for CallSpans {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        self.0.lock().unwrap().push((field.name().to_owned(), format!("{value:?}")));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.lock().unwrap().push((field.name().to_owned(), value.to_owned()));
    }
}

struct IsCall;

impl<S: tracing::Subscriber + for<'a> tracing_subscriber::registry::LookupSpan<'a>> Layer<S> for CallSpans {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        if attributes.metadata().name() == "cloudflare_certificates.call" {
            context.span(id).unwrap().extensions_mut().insert(IsCall);
        }
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        if context.span(id).unwrap().extensions().get::<IsCall>().is_some() {
            values.record(&mut self.clone());
        }
    }
}

impl CallSpans {
    fn field(&self, name: &str) -> Option<String> {
        let fields = self.0.lock().unwrap();
        fields.iter().rev().find(|(field, _)| field == name).map(|(_, value)| value.clone())
    }
}

/// While a subscriber is the only one, `tracing` asks for the interest in a span only the thread that makes the first:
/// another test's, which has no subscriber, and nobody would see any. With this there are always two.
static ANOTHER: LazyLock<tracing::Dispatch> = LazyLock::new(|| tracing::Dispatch::new(Registry::default()));

/// Runs a future under a subscriber that keeps the spans of calls.
async fn traced<T>(future: impl Future<Output = T>) -> (T, CallSpans) {
    LazyLock::force(&ANOTHER);
    let spans = CallSpans::default();
    let subscriber = Registry::default().with(spans.clone());
    (tracing::instrument::WithSubscriber::with_subscriber(future, subscriber).await, spans)
}

fn builder(url: String, calls: &Calls) -> ClientBuilder {
    Client::builder().api_token(TOKEN).base_url(url).clock(Hurried::default()).observer(calls.clone())
}

async fn call(client: &Client, verb: Method) -> Result<Response<Value>, Error> {
    client.request(verb, ["zones", ZONE, "things"]).json(&json!({ "name": "it" })).send().await
}

/// The first answer, and after it the second.
async fn answering(first: Answer, then: Answer) -> Server {
    Server::with(move |_, before| if before == 0 { first.clone() } else { then.clone() }).await
}

#[tokio::test]
async fn a_failure_in_a_200_keeps_the_attempts_before_it_and_their_doubt() {
    for (body, kind, code) in [
        (failure(1002, "no").to_string(), ErrorKind::Api, Some(1002)),
        ("{\"result\": ".to_owned(), ErrorKind::Decode, None),
        ("<html>".to_owned(), ErrorKind::NotJson, None),
    ] {
        let bad = Answer::json(502, &failure(1, "no"));
        let server = answering(bad, Answer::text(200, "application/json", &body)).await;
        let calls = Calls::default();
        let client = builder(server.base_url(), &calls).build().unwrap();
        let (result, spans) = traced(call(&client, Method::PUT)).await;
        let error = result.unwrap_err();
        assert_eq!((error.kind(), error.attempts(), error.may_have_taken_effect()), (kind, 2, true));
        assert_eq!(calls.seen(), [(2, Some(200), Some((kind, code)))]);
        assert_eq!(spans.field("attempts").as_deref(), Some("2"));
        assert_eq!(spans.field("error.type").as_deref(), Some(kind.name()));
        assert_eq!(spans.field("otel.status_code").as_deref(), Some("ERROR"));
    }
}

/// Ten successes give a retry back; failures in a 200 do not.
#[tokio::test]
async fn failures_in_a_200_give_no_retry_back() {
    for (body, attempts) in [
        (ok(json!({ "id": "it" })).to_string(), 2),
        (failure(1002, "no").to_string(), 1),
        ("{\"result\": ".to_owned(), 1),
    ] {
        // The first call uses up the budget of one.
        let server = Server::with(move |_, before| match before {
            2..12 => Answer::text(200, "application/json", &body),
            _ => Answer::json(500, &failure(1, "no")),
        })
        .await;
        let client = builder(server.base_url(), &Calls::default()).retry_budget(1).build().unwrap();
        assert_eq!(call(&client, Method::GET).await.unwrap_err().attempts(), 2);
        for _ in 0..10 {
            let _ = call(&client, Method::GET).await;
        }
        assert_eq!(call(&client, Method::GET).await.unwrap_err().attempts(), attempts);
    }
}

#[tokio::test]
async fn an_observer_sees_the_codes_of_an_error_and_refused_requests() {
    let server = Server::answering(Answer::json(400, &failure(1228, "the key does not match"))).await;
    let calls = Calls::default();
    let client = builder(server.base_url(), &calls).build().unwrap();
    let csrs = client.zone(ZONE).unwrap().custom_csrs();
    csrs.get("it").await.unwrap_err();
    csrs.get("../it").await.unwrap_err();
    client.request(Method::GET, ["a/b"]).send::<Value>().await.unwrap_err();
    assert_eq!(
        calls.seen(),
        [
            (1, Some(400), Some((ErrorKind::Api, Some(1228)))),
            (0, None, Some((ErrorKind::InvalidRequest, None))),
            (0, None, Some((ErrorKind::InvalidRequest, None))),
        ]
    );
}

/// A call that is dropped while its request is under way, after an attempt that failed.
#[tokio::test]
async fn a_dropped_call_is_reported_as_cancelled_with_its_attempts() {
    let server = FaultServer::start(vec![Fault::refusal("500 A", &[]), Fault::Hang]).await;
    let calls = Calls::default();
    let client = builder(server.url(), &calls).build().unwrap();
    let ((), spans) = traced(async {
        let call = call(&client, Method::PUT);
        tokio::select! {
            _ = call => panic!("it does not end"),
            () = async { while server.requests() < 2 { tokio::task::yield_now().await } } => {}
        }
    })
    .await;
    assert_eq!(calls.seen(), [(2, None, Some((ErrorKind::Cancelled, None)))]);
    assert_eq!(spans.field("attempts").as_deref(), Some("2"));
    assert_eq!(spans.field("error.type").as_deref(), Some("cancelled"));
}

/// Notes whether the request of a dropped call may have been carried out.
#[derive(Clone, Default)]
struct Doubts(Arc<Mutex<Vec<(u32, bool)>>>);

impl Observer for Doubts {
    fn call(&self, report: &CallReport<'_>) {
        let doubt = report.outcome.err().is_some_and(Error::may_have_taken_effect);
        self.0.lock().unwrap().push((report.attempts, doubt));
    }
}

/// Stays for ever, before or after the call.
struct Stuck {
    after: bool,
    here: Arc<tokio::sync::Notify>,
}

impl Middleware for Stuck {
    fn handle<'a>(&'a self, request: CallRequest, next: Next<'a>) -> Answered<'a> {
        Box::pin(async move {
            if self.after {
                next.run(request).await?;
            }
            self.here.notify_one();
            std::future::pending().await
        })
    }
}

#[tokio::test]
async fn a_call_dropped_in_a_middleware_is_in_doubt_only_after_its_request() {
    for (after, wanted) in [(false, (0, false)), (true, (1, true))] {
        let server = Server::returning(json!({ "id": "it" })).await;
        let (doubts, here) = (Doubts::default(), Arc::new(tokio::sync::Notify::new()));
        let stuck = Stuck { after, here: Arc::clone(&here) };
        let client = Client::builder().api_token(TOKEN).base_url(server.base_url());
        let client = client.observer(doubts.clone()).middleware(stuck).build().unwrap();
        tokio::select! {
            _ = call(&client, Method::POST) => panic!("it does not end"),
            () = here.notified() => {}
        }
        assert_eq!(*doubts.0.lock().unwrap(), [wanted]);
    }
}

/// Passes a request on twice, and returns what it was given.
#[derive(Clone, Copy)]
enum Twice {
    Second,
    Refusal,
    Own(u16),
}

impl Middleware for Twice {
    fn handle<'a>(&'a self, request: CallRequest, next: Next<'a>) -> Answered<'a> {
        Box::pin(async move {
            let again = request.try_clone().unwrap();
            let refusal = request.refuse("no");
            let _ = next.run(request).await;
            let second = next.run(again).await;
            match *self {
                Self::Second => second,
                Self::Refusal => Err(refusal),
                Self::Own(status) => {
                    let status = StatusCode::from_u16(status).unwrap();
                    Ok(CallResponse::new(status, failure(7, "no").to_string()))
                }
            }
        })
    }
}

#[tokio::test]
async fn the_attempts_of_all_runs_of_a_middleware_add_up() {
    let (bad, good) = (Answer::json(502, &failure(1, "no")), Answer::json(403, &failure(2, "no")));
    let server = Server::with(move |_, before| if before < 3 { bad.clone() } else { good.clone() }).await;
    let calls = Calls::default();
    let client = builder(server.base_url(), &calls).middleware(Twice::Second).build().unwrap();
    // The first run: 502, 502, 502, 403. The second one: 403.
    let error = call(&client, Method::PUT).await.unwrap_err();
    assert_eq!((server.sent().len(), error.attempts(), error.may_have_taken_effect()), (5, 5, true));
    assert_eq!(calls.seen(), [(5, Some(403), Some((ErrorKind::Api, Some(2))))]);
}

/// The server did it; what a middleware makes of it afterwards does not undo that.
#[tokio::test]
async fn a_success_that_a_middleware_overrules_leaves_doubt() {
    for twice in [Twice::Second, Twice::Refusal, Twice::Own(404)] {
        let server = answering(
            Answer::json(200, &ok(json!({ "id": "it" }))),
            Answer::json(400, &failure(7, "exists already")),
        )
        .await;
        let client = builder(server.base_url(), &Calls::default()).middleware(twice).build().unwrap();
        let error = call(&client, Method::POST).await.unwrap_err();
        assert_eq!((error.attempts(), error.may_have_taken_effect()), (2, true), "{error}");
    }
}

/// Answers by itself.
struct Double(u16);

impl Middleware for Double {
    fn handle<'a>(&'a self, _: CallRequest, _: Next<'a>) -> Answered<'a> {
        let status = StatusCode::from_u16(self.0).unwrap();
        Box::pin(async move { Ok(CallResponse::new(status, failure(7, "no").to_string())) })
    }
}

#[tokio::test]
async fn a_response_of_a_middleware_is_no_attempt_and_leaves_no_doubt() {
    for status in [200, 404, 500] {
        let calls = Calls::default();
        let client = builder("http://127.0.0.1:1".to_owned(), &calls).middleware(Double(status)).build();
        let error = call(&client.unwrap(), Method::POST).await.unwrap_err();
        assert_eq!((error.attempts(), error.may_have_taken_effect()), (0, false));
        assert_eq!(calls.seen(), [(0, Some(status), Some((ErrorKind::Api, Some(7))))]);
    }
}

/// A 429 counts as soon as its headers are there.
#[tokio::test]
async fn a_429_whose_body_breaks_off_pauses_all_calls() {
    let cut = Fault::Raw(
        "HTTP/1.1 429 Too Many Requests\r\ncontent-length: 1000\r\nretry-after: 50\r\n\r\n{\"succ".to_owned(),
    );
    let server = FaultServer::start(vec![cut.clone(), cut]).await;
    let clock = Hurried::default();
    let client = Client::builder().api_token(TOKEN).base_url(server.url()).clock(clock.clone());
    let client = client.build().unwrap();
    assert_eq!(call(&client, Method::POST).await.unwrap()["id"], "it");
    assert_eq!((server.requests(), clock.slept()), (3, Duration::from_secs(100)));

    let cut = Fault::Raw("HTTP/1.1 429 A\r\ncontent-length: 9\r\nretry-after: 50\r\n\r\n{".to_owned());
    let server = FaultServer::start(vec![cut]).await;
    let clock = Hurried::default();
    let client = Client::builder().api_token(TOKEN).base_url(server.url()).clock(clock.clone());
    let client = client.retry(cloudflare_certificates::Retry::never()).build().unwrap();
    let error = call(&client, Method::POST).await.unwrap_err();
    assert_eq!((error.retry_after(), error.is_rate_limited()), (Some(Duration::from_secs(50)), true));
    assert!(!error.may_have_taken_effect() && clock.slept().is_zero(), "{error}");
    call(&client, Method::GET).await.unwrap();
    assert_eq!(clock.slept(), Duration::from_secs(50), "another call waits");
}

/// Gives up while its request is on the wire.
struct Impatient(Arc<FaultServer>);

impl Middleware for Impatient {
    fn handle<'a>(&'a self, request: CallRequest, next: Next<'a>) -> Answered<'a> {
        Box::pin(async move {
            let refusal = request.refuse("too slow");
            let mut running = next.run(request);
            while self.0.requests() == 0 {
                assert!((&mut running).now_or_never().is_none());
                tokio::task::yield_now().await;
            }
            Err(refusal)
        })
    }
}

#[tokio::test]
async fn a_request_that_a_middleware_abandons_on_the_wire_leaves_doubt() {
    for (verb, in_doubt) in [(Method::POST, true), (Method::GET, false)] {
        let server = Arc::new(FaultServer::start(vec![Fault::Hang]).await);
        let client = Client::builder().api_token(TOKEN).base_url(server.url());
        let client = client.middleware(Impatient(Arc::clone(&server))).build().unwrap();
        let error = client.request(verb, ["zones", ZONE, "things"]).send::<Value>().await.unwrap_err();
        assert_eq!((error.attempts(), error.may_have_taken_effect()), (1, in_doubt), "{error}");
    }
}
