//! How many requests a client makes.

use std::time::Duration;

/// What Cloudflare allows a user, over all tokens and the dashboard.
const REQUESTS: u32 = 1200;
const WINDOW: Duration = Duration::from_secs(300);

/// Places are kept one by one, and a header can take all that are left at once: a bound on what that costs.
const MOST: u32 = 1_000_000;

/// How many requests a client makes in which time. All clones of a client share it.
///
/// The default is what Cloudflare allows a user: 1200 requests in five minutes, all at once if need be. Who has used
/// them up gets 429 for the rest of the five minutes, on every call, in the dashboard too; so the client waits before
/// that happens. It learns the true limit, and what others use of it, from the headers of the answers (`Ratelimit`,
/// `Ratelimit-Policy`, `X-RateLimit-*`). A call that would have to wait beyond its
/// [deadline](crate::Options::deadline) fails at once and says how long it would have been.
///
/// On 429 all calls of the client pause, however it is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimit {
    pub(crate) requests: Option<u32>,
    pub(crate) window: Duration,
    /// Chosen by the caller, and never exceeded whatever the server says.
    pub(crate) own: bool,
}

impl RateLimit {
    /// Your own limit, for example to leave something to others: no window ever holds more requests than this, whatever
    /// the server says. What the server's headers allow is followed beside it, so that it can be less. From 1 to
    /// 1,000,000 requests; other numbers are taken for the nearest of these.
    pub const fn new(requests: u32, window: Duration) -> Self {
        let requests = match requests {
            0 => 1,
            requests if requests > MOST => MOST,
            requests => requests,
        };
        Self { requests: Some(requests), window, own: true }
    }

    /// No limit on the client's side; only 429 makes it wait.
    pub const fn none() -> Self {
        Self { requests: None, window: WINDOW, own: true }
    }
}

impl Default for RateLimit {
    fn default() -> Self {
        Self { requests: Some(REQUESTS), window: WINDOW, own: false }
    }
}
