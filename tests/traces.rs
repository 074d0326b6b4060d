//! What is told to `tracing` and to observers, and that no secret is in it.

#![allow(clippy::unwrap_used, reason = "tests may panic")]

#[path = "api/support/mod.rs"]
mod support;

use std::collections::BTreeMap;
use std::fmt;
use std::io::Write;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use cloudflare_certificates::http::Method;
use cloudflare_certificates::observer::{AttemptReport, CallReport};
use cloudflare_certificates::types::{CustomCertificatePatch, NewCustomCertificate};
use cloudflare_certificates::workflows;
use cloudflare_certificates::{
    Client, ClientBuilder, Credentials, Error, ErrorKind, Observer, Retry, Secret, operations,
};
use serde_json::{Value, json};
use support::clock::Hurried;
use support::every::{self, Stage};
use support::faults::{Fault, FaultServer};
use support::http2::GoAwayServer;
use support::samples::{self, Form};
use support::{ACCOUNT, Answer, Server, TOKEN, ZONE, failure, ok};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing_subscriber::layer::{Context, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::{Layer, Registry};

/// The name and the fields of a span or an event, in the order in which they began.
type Told = Vec<(String, BTreeMap<String, String>)>;

/// Keeps what the SDK tells.
#[derive(Clone, Default)]
struct Keeper(Arc<Mutex<Told>>);

/// The place of a span in what is kept.
struct Place(usize);

struct Fields<'a>(&'a mut BTreeMap<String, String>);

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.insert(field.name().to_owned(), format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name().to_owned(), value.to_owned());
    }
}

impl<S: tracing::Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Keeper {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let mut told = self.0.lock().unwrap();
        let mut fields = BTreeMap::new();
        attributes.record(&mut Fields(&mut fields));
        context.span(id).unwrap().extensions_mut().insert(Place(told.len()));
        told.push((attributes.metadata().name().to_owned(), fields));
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        let span = context.span(id).unwrap();
        let Place(place) = *span.extensions().get::<Place>().unwrap();
        values.record(&mut Fields(&mut self.0.lock().unwrap()[place].1));
    }

    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        let mut fields = BTreeMap::new();
        event.record(&mut Fields(&mut fields));
        self.0.lock().unwrap().push((format!("event {}", event.metadata().level()), fields));
    }
}

impl Keeper {
    /// What the SDK itself told while the future ran.
    async fn keep<T>(future: impl Future<Output = T>) -> (T, Told) {
        let keeper = Self::default();
        let ours = tracing_subscriber::filter::filter_fn(|metadata| {
            metadata.target().starts_with("cloudflare_certificates")
        });
        let subscriber = Registry::default().with(keeper.clone().with_filter(ours));
        let value = tracing::instrument::WithSubscriber::with_subscriber(future, subscriber).await;
        let told = keeper.0.lock().unwrap().clone();
        (value, told)
    }
}

fn builder(server: &Server) -> ClientBuilder {
    Client::builder().api_token(TOKEN).base_url(server.base_url()).clock(Hurried::default())
}

#[tokio::test]
async fn a_workflow_has_a_span_and_each_of_its_steps_is_an_event() {
    let server = Server::with(|_, before| {
        let status = if before == 0 { "initializing" } else { "active" };
        Answer::json(200, &ok(json!({ "id": "it", "status": status })))
    })
    .await;
    let zone = builder(&server).build().unwrap().zone(ZONE).unwrap();
    let (_, told) = Keeper::keep(async { zone.certificate_packs().wait("it").await.unwrap() }).await;
    let (name, fields) = &told[0];
    assert_eq!(name, "cloudflare_certificates.workflow");
    assert_eq!(fields.get("workflow").map(String::as_str), Some("wait"));
    let field = |name: &str| {
        let steps = told.iter().filter(|(_, fields)| fields.contains_key("action"));
        steps.map(|(_, fields)| fields[name].clone()).collect::<Vec<_>>()
    };
    assert_eq!(field("status"), ["initializing", "active"]);
    assert_eq!(field("action"), ["seen", "seen"]);
    assert_eq!(field("resource"), ["certificate_packs", "certificate_packs"]);
}

#[tokio::test]
async fn a_step_of_a_workflow_shows_no_token_that_the_server_sent_back() {
    let server = Server::with(|_, _| {
        Answer::json(200, &ok(json!({ "id": format!("it {TOKEN}"), "status": format!("active {TOKEN}") })))
    })
    .await;
    let zone = builder(&server).build().unwrap().zone(ZONE).unwrap();
    let mut steps = zone.certificate_packs().wait("it").until(|_: &_| true).steps();
    let mut seen = String::new();
    let (_, told) = Keeper::keep(async {
        while let Some(event) = steps.try_next().await.unwrap() {
            if let workflows::Event::Step(step) = event {
                seen.push_str(&format!("{step} {step:?}"));
            }
        }
    })
    .await;
    let events = told.iter().filter(|(_, fields)| fields.contains_key("action"));
    assert!(!seen.is_empty() && events.count() > 0);
    assert!(!format!("{seen} {told:?}").contains(TOKEN), "{seen} {told:?}");
}

