//! The error type of this crate.

mod display;
mod kind;
mod line;
mod redact;
mod sanitize;

use std::error::Error as StdError;
use std::time::Duration;

use http::StatusCode;
use serde::Serialize;

use crate::endpoint::Endpoint;
use crate::{Target, Violation};

pub use kind::ErrorKind;
pub(crate) use line::Line;
pub(crate) use sanitize::{Cause, Sanitizer};

/// The result of a call.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The error of a call.
///
/// It contains what you need during an incident: the operation, what the server said, whether a retry makes sense
/// ([`is_retryable`](Self::is_retryable)) and whether the request may have been executed although the call failed
/// ([`may_have_taken_effect`](Self::may_have_taken_effect)).
///
/// Neither `Debug` nor `Display` contains a body or a secret. `Display` is one line of at most 3 KiB. If there was
/// no response, the line ends with the root cause, such as `connection refused`; [`source`](StdError::source) has
/// the causes between. `Debug`, which is what `unwrap` and a `main` that returns an error print, is that line with
/// all sources, in at most 4 KiB; `{:#?}` has every field.
///
/// Messages of servers and libraries are sanitized before they become part of an error: one line, at most 500
/// characters, without control characters, and without the client's credentials, the secrets of the request, parts
/// of them, and private keys. In requests made with [`Client::request`](crate::Client::request), whose fields are
/// unknown, every string of 16 characters or more counts as a secret.
pub struct Error {
    inner: Box<Inner>,
}

#[derive(Debug)]
struct Inner {
    kind: ErrorKind,
    endpoint: Option<Endpoint>,
    target: Option<Target>,
    status: Option<StatusCode>,
    errors: Vec<ApiError>,
    violations: Vec<Violation>,
    cf_ray: Option<String>,
    retry_after: Option<Duration>,
    attempts: u32,
    page: Option<u64>,
    missing: Option<u64>,
    field: Option<String>,
    detail: String,
    reach: Reach,
    /// One of the attempts may have been executed.
    ambiguous: bool,
    /// The client's own rate limit left no room.
    no_room: bool,
    /// A page that was fetched ahead found no room and is requested again later.
    deferred: bool,
    /// The cause is permanent, although this kind of failure is usually transient.
    permanent: bool,
    /// The response has the form of the API's envelope.
    enveloped: bool,
    source: Option<Box<Cause>>,
}

/// Codes that come with a 404 and mean a wrong route or wrong credentials.
const NO_ABSENCE: [i64; 4] = [7000, 7003, 9109, 10000];

/// One error returned by the API.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ApiError {
    /// The error code, unique only within one service. 0 if the server sent none.
    pub code: i64,
    /// The server's message.
    pub message: String,
    /// A link to more information.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub documentation_url: Option<String>,
    /// A JSON pointer into the request body.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
}

/// How far a request got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Not sent, or no connection was made.
    NotSent,
    /// Sent, but the server stated that it did not process it.
    NotProcessed,
    /// Possibly received.
    Unknown,
}

/// Accessors and predicates.
impl Error {
    /// Returns the kind of failure.
    pub fn kind(&self) -> ErrorKind {
        self.inner.kind
    }

    /// Returns the operation's id, such as `custom_csrs_create`; `request` for a custom request.
    pub fn operation(&self) -> Option<&str> {
        self.inner.endpoint.as_ref().map(Endpoint::id)
    }

    /// Returns the HTTP method.
    pub fn method(&self) -> Option<&str> {
        self.inner.endpoint.as_ref().map(Endpoint::method)
    }

    /// Returns the path template.
    pub fn path(&self) -> Option<&str> {
        self.inner.endpoint.as_ref().map(Endpoint::path)
    }

    /// Returns the zone or account and the ids that the call addressed.
    pub fn target(&self) -> Option<&Target> {
        self.inner.target.as_ref()
    }

    /// Returns the HTTP status code, if there was a response.
    pub fn status(&self) -> Option<StatusCode> {
        self.inner.status
    }

    /// Returns the errors from the API's response, at most 100. The causes of an error (its `error_chain`) follow
    /// that error.
    pub fn errors(&self) -> &[ApiError] {
        &self.inner.errors
    }

    /// Returns what is wrong with an invalid request that was not sent.
    pub fn violations(&self) -> &[Violation] {
        &self.inner.violations
    }

