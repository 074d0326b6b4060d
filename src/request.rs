//! Custom requests, for endpoints that the OpenAPI document does not model.

use std::fmt;

use http::Method;
use http::header::{ACCEPT, CONTENT_TYPE, HeaderValue};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::endpoint::Endpoint;
use crate::page::{Page, PageRequest};
use crate::path::{encoded, segment};
use crate::transport::{Call, Prepared, at_path, unbuildable};
use crate::{Client, Response, Result, Violation};

/// A custom request; see [`Client::request`]. The `result` of the envelope is decoded as the type parameter of
/// [`send`](Self::send).
#[must_use = "a request does nothing until it is sent"]
pub struct Request {
    client: Client,
    method: Method,
    path: Vec<String>,
    query: Vec<(String, String)>,
    body: Option<serde_json::Result<Vec<u8>>>,
}

impl Request {
    pub(crate) fn new(client: Client, method: Method, path: Vec<String>) -> Self {
        Self { client, method, path, query: Vec::new(), body: None }
    }

    /// Adds a query parameter.
    pub fn query(mut self, name: impl Into<String>, value: impl ToString) -> Self {
        self.query.push((name.into(), value.to_string()));
        self
    }

    /// Sets the body, sent as JSON.
    pub fn json(mut self, body: &(impl Serialize + ?Sized)) -> Self {
        self.body = Some(serde_json::to_vec(body));
        self
    }

    /// Sends the request and decodes the result.
    ///
    /// # Errors
    /// As for every call. A path segment that would not remain one is
    /// [`InvalidRequest`](crate::ErrorKind::InvalidRequest), and nothing is sent.
    pub async fn send<T: DeserializeOwned>(self) -> Result<Response<T>> {
        let call = Call::new(self.client.clone());
        call.value_or_null(self.prepare()).await
    }

    /// Sends the request and decodes one page of a list: its items and its position in the list. Set the page's
    /// parameters yourself: `.query("page", 2)`.
    ///
    /// # Errors
    /// As for [`send`](Self::send).
    pub async fn send_page<T: DeserializeOwned>(self) -> Result<Page<T>> {
        let call = Call::new(self.client.clone());
        let asked = self.query.iter().find(|(name, _)| name == "page");
        let page = asked.and_then(|(_, page)| page.parse().ok()).unwrap_or(1);
        call.page(self.prepare(), PageRequest::new(page)).await
    }

    fn prepare<T>(self) -> Prepared<T> {
        let violations: Vec<Violation> =
            self.path.iter().filter_map(|part| segment("path", part).err()).collect();
        let mut path = String::new();
        for part in &self.path {
            path.push('/');
            // Errors show the path. An invalid segment may be anything, including a misplaced secret.
            path.push_str(&encoded("path", part).unwrap_or_else(|_| "{path}".into()));
        }
        let endpoint = Endpoint::Custom { method: self.method.to_string(), path: path.clone() };
        let request = if violations.is_empty() { self.build(&path).map(Box::new) } else { Err(violations) };
        Prepared::new(endpoint, path, request)
    }

    fn build(self, path: &str) -> Result<reqwest::Request, Vec<Violation>> {
        let shared = &self.client.shared;
        let url = at_path(&shared.base_url, path);
        let json = HeaderValue::from_static("application/json");
        let mut builder = shared.http.request(self.method, url).header(ACCEPT, json.clone());
        if !self.query.is_empty() {
            builder = builder.query(&self.query);
        }
        if let Some(body) = self.body {
            let refused = |error: serde_json::Error| {
                let problem = format!("the body is not JSON: {error}");
                vec![Violation { field: "request".to_owned(), problem }]
            };
            builder = builder.header(CONTENT_TYPE, json).body(body.map_err(refused)?);
        }
        builder.build().map_err(unbuildable)
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { client, method, path, query, body } = self;
        f.debug_struct("Request")
            .field("client", client)
            .field("method", method)
            .field("path", path)
            .field("query", &query.iter().map(|(name, _)| name).collect::<Vec<_>>())
            .field("body", &body.is_some())
            .finish()
    }
}
