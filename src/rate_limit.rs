//! The client's rate limit, and how much of it is left.

use std::time::{Duration, SystemTime};

/// Cloudflare's limit for a user, across all tokens and the dashboard.
const REQUESTS: u32 = 1200;
const WINDOW: Duration = Duration::from_secs(300);

/// Slots are stored one by one, and a header can take all remaining ones at once: this bounds the cost.
const MOST: u32 = 1_000_000;

/// How many requests a client may send in a window of time. All clones of a client share it.
///
/// The default is Cloudflare's limit for a user: 1200 requests in five minutes, all at once if necessary. A user
/// who exceeds it gets 429 for the rest of the five minutes, on every call, in the dashboard too; so the client
/// waits before that happens. It learns the actual limit, and how much of it others use, from the response headers
/// (`Ratelimit`, `Ratelimit-Policy`, `X-RateLimit-*`). A call that would have to wait beyond its
/// [deadline](crate::Options::deadline) fails at once with the time that it would have waited.
///
/// After a 429 all calls of the client pause, whatever limit is set. [`Options::background`](crate::Options::background)
/// reserves a part of the limit for calls that matter more, and
/// [`Client::rate_limit_status`](crate::Client::rate_limit_status) shows what is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimit {
    pub(crate) requests: Option<u32>,
    pub(crate) window: Duration,
    /// Set by the user, and never exceeded whatever the server states.
    pub(crate) own: bool,
}

impl RateLimit {
    /// Creates a limit of your own, for example to leave room for other clients: no window ever holds more
    /// requests than this, whatever the server states. The server's limit from its headers applies as well, so the
    /// effective limit can be lower. The number of requests is clamped to the range from 1 to 1,000,000.
    pub const fn new(requests: u32, window: Duration) -> Self {
        let requests = match requests {
            0 => 1,
            requests if requests > MOST => MOST,
            requests => requests,
        };
        Self { requests: Some(requests), window, own: true }
    }

    /// Creates no limit on the client's side: the client waits only after 429.
    pub const fn unlimited() -> Self {
        Self { requests: None, window: WINDOW, own: true }
    }
}

impl Default for RateLimit {
    fn default() -> Self {
        Self { requests: Some(REQUESTS), window: WINDOW, own: false }
    }
}

/// How much of a client's rate limit is left at a moment, for progress displays and metrics; see
/// [`Client::rate_limit_status`](crate::Client::rate_limit_status).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RateLimitStatus {
    /// The number of requests that a window allows; `None` without a limit. If your own limit and the server's both
    /// apply, the one that allows fewer requests per second.
    pub limit: Option<u32>,
    /// The window of the limit.
    pub window: Duration,
    /// The number of requests that could be sent now; 0 during the pause after a 429. `None` without a limit. Requests
    /// in flight and, as far as the server's headers state it, those of other clients are subtracted. It does not
    /// show how many of them [background](crate::Options::background) calls could send.
    pub remaining: Option<u32>,
    /// The number of calls that wait for the rate limit, background calls included.
    pub waiting: usize,
    /// When the next request can be sent: the end of the pause after a 429, or the time when the first of the counted
    /// requests no longer counts. `None` if one can be sent now, and also if the time is not known because all
    /// requests of the limit are in flight.
    pub available_at: Option<SystemTime>,
}