    /// Returns the Cloudflare Ray ID, which Cloudflare's support asks for.
    pub fn cf_ray(&self) -> Option<&str> {
        self.inner.cf_ray.as_deref()
    }

    /// Returns how long the server asked to wait; or, if the client's own rate limit left no room, how long it
    /// will take until there is room.
    pub fn retry_after(&self) -> Option<Duration> {
        self.inner.retry_after
    }

    /// Returns how many times the request was sent; 0 for an error that does not belong to a single call, such as
    /// an incomplete list.
    pub fn attempts(&self) -> u32 {
        self.inner.attempts
    }

    /// Returns the page of the list at which the error occurred.
    pub fn page(&self) -> Option<u64> {
        self.inner.page
    }

    /// Returns how many items of an incomplete list are missing, if that is known.
    pub fn missing(&self) -> Option<u64> {
        self.inner.missing
    }

    /// Returns the path of the response field that could not be decoded.
    pub fn field(&self) -> Option<&str> {
        self.inner.field.as_deref()
    }

    /// Returns whether the API returned this error code. Codes are numbered per service: 1002 of custom
    /// certificates is not 1002 elsewhere.
    pub fn has_code(&self, code: i64) -> bool {
        self.inner.errors.iter().any(|error| error.code == code)
    }

    /// Returns `true` if the API itself reports that the resource does not exist (404). A 404 of a proxy, or of a
    /// server that is not the API, does not count, nor does one that says that there is no such route (7000, 7003: the
    /// base URL or the form of an id is wrong) or that the credentials are wrong; see [`status`](Self::status).
    ///
    /// # Troubleshooting
    /// The id may belong to another zone or account, or the resource may have been replaced: editing an
    /// `sni_custom` certificate gives it a new id.
    pub fn is_not_found(&self) -> bool {
        let absent = match self.kind() {
            ErrorKind::Api => self.has_status(&[404]) && !NO_ABSENCE.iter().any(|code| self.has_code(*code)),
            ErrorKind::NoMatch => true,
            _ => false,
        };
        self.inner.enveloped && absent
    }

    /// Returns `true` if the credentials are missing, wrong or lack a permission: 401, 403, or 400 with one of the
    /// codes for invalid credentials.
    ///
    /// # Troubleshooting
    /// The message names the permissions; the token needs one of them. A token may also be limited to other zones,
    /// or to other IP addresses.
    pub fn is_permission_denied(&self) -> bool {
        self.has_status(&[401, 403]) || self.has_wrong_credentials()
    }

    /// Returns `true` if the code means that the credentials are malformed, missing, unknown or no longer valid.
    pub(crate) fn has_wrong_credentials(&self) -> bool {
        self.has_malformed_credentials() || self.has_invalid_token()
    }

    /// Returns `true` if the server does not know the token, or no longer. The codes have other meanings, too.
    fn has_invalid_token(&self) -> bool {
        let is_invalid = |error: &ApiError| {
            matches!(error.code, 1000 | 9109) && error.message.to_ascii_lowercase().contains("invalid")
        };
        self.has_status(&[401, 403]) && self.inner.errors.iter().any(is_invalid)
    }

    /// Returns `true` for a 400 whose code from Cloudflare's gateway means that the credentials are malformed or missing.
    fn has_malformed_credentials(&self) -> bool {
        let wrong = |error: &ApiError| match error.code {
            6003 | 9106 | 9107 => true,
            // Some services use these codes for other errors too.
            10000 | 10001 => error.message.to_ascii_lowercase().contains("authenticat"),
            _ => false,
        };
        self.has_status(&[400]) && self.inner.errors.iter().any(wrong)
    }

    /// Returns `true` after too many requests: the server returned 429, or the client's own rate limit left no
    /// room before the call's deadline, and nothing was sent.
    ///
    /// # Troubleshooting
    /// The limit of 1200 requests in five minutes is per user, across all tokens and the dashboard. Wait for
    /// [`retry_after`](Self::retry_after), or for five minutes if that is `None`; or set a longer
    /// [deadline](crate::Options::deadline) for the call.
    pub fn is_rate_limited(&self) -> bool {
        self.inner.no_room || self.has_status(&[429])
    }

