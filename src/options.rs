//! Options of single calls.

use std::time::Duration;

use crate::Retry;

/// How calls behave, where it shall differ from how the client was built. Given with `client.with(…)`,
/// `zone.with(…)` or `account.with(…)`, which derive a view and leave the original as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    pub(crate) timeout: Option<Duration>,
    pub(crate) deadline: Option<Duration>,
    pub(crate) retry: Option<Retry>,
}

impl Options {
    /// Nothing differs.
    pub fn new() -> Self {
        Self::default()
    }

    /// The time limit of one attempt, from connecting to the last byte of the answer.
    #[must_use]
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.timeout = Some(limit);
        self
    }

    /// The time limit of the whole call, with all attempts and all waiting: for the rate limit, and before
    /// repetitions.
    #[must_use]
    pub fn deadline(mut self, limit: Duration) -> Self {
        self.deadline = Some(limit);
        self
    }

    /// How often the request is repeated.
    #[must_use]
    pub fn retry(mut self, retry: Retry) -> Self {
        self.retry = Some(retry);
        self
    }

    /// These options over others.
    pub(crate) fn over(self, other: &Self) -> Self {
        Self {
            timeout: self.timeout.or(other.timeout),
            deadline: self.deadline.or(other.deadline),
            retry: self.retry.or(other.retry),
        }
    }
}