#[tokio::test]
async fn a_call_has_a_span_and_each_attempt_has_one_with_the_names_of_opentelemetry() {
    let server = Server::with(|_, before| match before {
        0 => Answer::json(503, &failure(1000, "no")),
        _ => Answer::json(200, &ok(json!({ "id": "it" }))),
    })
    .await;
    let zone = builder(&server).build().unwrap().zone(ZONE).unwrap();
    let (_, told) = Keeper::keep(async { zone.custom_csrs().get("it").await.unwrap() }).await;
    let names: Vec<&str> = told.iter().map(|(name, _)| name.as_str()).collect();
    let attempt = "cloudflare_certificates.attempt";
    assert_eq!(names, ["cloudflare_certificates.call", attempt, "event WARN", attempt]);
    let field = |index: usize, name: &str| told[index].1.get(name).map(String::as_str);
    assert_eq!((field(0, "operation"), field(0, "attempts")), (Some("custom_csrs_get"), Some("2")));
    assert_eq!(field(0, "error.type"), None, "it succeeded in the end");
    let template = "/{accounts_or_zones}/{account_or_zone_id}/custom_csrs/{custom_csr_id}";
    for (index, status, resend) in [(1, "503", None), (3, "200", Some("1"))] {
        for (name, wanted) in [
            ("otel.name", Some(format!("GET {template}").as_str())),
            ("otel.kind", Some("client")),
            ("http.request.method", Some("GET")),
            ("url.template", Some(template)),
            ("url.full", Some(format!("{}/zones/{ZONE}/custom_csrs/it", server.base_url()).as_str())),
            ("server.address", Some("127.0.0.1")),
            ("http.response.status_code", Some(status)),
            ("http.response.header.cf_ray", Some("8f0c1d2e3f4a5b6c-AMS")),
            ("http.request.resend_count", resend),
            ("error.type", (status == "503").then_some("503")),
        ] {
            assert_eq!(field(index, name), wanted, "{name} of attempt {index}");
        }
    }
}

#[tokio::test]
async fn a_failed_call_says_what_sort_of_failure() {
    let server = FaultServer::start(vec![Fault::ResetAfter]).await;
    let client =
        Client::builder().api_token(TOKEN).base_url(server.url()).retry(Retry::never()).build().unwrap();
    let (_, told) = Keeper::keep(client.zone(ZONE).unwrap().custom_csrs().get("it")).await;
    for (_, fields) in told {
        assert_eq!(fields.get("error.type").map(String::as_str), Some("transport"));
        assert_eq!(fields.get("otel.status_code").map(String::as_str), Some("ERROR"));
    }
}

#[derive(Clone, Default)]
struct Counts(Arc<Mutex<Vec<String>>>);

impl Observer for Counts {
    fn attempt(&self, report: &AttemptReport<'_>) {
        let AttemptReport { operation, number, status, outcome, .. } = report;
        let error = outcome.err().map(Error::kind);
        self.0.lock().unwrap().push(format!("attempt {operation} {number} {status:?} {error:?}"));
    }

    fn call(&self, report: &CallReport<'_>) {
        let CallReport { operation, attempts, outcome, duration, .. } = report;
        let error = outcome.err().map(Error::kind);
        self.0.lock().unwrap().push(format!("call {operation} {attempts} {error:?} {}", duration.as_secs()));
    }
}

#[tokio::test]
async fn an_observer_is_told_of_each_attempt_and_of_the_call() {
    let server = Server::with(|_, before| match before {
        0 => Answer::json(503, &failure(1000, "no")).header("retry-after", "9"),
        _ => Answer::json(404, &failure(1000, "none")),
    })
    .await;
    let counts = Counts::default();
    let zone = builder(&server).observer(counts.clone()).build().unwrap().zone(ZONE).unwrap();
    zone.custom_csrs().get("it").await.unwrap_err();
    assert_eq!(
        *counts.0.lock().unwrap(),
        [
            "attempt custom_csrs_get 1 Some(503) Some(Api)",
            "attempt custom_csrs_get 2 Some(404) Some(Api)",
            "call custom_csrs_get 2 Some(Api) 9",
        ]
    );
}

const EMAIL: &str = "canary@mail.example";
const SECRETS: [&str; 5] =
    ["canary-token-5f2a", EMAIL, "canary-key-77", "canary-service-31", "canaryprivatekey"];
const PRIVATE_KEY: &str = "-----BEGIN PRIVATE KEY-----\ncanaryprivatekey\n-----END PRIVATE KEY-----";