    /// Returns `true` if the resource's state does not allow the call now (409): it is in use, or another change
    /// is running.
    ///
    /// # Troubleshooting
    /// Release a CSR in use (1420) or an Access certificate with hostnames (12132) first. While the settings of
    /// Access certificates are being updated, a second update gets 409 and succeeds later.
    pub fn is_conflict(&self) -> bool {
        self.has_status(&[409])
    }

    /// Returns `true` if there was no response in time, or if the call could not be sent in time. In the second
    /// case [`is_rate_limited`](Self::is_rate_limited) is `true` too, and [`attempts`](Self::attempts) tells
    /// whether it was ever sent.
    ///
    /// # Troubleshooting
    /// Check [`may_have_taken_effect`](Self::may_have_taken_effect) before you retry. Set a longer limit with
    /// [`Options::timeout`](crate::Options::timeout).
    pub fn is_timeout(&self) -> bool {
        self.kind() == ErrorKind::Timeout
    }

    /// Returns whether the cause is likely to be transient: the network, an overloaded server, the rate limit.
    /// Whether a retry is also *safe* is a different question: see
    /// [`may_have_taken_effect`](Self::may_have_taken_effect).
    ///
    /// # Troubleshooting
    /// If the error persists for minutes, look at Cloudflare's status page, and give the `cf-ray` to Cloudflare's
    /// support.
    pub fn is_retryable(&self) -> bool {
        match self.kind() {
            ErrorKind::Transport | ErrorKind::Timeout => !self.inner.permanent,
            ErrorKind::Incomplete => true,
            ErrorKind::Api | ErrorKind::NotJson => {
                self.status().is_some_and(|status| crate::transport::is_transient(status.as_u16()))
            }
            ErrorKind::Configuration
            | ErrorKind::InvalidRequest
            | ErrorKind::Decode
            | ErrorKind::NoMatch
            | ErrorKind::Cancelled => false,
        }
    }

    /// Returns whether the request may have been executed although the call failed. Always `false` for reads.
    ///
    /// # Troubleshooting
    /// This API has no idempotency keys: a second POST can order or upload twice. If this is `true`, list the
    /// resource before you retry.
    pub fn may_have_taken_effect(&self) -> bool {
        if self.inner.endpoint.as_ref().is_none_or(Endpoint::is_read_only) {
            return false;
        }
        if self.inner.ambiguous {
            return true;
        }
        match (self.kind(), self.status()) {
            (ErrorKind::Configuration | ErrorKind::InvalidRequest, _) => false,
            // A middleware created the response.
            (_, Some(_)) if self.attempts() == 0 => false,
            // The server named the time at which it will work again, so it did not process this request.
            (_, Some(StatusCode::SERVICE_UNAVAILABLE)) if self.retry_after().is_some() => false,
            (_, None) => self.inner.reach == Reach::Unknown,
            // The status code reported success, but the body could not be read completely or decoded.
            (
                ErrorKind::Transport | ErrorKind::Timeout | ErrorKind::Decode | ErrorKind::NotJson,
                Some(status),
            ) if status.is_success() => true,
            // The server ran out of time with the request, or it executed it and the result is elsewhere.
            (_, Some(StatusCode::REQUEST_TIMEOUT | StatusCode::SEE_OTHER)) => true,
            (_, Some(status)) => status.is_server_error(),
        }
    }

    pub(crate) fn has_status(&self, statuses: &[u16]) -> bool {
        self.status().is_some_and(|status| statuses.contains(&status.as_u16()))
    }
}

/// Constructors and setters.
impl Error {
    fn new(kind: ErrorKind, endpoint: Option<Endpoint>) -> Self {
        let inner = Inner {
            kind,
            endpoint,
            target: None,
            status: None,
            errors: Vec::new(),
            violations: Vec::new(),
            cf_ray: None,
            retry_after: None,
            attempts: 0,
            page: None,
            missing: None,
            field: None,
            detail: String::new(),
            reach: Reach::NotSent,
            ambiguous: false,
            no_room: false,
            deferred: false,
            permanent: false,
            enveloped: false,
            source: None,
        };
        Self { inner: Box::new(inner) }
    }

    pub(crate) fn configuration(detail: impl Into<String>) -> Self {
        Self::new(ErrorKind::Configuration, None).detailed(detail)
    }

