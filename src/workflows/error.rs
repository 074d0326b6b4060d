//! The error of a workflow.

mod display;
mod sanitized;

use std::any::Any;
use std::error::Error as StdError;
use std::sync::Arc;

use super::source::Record;
use super::{Setup, Step};
use crate::Credentials;

pub(super) use sanitized::{retain_clean, sanitized};

/// The result of a workflow.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The error of a workflow. It contains what is known when it ends: which record it was about and its last state, what
/// was done before, what is left, and what somebody must do.
///
/// After most errors the right reaction is to start the same workflow again: it looks what is there and continues.
/// [`is_retryable`](Self::is_retryable) tells when that makes sense without anybody doing something first.
///
/// `Display` is one line. Neither `Display` nor `Debug` contains a secret.
pub struct Error {
    inner: Box<Inner>,
}

struct Inner {
    kind: ErrorKind,
    workflow: &'static str,
    resource: &'static str,
    id: String,
    status: Option<String>,
    /// The last state of the record.
    last: Option<Box<dyn Any + Send + Sync>>,
    detail: String,
    advice: String,
    setup: Vec<Setup>,
    done: Vec<Step>,
    left: Vec<&'static str>,
    /// Shared by the errors of all records that a call was about.
    call: Option<Arc<crate::Error>>,
    #[cfg(feature = "preflight")]
    refused: Option<crate::preflight::Refused>,
}

/// The kind of a workflow's [`Error`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The time was up before the record reached what was waited for. It may still do so: wait again.
    TimedOut,
    /// Somebody must act before the record can become ready: [`setup`](Error::setup) and `Display` tell what.
    NeedsAction,
    /// The record cannot become ready any more, such as an expired certificate.
    Failed,
    /// The record does not exist, or no longer.
    Gone,
    /// Several records match, and the workflow cannot tell which one is meant. Nothing was changed on that account.
    Ambiguous,
    /// The request is invalid or a local check found a mistake, and nothing was changed.
    Refused,
    /// A call failed: [`call`](Error::call) is its error.
    Call,
}

impl ErrorKind {
    /// Returns the name for logs and metrics.
    pub fn name(self) -> &'static str {
        match self {
            Self::TimedOut => "timed_out",
            Self::NeedsAction => "needs_action",
            Self::Failed => "failed",
            Self::Gone => "gone",
            Self::Ambiguous => "ambiguous",
            Self::Refused => "refused",
            Self::Call => "call",
        }
    }
}

/// Accessors.
impl Error {
    /// Returns the kind of failure.
    pub fn kind(&self) -> ErrorKind {
        self.inner.kind
    }

    /// Returns the workflow's name, such as `certificate_packs.rotate`; empty for a lookup.
    pub fn workflow(&self) -> &'static str {
        self.inner.workflow
    }

    /// Returns the resource of the record that the error is about, such as `certificate_packs`.
    pub fn resource(&self) -> &'static str {
        self.inner.resource
    }

    /// Returns the id of the record that the error is about; empty if there is none.
    pub fn id(&self) -> &str {
        &self.inner.id
    }

    /// Returns the record's last status, as the server stated it.
    pub fn status(&self) -> Option<&str> {
        self.inner.status.as_deref()
    }

    /// Returns the last state of the record, if it was seen and has this type:
    /// `error.last::<types::CertificatePack>()`.
    pub fn last<T: 'static>(&self) -> Option<&T> {
        self.inner.last.as_deref().and_then(|last| last.downcast_ref())
    }

    /// Returns what somebody must set up, such as DNS records, before the record can become ready.
    pub fn setup(&self) -> &[Setup] {
        &self.inner.setup
    }

    /// Returns the steps that changed something, in order.
    pub fn done(&self) -> &[Step] {
        &self.inner.done
    }

    /// Returns what the workflow would have done next, in words. The same workflow does it when it is started again.
    pub fn left(&self) -> &[&'static str] {
        &self.inner.left
    }

    /// Returns the error of the call that failed. A workflow whose time was up has the last one, if there was one.
    pub fn call(&self) -> Option<&crate::Error> {
        self.inner.call.as_deref()
    }

    /// Returns what the local check found, if it is the reason.
    #[cfg(feature = "preflight")]
    pub fn refused(&self) -> Option<&crate::preflight::Refused> {
        self.inner.refused.as_ref()
    }

    /// Returns `true` if the workflow can be started again as it is: its time was up, or a call failed for a
    /// transient reason or with an unknown outcome.
    pub fn is_retryable(&self) -> bool {
        match (self.kind(), self.call()) {
            (ErrorKind::TimedOut, _) => true,
            (ErrorKind::Call, Some(call)) => {
                call.is_retryable() || call.is_conflict() || call.may_have_taken_effect()
            }
            _ => false,
        }
    }

    /// Returns `true` if the time was up.
    pub fn is_timeout(&self) -> bool {
        self.kind() == ErrorKind::TimedOut
    }
}

