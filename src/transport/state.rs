//! The state of a call from start to end, across middleware, attempts and decoding.

use std::sync::atomic::{AtomicBool, AtomicU16, AtomicU32, Ordering};
use std::time::Duration;

use http::{Method, StatusCode};
use tracing::Span;

use super::deadline::Deadline;
use super::spans;
use crate::endpoint::{Endpoint, Target};
use crate::error::{Reach, Sanitizer};
use crate::observer::{CallReport, WaitReason, WaitReport};
use crate::{Client, Error, ErrorKind, Result, Violation};

/// The state shared by all parts of a call. However the call ends, it is reported: when it is dropped, as
/// cancelled.
pub(crate) struct CallState<'a> {
    pub(crate) client: &'a Client,
    pub(crate) endpoint: &'a Endpoint,
    /// Whether nobody waits for the call yet: a page that is fetched ahead.
    pub(super) ahead: bool,
    pub(super) deadline: Deadline,
    path: String,
    /// The request, to find its secrets in the server's messages.
    request: Option<Box<reqwest::Request>>,
    started: Duration,
    span: Span,
    /// The number of requests sent.
    sent: AtomicU32,
    /// The status code of the last attempt; 0 if it has no response, or none yet.
    status: AtomicU16,
    /// Whether one of the failed attempts may have been executed.
    ambiguous: AtomicBool,
    /// Whether a middleware received a success from the server.
    succeeded: AtomicBool,
    finished: bool,
}

impl<'a> CallState<'a> {
    pub(super) fn new(client: &'a Client, endpoint: &'a Endpoint, path: String, ahead: bool) -> Self {
        let shared = &client.shared;
        let started = shared.clock.now();
        let limit = client.options.deadline.unwrap_or(shared.deadline);
        Self {
            client,
            endpoint,
            ahead,
            deadline: Deadline::new(started.saturating_add(limit)),
            path,
            request: None,
            started,
            span: spans::call(endpoint),
            sent: AtomicU32::new(0),
            status: AtomicU16::new(0),
            ambiguous: AtomicBool::new(false),
            succeeded: AtomicBool::new(false),
            finished: false,
        }
    }

    /// Keeps a request that has a body. The body is not copied.
    pub(super) fn remember(&mut self, request: &reqwest::Request) {
        if request.body().is_some() {
            self.request = request.try_clone().map(Box::new);
        }
    }

    /// Returns the path with its parameters filled in, without the base URL.
    pub(super) fn path(&self) -> &str {
        &self.path
    }

    pub(super) fn span(&self) -> Span {
        self.span.clone()
    }

    pub(super) fn sent(&self) -> u32 {
        self.sent.load(Ordering::Relaxed)
    }

    pub(super) fn is_ambiguous(&self) -> bool {
        self.ambiguous.load(Ordering::Relaxed)
    }

    /// Records a failed attempt, and whether it may have been executed.
    pub(super) fn failed(&self, error: &Error) {
        if error.may_have_taken_effect() {
            self.ambiguous.store(true, Ordering::Relaxed);
        }
    }

    /// Records that an attempt was dropped before it ended.
    fn abandoned(&self) {
        if !self.endpoint.is_read_only() {
            self.ambiguous.store(true, Ordering::Relaxed);
        }
    }

    /// Records that a middleware received a success from the server.
    pub(crate) fn succeeded(&self) {
        self.succeeded.store(true, Ordering::Relaxed);
    }

    /// Records that an earlier success is discarded: the call continues, or ends, with something else. Whatever
    /// the outcome of the call, that request was executed.
    pub(crate) fn overruled(&self) {
        if self.succeeded.load(Ordering::Relaxed) {
            self.ambiguous.store(true, Ordering::Relaxed);
        }
    }

