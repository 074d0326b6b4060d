//! The responses of a mock, one by one and in sequence.

use std::marker::PhantomData;
use std::sync::{Mutex, PoisonError};

use httpmock::{HttpMockResponse, Then};
use serde::Serialize;
use serde_json::{Value, json};

/// One response in a sequence of a mock: a success with a result of type `T`, or a failure.
///
/// `responses` of an operation's mock takes a list of these:
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> cloudflare_certificates::Result<()> {
/// use cloudflare_certificates::mocks::{MockResponse, MockServerExt, from_json, httpmock::MockServer};
/// use cloudflare_certificates::{Client, Retry, types::CustomCsr};
///
/// let server = MockServer::start_async().await;
/// let csr: CustomCsr = from_json(r#"{"id": "7b163417"}"#);
/// server.custom_csrs_get(|when, then| {
///     when.custom_csr_id("7b163417");
///     then.responses([
///         MockResponse::failure(503, &[(10000, "try again later")]).header("retry-after", "1"),
///         MockResponse::success(200, &csr),
///     ]);
/// });
/// let client = Client::builder().api_token("any").base_url(server.base_url()).retry(Retry::never());
/// let csrs = client.build()?.zone("023e105f4ecef8ad9ca31a8372d0c353")?.custom_csrs();
/// assert!(csrs.get("7b163417").await.is_err());
/// assert_eq!(csrs.get("7b163417").await?.into_inner(), csr);
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub struct MockResponse<T: ?Sized> {
    status: u16,
    headers: Vec<(String, String)>,
    body: String,
    result: PhantomData<fn(&T)>,
}

impl<T: ?Sized> Clone for MockResponse<T> {
    fn clone(&self) -> Self {
        Self { headers: self.headers.clone(), body: self.body.clone(), ..*self }
    }
}

impl<T: Serialize> MockResponse<T> {
    /// Creates a success: this result in an envelope, or none. For a list the envelope states that this is all, so
    /// that no further page is requested.
    pub fn success<'a>(status: u16, result: impl Into<Option<&'a T>>) -> Self
    where
        T: 'a,
    {
        let mut body = json!({ "success": true, "errors": [], "messages": [], "result": result.into() });
        if let Some(count) = body.get("result").and_then(Value::as_array).map(Vec::len)
            && let Some(body) = body.as_object_mut()
        {
            body.insert("result_info".to_owned(), json!({ "page": 1, "count": count, "total_count": count }));
        }
        Self::new(status, JSON, body.to_string())
    }
}

impl MockResponse<str> {
    /// Creates a success of an operation that responds with text, such as a PEM file, without an envelope.
    pub fn text(status: u16, text: impl Into<String>) -> Self {
        Self::new(status, "text/plain", text.into())
    }
}

const JSON: &str = "application/json";

impl<T: ?Sized> MockResponse<T> {
    /// Creates a failure: these codes and messages in an envelope.
    pub fn failure(status: u16, errors: &[(i64, &str)]) -> Self {
        let errors: Vec<Value> =
            errors.iter().map(|(code, message)| json!({ "code": code, "message": message })).collect();
        let body = json!({ "success": false, "errors": errors, "messages": [], "result": null });
        Self::new(status, JSON, body.to_string())
    }

    /// Adds a header, such as `retry-after`.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    fn new(status: u16, content_type: &str, body: String) -> Self {
        let headers = vec![("content-type".to_owned(), content_type.to_owned())];
        Self { status, headers, body, result: PhantomData }
    }

    /// Sets this as the only response of a mock. Unlike a sequence it works with a remote mock server, too.
    pub(super) fn set(self, then: Then) -> Then {
        let then = then.status(self.status).body(self.body);
        self.headers.into_iter().fold(then, |then, (name, value)| then.header(name, value))
    }

    fn build(self) -> HttpMockResponse {
        HttpMockResponse::builder().status(self.status).headers(self.headers).body(self.body).build()
    }
}

/// Lets a mock return these responses in this order, each for one request. The last one repeats.
pub(super) fn in_sequence<T: ?Sized>(
    then: Then,
    responses: impl IntoIterator<Item = MockResponse<T>>,
) -> Then {
    let mut responses: Vec<HttpMockResponse> = responses.into_iter().map(MockResponse::build).collect();
    #[allow(clippy::expect_used, reason = "tests may panic")]
    let last = responses.pop().expect("a sequence has at least one response");
    let before = Mutex::new(responses.into_iter());
    then.respond_with(move |_| {
        let next = before.lock().unwrap_or_else(PoisonError::into_inner).next();
        next.unwrap_or_else(|| last.clone())
    })
}
