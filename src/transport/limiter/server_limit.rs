//! The server's rate limit, as far as it is known.

use std::time::Duration;

use super::super::limit_headers::Quota;
use super::bucket::Bucket;
use super::priority::Priority;

/// A reset that a header states in whole seconds may be up to one second later.
pub(super) const ROUNDED: Duration = Duration::from_secs(1);
/// The range of accepted limits: slots are stored one by one.
const PLAUSIBLE: std::ops::RangeInclusive<usize> = 1..=100_000;

/// The server's limit: the documented one until its headers state another, and then that one, larger or smaller.
/// Nothing here changes a limit that the user set, which is a bucket of its own.
pub(super) struct ServerLimit {
    bucket: Bucket,
    /// Whether it applies: a user's own limit replaces the documented one until the server states a limit.
    holds: bool,
    /// The number of responses since the client was created.
    answered: u64,
    /// When the server will have room, as stated last.
    reset_at: Option<Duration>,
}

impl ServerLimit {
    pub(super) fn new(requests: usize, window: Duration, holds: bool) -> Self {
        Self { bucket: Bucket::new(requests, window), holds, answered: 0, reset_at: None }
    }

    pub(super) fn answered(&self) -> u64 {
        self.answered
    }

    pub(super) fn window(&self) -> Duration {
        self.bucket.window()
    }

    /// Returns the limit and its window, if it applies.
    pub(super) fn limit(&self) -> Option<(usize, Duration)> {
        self.holds.then(|| (self.bucket.limit(), self.bucket.window()))
    }

    /// Returns how many requests of a class can be sent.
    pub(super) fn room(&self, priority: Priority) -> usize {
        if self.holds { self.bucket.room(priority) } else { usize::MAX }
    }

    /// Returns when there will be room for a class, if that is known.
    pub(super) fn next_free(&self, priority: Priority, now: Duration) -> Option<Duration> {
        if !self.holds {
            return Some(now);
        }
        let at = match (self.bucket.next_free(now), self.reset_at) {
            (Some(at), Some(reset)) => at.min(reset.max(now)),
            (Some(at), None) => at,
            // Requests in flight occupy all of it; after the reset the server no longer counts one of them.
            (None, reset) => reset.filter(|_| self.bucket.taken() > 0)?,
        };
        // A reset changes nothing in the share: it is the client's own rule.
        Some(at.max(self.bucket.share_next_free(priority, now)?))
    }

    /// Frees the slots that the server no longer counts.
    pub(super) fn expire(&mut self, now: Duration) {
        self.bucket.expire(now);
        // The server may no longer count any of them. One request is sent to find out.
        if self.reset_at.is_some_and(|reset| reset <= now) {
            self.reset_at = None;
            if self.bucket.free() == 0 {
                self.bucket.forget(1);
            }
        }
    }

    pub(super) fn take(&mut self, priority: Priority) {
        self.bucket.take(priority);
    }

    pub(super) fn give_back(&mut self, priority: Priority) {
        self.bucket.give_back(priority);
    }

    pub(super) fn end(&mut self, now: Duration, priority: Priority) {
        self.answered += 1;
        self.bucket.end(now, priority);
    }

    /// Compares the server's count with this one. `answered` is how many responses had arrived when the request
    /// was sent: the server may not have counted those that arrived since.
    pub(super) fn learn(&mut self, quota: &Quota, now: Duration, answered: u64) {
        let number = |value: u64| usize::try_from(value).unwrap_or(usize::MAX);
        let limit = quota.limit.map(number).filter(|limit| PLAUSIBLE.contains(limit));
        self.bucket.set(limit, quota.window);
        self.holds = true;
        self.reset_at = quota.reset.map(|reset| now.saturating_add(reset).saturating_add(ROUNDED));
        let Some(remaining) = quota.remaining.map(number) else { return };
        let others = self.bucket.free().saturating_sub(remaining);
        if others > 0 {
            // Others use the limit too. The best known time for their slots is the reset.
            let window = self.bucket.window();
            let until = quota.reset.map_or(window, |reset| reset.saturating_add(ROUNDED)).min(window);
            self.bucket.take_until(now.saturating_add(until), others);
        } else if let Some(limit) = limit {
            let used = limit.saturating_sub(remaining);
            let uncounted = number(self.answered.saturating_sub(answered));
            self.bucket.forget(self.bucket.taken().saturating_sub(used.saturating_add(uncounted)));
        }
    }
}
