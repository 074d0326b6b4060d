//! The one error of this crate.

mod display;
mod line;
mod redact;
mod sanitize;

use std::error::Error as StdError;
use std::time::Duration;

use http::StatusCode;
use serde::Serialize;

use crate::endpoint::Endpoint;
use crate::{Target, Violation};

pub(crate) use sanitize::{Cause, Sanitizer};

/// The result of a call.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a call did not succeed.
///
/// It answers what one wants to know at night: which operation, what the server said, whether repeating makes sense
/// ([`is_retryable`](Self::is_retryable)) and whether the request may have been carried out all the same
/// ([`may_have_taken_effect`](Self::may_have_taken_effect)). Neither its `Debug` nor its `Display` contains a body or
/// a secret. `Display` is one line of at most 3 KiB; where no response came it ends with the root cause, such as
/// `connection refused`, and leaves what lies between to [`source`](StdError::source). `Debug`, which is what a `main`
/// that returns an error and `unwrap` show, is that line with all sources, in at most 4 KiB; `{:#?}` has every field.
///
/// What a server or a library said is sanitized before it becomes part of an error: one line, at most 500 characters,
/// without control characters, and without the client's credentials, the secrets of the request, parts of them and
/// private keys. In requests made with [`Client::request`](crate::Client::request), of which nobody knows the fields, every
/// string of 16 characters or more counts as a secret.
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
    /// One of the attempts may have been carried out.
    ambiguous: bool,
    /// The client's own rate limit had no room.
    no_room: bool,
    /// A page that is fetched ahead found no room, and will be asked for again.
    deferred: bool,
    /// The cause will not pass by itself, although the kind of failure usually does.
    permanent: bool,
    /// The response has the form of the API's own.
    enveloped: bool,
    source: Option<Box<Cause>>,
}

/// What sort of failure an [`Error`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client cannot be built as asked: credentials, base URL, environment.
    Configuration,
    /// The request is invalid and was not sent; [`violations`](Error::violations) says what is wrong with it.
    InvalidRequest,
    /// The server could not be reached, or the connection broke.
    Transport,
    /// No response within the time limit; or the rate limit had no room before the call's deadline, and nothing was sent
    /// ([`is_rate_limited`](Error::is_rate_limited)).
    Timeout,
    /// The API answered that it failed; [`errors`](Error::errors) says why.
    Api,
    /// The answer is not JSON: a page of a proxy or of Cloudflare's edge.
    NotJson,
    /// The response is JSON but not what the operation returns; [`field`](Error::field) says where.
    Decode,
    /// A list ended before as many items came as the server said there are; [`missing`](Error::missing) says how many
    /// did not come.
    Incomplete,
    /// The call was dropped before it ended. Only an [`Observer`](crate::Observer) sees this kind, and a stream whose
    /// runtime is shut down.
    Cancelled,
}

/// One error of the API.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ApiError {
    /// The number, unique only within the service that answers. 0 if the server gave none.
    pub code: i64,
    /// What happened, in the server's words.
    pub message: String,
    /// Where more is said of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub documentation_url: Option<String>,
    /// A JSON pointer into the request's body.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
}

/// How far a request came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// It was not sent, or no connection was made.
    NotSent,
    /// It was sent, and the server said that it did not work on it.
    NotProcessed,
    /// It may have been received.
    Unknown,
}

impl ErrorKind {
    /// The name for logs and metrics.
    pub fn name(self) -> &'static str {
        match self {
            Self::Configuration => "configuration",
            Self::InvalidRequest => "invalid_request",
            Self::Transport => "transport",
            Self::Timeout => "timeout",
            Self::Api => "api",
            Self::NotJson => "not_json",
            Self::Decode => "decode",
            Self::Incomplete => "incomplete",
            Self::Cancelled => "cancelled",
        }
    }
}

/// Questions to ask an error.
impl Error {
    /// What sort of failure it is.
    pub fn kind(&self) -> ErrorKind {
        self.inner.kind
    }

    /// The operation's id, such as `custom_csrs_create`; `request` for a request of the caller's own.
    pub fn operation(&self) -> Option<&str> {
        self.inner.endpoint.as_ref().map(Endpoint::id)
    }