    /// Records that a request is sent. Returns the number of the attempt, counted from 1.
    pub(super) fn sending(&self) -> u32 {
        self.responded(None);
        self.sent.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// Records the end of an attempt.
    pub(super) fn received(&self, status: Option<StatusCode>) {
        self.responded(status);
    }

    pub(super) fn responded(&self, status: Option<StatusCode>) {
        self.status.store(status.map_or(0, |status| status.as_u16()), Ordering::Relaxed);
    }

    fn status(&self) -> Option<StatusCode> {
        StatusCode::from_u16(self.status.load(Ordering::Relaxed)).ok()
    }

    /// Returns the sanitizer for messages of the server and of the underlying libraries.
    pub(crate) fn sanitizer(&self) -> Sanitizer<'_> {
        let body = self.request.as_ref().and_then(|request| request.body()?.as_bytes());
        Sanitizer::new(&self.client.shared.credentials, self.endpoint, body)
    }

    pub(super) fn error(&self, kind: ErrorKind, reach: Reach) -> Error {
        Error::of_call(kind, self.endpoint.clone(), reach)
    }

    pub(super) fn invalid(&self, violations: Vec<Violation>) -> Error {
        Error::refused(Some(self.endpoint.clone()), violations)
    }

    pub(super) fn report_wait(&self, reason: WaitReason, wait: Duration) {
        spans::waits(self.endpoint, reason, wait);
        if let Some(waker) = &self.client.on_wait {
            waker.wake();
        }
        if let Some(observer) = &self.client.shared.observer {
            observer.wait(&WaitReport { operation: self.endpoint.id(), reason, duration: wait });
        }
    }

    /// Ends the call: completes its error and reports how it ended.
    pub(super) fn finish<T>(mut self, outcome: Result<T>) -> Result<T> {
        self.finished = true;
        match outcome {
            Ok(value) => {
                if self.sent() > 0 {
                    self.client.shared.budget.give(self.client.options.priority());
                }
                self.report(Ok(()));
                Ok(value)
            }
            Err(error) => {
                let error = self.complete(error);
                // A page that could not be fetched ahead is requested again when it is waited for.
                if !error.is_deferred() || self.sent() > 0 {
                    self.report(Err(&error));
                }
                Err(error)
            }
        }
    }

    /// Adds to an error what is known of the whole call.
    pub(super) fn complete(&self, error: Error) -> Error {
        // An id that equals the client's token is a mistake of the caller.
        let target = || Target::new(self.endpoint.path(), &self.client.shared.credentials.redact(&self.path));
        error.after_attempts(self.sent(), self.is_ambiguous()).with_target(target)
    }

    fn report(&self, outcome: Result<(), &Error>) {
        spans::call_ended(&self.span, self.sent(), outcome.err());
        let shared = &self.client.shared;
        if let Some(observer) = &shared.observer {
            observer.call(&CallReport {
                operation: self.endpoint.id(),
                method: self.endpoint.method(),
                path: self.endpoint.path(),
                attempts: self.sent(),
                duration: shared.clock.now().saturating_sub(self.started),
                status: self.status().or_else(|| outcome.err().and_then(Error::status)),
                outcome,
            });
        }
    }
}

/// An attempt whose request may be in flight.
pub(super) struct InFlight<'a> {
    call: &'a CallState<'a>,
    ended: bool,
}

impl<'a> InFlight<'a> {
    pub(super) fn new(call: &'a CallState<'a>) -> Self {
        Self { call, ended: false }
    }

    pub(super) fn end(mut self) {
        self.ended = true;
    }
}

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        if !self.ended {
            self.call.abandoned();
        }
    }
}

impl Drop for CallState<'_> {
    fn drop(&mut self) {
        if self.finished || (self.span.is_none() && self.client.shared.observer.is_none()) {
            return;
        }
        self.overruled();
        // The attempt that was in flight has already recorded itself.
        let error = self.complete(self.error(ErrorKind::Cancelled, Reach::NotSent));
        self.report(Err(&error));
    }
}

/// Returns whether a method is idempotent.
pub(super) fn is_idempotent(method: &Method) -> bool {
    [Method::GET, Method::HEAD, Method::OPTIONS, Method::PUT, Method::DELETE].contains(method)
}
