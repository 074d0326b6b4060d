//! Whatever comes from a server or a caller: no panic, no hang, and no request to another place.

use std::sync::{Arc, Mutex};

use crate::support::clock::Hurried;
use crate::support::every::{self, Stage};
use crate::support::faults::{Fault, FaultServer};
use crate::support::samples::{self, Form};
use crate::support::{ACCOUNT, TOKEN, ZONE};
use cloudflare_certificates::http::StatusCode;
use cloudflare_certificates::middleware::{Answered, CallRequest, CallResponse, Middleware, Next};
use cloudflare_certificates::{Client, ErrorKind, operations};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

/// Answers every call with the same bytes, and notes what was asked.
#[derive(Clone)]
struct Canned {
    status: u16,
    body: Arc<Mutex<Vec<u8>>>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Canned {
    fn new(status: u16) -> Self {
        Self { status, body: Arc::default(), asked: Arc::default() }
    }

    fn client(&self) -> Client {
        let client = Client::builder().api_token(TOKEN).base_url("https://nowhere.invalid/v4");
        client.middleware(self.clone()).build().unwrap()
    }

    fn stage(&self, id: &str) -> Stage {
        Stage::new(&self.client(), ZONE, ACCOUNT, id).unwrap()
    }
}

impl Middleware for Canned {
    fn handle<'a>(&'a self, request: CallRequest, _: Next<'a>) -> Answered<'a> {
        let query = request.query().map(|query| format!("?{query}")).unwrap_or_default();
        self.asked.lock().unwrap().push(format!("{}{query}", request.path()));
        let body = self.body.lock().unwrap().clone();
        let status = StatusCode::from_u16(self.status).unwrap();
        Box::pin(async move { Ok(CallResponse::new(status, body)) })
    }
}

/// Repeatable: the same cases in every run.
fn runner(cases: u32) -> TestRunner {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    TestRunner::new_with_rng(config, proptest::test_runner::TestRng::deterministic_rng(Default::default()))
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

/// Any JSON, somewhat deep.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::hash_map("[a-z_]{1,8}", inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

/// Bytes in place of an answer: any at all, any JSON in an envelope, or a good answer with some bytes changed.
fn any_body(good: Vec<u8>) -> impl Strategy<Value = Vec<u8>> {
    let damaged = proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4);
    prop_oneof![
        1 => proptest::collection::vec(any::<u8>(), 0..200),
        2 => any_json().prop_map(|value| json!({ "success": true, "result": value }).to_string().into_bytes()),
        2 => (any_json(), any_json(), any_json()).prop_map(|(result, errors, info)| {
            json!({ "result": result, "errors": errors, "messages": errors, "result_info": info }).to_string().into_bytes()
        }),
        3 => damaged.prop_map(move |changes| {
            let mut bytes = good.clone();
            for (index, byte) in changes {
                let index = index.index(bytes.len());
                bytes[index] = byte;
            }
            bytes
        }),
    ]
}

/// A good answer, full or small.
fn good(operation: &str, form: Form) -> Vec<u8> {
    let info = json!({ "page": 1, "per_page": 20, "count": 1, "total_count": 1, "total_pages": 1 });
    let result = samples::result(operation, form);
    json!({ "success": true, "errors": [], "messages": [], "result": result, "result_info": info })
        .to_string()
        .into_bytes()
}

#[test]
fn any_bytes_into_every_type_of_answer_are_a_value_or_an_error() {
    let runtime = runtime();
    for status in [200, 202, 400, 500] {
        let canned = Canned::new(status);
        let stage = canned.stage("an-id");
        for operation in operations::ALL {
            let request = samples::request(operation.id, Form::Full);
            let strategy = any_body(good(operation.id, Form::Full));
            let outcome = runner(64).run(&strategy, |bytes| {
                *canned.body.lock().unwrap() = bytes;
                if let Err(error) = runtime.block_on(every::call(&stage, operation.id, request.clone())) {
                    prop_assert!(!error.to_string().contains('\n'));
                    prop_assert_ne!(error.kind(), ErrorKind::InvalidRequest);
                }
                Ok(())
            });
            outcome.unwrap_or_else(|problem| panic!("{} with {status}: {problem}", operation.id));
        }
    }
}

#[tokio::test]
async fn answers_of_every_form_are_read() {
    let canned = Canned::new(200);
    let stage = canned.stage("an-id");
    for operation in operations::ALL {
        let request = samples::request(operation.id, Form::Full);
        for form in [Form::Full, Form::Minimal, Form::Nulls, Form::Unknown] {
            *canned.body.lock().unwrap() = good(operation.id, form);
            let outcome = every::call(&stage, operation.id, request.clone()).await;
            assert!(outcome.is_ok(), "{} {form:?}: {}", operation.id, outcome.unwrap_err());
        }
    }
}

/// The pointers of all objects in a result, its own included.
fn objects(value: &Value, pointer: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            found.push(pointer.to_owned());
            map.iter().for_each(|(key, value)| objects(value, &format!("{pointer}/{key}"), found));
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                objects(item, &format!("{pointer}/{index}"), found);
            }
        }
        _ => {}
    }
}

