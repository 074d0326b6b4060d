//! When a call is retried, and how many times.

use std::time::Duration;

/// With the pauses below, five attempts outlast a deployment of Cloudflare's edge or of a proxy, about ten
/// seconds.
const ATTEMPTS: u32 = 5;
/// A shorter pause hits a server that has not recovered.
const FIRST: Duration = Duration::from_secs(1);
/// A longer pause keeps a caller waiting for nothing.
const CEILING: Duration = Duration::from_secs(30);

/// How often and how soon a call is retried.
///
/// What is retried depends on the HTTP method, because this API has no idempotency keys:
///
/// - GET, PUT and DELETE: after connection errors, timeouts and the statuses 408, 425, 429, 500, 502, 503, 504 and
///   520 to 524;
/// - POST and PATCH: only if the request certainly was not executed: no connection was made, HTTP/2 refused the
///   stream, 429, or 503 with `Retry-After`. [`retry_non_idempotent`](Self::retry_non_idempotent) lifts this restriction;
/// - 409 only for operations for which the OpenAPI document marks it as transient.
///
/// After two more status codes, as after a 5xx, it is ambiguous whether a request that changes something was
/// executed ([`may_have_taken_effect`](crate::Error::may_have_taken_effect)): 408, with which a proxy or server
/// gives up on a request that it may have passed on, so it is retried for GET, PUT and DELETE only; and 303, which
/// states that the request was executed and its result is elsewhere, and is never retried.
///
/// All retries are made here and count as attempts. The HTTP library's retries are off, also in your own
/// [`http_client`](crate::ClientBuilder::http_client). The pause before a retry is never shorter than the backoff
/// with jitter: `Retry-After: 0` and a date that has passed do not shorten it.
///
/// A retried DELETE that gets 404 from the API after an ambiguous attempt is a success. Pauses use exponential
/// backoff with full jitter; `Retry-After` is obeyed. A call ends at its [deadline](crate::Options::deadline), and
/// all calls of a client share a [budget](crate::ClientBuilder::retry_budget).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retry {
    pub(crate) attempts: u32,
    pub(crate) first: Duration,
    pub(crate) ceiling: Duration,
    pub(crate) retry_non_idempotent: bool,
}

impl Retry {
    /// Creates the default: five attempts, with pauses of up to 1, 2, 4 and 8 seconds.
    pub const fn new() -> Self {
        Self { attempts: ATTEMPTS, first: FIRST, ceiling: CEILING, retry_non_idempotent: false }
    }

    /// Turns retries off: one attempt, one request on the wire, whatever its outcome.
    pub const fn never() -> Self {
        Self { attempts: 1, ..Self::new() }
    }

    /// Sets the maximum number of attempts, including the first one.
    #[must_use]
    pub const fn attempts(mut self, most: u32) -> Self {
        self.attempts = if most == 0 { 1 } else { most };
        self
    }

    /// Sets the maximum pause before the second attempt. It doubles before each further attempt up to the ceiling.
    /// The actual pause is a random duration between zero and the maximum (full jitter), so that many clients do
    /// not retry at the same moment.
    #[must_use]
    pub const fn backoff(mut self, first: Duration, ceiling: Duration) -> Self {
        self.first = first;
        self.ceiling = ceiling;
        self
    }

    /// Sets whether POST and PATCH are retried like the other methods, although they may have been executed. Use
    /// it only for requests that are harmless when they are executed twice.
    #[must_use]
    pub const fn retry_non_idempotent(mut self, yes: bool) -> Self {
        self.retry_non_idempotent = yes;
        self
    }

    /// Returns the maximum pause after this many attempts.
    pub(crate) fn backoff_after(&self, attempts: u32) -> Duration {
        let doubled = 1_u32.checked_shl(attempts.saturating_sub(1)).unwrap_or(u32::MAX);
        self.first.saturating_mul(doubled).min(self.ceiling)
    }
}

impl Default for Retry {
    fn default() -> Self {
        Self::new()
    }
}
