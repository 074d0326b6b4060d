//! What the server responded, and what it means.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderMap, HeaderName};
use http::{Method, StatusCode};

use super::envelope::{self, Envelope, Unreadable};
use super::limit_headers;
use super::state::CallState;
use crate::error::{Reach, Sanitizer};
use crate::{ApiError, Error, ErrorKind, Result};

/// Longer than any `cf-ray`.
const MAX_RAY: usize = 64;
/// More errors or messages than this are not kept: a server can send any number.
const MAX_ERRORS: usize = 100;
static RAY: HeaderName = HeaderName::from_static("cf-ray");

/// A response that arrived whole. Its body is not decoded yet.
pub(crate) struct RawResponse {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// A repeated DELETE found that an earlier attempt had been carried out.
    already_deleted: bool,
}

impl RawResponse {
    pub(crate) fn new(status: StatusCode, headers: HeaderMap, body: Bytes) -> Self {
        Self { status, headers, body, already_deleted: false }
    }

    /// The same as a success without a body.
    pub(super) fn already_deleted(status: StatusCode) -> Self {
        Self { already_deleted: true, ..Self::new(status, HeaderMap::new(), Bytes::new()) }
    }

    /// The response if it is a success, and else the error that it is.
    pub(super) fn error_for_status(self, call: &CallState<'_>) -> Result<Self> {
        if self.status.is_success() || self.already_deleted {
            return Ok(self);
        }
        let redirects = self.status.is_redirection();
        let error = match envelope::errors(&self.body) {
            Ok(errors) if redirects && errors.is_empty() => self.redirect(call),
            Err(_) if redirects => self.redirect(call),
            Ok(errors) => self.failure(call, errors),
            Err(unreadable) => self.unreadable(call, unreadable),
        };
        Err(error.with_retry_after(retry_after(call, &self.headers)))
    }

    /// Decodes the body in the way that is made for odd ones, or says what is wrong with it.
    pub(super) fn decode<T: serde::de::DeserializeOwned>(&self, call: &CallState<'_>) -> Result<Envelope<T>> {
        envelope::read(&self.body).map_err(|unreadable| self.unreadable(call, unreadable))
    }

    /// The API's own errors.
    pub(super) fn failure(&self, call: &CallState<'_>, errors: Vec<ApiError>) -> Error {
        self.error(call, ErrorKind::Api).with_errors(sanitized(call, errors))
    }

    fn redirect(&self, call: &CallState<'_>) -> Error {
        let detail = ": a redirect, which is not followed because the credentials would go with it";
        self.error(call, ErrorKind::NotJson).detailed(detail)
    }

    /// The result is missing where there must be one.
    pub(super) fn without_result(&self, call: &CallState<'_>) -> Error {
        self.error(call, ErrorKind::Decode).with_field("result".to_owned()).detailed("there is none")
    }

    fn unreadable(&self, call: &CallState<'_>, unreadable: Unreadable) -> Error {
        match unreadable {
            Unreadable::NotJson => {
                let detail = self.content_type(call).map_or_else(String::new, |kind| format!(" but {kind}"));
                self.error(call, ErrorKind::NotJson).detailed(detail)
            }
            Unreadable::Broken(detail) => self.error(call, ErrorKind::Decode).detailed(detail),
            Unreadable::Form(field, detail) => {
                let sanitizer = call.sanitizer();
                let error = self.error(call, ErrorKind::Decode).with_field(sanitizer.sanitize(&field));
                error.detailed(sanitizer.sanitize(&detail))
            }
        }
    }

    fn error(&self, call: &CallState<'_>, kind: ErrorKind) -> Error {
        call.error(kind, Reach::Unknown).with_status(self.status).with_cf_ray(self.cf_ray(call))
    }

    pub(super) fn cf_ray(&self, call: &CallState<'_>) -> Option<String> {
        cf_ray(call, &self.headers)
    }

    /// The content type, where that is not JSON.
    fn content_type(&self, call: &CallState<'_>) -> Option<String> {
        let kind = self.headers.get(CONTENT_TYPE)?.as_bytes();
        if kind.starts_with(b"application/json") {
            return None;
        }
        Some(call.sanitizer().sanitize(&String::from_utf8_lossy(kind)))
    }
}

/// Whether the API's own 404 says that a DELETE whose outcome was unknown has been carried out. A 404 of a proxy says
/// nothing of the kind.
pub(super) fn already_deleted(method: &Method, error: &Error) -> bool {
    method == Method::DELETE
        && error.kind() == ErrorKind::Api
        && error.status() == Some(StatusCode::NOT_FOUND)
}

/// How long the server asks to wait.
pub(super) fn retry_after(call: &CallState<'_>, headers: &HeaderMap) -> Option<std::time::Duration> {
    limit_headers::retry_after(headers, || call.client.shared.clock.system_time())
}

/// The request's identifier, if it looks like one.
pub(super) fn cf_ray(call: &CallState<'_>, headers: &HeaderMap) -> Option<String> {
    let ray = headers.get(&RAY)?.to_str().ok()?;
    let plain = ray.len() <= MAX_RAY && ray.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let safe = !call.client.shared.credentials.secrets().any(|secret| ray.contains(secret));
    (plain && safe).then(|| ray.to_owned())
}

/// Errors or messages of the API, fit to be seen.
pub(super) fn sanitized(call: &CallState<'_>, errors: Vec<ApiError>) -> Vec<ApiError> {
    if errors.is_empty() {
        return errors;
    }
    let sanitizer = call.sanitizer();
    errors.into_iter().take(MAX_ERRORS).map(|error| sanitized_error(&sanitizer, error)).collect()
}

fn sanitized_error(sanitizer: &Sanitizer<'_>, error: ApiError) -> ApiError {
    let sanitize = |text: String| sanitizer.sanitize(&text);
    ApiError {
        code: error.code,
        message: sanitize(error.message),
        documentation_url: error.documentation_url.map(sanitize),
        pointer: error.pointer.map(sanitize),
    }
}
