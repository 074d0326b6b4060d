//! Requests for what the document does not model.

use std::fmt;

use http::Method;
use http::header::{ACCEPT, HeaderValue};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::CallName;
use crate::path::segment;
use crate::transport::Call;
use crate::{Client, Error, Response, Result, Violation};

/// A request of the caller's own; see [`Client::request`]. The result of the envelope is read as the type that
/// [`send`](Self::send) is asked for.
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

    /// Adds a parameter to the query.
    pub fn query(mut self, name: impl Into<String>, value: impl ToString) -> Self {
        self.query.push((name.into(), value.to_string()));
        self
    }

    /// The body, sent as JSON.
    pub fn json(mut self, body: &(impl Serialize + ?Sized)) -> Self {
        self.body = Some(serde_json::to_vec(body));
        self
    }

    /// Sends it and reads the result.
    ///
    /// # Errors
    /// As every call; a segment of the path that would not stay one is refused before anything is sent.
    pub async fn send<T: DeserializeOwned>(self) -> Result<Response<T>> {
        let path = format!("/{}", self.path.join("/"));
        let name = CallName::Custom { method: self.method.to_string(), path: path.clone() };
        let call = Call::new(self.client.clone(), name.clone());
        let violations = self.path.iter().filter_map(|part| segment("path", part).err()).collect();
        call.refuse(violations)?;
        let refused = |problem: String| {
            let violation = Violation { field: "request".to_owned(), problem };
            Error::refused(Some(name.clone()), vec![violation])
        };
        let shared = &self.client.shared;
        let url = format!("{}{path}", shared.base_url);
        let mut builder = shared
            .http
            .request(self.method, url)
            .header(ACCEPT, HeaderValue::from_static("application/json"));
        if !self.query.is_empty() {
            builder = builder.query(&self.query);
        }
        if let Some(body) = self.body {
            let body = body.map_err(|error| refused(format!("the body is not JSON: {error}")))?;
            builder = builder
                .header(http::header::CONTENT_TYPE, HeaderValue::from_static("application/json"))
                .body(body);
        }
        let request = builder.build().map_err(|error| refused(error.without_url().to_string()))?;
        call.value_or_null(request).await
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
