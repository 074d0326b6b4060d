//! Limits of single operations that are stricter than the rate limit: so many calls in a window of time.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::Clock;

/// How long to wait for calls that are in flight.
const IN_FLIGHT: Duration = Duration::from_secs(1);

/// The paces of a client's operations, by operation id.
#[derive(Default)]
pub(crate) struct Paces {
    paces: Mutex<BTreeMap<&'static str, Pace>>,
}

impl Paces {
    /// Returns the pace of an operation, which all clones of the client share.
    pub(crate) fn of(&self, operation: &'static str) -> Pace {
        lock(&self.paces).entry(operation).or_default().clone()
    }
}

/// The recent calls of an operation.
#[derive(Clone, Default)]
pub(crate) struct Pace {
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    /// The highest limit that a caller has named: it knows that the limit was raised.
    limit: usize,
    in_flight: usize,
    /// When they ended: the server may have counted them until then.
    ended: VecDeque<Duration>,
    refused_until: Duration,
}

impl Pace {
    /// Begins a call, or returns how long to wait before the next try.
    pub(crate) fn begin(
        &self,
        clock: &Arc<dyn Clock>,
        calls: usize,
        window: Duration,
    ) -> Result<PacedCall, Duration> {
        let now = clock.now();
        let mut state = lock(&self.state);
        if now < state.refused_until {
            return Err(state.refused_until.saturating_sub(now));
        }
        while state.ended.front().is_some_and(|end| end.saturating_add(window) <= now) {
            state.ended.pop_front();
        }
        state.limit = state.limit.max(calls);
        if state.ended.len() + state.in_flight < state.limit.max(1) {
            state.in_flight += 1;
            return Ok(PacedCall { pace: self.clone(), clock: Arc::clone(clock), counts: true });
        }
        let wait = |end: &Duration| end.saturating_add(window).saturating_sub(now);
        Err(state.ended.front().map_or(IN_FLIGHT, wait))
    }
}

/// A call in flight. It counts from its end, even if it was cancelled: the server may have received it.
pub(crate) struct PacedCall {
    pace: Pace,
    clock: Arc<dyn Clock>,
    counts: bool,
}

impl PacedCall {
    /// Ends a call that the server does not count, because it was refused or never sent.
    pub(crate) fn release(mut self) {
        self.counts = false;
    }

    /// Ends a call that was one too many: the server refuses all for this long.
    pub(crate) fn refused_for(mut self, duration: Duration) {
        self.counts = false;
        let until = self.clock.now().saturating_add(duration);
        let mut state = lock(&self.pace.state);
        state.refused_until = state.refused_until.max(until);
    }
}

impl Drop for PacedCall {
    fn drop(&mut self) {
        let now = self.clock.now();
        let mut state = lock(&self.pace.state);
        state.in_flight = state.in_flight.saturating_sub(1);
        if self.counts {
            state.ended.push_back(now);
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Times and counts: whole at any time.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