/// Constructors and setters.
impl Error {
    pub(crate) fn new(kind: ErrorKind) -> Self {
        let inner = Inner {
            kind,
            workflow: "",
            resource: "",
            id: String::new(),
            status: None,
            last: None,
            detail: String::new(),
            advice: String::new(),
            setup: Vec::new(),
            done: Vec::new(),
            left: Vec::new(),
            call: None,
            #[cfg(feature = "preflight")]
            refused: None,
        };
        Self { inner: Box::new(inner) }
    }

    /// Sets the record that the error is about.
    pub(crate) fn about(mut self, resource: &'static str, id: &str) -> Self {
        self.inner.resource = resource;
        id.clone_into(&mut self.inner.id);
        self
    }

    /// Sets the last state of the record.
    pub(crate) fn with_last<R: Record>(mut self, record: R) -> Self {
        self.inner.status = record.status_text();
        self.inner.setup = record.setup();
        if let Some(advice) = record.advice().filter(|_| self.inner.advice.is_empty()) {
            advice.clone_into(&mut self.inner.advice);
        }
        self.inner.last = Some(Box::new(record));
        self
    }

    /// Sets what somebody must set up, if it is more than the record says.
    pub(crate) fn with_setup(mut self, setup: Vec<Setup>) -> Self {
        self.inner.setup = setup;
        self
    }

    /// Sets what happened, in words.
    pub(crate) fn detailed(mut self, detail: impl Into<String>) -> Self {
        self.inner.detail = detail.into();
        self
    }

    /// Sets what somebody must do, in words.
    pub(crate) fn advised(mut self, advice: impl Into<String>) -> Self {
        self.inner.advice = advice.into();
        self
    }

    /// Creates the error of a request that a local check refuses.
    #[cfg(feature = "preflight")]
    pub(crate) fn refused_by_check(resource: &'static str, refused: crate::preflight::Refused) -> Self {
        let mut error = Self::new(ErrorKind::Refused).about(resource, "").detailed(refused.to_string());
        error.inner.refused = Some(refused);
        error
    }

    /// Adds what a local check found to an error of the same request.
    #[cfg(feature = "preflight")]
    pub(crate) fn and_refused(mut self, refused: Self) -> Self {
        self.inner.detail = format!("{}; and {}", refused.inner.detail, self.inner.detail);
        self.inner.refused = refused.inner.refused;
        self
    }

    /// Turns the error of a transient call into that of a workflow whose time is up.
    pub(crate) fn timed_out(mut self) -> Self {
        self.inner.kind = ErrorKind::TimedOut;
        self
    }

    pub(super) fn with_call(mut self, call: Option<Arc<crate::Error>>) -> Self {
        self.inner.call = call;
        self
    }

    /// Returns the error of the call that failed.
    pub(super) fn into_call(self) -> Option<Arc<crate::Error>> {
        self.inner.call
    }

    /// Sets the workflow, what it did and what is left.
    pub(super) fn within(mut self, workflow: &'static str, done: &[Step], left: &[&'static str]) -> Self {
        self.inner.workflow = workflow;
        self.inner.done = done.to_vec();
        self.inner.left = left.to_vec();
        self
    }

    /// Completes the error of a lookup, which is not a workflow.
    #[cfg(any(feature = "access_certificates", feature = "mtls_certificates"))]
    pub(crate) fn of_lookup(self, client: &crate::Client) -> Self {
        self.sanitized(&client.shared.credentials)
    }

    /// Removes from the server's strings what may be a secret.
    pub(super) fn sanitized(mut self, credentials: &Credentials) -> Self {
        let inner = &mut *self.inner;
        for text in [&mut inner.id, &mut inner.detail, &mut inner.advice].into_iter().chain(&mut inner.status)
        {
            *text = sanitized(credentials, text);
        }
        retain_clean(credentials, &mut inner.setup);
        self
    }

    /// Returns whether a call that changes nothing failed for a transient reason.
    pub(crate) fn is_transient_read(&self) -> bool {
        self.kind() == ErrorKind::Call
            && self.call().is_some_and(|call| {
                (call.is_retryable() || call.is_conflict()) && !call.may_have_taken_effect()
            })
    }
}

impl From<crate::Error> for Error {
    fn from(call: crate::Error) -> Self {
        let is_refused = call.kind() == crate::ErrorKind::InvalidRequest;
        Self::new(if is_refused { ErrorKind::Refused } else { ErrorKind::Call })
            .with_call(Some(Arc::new(call)))
    }
}

/// What a check before an upload refuses, checked outside of a workflow.
#[cfg(feature = "preflight")]
impl From<crate::preflight::Refused> for Error {
    fn from(refused: crate::preflight::Refused) -> Self {
        Self::refused_by_check("", refused)
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.call().map(|call| call as _)
    }
}
