//! The one error of this crate.

mod display;
mod scrub;

use std::error::Error as StdError;
use std::time::Duration;

use http::StatusCode;

use crate::{Operation, Violation};

pub(crate) use scrub::scrub;

/// The result of a call.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a call did not succeed.
///
/// It answers what one wants to know at night: which operation, what the server said, whether repeating makes sense
/// ([`is_retryable`](Self::is_retryable)) and whether the request may have been carried out all the same
/// ([`may_have_taken_effect`](Self::may_have_taken_effect)). Neither its `Debug` nor its `Display` contains a body or
/// a secret. `Display` is one line and does not repeat [`source`](StdError::source); `Debug`, which is what a `main` that
/// returns an error and `unwrap` show, is that line with the sources; `{:#?}` has every field.
pub struct Error {
    inner: Box<Inner>,
}

#[derive(Debug)]
struct Inner {
    kind: ErrorKind,
    call: Option<CallName>,
    status: Option<StatusCode>,
    errors: Vec<ApiError>,
    violations: Vec<Violation>,
    cf_ray: Option<String>,
    retry_after: Option<Duration>,
    attempts: u32,
    page: Option<u64>,
    field: Option<String>,
    detail: String,
    reached_server: bool,
    /// An attempt before the last one may have been carried out.
    ambiguous: bool,
    /// The client's own rate limit had no room.
    no_room: bool,
    /// The cause will not pass by itself, although the kind of failure usually does.
    lasting: bool,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// What sort of failure an [`Error`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client cannot be built as asked: credentials, base URL, environment.
    Configuration,
    /// Refused before it was sent; [`violations`](Error::violations) says what is wrong with the request.
    Refused,
    /// The server could not be reached, or the connection broke.
    Transport,
    /// No answer within the time limit.
    Timeout,
    /// The API answered that it failed; [`errors`](Error::errors) says why.
    Api,
    /// The answer is not JSON: a page of a proxy or of Cloudflare's edge.
    NotJson,
    /// The answer is JSON but not what the operation returns; [`field`](Error::field) says where.
    Decode,
}

/// One error of the API.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ApiError {
    /// The number, unique only within the service that answers. 0 if the server gave none.
    pub code: i64,
    /// What happened, in the server's words.
    pub message: String,
    /// Where more is said of it.
    pub documentation_url: Option<String>,
    /// A JSON pointer into the request's body.
    pub pointer: Option<String>,
}

/// The call that an error or an answer belongs to.
#[derive(Clone, Debug)]
pub(crate) enum CallName {
    /// An operation of the document.
    Operation(&'static Operation),
    /// A request of the caller's own.
    Custom { method: String, path: String },
}

impl ErrorKind {
    /// The name for logs and metrics.
    pub fn name(self) -> &'static str {
        match self {
            Self::Configuration => "configuration",
            Self::Refused => "refused",
            Self::Transport => "transport",
            Self::Timeout => "timeout",
            Self::Api => "api",
            Self::NotJson => "not_json",
            Self::Decode => "decode",
        }
    }
}

impl CallName {
    pub(crate) fn id(&self) -> &str {
        match self {
            Self::Operation(operation) => operation.id,
            Self::Custom { .. } => "request",
        }
    }

    pub(crate) fn method(&self) -> &str {
        match self {
            Self::Operation(operation) => operation.method,
            Self::Custom { method, .. } => method,
        }
    }

    pub(crate) fn path(&self) -> &str {
        match self {
            Self::Operation(operation) => operation.path,
            Self::Custom { path, .. } => path,
        }
    }

    /// Whether 409 is a state that passes.
    pub(crate) fn conflict_passes(&self) -> bool {
        matches!(self, Self::Operation(operation) if operation.conflict_passes)
    }

    fn is_read_only(&self) -> bool {
        matches!(self.method(), "GET" | "HEAD")
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
        self.inner.call.as_ref().map(CallName::id)
    }

    /// The HTTP method.
    pub fn method(&self) -> Option<&str> {
        self.inner.call.as_ref().map(CallName::method)
    }

    /// The path template.
    pub fn path(&self) -> Option<&str> {
        self.inner.call.as_ref().map(CallName::path)
    }

    /// The HTTP status, if there was an answer.
    pub fn status(&self) -> Option<StatusCode> {
        self.inner.status
    }

    /// What the API said.
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

    /// How long the server asked to wait.
    pub fn retry_after(&self) -> Option<Duration> {
        self.inner.retry_after
    }

    /// How often the request was sent.
    pub fn attempts(&self) -> u32 {
        self.inner.attempts
    }

    /// The page of a list at which it happened.
    pub fn page(&self) -> Option<u64> {
        self.inner.page
    }

    /// The path to the field of the answer that could not be read.
    pub fn field(&self) -> Option<&str> {
        self.inner.field.as_deref()
    }

    /// Whether the API named this code. Codes are numbered per service: 1002 of custom certificates is not 1002
    /// elsewhere.
    pub fn has_code(&self, code: i64) -> bool {
        self.inner.errors.iter().any(|error| error.code == code)
    }