    pub(crate) fn refused(endpoint: Option<Endpoint>, violations: Vec<Violation>) -> Self {
        let mut error = Self::new(ErrorKind::InvalidRequest, endpoint);
        error.inner.violations = violations;
        error
    }

    /// Creates an error of a call whose request got this far.
    pub(crate) fn of_call(kind: ErrorKind, endpoint: Endpoint, reach: Reach) -> Self {
        let mut error = Self::new(kind, Some(endpoint));
        error.inner.reach = reach;
        error.inner.attempts = 1;
        error
    }

    /// Creates the error of a list that ended before all of its items were received.
    pub(crate) fn incomplete(endpoint: Endpoint, missing: Option<u64>, detail: String) -> Self {
        let mut error = Self::new(ErrorKind::Incomplete, Some(endpoint)).detailed(detail);
        error.inner.missing = missing;
        error
    }

    /// Creates the error of a lookup by name that found nothing, or several matches.
    pub(crate) fn no_match(operation: &'static crate::Operation, nothing: bool, detail: String) -> Self {
        let mut error = Self::new(ErrorKind::NoMatch, Some(Endpoint::Operation(operation))).detailed(detail);
        error.inner.enveloped = nothing;
        error.inner.attempts = 1;
        error
    }

    /// Creates the error of a call that its runtime dropped.
    pub(crate) fn cancelled() -> Self {
        Self::new(ErrorKind::Cancelled, None)
    }

    /// Marks the cause as permanent: a retry does not help.
    pub(crate) fn permanent(mut self) -> Self {
        self.inner.permanent = true;
        self
    }

    /// Sets whether the response has the form of the API's envelope.
    pub(crate) fn enveloped(mut self, enveloped: bool) -> Self {
        self.inner.enveloped = enveloped;
        self
    }

    /// Marks the error: the client's rate limit leaves no room before the call's deadline.
    pub(crate) fn no_room(mut self, wait: Option<Duration>, paused: bool) -> Self {
        self.inner.no_room = true;
        let detail = if paused {
            "the server answered 429 to a call of this client, and the pause after it is longer than the call's \
             deadline; nothing was sent"
        } else {
            "the client's rate limit has no room before the call's deadline; nothing was sent"
        };
        self.with_retry_after(wait).detailed(detail)
    }

    /// Marks the error: the client's rate limit leaves no room for a page that nobody waits for yet.
    pub(crate) fn deferred(mut self) -> Self {
        self.inner.deferred = true;
        self
    }

    pub(crate) fn is_deferred(&self) -> bool {
        self.inner.deferred
    }

    /// Returns how far the request got.
    pub(crate) fn reach(&self) -> Reach {
        self.inner.reach
    }

    /// Sets how many requests were sent, and whether one of them may have been executed.
    pub(crate) fn after_attempts(mut self, sent: u32, ambiguous: bool) -> Self {
        self.inner.attempts = sent;
        self.inner.ambiguous |= ambiguous;
        self
    }

    pub(crate) fn with_target(mut self, target: impl FnOnce() -> Target) -> Self {
        self.inner.target.get_or_insert_with(target);
        self
    }

    pub(crate) fn with_status(mut self, status: StatusCode) -> Self {
        self.inner.status = Some(status);
        self
    }

    pub(crate) fn detailed(mut self, detail: impl Into<String>) -> Self {
        self.inner.detail = detail.into();
        self
    }

    pub(crate) fn with_source(mut self, source: Cause) -> Self {
        self.inner.source = Some(Box::new(source));
        self
    }

    pub(crate) fn with_errors(mut self, errors: Vec<ApiError>) -> Self {
        self.inner.errors = errors;
        self
    }

    pub(crate) fn with_cf_ray(mut self, cf_ray: Option<String>) -> Self {
        self.inner.cf_ray = cf_ray;
        self
    }

    pub(crate) fn with_retry_after(mut self, retry_after: Option<Duration>) -> Self {
        self.inner.retry_after = retry_after;
        self
    }

    pub(crate) fn with_field(mut self, field: String) -> Self {
        self.inner.field = Some(field);
        self
    }

    pub(crate) fn on_page(mut self, page: u64) -> Self {
        self.inner.page = Some(page);
        self
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.inner.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}
