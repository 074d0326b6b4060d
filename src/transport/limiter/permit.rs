//! Permits to send a request.

use std::time::Duration;

use http::{HeaderMap, StatusCode};

use super::super::limit_headers::{Quota, retry_after};
use super::Limiter;
use super::priority::Priority;
use super::server_limit::ROUNDED;
use super::state::State;

/// A permit to send one request. Dropped without a response, the request counts as sent: it may have been.
pub(in crate::transport) struct Permit<'a> {
    limiter: &'a Limiter,
    priority: Priority,
    /// How many responses had arrived when the request was sent.
    answered: u64,
    /// How many pauses there had been by then.
    pauses: u64,
    open: bool,
}

impl<'a> Permit<'a> {
    /// Takes a slot.
    pub(super) fn new(limiter: &'a Limiter, state: &mut State, priority: Priority) -> Self {
        state.limits.take(priority);
        let (answered, pauses) = (state.limits.answered(), state.pause.count());
        Self { limiter, priority, answered, pauses, open: true }
    }

    /// Returns the permit unused: the server was not reached.
    pub(in crate::transport) fn unused(mut self) {
        self.open = false;
        self.limiter.change(|state, now, wakers| {
            state.limits.give_back(self.priority);
            state.serve(now, wakers);
        });
    }

    /// Records the status code and headers of a response: learns from them, and pauses all calls after a 429.
    pub(in crate::transport) fn answered(mut self, status: StatusCode, headers: &HeaderMap) {
        self.open = false;
        let limiter = self.limiter;
        let quota = Quota::read(headers, || limiter.clock.system_time());
        let refusal = (status == StatusCode::TOO_MANY_REQUESTS).then(|| self.stated_wait(quota, headers));
        limiter.change(|state, now, wakers| {
            state.limits.end(now, self.priority);
            if let Some(quota) = &quota {
                state.limits.learn(quota, now, self.answered);
            }
            match refusal {
                Some(wait) => state.pause.refused(now, wait, state.limits.server_window(), self.pauses),
                None => state.pause.accepted(self.pauses),
            }
            state.serve(now, wakers);
        });
    }

    /// Returns how long to wait, if the server's headers state it.
    fn stated_wait(&self, quota: Option<Quota>, headers: &HeaderMap) -> Option<Duration> {
        let reset = quota.and_then(|quota| quota.reset).filter(|reset| !reset.is_zero());
        let reset = reset.map(|reset| reset.saturating_add(ROUNDED));
        retry_after(headers, || self.limiter.clock.system_time()).or(reset)
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        if self.open {
            self.limiter.change(|state, now, wakers| {
                state.limits.end(now, self.priority);
                state.serve(now, wakers);
            });
        }
    }
}