#[tokio::test]
async fn no_object_of_any_answer_is_read_from_a_list() {
    let canned = Canned::new(200);
    let stage = canned.stage("an-id");
    let mut tried = 0;
    for operation in operations::ALL {
        let request = samples::request(operation.id, Form::Full);
        let result = samples::result(operation.id, Form::Full);
        let mut found = Vec::new();
        objects(&result, "", &mut found);
        for pointer in found {
            let mut result = result.clone();
            // A list in place of a list of objects is one; a list in place of its item is not.
            *result.pointer_mut(&pointer).unwrap() = json!(["a-text", "a-text", "a-text"]);
            *canned.body.lock().unwrap() =
                json!({ "success": true, "result": result }).to_string().into_bytes();
            let outcome = every::call(&stage, operation.id, request.clone()).await;
            let kind = outcome.map_err(|error| error.kind());
            assert_eq!(kind, Err(ErrorKind::Decode), "{} at {pointer:?}", operation.id);
            tried += 1;
        }
    }
    assert!(tried > operations::ALL.len());
}

#[test]
fn any_id_is_refused_or_stays_one_segment() {
    let runtime = runtime();
    let canned = Canned::new(404);
    let stage = canned.stage("");
    let ids = prop_oneof![".{0,40}", "[a-z0-9./%\\\\?#:@;-]{1,20}", "(%2e|%2f|%5c|\\.|/){1,4}"];
    let outcome = runner(3000).run(&ids, |id| {
        canned.asked.lock().unwrap().clear();
        let stage = Stage { id: id.clone(), ..stage.clone() };
        let error = runtime.block_on(every::call(&stage, "custom_csrs_get", Value::Null)).unwrap_err();
        let asked = canned.asked.lock().unwrap().clone();
        if error.kind() == ErrorKind::InvalidRequest {
            prop_assert!(asked.is_empty());
            return Ok(());
        }
        let path = format!("/v4/accounts/{ACCOUNT}/custom_csrs/");
        let rest = asked[0].strip_prefix(&path).unwrap().to_owned();
        prop_assert!(!rest.is_empty() && !rest.contains(['/', '?', '#', '\\']), "{}", rest);
        let decoded = percent_encoding::percent_decode_str(&rest).decode_utf8().unwrap().into_owned();
        prop_assert_eq!(decoded, id);
        Ok(())
    });
    outcome.unwrap_or_else(|problem| panic!("{problem}"));
}

#[test]
fn any_value_of_a_query_stays_one_value() {
    let runtime = runtime();
    let canned = Canned::new(404);
    let client = canned.client();
    let outcome = runner(2000).run(&(".{1,20}", ".{0,40}"), |(name, value)| {
        canned.asked.lock().unwrap().clear();
        let request = client.request(reqwest::Method::GET, ["zones", ZONE]).query(&name, &value);
        let _ = runtime.block_on(request.send::<Value>());
        let asked = canned.asked.lock().unwrap()[0].clone();
        let url = reqwest::Url::parse(&format!("https://nowhere.invalid{asked}")).unwrap();
        let pairs: Vec<_> =
            url.query_pairs().map(|(name, value)| (name.into_owned(), value.into_owned())).collect();
        prop_assert_eq!(url.path(), format!("/v4/zones/{}", ZONE));
        prop_assert_eq!(pairs, [(name, value)]);
        Ok(())
    });
    outcome.unwrap_or_else(|problem| panic!("{problem}"));
}

#[test]
fn any_header_of_limits_ends_in_an_answer_or_an_error() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let number = || prop_oneof!["[0-9]{1,3}", "[0-9]{15,40}", "-?[0-9.]{1,5}"];
    let limits = (number(), number(), number(), number())
        .prop_map(|(r, t, q, w)| (format!("\"a\";r={r};t={t}"), format!("\"a\";q={q};w={w}, \"b\";q={w}")));
    let any_text = || "[ -~]{0,30}";
    let headers = (
        prop_oneof![any_text().prop_map(String::from), number().prop_map(String::from)],
        prop_oneof![limits, (any_text(), any_text())],
        any::<bool>(),
    );
    let outcome = runner(300).run(&headers, |(retry_after, (limit, policy), old)| {
        let names = if old {
            ["x-ratelimit-remaining", "x-ratelimit-limit"]
        } else {
            ["ratelimit", "ratelimit-policy"]
        };
        let given = [("retry-after", retry_after.as_str()), (names[0], &limit), (names[1], &policy)];
        runtime.block_on(async {
            let server = FaultServer::start(vec![Fault::answer("429 A", &given, "{}")]).await;
            let client = Client::builder().api_token(TOKEN).base_url(server.url()).clock(Hurried::default());
            let zone = client.build().unwrap().zone(ZONE).unwrap();
            for _ in 0..3 {
                if let Err(error) = zone.custom_csrs().get("it").await {
                    assert!(error.is_rate_limited(), "{error}");
                }
            }
            // Whatever it was, at most the three calls and a repetition of the first.
            assert!(server.requests() <= 4);
        });
        Ok(())
    });
    outcome.unwrap_or_else(|problem| panic!("{problem}"));
}
