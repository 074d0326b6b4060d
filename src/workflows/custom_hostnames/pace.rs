//! The pace of creations: Cloudflare allows 15 in a minute, and after more refuses all for 30 seconds.
//!
//! <https://developers.cloudflare.com/cloudflare-for-platforms/cloudflare-for-saas/reference/troubleshooting/>

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::super::Run;
use crate::Clock;

/// How many creations Cloudflare allows in a minute, unless it was raised.
pub(super) const PER_MINUTE: usize = 15;
/// A little more than a minute: the server's clock and the client's may differ in their rate.
const WINDOW: Duration = Duration::from_millis(60_500);
/// How long Cloudflare refuses all creations after one too many.
const REFUSED_FOR: Duration = Duration::from_secs(30);
/// How long to wait for creations that are in flight.
const IN_FLIGHT: Duration = Duration::from_secs(1);

/// The creations of the last minute, by all clones of a client.
#[derive(Clone, Default)]
pub(crate) struct Creations {
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    in_flight: usize,
    /// When they ended: the server may have counted them until then.
    ended: VecDeque<Duration>,
    refused_until: Duration,
}

impl Creations {
    /// Waits until a creation is allowed, or the workflow's time is up: the workflow then makes no change.
    pub(super) async fn slot(&self, run: &Run, per_minute: usize) -> Slot {
        let clock = run.client().clock();
        while let Some(pause) = self.pause(clock.now(), per_minute.max(1)) {
            if run.remaining().is_zero() {
                self.lock().in_flight += 1;
                break;
            }
            run.sleep(pause).await;
        }
        Slot { creations: self.clone(), clock, counts: true }
    }

    /// Takes a slot, or returns how long to wait.
    fn pause(&self, now: Duration, per_minute: usize) -> Option<Duration> {
        let mut state = self.lock();
        if now < state.refused_until {
            return Some(state.refused_until.saturating_sub(now));
        }
        while state.ended.front().is_some_and(|end| end.saturating_add(WINDOW) <= now) {
            state.ended.pop_front();
        }
        if state.ended.len() + state.in_flight < per_minute {
            state.in_flight += 1;
            return None;
        }
        let wait = |end: &Duration| end.saturating_add(WINDOW).saturating_sub(now);
        Some(state.ended.front().map_or(IN_FLIGHT, wait))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Times and a count: whole at any time.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A creation in flight. It counts from its end, even if it was cancelled: the server may have received it.
pub(super) struct Slot {
    creations: Creations,
    clock: Arc<dyn Clock>,
    counts: bool,
}

impl Slot {
    /// Ends a creation that Cloudflare does not count, because it was refused or never sent.
    pub(super) fn release(mut self) {
        self.counts = false;
    }

    /// Ends a creation that was one too many.
    pub(super) fn refused(mut self) {
        self.counts = false;
        let until = self.clock.now().saturating_add(REFUSED_FOR);
        let mut state = self.creations.lock();
        state.refused_until = state.refused_until.max(until);
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        let now = self.clock.now();
        let mut state = self.creations.lock();
        state.in_flight = state.in_flight.saturating_sub(1);
        if self.counts {
            state.ended.push_back(now);
        }
    }
}
