//! Options of single calls.

use std::time::Duration;

use crate::Retry;

/// Options for calls that override how the client was built. Pass them to `client.with(…)`, `zone.with(…)` or
/// `account.with(…)`, which return a view and leave the original unchanged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    pub(crate) timeout: Option<Duration>,
    pub(crate) deadline: Option<Duration>,
    pub(crate) retry: Option<Retry>,
}

impl Options {
    /// Creates options that override nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the time limit of one attempt, from connecting to the last byte of the response.
    #[must_use]
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.timeout = Some(limit);
        self
    }

    /// Sets the time limit of the whole call, with all attempts and all waiting for the rate limit and before
    /// retries.
    #[must_use]
    pub fn deadline(mut self, limit: Duration) -> Self {
        self.deadline = Some(limit);
        self
    }

    /// Sets how often and how soon the request is retried.
    #[must_use]
    pub fn retry(mut self, retry: Retry) -> Self {
        self.retry = Some(retry);
        self
    }

    /// Merges these options over others.
    pub(crate) fn over(self, other: &Self) -> Self {
        Self {
            timeout: self.timeout.or(other.timeout),
            deadline: self.deadline.or(other.deadline),
            retry: self.retry.or(other.retry),
        }
    }
}