    /// The HTTP method.
    pub fn method(&self) -> Option<&str> {
        self.inner.endpoint.as_ref().map(Endpoint::method)
    }

    /// The path template.
    pub fn path(&self) -> Option<&str> {
        self.inner.endpoint.as_ref().map(Endpoint::path)
    }

    /// Which zone or account, and which ids it was about.
    pub fn target(&self) -> Option<&Target> {
        self.inner.target.as_ref()
    }

    /// The HTTP status, if there was a response.
    pub fn status(&self) -> Option<StatusCode> {
        self.inner.status
    }

    /// What the API said: its first 100 errors. What it lists as the causes of an error (`error_chain`) follows
    /// that error.
    pub fn errors(&self) -> &[ApiError] {
        &self.inner.errors
    }

    /// What was wrong with the request, where it was refused before it was sent.
    pub fn violations(&self) -> &[Violation] {
        &self.inner.violations
    }

    /// The identifier that Cloudflare's support asks for.
    pub fn cf_ray(&self) -> Option<&str> {
        self.inner.cf_ray.as_deref()
    }

    /// How long the server asked to wait; or, where the client's own rate limit had no room, how long it will take until
    /// there is.
    pub fn retry_after(&self) -> Option<Duration> {
        self.inner.retry_after
    }

    /// How often the request was sent; 0 for what is no error of a single call, such as an incomplete list.
    pub fn attempts(&self) -> u32 {
        self.inner.attempts
    }

    /// The page of a list at which it happened.
    pub fn page(&self) -> Option<u64> {
        self.inner.page
    }

    /// How many items of a list did not come, where it ended too early and that is known.
    pub fn missing(&self) -> Option<u64> {
        self.inner.missing
    }

    /// The path to the field of the response that could not be read.
    pub fn field(&self) -> Option<&str> {
        self.inner.field.as_deref()
    }

    /// Whether the API named this code. Codes are numbered per service: 1002 of custom certificates is not 1002
    /// elsewhere.
    pub fn has_code(&self, code: i64) -> bool {
        self.inner.errors.iter().any(|error| error.code == code)
    }

    /// The thing does not exist: the API itself says so (404). A 404 of a proxy, or of a server that is not the API, does
    /// not count; [`status`](Self::status) has it.
    ///
    /// # Troubleshooting
    /// The id may belong to another zone or account, or the thing may have been replaced: editing an `sni_custom`
    /// certificate gives it a new id.
    pub fn is_not_found(&self) -> bool {
        self.inner.enveloped && self.kind() == ErrorKind::Api && self.has_status(&[404])
    }

    /// The credentials are missing, wrong or without the permission: 401, 403, or 400 with one of the codes that stand
    /// for wrong credentials.
    ///
    /// # Troubleshooting
    /// The message names the permissions of which a token needs one. A token may also be limited to other zones, or
    /// to other IP addresses.
    pub fn is_permission_denied(&self) -> bool {
        self.has_status(&[401, 403]) || self.has_wrong_credentials()
    }

    /// 400 with a code of Cloudflare's gateway that says that the credentials are malformed, missing or unknown.
    pub(crate) fn has_wrong_credentials(&self) -> bool {
        let wrong = |error: &ApiError| match error.code {
            6003 | 9106 | 9107 => true,
            // These are used by services for other things too.
            10000 | 10001 => error.message.to_ascii_lowercase().contains("authenticat"),
            _ => false,
        };
        self.has_status(&[400]) && self.inner.errors.iter().any(wrong)
    }

    /// Too many requests: the server answered 429, or the client's own rate limit had no room before the call's
    /// deadline, and nothing was sent.
    ///
    /// # Troubleshooting
    /// The limit of 1200 requests in five minutes is the user's, over all tokens and the dashboard. Wait for
    /// [`retry_after`](Self::retry_after), or for five minutes where it says nothing; or give the call a longer
    /// [deadline](crate::Options::deadline).
    pub fn is_rate_limited(&self) -> bool {
        self.inner.no_room || self.has_status(&[429])
    }

    /// The state of the thing does not allow it now (409): it is in use, or another change is running.
    ///
    /// # Troubleshooting
    /// A CSR in use (1420) or an Access certificate with hostnames (12132) must be released first. While the
    /// settings of Access certificates are being updated, a second update gets 409 and passes later.
    pub fn is_conflict(&self) -> bool {
        self.has_status(&[409])
    }

