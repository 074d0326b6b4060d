//! A received response, and its interpretation.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderMap, HeaderName};
use http::{Method, StatusCode};

use super::envelope::{self, Envelope, Unreadable};
use super::limit_headers;
use super::state::CallState;
use crate::error::Reach;
use crate::{ApiError, Error, ErrorKind, Result};

/// Longer than the parts of any `cf-ray`.
const MAX_RAY: usize = 24;
const MAX_AIRPORT: usize = 5;
/// Shorter strings occur in any text.
const MIN_SECRET: usize = 8;
static RAY: HeaderName = HeaderName::from_static("cf-ray");

/// A response that arrived completely. Its body is not decoded yet.
pub(crate) struct RawResponse {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// Whether a middleware created it.
    pub(super) local: bool,
    /// Whether a retried DELETE found that an earlier attempt had been executed.
    already_deleted: bool,
}

impl RawResponse {
    pub(crate) fn new(status: StatusCode, headers: HeaderMap, body: Bytes) -> Self {
        Self { status, headers, body, local: false, already_deleted: false }
    }

    /// Creates the response of a middleware.
    pub(crate) fn local(status: StatusCode, headers: HeaderMap, body: Bytes) -> Self {
        Self { local: true, ..Self::new(status, headers, body) }
    }

    /// Creates the success of a DELETE that was executed by an earlier attempt, without a body.
    pub(super) fn already_deleted(status: StatusCode) -> Self {
        Self { already_deleted: true, ..Self::new(status, HeaderMap::new(), Bytes::new()) }
    }

    /// Returns the response if it is a success, and otherwise its error.
    pub(super) fn error_for_status(self, call: &CallState<'_>) -> Result<Self> {
        if self.status.is_success() || self.already_deleted {
            return Ok(self);
        }
        let redirects = self.status.is_redirection();
        let error = match envelope::failure(&self.body) {
            Ok(envelope) if redirects && envelope.errors.is_empty() => self.redirect(call),
            Err(_) if redirects => self.redirect(call),
            Ok(envelope) => self.failure(call, envelope.errors).enveloped(envelope.enveloped),
            Err(unreadable) => self.unreadable(call, unreadable),
        };
        Err(error.with_retry_after(retry_after(call, &self.headers)))
    }

    /// Decodes the body with the lenient decoder for unusual forms, or returns what is wrong with it.
    pub(super) fn decode<T: serde::de::DeserializeOwned>(&self, call: &CallState<'_>) -> Result<Envelope<T>> {
        envelope::read(&self.body).map_err(|unreadable| self.unreadable(call, unreadable))
    }

    /// Builds the error from the API's own errors.
    /// Rejects what is not the text that was asked for: a page of a proxy, or the API's error with a success status.
    pub(super) fn check_text(&self, call: &CallState<'_>) -> Result<()> {
        if self.headers.get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html")) {
            return Err(self.unreadable(call, Unreadable::NotJson));
        }
        match envelope::failure(&self.body) {
            Ok(envelope) if envelope.enveloped && envelope.failed => Err(self.failure(call, envelope.errors)),
            _ => Ok(()),
        }
    }

    pub(super) fn failure(&self, call: &CallState<'_>, errors: Vec<ApiError>) -> Error {
        self.error(call, ErrorKind::Api).with_errors(sanitized(call, errors))
    }

    fn redirect(&self, call: &CallState<'_>) -> Error {
        let detail = ": a redirect, which is not followed because the credentials would go with it";
        self.error(call, ErrorKind::NotJson).detailed(detail)
    }

    /// Builds the error of a response without its required result.
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
        let cf_ray = cf_ray(call, &self.headers);
        call.error(kind, Reach::Unknown).with_status(self.status).with_cf_ray(cf_ray)
    }

    /// Returns the Ray ID of a request that succeeded.
    pub(super) fn cf_ray(&self, call: &CallState<'_>) -> Option<String> {
        let ray = plain_ray(&self.headers)?;
        let shown = |secret: &str| secret.len() >= MIN_SECRET && ray.contains(secret);
        (!call.client.shared.credentials.secrets().any(shown)).then(|| ray.to_owned())
    }

    /// Returns the content type, if it is not JSON.
    fn content_type(&self, call: &CallState<'_>) -> Option<String> {
        let kind = self.headers.get(CONTENT_TYPE)?.as_bytes();
        if kind.starts_with(b"application/json") {
            return None;
        }
        Some(call.sanitizer().sanitize(&String::from_utf8_lossy(kind)))
    }
}

/// Returns whether the API's own 404 shows that an ambiguous DELETE has been executed. The 404 of a proxy does not
/// count.
pub(super) fn already_deleted(method: &Method, error: &Error) -> bool {
    method == Method::DELETE && error.is_not_found()
}

/// Returns how long the server asks to wait.
pub(super) fn retry_after(call: &CallState<'_>, headers: &HeaderMap) -> Option<std::time::Duration> {
    limit_headers::retry_after(headers, || call.client.shared.clock.system_time())
}

/// Returns the Ray ID of a request that failed, unless it contains a secret of the request.
pub(super) fn cf_ray(call: &CallState<'_>, headers: &HeaderMap) -> Option<String> {
    let ray = plain_ray(headers)?;
    Some(call.sanitizer().sanitize(ray)).filter(|sanitized| sanitized == ray)
}

/// Returns the Ray ID, if it looks like one.
fn plain_ray(headers: &HeaderMap) -> Option<&str> {
    let ray = headers.get(&RAY)?.to_str().ok()?;
    // Hexadecimal digits and an airport code; no token or key looks like this.
    let (number, airport) = ray.split_once('-').unwrap_or((ray, ""));
    let plain = number.len() <= MAX_RAY && number.bytes().all(|byte| byte.is_ascii_hexdigit());
    let known = airport.len() <= MAX_AIRPORT && airport.bytes().all(|byte| byte.is_ascii_alphanumeric());
    (plain && known && !number.is_empty()).then_some(ray)
}

/// Sanitizes errors or messages of the API.
pub(super) fn sanitized(call: &CallState<'_>, errors: Vec<ApiError>) -> Vec<ApiError> {
    if errors.is_empty() {
        return errors;
    }
    let texts = errors.iter().flat_map(|error| {
        [Some(&error.message), error.documentation_url.as_ref(), error.pointer.as_ref()].into_iter().flatten()
    });
    let mut texts = call.sanitizer().sanitize_all(texts.map(String::as_str)).into_iter();
    let mut next = || texts.next().unwrap_or_default();
    let sanitized = errors.into_iter().map(|error| ApiError {
        code: error.code,
        message: next(),
        documentation_url: error.documentation_url.map(|_| next()),
        pointer: error.pointer.map(|_| next()),
    });
    sanitized.collect()
}
