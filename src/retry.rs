//! How often and how soon a call is repeated.

use std::time::Duration;

/// Five attempts with the pauses below outlast a deployment of Cloudflare's edge or of a proxy, some ten seconds.
const ATTEMPTS: u32 = 5;
/// Shorter ones hit a server that has not recovered.
const FIRST: Duration = Duration::from_secs(1);
/// Longer ones keep a caller waiting for nothing.
const CEILING: Duration = Duration::from_secs(30);

/// How often and how soon a call is repeated.
///
/// What is repeated depends on the verb, because this API has no idempotency keys:
///
/// - GET, PUT and DELETE: after connection errors, timeouts and the statuses 408, 425, 429, 500, 502, 503, 504 and
///   520 to 524;
/// - POST and PATCH: only where the request certainly was not carried out: no connection was made, HTTP/2 refused the
///   stream, 429, or 503 with `Retry-After`. [`repeat_unsafe`](Self::repeat_unsafe) lifts this;
/// - 409 only for operations of which the document says that it passes.
///
/// Two statuses leave open whether a request that changes something was carried out, as a 5xx does
/// ([`may_have_taken_effect`](crate::Error::may_have_taken_effect)): 408, by which a proxy or server gives up on a request
/// that it may have passed on, so that it is repeated for GET, PUT and DELETE only; and 303, which says that the
/// request was carried out and its result is elsewhere, and is never repeated.
///
/// All retries are made here and count as attempts; those of the HTTP library are off, also in an
/// [`http_client`](crate::ClientBuilder::http_client) of your own. The pause before a retry is never shorter than the
/// drawn one: `Retry-After: 0` and a date that has passed do not make it so.
///
/// A repeated DELETE that finds nothing (404) after an attempt with an unknown end is a success. Pauses are
/// exponential with full jitter; `Retry-After` is obeyed. A call ends at its
/// [deadline](crate::Options::deadline), and all calls of a client share a
/// [budget](crate::ClientBuilder::retry_budget).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retry {
    pub(crate) attempts: u32,
    pub(crate) first: Duration,
    pub(crate) ceiling: Duration,
    pub(crate) repeat_unsafe: bool,
}

impl Retry {
    /// The default: five attempts, pauses of up to 1, 2, 4 and 8 seconds.
    pub const fn new() -> Self {
        Self { attempts: ATTEMPTS, first: FIRST, ceiling: CEILING, repeat_unsafe: false }
    }

    /// One attempt only: one request on the wire, whatever happens to it.
    pub const fn never() -> Self {
        Self { attempts: 1, ..Self::new() }
    }

    /// How often a request is sent at the most, the first time included.
    #[must_use]
    pub const fn attempts(mut self, most: u32) -> Self {
        self.attempts = if most == 0 { 1 } else { most };
        self
    }

    /// The longest pause before the second attempt, which doubles before each further one up to a ceiling. The actual
    /// pause is anything between nothing and that, so that many clients do not come back at the same moment.
    #[must_use]
    pub const fn backoff(mut self, first: Duration, ceiling: Duration) -> Self {
        self.first = first;
        self.ceiling = ceiling;
        self
    }

    /// Whether POST and PATCH are repeated like the other verbs, although they may have been carried out. Only for
    /// requests of which a second one does no harm.
    #[must_use]
    pub const fn repeat_unsafe(mut self, yes: bool) -> Self {
        self.repeat_unsafe = yes;
        self
    }

    /// The longest pause after so many attempts.
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