#[derive(Clone, Default)]
struct Buffer(Arc<Mutex<Vec<u8>>>);

impl Write for Buffer {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Calls every operation of the document with a private key in its body, and through its handle with a secret in each
/// field that is one.
async fn call_everything(client: &Client, errors: &mut Vec<String>) {
    let zone = client.zone(ZONE).unwrap();
    for operation in operations::ALL {
        let path = operation.path.trim_start_matches('/').split('/').map(|part| match part {
            "{accounts_or_zones}" => "zones",
            part if part.starts_with('{') => ZONE,
            part => part,
        });
        let method: Method = operation.method.parse().unwrap();
        let request = client.request(method, path).query("filter", "active");
        let request = if operation.is_read_only() {
            request
        } else {
            request.json(&json!({ "private_key": PRIVATE_KEY }))
        };
        if let Err(error) = request.send::<Value>().await {
            errors.push(format!("{error} {error:?} {error:#?}"));
        }
    }
    let stage = Stage::new(client, ZONE, ACCOUNT, "it").unwrap();
    for operation in operations::ALL {
        let body = samples::request(operation.id, Form::Full);
        if let Err(error) = every::call(&stage, operation.id, body).await {
            errors.push(format!("{error} {error:?} {error:#?}"));
        }
    }
    let new = NewCustomCertificate::with_key("certificate", PRIVATE_KEY).build();
    let patch = CustomCertificatePatch::builder().private_key(PRIVATE_KEY).certificate("c").build();
    let certificates = zone.custom_certificates();
    for result in [certificates.create(&new).await, certificates.edit("it", &patch).await] {
        if let Err(error) = result {
            errors.push(format!("{error} {error:?} {error:#?}"));
        }
    }
}

/// The one test with a subscriber for the whole process: every crate below tells it everything.
#[test]
fn at_trace_level_of_all_crates_no_secret_is_logged() {
    let buffer = Buffer::default();
    let writer = buffer.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_span_events(tracing_subscriber::fmt::format::FmtSpan::FULL)
        .with_writer(move || writer.clone())
        .with_ansi(false)
        .finish();
    tracing_log::LogTracer::init().unwrap();
    let guard = tracing::subscriber::set_default(subscriber);
    let mut errors = Vec::new();
    // In this thread alone, where the subscriber is.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let [token, email, key, service_key, _] = SECRETS.map(Secret::new);
        let echo = SECRETS.join(" ") + PRIVATE_KEY;
        let faults = [
            Fault::Good,
            Fault::answer("502 A", &[("content-type", "text/html")], &echo),
            Fault::ResetAfter,
            Fault::HalfBody,
            Fault::refusal("400 A", &[("content-type", "application/json")]),
        ];
        // Every scheme meets a success and a server that repeats its secrets; one of them meets all the faults.
        for (credentials, count) in [
            (Credentials::ApiToken(token), faults.len()),
            (Credentials::GlobalApiKey { email, key }, 2),
            (Credentials::UserServiceKey(service_key), 2),
        ] {
            for fault in faults.iter().take(count).cloned() {
                let server = FaultServer::start(vec![fault; 1000]).await;
                let client = Client::builder().credentials(credentials.clone()).base_url(server.url());
                // Who brings a client that logs what it sends does not get it.
                let client = client.http_client(reqwest::Client::builder().connection_verbose(true));
                let client = client.clock(Hurried::default()).build().unwrap();
                call_everything(&client, &mut errors).await;
            }
            let server = GoAwayServer::start(true).await;
            let client = Client::builder()
                .credentials(credentials.clone())
                .base_url(format!("http://{}", server.address))
                .http_client(reqwest::Client::builder().http2_prior_knowledge())
                .timeout(Duration::from_secs(5))
                .clock(Hurried::default());
            call_everything(&client.build().unwrap(), &mut errors).await;
        }
    });
    drop(guard);
    let logged = String::from_utf8_lossy(&buffer.0.lock().unwrap()).into_owned();
    for crates in ["cloudflare_certificates", "hyper", "h2::", "reqwest"] {
        assert!(logged.contains(crates), "{crates} tells nothing");
    }
    assert!(logged.contains("TRACE") && errors.len() > 100, "{} errors", errors.len());
    for text in errors.iter().chain([&logged]) {
        for secret in SECRETS {
            assert!(!text.contains(secret), "{secret} in {}", around(text, secret));
        }
    }
}

/// The surroundings of a text.
fn around<'a>(text: &'a str, needle: &str) -> &'a str {
    let at = text.find(needle).unwrap();
    let start = (0..=at.saturating_sub(300)).rev().find(|index| text.is_char_boundary(*index)).unwrap();
    &text[start..at + needle.len()]
}

#[test]
fn the_kinds_of_failure_have_names() {
    assert_eq!((ErrorKind::NotJson.name(), ErrorKind::Timeout.name()), ("not_json", "timeout"));
}
