//! A hook for metrics.

use std::time::Duration;

use http::StatusCode;

use crate::Error;

/// Is told what calls do: for counters, histograms and progress. It sees neither bodies nor credentials. Give it to
/// [`ClientBuilder::observer`](crate::ClientBuilder::observer).
///
/// Its methods are called within the calls: they must be quick and must not block. Every call is reported once, when it is
/// over: also one that was refused before anything was sent, and one that was dropped
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
    /// An attempt is over: a response came, or not. Its body is not decoded yet. An attempt that is in flight when its
    /// call is dropped has no report of its own; the report of the call counts it.
    fn attempt(&self, report: &AttemptReport<'_>) {
        let _ = report;
    }

    /// A call waits before it sends its request.
    fn wait(&self, report: &WaitReport<'_>) {
        let _ = report;
    }

    /// A call is over: with its value, or with the error that its caller gets.
    fn call(&self, report: &CallReport<'_>) {
        let _ = report;
    }
}

/// One request and its answer.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct AttemptReport<'a> {
    /// The operation's id; `request` for a request of the caller's own.
    pub operation: &'a str,
    /// The HTTP method.
    pub method: &'a str,
    /// The path template.
    pub path: &'a str,
    /// 1 for the first attempt of a call.
    pub number: u32,
    /// From sending to the last byte of the answer.
    pub duration: Duration,
    /// The status, if there was an answer.
    pub status: Option<StatusCode>,
    /// How it ended.
    pub outcome: Result<(), &'a Error>,
}

/// A call with all its attempts.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct CallReport<'a> {
    /// The operation's id; `request` for a request of the caller's own.
    pub operation: &'a str,
    /// The HTTP method.
    pub method: &'a str,
    /// The path template.
    pub path: &'a str,
    /// How many requests were sent.
    pub attempts: u32,
    /// All of it, waiting included.
    pub duration: Duration,
    /// The status of the last attempt, if it got a response.
    pub status: Option<StatusCode>,
    /// How it ended. A failure in a response with 200 (`success: false`, a body that cannot be decoded) is an error here;
    /// one that was dropped is [`Cancelled`](crate::ErrorKind::Cancelled).
    pub outcome: Result<(), &'a Error>,
}

/// Why a call waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WaitReason {
    /// The client's rate limit is used up.
    RateLimit,
    /// The server answered 429 to this or another call of the client.
    TooManyRequests,
    /// The last attempt failed.
    Retry,
}

/// A call that waits.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct WaitReport<'a> {
    /// The operation's id; `request` for a request of the caller's own.
    pub operation: &'a str,
    /// Why it waits.
    pub reason: WaitReason,
    /// How long it will wait, as far as is known.
    pub duration: Duration,
}
