//! Options of single calls.

use std::time::Duration;

use crate::Retry;
use crate::transport::Priority;

/// Options for calls that override how the client was built. Pass them to `client.with(…)`, `zone.with(…)` or
/// `account.with(…)`, which return a view and leave the original unchanged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    pub(crate) timeout: Option<Duration>,
    pub(crate) deadline: Option<Duration>,
    pub(crate) retry: Option<Retry>,
    /// The share of the rate limit that background calls may use, in percent.
    pub(crate) background: Option<u8>,
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

    /// Makes calls background calls: they let all other calls of the client and its clones go first, and use at most
    /// this percentage of the [rate limit](crate::RateLimit). It is for sweeps over many zones beside calls that
    /// somebody waits for.
    ///
    /// A background request is sent only if no other call waits for the rate limit, and if fewer background requests
    /// than the percentage of the limit (rounded down, but at least one) count in its window: those in flight, and
    /// those whose response arrived less than a window ago. If there are two limits, your own and the server's, both
    /// must have room. Pages that a list fetches ahead, and retries, are background requests as well. Without a limit
    /// ([`RateLimit::unlimited`](crate::RateLimit::unlimited)) there is no share, and other calls merely go first
    /// after a 429.
    ///
    /// A 429 does not use up the attempts of a background call, unless it has only one: its deadline alone limits how
    /// long it waits.
    ///
    /// All background requests of the client count together, so use one percentage for sweeps that run at the same
    /// time: calls with a smaller one wait while those with a larger one use more than that. A background call can
    /// wait for a long time: raise its [deadline](Self::deadline), which by default is 6 minutes. The percentage is
    /// clamped to the range from 1 to 100; at 100, background calls only let the others go first.
    ///
    /// ```
    /// use std::time::Duration;
    /// use cloudflare_certificates::{Client, Options};
    ///
    /// # fn f(client: Client) {
    /// let sweep = client.with(Options::new().background(50).deadline(Duration::from_secs(3600)));
    /// # }
    /// ```
    #[must_use]
    pub fn background(mut self, percent: u8) -> Self {
        self.background = Some(percent.clamp(1, 100));
        self
    }

    /// Returns the class of the calls.
    pub(crate) fn priority(&self) -> Priority {
        self.background.map_or(Priority::Foreground, |percent| Priority::Background { percent })
    }

    /// Merges these options over others.
    pub(crate) fn over(self, other: &Self) -> Self {
        Self {
            timeout: self.timeout.or(other.timeout),
            deadline: self.deadline.or(other.deadline),
            retry: self.retry.or(other.retry),
            background: self.background.or(other.background),
        }
    }
}