    /// No response came in time, or the call could not be sent in time: then
    /// [`is_rate_limited`](Self::is_rate_limited) is true too, and [`attempts`](Self::attempts) says whether it was sent.
    ///
    /// # Troubleshooting
    /// See [`may_have_taken_effect`](Self::may_have_taken_effect) before repeating. A longer limit is set with
    /// [`Options::timeout`](crate::Options::timeout).
    pub fn is_timeout(&self) -> bool {
        self.kind() == ErrorKind::Timeout
    }

    /// Whether the cause is likely to pass: the network, an overloaded server, the rate limit. Whether repeating is
    /// also *safe* is another question: [`may_have_taken_effect`](Self::may_have_taken_effect).
    ///
    /// # Troubleshooting
    /// If it does not pass within minutes, look at Cloudflare's status page, and give `cf-ray` to the support.
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
            | ErrorKind::Cancelled => false,
        }
    }

    /// Whether the request was possibly carried out although the call failed. Always `false` for reads.
    ///
    /// # Troubleshooting
    /// This API has no idempotency keys: a repeated POST can order or upload twice. Where this is `true`, look (list
    /// the resource) before repeating.
    pub fn may_have_taken_effect(&self) -> bool {
        if self.inner.endpoint.as_ref().is_none_or(Endpoint::is_read_only) {
            return false;
        }
        if self.inner.ambiguous {
            return true;
        }
        match (self.kind(), self.status()) {
            (ErrorKind::Configuration | ErrorKind::InvalidRequest, _) => false,
            // A middleware made the response.
            (_, Some(_)) if self.attempts() == 0 => false,
            // It names the time at which it will work again: it did not work on this.
            (_, Some(StatusCode::SERVICE_UNAVAILABLE)) if self.retry_after().is_some() => false,
            (_, None) => self.inner.reach == Reach::Unknown,
            // The response said that it succeeded, but could not be read to its end or at all.
            (
                ErrorKind::Transport | ErrorKind::Timeout | ErrorKind::Decode | ErrorKind::NotJson,
                Some(status),
            ) if status.is_success() => true,
            // It ran out of time with the request, or it was done and the result is elsewhere.
            (_, Some(StatusCode::REQUEST_TIMEOUT | StatusCode::SEE_OTHER)) => true,
            (_, Some(status)) => status.is_server_error(),
        }
    }

    fn has_status(&self, statuses: &[u16]) -> bool {
        self.status().is_some_and(|status| statuses.contains(&status.as_u16()))
    }
}

/// How errors are made.
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

    /// A call failed whose request came so far.
    pub(crate) fn of_call(kind: ErrorKind, endpoint: Endpoint, reach: Reach) -> Self {
        let mut error = Self::new(kind, Some(endpoint));
        error.inner.reach = reach;
        error.inner.attempts = 1;
        error
    }

    /// A list ended before all of its items came.
    pub(crate) fn incomplete(endpoint: Endpoint, missing: Option<u64>, detail: String) -> Self {
        let mut error = Self::new(ErrorKind::Incomplete, Some(endpoint)).detailed(detail);
        error.inner.missing = missing;
        error
    }

    /// The runtime ended before the call did.
    pub(crate) fn cancelled() -> Self {
        Self::new(ErrorKind::Cancelled, None)
    }

    /// Somebody has to do something about it.
    pub(crate) fn permanent(mut self) -> Self {
        self.inner.permanent = true;
        self
    }

    /// The response has the form of the API's own.
    pub(crate) fn enveloped(mut self, enveloped: bool) -> Self {
        self.inner.enveloped = enveloped;
        self
    }

    /// The client's rate limit has no room before the call's deadline.
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

    /// The client's rate limit has no room for what nobody waits for yet.
    pub(crate) fn deferred(mut self) -> Self {
        self.inner.deferred = true;
        self
    }

    pub(crate) fn is_deferred(&self) -> bool {
        self.inner.deferred
    }

    /// How far the request came.
    pub(crate) fn reach(&self) -> Reach {
        self.inner.reach
    }

    /// How many requests were sent, and whether one of them may have been carried out.
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
