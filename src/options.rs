//! Options of single calls.

use std::time::Duration;

/// How calls behave, where it shall differ from how the client was built. Given with `client.with(…)`,
/// `zone.with(…)` or `account.with(…)`, which derive a view and leave the original as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    pub(crate) timeout: Option<Duration>,
}

impl Options {
    /// Nothing differs.
    pub fn new() -> Self {
        Self::default()
    }

    /// The time limit of a request, from connecting to the last byte of the answer.
    #[must_use]
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.timeout = Some(limit);
        self
    }

    /// These options over others.
    pub(crate) fn over(self, other: &Self) -> Self {
        Self { timeout: self.timeout.or(other.timeout) }
    }
}
