//! A server on loopback that notes what it gets and answers what it is told to.

#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "each test file uses a part of it; tests may panic"
)]

pub mod clock;
pub mod documented;
pub mod every;
pub mod fast_clock;
pub mod faults;
pub mod http2;
pub mod quota;
pub mod samples;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use cloudflare_certificates::{Account, Client, Error, ErrorKind, Retry, Zone};
use httpmock::{HttpMockRequest, HttpMockResponse, MockServer};
use serde_json::{Value, json};

pub const ZONE: &str = "023e105f4ecef8ad9ca31a8372d0c353";
pub const ACCOUNT: &str = "01a7362d577a6c3019a474fd6f485823";
pub const TOKEN: &str = "Sn3lZJTBX6kkg7OdcBUAxOO963GEIyGQqnFTOFYY";

/// A request as it came over the wire.
#[derive(Clone, Debug)]
pub struct Sent {
    pub method: String,
    pub path: String,
    /// What stands behind `?`, as it was sent.
    pub query: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Sent {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect("the request's body is JSON")
    }

    /// The verb, the path and the query; and what every request of the SDK has in its headers.
    pub fn assert_is(&self, method: &str, path: &str, query: &str) {
        assert_eq!((self.method.as_str(), self.path.as_str(), self.query.as_str()), (method, path, query));
        assert_eq!(self.header("authorization"), Some(format!("Bearer {TOKEN}").as_str()));
        assert_eq!(self.header("accept"), Some("application/json"));
        assert!(self.header("user-agent").is_some_and(|agent| agent.starts_with("cloudflare-certificates/")));
        assert_eq!(self.header("api-version"), None, "the generator's header stays at home");
        let sends = !self.body.is_empty();
        assert_eq!(self.header("content-type"), sends.then_some("application/json"));
    }
}

/// What the server answers once.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Answer {
    pub fn json(status: u16, body: &Value) -> Self {
        Self::text(status, "application/json", &body.to_string())
    }

    pub fn text(status: u16, kind: &str, body: &str) -> Self {
        let headers = vec![
            ("content-type".to_owned(), kind.to_owned()),
            ("cf-ray".to_owned(), "8f0c1d2e3f4a5b6c-AMS".to_owned()),
        ];
        Self { status, headers, body: body.to_owned() }
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }
}

/// The fields for which a request was refused before it was sent.
pub fn refused_fields(error: &Error) -> Vec<&str> {
    assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error}");
    error.violations().iter().map(|violation| violation.field.as_str()).collect()
}

/// Fails unless 404 is an answer to this call, and another refusal an error.
pub async fn only_404_is_absence<T: std::fmt::Debug>(
    call: impl AsyncFn(&Server) -> Result<Option<T>, Error>,
) {
    for (status, absent) in [(404, true), (403, false)] {
        let server = Server::answering(Answer::json(status, &failure(1000, "x"))).await;
        let answer = call(&server).await;
        assert_eq!((matches!(answer, Ok(None)), answer.is_err()), (absent, !absent), "{status}: {answer:?}");
    }
}

/// Fails unless this deletion names the thing by the server's bare id, and where the server says nothing, by the id
/// that it was asked for.
pub async fn deletion_names_the_thing(id: &str, delete: impl AsyncFn(&Server) -> Result<String, Error>) {
    for (answer, named) in [
        (Answer::json(200, &json!({ "id": "of-the-server" })), "of-the-server"),
        (Answer::text(204, "text/plain", ""), id),
    ] {
        let server = Server::answering(answer).await;
        assert_eq!(delete(&server).await.unwrap(), named);
    }
}

/// A success with this result.
pub fn ok(result: Value) -> Value {
    json!({ "success": true, "errors": [], "messages": [], "result": result })
}

/// A failure with this code and message.
pub fn failure(code: i64, message: &str) -> Value {
    json!({ "success": false, "errors": [{ "code": code, "message": message }], "messages": [], "result": null })
}

/// A page of a list.
pub fn page(items: Vec<Value>, page: u64, per_page: u64, total: u64) -> Value {
    json!({
        "success": true, "errors": [], "messages": [], "result": items,
        "result_info": {
            "page": page, "per_page": per_page, "count": items.len(), "total_count": total,
            "total_pages": total.div_ceil(per_page),
        },
    })
}

pub struct Server {
    mock: MockServer,
    /// What the paths of this server begin with. httpmock lends its servers to one test after the other, and a
    /// request that a test left under way would else be counted by the next one.
    prefix: String,
    sent: Arc<Mutex<Vec<Sent>>>,
}

impl Server {
    /// Answers every request alike.
    pub async fn answering(answer: Answer) -> Self {
        Self::with(move |_, _| answer.clone()).await
    }

    /// Answers every request with this result; of a list it says that this is all.
    pub async fn returning(result: Value) -> Self {
        let mut body = ok(result);
        if let Some(count) = body["result"].as_array().map(Vec::len) {
            body["result_info"] = json!({ "count": count, "total_count": count });
        }
        Self::answering(Answer::json(200, &body)).await
    }

    /// Answers by what was sent and how many requests came before.
    pub async fn with(answer: impl Fn(&Sent, usize) -> Answer + Send + Sync + 'static) -> Self {
        static SERVERS: AtomicUsize = AtomicUsize::new(0);
        let prefix = format!("/server-{}", SERVERS.fetch_add(1, Ordering::Relaxed));
        let mock = MockServer::start_async().await;
        let own = prefix.clone();
        let sent: Arc<Mutex<Vec<Sent>>> = Arc::default();
        let log = Arc::clone(&sent);
        mock.mock_async(|when, then| {
            when.any_request();
            then.respond_with(move |request: &HttpMockRequest| {
                let Some(request) = note(request, &own) else {
                    return HttpMockResponse::builder().status(404).build();
                };
                let mut log = log.lock().unwrap();
                let answer = answer(&request, log.len());
                log.push(request);
                drop(log);
                let response = HttpMockResponse::builder().status(answer.status).headers(answer.headers);
                response.body(answer.body).build()
            });
        })
        .await;
        Self { mock, prefix, sent }
    }

    pub fn base_url(&self) -> String {
        format!("{}{}/client/v4", self.mock.base_url(), self.prefix)
    }

    pub fn client(&self) -> Client {
        Client::builder().api_token(TOKEN).base_url(self.base_url()).retry(Retry::never()).build().unwrap()
    }

    pub fn zone(&self) -> Zone {
        self.client().zone(ZONE).unwrap()
    }

    pub fn account(&self) -> Account {
        self.client().account(ACCOUNT).unwrap()
    }

    /// All requests so far.
    pub fn sent(&self) -> Vec<Sent> {
        self.sent.lock().unwrap().clone()
    }

    /// The one request that was made.
    pub fn only(&self) -> Sent {
        let sent = self.sent();
        assert_eq!(sent.len(), 1, "{sent:?}");
        sent.into_iter().next().unwrap()
    }
}

/// The request as it came, if it is for this server.
fn note(request: &HttpMockRequest, prefix: &str) -> Option<Sent> {
    let uri = request.uri();
    let path = uri.path().strip_prefix(prefix)?.to_owned();
    if !path.starts_with('/') {
        return None;
    }
    Some(Sent {
        method: request.method_str().to_owned(),
        path,
        query: uri.query().unwrap_or_default().to_owned(),
        headers: request.headers_vec().clone(),
        body: request.body_string(),
    })
}
