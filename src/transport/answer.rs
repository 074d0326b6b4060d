//! What the server answered, and what it means.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderMap, HeaderName};
use http::{Method, StatusCode};

use super::envelope::{self, Envelope, Unreadable};
use super::limit_headers;
use crate::error::{CallName, scrub};
use crate::{ApiError, Client, Error, ErrorKind, Result};

/// Longer than any `cf-ray`.
const MAX_RAY: usize = 64;
static RAY: HeaderName = HeaderName::from_static("cf-ray");

/// An answer that arrived whole. Its body is not read yet.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// A repeated DELETE found that an earlier attempt had been carried out.
    pub(super) gone: bool,
}

impl Answer {
    pub(crate) fn new(status: StatusCode, headers: HeaderMap, body: Bytes) -> Self {
        Self { status, headers, body, gone: false }
    }

    /// The same as a success without a body.
    pub(super) fn gone(status: StatusCode) -> Self {
        Self { gone: true, ..Self::new(status, HeaderMap::new(), Bytes::new()) }
    }

    pub(super) fn is_success(&self) -> bool {
        self.status.is_success() || self.gone
    }

    /// The answer if it is a success, and else the error that it is.
    pub(super) fn judged(self, client: &Client, name: &CallName) -> Result<Self> {
        if self.is_success() {
            return Ok(self);
        }
        let redirects = self.status.is_redirection();
        let error = match envelope::errors(&self.body) {
            Ok(errors) if redirects && errors.is_empty() => self.redirect(client, name),
            Err(_) if redirects => self.redirect(client, name),
            Ok(errors) => self.failure(client, name, errors),
            Err(unreadable) => self.unreadable(client, name, unreadable),
        };
        Err(error.with_retry_after(limit_headers::retry_after(&self.headers, || client.shared.clock.today())))
    }

    /// Reads the body in the way that is made for odd ones, or says what is wrong with it.
    pub(super) fn read<T: serde::de::DeserializeOwned>(
        &self,
        client: &Client,
        name: &CallName,
    ) -> Result<Envelope<T>> {
        envelope::read(&self.body).map_err(|unreadable| self.unreadable(client, name, unreadable))
    }

    /// The API's own errors.
    pub(super) fn failure(&self, client: &Client, name: &CallName, errors: Vec<ApiError>) -> Error {
        self.error(client, name, ErrorKind::Api)
            .with_errors(errors.into_iter().map(|error| clean(client, error)).collect())
    }

    fn redirect(&self, client: &Client, name: &CallName) -> Error {
        let detail = ": a redirect, which is not followed because the credentials would go with it";
        self.error(client, name, ErrorKind::NotJson).detailed(detail)
    }

    /// The result lacks where there must be one.
    pub(super) fn without_result(&self, client: &Client, name: &CallName) -> Error {
        self.error(client, name, ErrorKind::Decode).with_field("result".to_owned()).detailed("there is none")
    }

    fn unreadable(&self, client: &Client, name: &CallName, unreadable: Unreadable) -> Error {
        match unreadable {
            Unreadable::NotJson => {
                let detail = self.kind(client).map_or_else(String::new, |kind| format!(" but {kind}"));
                self.error(client, name, ErrorKind::NotJson).detailed(detail)
            }
            Unreadable::Broken(detail) => self.error(client, name, ErrorKind::Decode).detailed(detail),
            Unreadable::Form(field, detail) => {
                self.error(client, name, ErrorKind::Decode).with_field(field).detailed(detail)
            }
        }
    }

    fn error(&self, client: &Client, name: &CallName, kind: ErrorKind) -> Error {
        Error::answered(kind, name.clone(), self.status).with_cf_ray(self.cf_ray(client))
    }

    pub(super) fn cf_ray(&self, client: &Client) -> Option<String> {
        cf_ray(client, &self.headers)
    }

    /// What kind of content it is, where that is not JSON.
    fn kind(&self, client: &Client) -> Option<String> {
        let kind = self.headers.get(CONTENT_TYPE)?.as_bytes();
        if kind.starts_with(b"application/json") {
            return None;
        }
        Some(seen(client, &String::from_utf8_lossy(kind)))
    }
}

/// Whether a 404 says that a DELETE with an unknown end was carried out.
pub(super) fn found_gone(method: &Method, error: &Error) -> bool {
    method == Method::DELETE && error.status() == Some(StatusCode::NOT_FOUND)
}

/// The request's identifier, if it looks like one.
pub(super) fn cf_ray(client: &Client, headers: &HeaderMap) -> Option<String> {
    let ray = headers.get(&RAY)?.to_str().ok()?;
    let plain = ray.len() <= MAX_RAY && ray.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let safe = !client.shared.credentials.secrets().any(|secret| ray.contains(secret));
    (plain && safe).then(|| ray.to_owned())
}

/// An error or a message of the API, fit to be seen.
pub(super) fn clean(client: &Client, error: ApiError) -> ApiError {
    let seen = |text: String| seen(client, &text);
    ApiError {
        code: error.code,
        message: seen(error.message),
        documentation_url: error.documentation_url.map(seen),
        pointer: error.pointer.map(seen),
    }
}

/// A text of the server, fit to be seen.
pub(super) fn seen(client: &Client, text: &str) -> String {
    scrub(text, client.shared.credentials.secrets())
}
