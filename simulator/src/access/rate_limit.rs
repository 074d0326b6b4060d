//! The rate limit, counted in simulated time.

use std::collections::VecDeque;
use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use time::OffsetDateTime;

use crate::api_error::ApiError;
use crate::clock::after;
use crate::codes;

const LIMIT: HeaderName = HeaderName::from_static("ratelimit");
const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// A sliding window. When it is exceeded, everything is refused for as long as the window is.
#[derive(Clone, Debug)]
pub(crate) struct RateLimiter {
    limit: usize,
    window: Duration,
    /// When the requests in the window were received.
    requests: VecDeque<OffsetDateTime>,
    /// Until when everything is refused.
    blocked_until: Option<OffsetDateTime>,
}

impl RateLimiter {
    pub(crate) fn new(limit: usize, window: Duration) -> Self {
        Self { limit, window, requests: VecDeque::new(), blocked_until: None }
    }

    /// Counts a request; returns the headers of its response, or the error if the limit is exceeded.
    pub(crate) fn count(&mut self, now: OffsetDateTime) -> Result<HeaderMap, ApiError> {
        self.blocked_until = self.blocked_until.filter(|end| *end > now);
        while self.requests.front().is_some_and(|oldest| after(*oldest, self.window) <= now) {
            self.requests.pop_front();
        }
        if self.blocked_until.is_none() && self.requests.len() < self.limit {
            self.requests.push_back(now);
            return Ok(self.headers(now));
        }
        self.blocked_until = self.blocked_until.or_else(|| Some(after(now, self.window)));
        let message = codes::RATE_LIMITED_MESSAGE;
        let mut error = ApiError::new(StatusCode::TOO_MANY_REQUESTS, codes::RATE_LIMITED, message);
        error.headers = Box::new(self.headers(now));
        Err(error.header(header::RETRY_AFTER, &self.reset(now).to_string()))
    }

    /// The headers in the form of the IETF draft that Cloudflare follows.
    fn headers(&self, now: OffsetDateTime) -> HeaderMap {
        let is_blocked = self.blocked_until.is_some();
        let remaining = if is_blocked { 0 } else { self.limit.saturating_sub(self.requests.len()) };
        let policy = format!("\"default\";q={};w={}", self.limit, self.window.as_secs());
        let state = format!("\"default\";r={remaining};t={}", self.reset(now));
        let mut headers = HeaderMap::new();
        for (name, value) in [(LIMIT, state), (POLICY, policy)] {
            if let Ok(value) = HeaderValue::from_str(&value) {
                headers.insert(name, value);
            }
        }
        headers
    }

    /// The seconds, rounded up, until requests are accepted again, or until the oldest one leaves the window.
    fn reset(&self, now: OffsetDateTime) -> u64 {
        let oldest = self.requests.front().map(|oldest| after(*oldest, self.window));
        let end = self.blocked_until.or(oldest).unwrap_or(now);
        let rest = Duration::try_from(end - now).unwrap_or_default();
        rest.as_secs().saturating_add(u64::from(rest.subsec_nanos() > 0))
    }
}