    /// The thing does not exist (404).
    ///
    /// # Troubleshooting
    /// The id may belong to another zone or account, or the thing may have been replaced: editing an `sni_custom`
    /// certificate gives it a new id.
    pub fn is_not_found(&self) -> bool {
        self.has_status(&[404])
    }

    /// The credentials are missing, wrong or without the permission (401, 403).
    ///
    /// # Troubleshooting
    /// The message names the permissions of which a token needs one. A token may also be limited to other zones, or
    /// to other IP addresses.
    pub fn is_permission_denied(&self) -> bool {
        self.has_status(&[401, 403])
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

    /// No answer came in time.
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
            ErrorKind::Transport | ErrorKind::Timeout => !self.inner.lasting,
            ErrorKind::Api | ErrorKind::NotJson => {
                self.status().is_some_and(|status| crate::transport::passes(status.as_u16()))
            }
            ErrorKind::Configuration | ErrorKind::Refused | ErrorKind::Decode => false,
        }
    }

    /// Whether the request was possibly carried out although the call failed. Always `false` for reads.
    ///
    /// # Troubleshooting
    /// This API has no idempotency keys: a repeated POST can order or upload twice. Where this is `true`, look (list
    /// the resource) before repeating.
    pub fn may_have_taken_effect(&self) -> bool {
        if self.inner.call.as_ref().is_none_or(CallName::is_read_only) {
            return false;
        }
        if self.inner.ambiguous {
            return true;
        }
        match (self.kind(), self.status()) {
            (ErrorKind::Configuration | ErrorKind::Refused, _) => false,
            // It names the time at which it will work again: it did not work on this.
            (_, Some(StatusCode::SERVICE_UNAVAILABLE)) if self.retry_after().is_some() => false,
            (_, None) => self.inner.reached_server,
            // The answer said that it succeeded, but could not be read to its end or at all.
            (
                ErrorKind::Transport | ErrorKind::Timeout | ErrorKind::Decode | ErrorKind::NotJson,
                Some(status),
            ) if status.is_success() => true,
            (_, Some(status)) => status.is_server_error(),
        }
    }

    fn has_status(&self, statuses: &[u16]) -> bool {
        self.status().is_some_and(|status| statuses.contains(&status.as_u16()))
    }
}

/// How errors are made.
impl Error {
    fn new(kind: ErrorKind, call: Option<CallName>) -> Self {
        let inner = Inner {
            kind,
            call,
            status: None,
            errors: Vec::new(),
            violations: Vec::new(),
            cf_ray: None,
            retry_after: None,
            attempts: 0,
            page: None,
            field: None,
            detail: String::new(),
            reached_server: false,
            ambiguous: false,
            no_room: false,
            lasting: false,
            source: None,
        };
        Self { inner: Box::new(inner) }
    }

    pub(crate) fn configuration(detail: impl Into<String>) -> Self {
        Self::new(ErrorKind::Configuration, None).detailed(detail)
    }

    pub(crate) fn refused(call: Option<CallName>, violations: Vec<Violation>) -> Self {
        let mut error = Self::new(ErrorKind::Refused, call);
        error.inner.violations = violations;
        error
    }

    /// The exchange failed below HTTP; `reached_server` says whether the request can have been received.
    pub(crate) fn exchange(kind: ErrorKind, call: CallName, reached_server: bool) -> Self {
        let mut error = Self::new(kind, Some(call));
        error.inner.reached_server = reached_server;
        error.inner.attempts = u32::from(reached_server || kind != ErrorKind::Refused);
        error
    }

    /// Somebody has to do something about it.
    pub(crate) fn lasting(mut self, why: &str) -> Self {
        self.inner.lasting = true;
        self.detailed(why)
    }

    /// An answer came and was not a success, or could not be read.
    pub(crate) fn answered(kind: ErrorKind, call: CallName, status: StatusCode) -> Self {
        let mut error = Self::exchange(kind, call, true);
        error.inner.status = Some(status);
        error
    }

    /// The client's rate limit has no room before the call's deadline.
    pub(crate) fn no_room(call: CallName, wait: Option<Duration>) -> Self {
        let mut error = Self::exchange(ErrorKind::Timeout, call, false).with_retry_after(wait);
        error.inner.no_room = true;
        error.detailed("the client's rate limit has no room before the call's deadline; nothing was sent")
    }

    /// Whether the request can have been received.
    pub(crate) fn reached_server(&self) -> bool {
        self.inner.reached_server
    }

    /// How many requests were sent, and whether one of them may have been carried out.
    pub(crate) fn after_attempts(mut self, sent: u32, ambiguous: bool) -> Self {
        self.inner.attempts = sent;
        self.inner.ambiguous = ambiguous;
        self
    }

    pub(crate) fn detailed(mut self, detail: impl Into<String>) -> Self {
        self.inner.detail = detail.into();
        self
    }

    pub(crate) fn because(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.inner.source = Some(source.into());
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
