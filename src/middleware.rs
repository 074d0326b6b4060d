//! Custom middleware around every call.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use serde::Serialize;

use crate::endpoint::Endpoint;
use crate::transport::{CallState, Outgoing, RawResponse};
use crate::{Error, Result, Violation};

/// The future that a [`Middleware`] returns: a response with a success status code, or an error.
pub type Answered<'a> = Pin<Box<dyn Future<Output = Result<CallResponse>> + Send + 'a>>;

/// Custom middleware around every call, for example for headers, an audit log, or canned responses in a test. Add
/// it with [`ClientBuilder::middleware`](crate::ClientBuilder::middleware); the first one added is the outermost.
///
/// A middleware wraps the whole call: the attempts, the waiting and the credentials, which it never sees, are
/// inside [`Next::run`]. The request body is accessible so that it can be passed on; it may hold a private key, so
/// `Debug` does not show it.
///
/// ```
/// use cloudflare_certificates::middleware::{Answered, CallRequest, Middleware, Next};
/// use cloudflare_certificates::http::HeaderValue;
///
/// struct Audit;
///
/// impl Middleware for Audit {
///     fn handle<'a>(&'a self, mut request: CallRequest, next: Next<'a>) -> Answered<'a> {
///         Box::pin(async move {
///             request.headers_mut().insert("x-request-source", HeaderValue::from_static("renewals"));
///             let operation = request.operation().to_owned();
///             let outcome = next.run(request).await;
///             println!("{operation}: {}", outcome.as_ref().map_or_else(ToString::to_string, |_| "ok".to_owned()));
///             outcome
///         })
///     }
/// }
/// ```
pub trait Middleware: Send + Sync + 'static {
    /// Handles one call: passes it on with [`Next::run`], once or several times, or returns its own response.
    fn handle<'a>(&'a self, request: CallRequest, next: Next<'a>) -> Answered<'a>;
}

/// The rest of a call: the inner middleware, and finally the exchange with the server.
#[derive(Clone, Copy)]
pub struct Next<'a> {
    layers: &'a [Arc<dyn Middleware>],
    call: &'a CallState<'a>,
}

impl<'a> Next<'a> {
    pub(crate) fn new(call: &'a CallState<'a>) -> Self {
        Self { layers: &call.client.shared.middleware, call }
    }

    /// Passes the call on.
    pub fn run(self, request: CallRequest) -> Answered<'a> {
        match self.layers.split_first() {
            Some((layer, layers)) => layer.handle(request, Self { layers, ..self }),
            None => Box::pin(async move {
                // The request is sent again although an earlier run succeeded.
                self.call.overruled();
                let response = crate::transport::attempts(self.call, request.outgoing).await?;
                self.call.succeeded();
                Ok(CallResponse { response })
            }),
        }
    }
}

/// A request without credentials, before it is sent.
pub struct CallRequest {
    endpoint: Endpoint,
    outgoing: Outgoing,
}

impl CallRequest {
    pub(crate) fn new(endpoint: Endpoint, outgoing: Outgoing) -> Self {
        Self { endpoint, outgoing }
    }

    /// Clones the request, for a middleware that passes it on several times. Returns `None` if its body cannot be
    /// sent twice, which is not the case for any request of this crate. All attempts count as attempts of the
    /// call.
    pub fn try_clone(&self) -> Option<Self> {
        let request = self.outgoing.request.try_clone()?;
        Some(Self { endpoint: self.endpoint.clone(), outgoing: Outgoing { request: Box::new(request) } })
    }

    /// Returns the operation's id, such as `custom_csrs_create`; `request` for a custom request.
    pub fn operation(&self) -> &str {
        self.endpoint.id()
    }

    /// Returns the path template.
    pub fn path_template(&self) -> &str {
        self.endpoint.path()
    }

    /// Returns the HTTP method.
    pub fn method(&self) -> &Method {
        self.outgoing.request.method()
    }

    /// Returns the path as it is sent, without the query.
    pub fn path(&self) -> &str {
        self.outgoing.request.url().path()
    }

    /// Returns the query as it is sent.
    pub fn query(&self) -> Option<&str> {
        self.outgoing.request.url().query()
    }

    /// Returns the headers set so far.
    pub fn headers(&self) -> &HeaderMap {
        self.outgoing.request.headers()
    }

    /// Returns the headers for modification. Credentials and the user agent are set later and win.
    pub fn headers_mut(&mut self) -> &mut HeaderMap {
        self.outgoing.request.headers_mut()
    }

    /// Returns the body. It may hold a private key: never log it.
    pub fn body(&self) -> Option<&[u8]> {
        self.outgoing.request.body()?.as_bytes()
    }

    /// Creates an error to return instead of passing the request on.
    pub fn refuse(&self, reason: impl Into<String>) -> Error {
        let violation = Violation { field: "request".to_owned(), problem: reason.into() };
        Error::refused(Some(self.endpoint.clone()), vec![violation])
    }
}

/// Without the body, which may hold a private key.
impl fmt::Debug for CallRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallRequest")
            .field("operation", &self.operation())
            .field("method", self.method())
            .field("path", &self.path())
            .finish_non_exhaustive()
    }
}

/// A response that was received, before it is decoded.
pub struct CallResponse {
    pub(crate) response: RawResponse,
}

impl CallResponse {
    /// Creates a custom response, as if the server had sent it; for tests. Any status code is possible: anything
    /// but a success becomes an error as usual.
    pub fn new(status: StatusCode, body: impl Into<Bytes>) -> Self {
        let mut headers = HeaderMap::new();
        headers.insert(http::header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        Self { response: RawResponse::local(status, headers, body.into()) }
    }

    /// Creates a success with this result in the usual envelope; for tests.
    ///
    /// # Errors
    /// [`InvalidRequest`](crate::ErrorKind::InvalidRequest) if the result cannot be serialized as JSON.
    pub fn result(result: &impl Serialize) -> Result<Self> {
        let refuse = |error: serde_json::Error| {
            let violation = Violation { field: "result".to_owned(), problem: error.to_string() };
            Error::refused(None, vec![violation])
        };
        let result = serde_json::to_value(result).map_err(refuse)?;
        let envelope = serde_json::json!({ "success": true, "errors": [], "messages": [], "result": result });
        Ok(Self::new(StatusCode::OK, envelope.to_string()))
    }

    /// Returns the HTTP status code.
    pub fn status(&self) -> StatusCode {
        self.response.status
    }

    /// Returns the headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.response.headers
    }

    /// Returns the body, not decoded yet.
    pub fn body(&self) -> &[u8] {
        &self.response.body
    }
}

impl fmt::Debug for CallResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallResponse").field("status", &self.status()).finish_non_exhaustive()
    }
}

impl fmt::Debug for Next<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Next").field("layers", &self.layers.len()).finish_non_exhaustive()
    }
}
