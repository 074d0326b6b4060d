//! An observer for metrics.

use std::time::Duration;

use http::StatusCode;

use crate::Error;

/// Receives events about calls, for counters, histograms and progress. It sees neither bodies nor credentials. Set
/// it with [`ClientBuilder::observer`](crate::ClientBuilder::observer).
///
/// Its methods run inside the calls: they must be quick and must not block. Every call is reported once, when it
/// ends, also one that failed before anything was sent, and one that was dropped
/// ([`Cancelled`](crate::ErrorKind::Cancelled)). A list makes a call for each page; that it is
/// [incomplete](crate::ErrorKind::Incomplete) is an error of the list, and of none of its calls.
///
/// ```
/// use std::sync::atomic::{AtomicU64, Ordering};
/// use cloudflare_certificates::{Observer, observer::AttemptReport};
///
/// #[derive(Default)]
/// struct Repetitions(AtomicU64);
///
/// impl Observer for Repetitions {
///     fn attempt(&self, report: &AttemptReport<'_>) {
///         self.0.fetch_add(u64::from(report.number > 1), Ordering::Relaxed);
///     }
/// }
/// ```
pub trait Observer: Send + Sync + 'static {
    /// Called when an attempt ends, with or without a response. The body is not decoded yet. An attempt that is in
    /// flight when its call is dropped is not reported; the report of the call counts it.
    fn attempt(&self, report: &AttemptReport<'_>) {
        let _ = report;
    }

    /// Called when a call starts to wait before it sends its request.
    fn wait(&self, report: &WaitReport<'_>) {
        let _ = report;
    }

    /// Called when a call ends, with its value or with the error that its caller gets.
    fn call(&self, report: &CallReport<'_>) {
        let _ = report;
    }
}

/// One request and its response.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct AttemptReport<'a> {
    /// The operation's id; `request` for a custom request.
    pub operation: &'a str,
    /// The HTTP method.
    pub method: &'a str,
    /// The path template.
    pub path: &'a str,
    /// The number of the attempt; 1 is the first one of a call.
    pub number: u32,
    /// The time from sending to the last byte of the response.
    pub duration: Duration,
    /// The status code, if there was a response.
    pub status: Option<StatusCode>,
    /// The outcome of the attempt.
    pub outcome: Result<(), &'a Error>,
}

/// A call with all its attempts.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct CallReport<'a> {
    /// The operation's id; `request` for a custom request.
    pub operation: &'a str,
    /// The HTTP method.
    pub method: &'a str,
    /// The path template.
    pub path: &'a str,
    /// The number of requests sent.
    pub attempts: u32,
    /// The total time, waiting included.
    pub duration: Duration,
    /// The status code of the last attempt, if it got a response.
    pub status: Option<StatusCode>,
    /// The outcome of the call. A failure in a response with 200 (`success: false`, a body that cannot be decoded)
    /// is an error here; for a dropped call it is [`Cancelled`](crate::ErrorKind::Cancelled).
    pub outcome: Result<(), &'a Error>,
}

/// The reason why a call waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WaitReason {
    /// The client's rate limit is used up.
    RateLimit,
    /// The server returned 429 to this or another call of the client.
    TooManyRequests,
    /// The last attempt failed and is retried.
    Retry,
}

/// A wait before a request is sent.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct WaitReport<'a> {
    /// The operation's id; `request` for a custom request.
    pub operation: &'a str,
    /// The reason for the wait.
    pub reason: WaitReason,
    /// The expected duration, as far as is known.
    pub duration: Duration,
}
