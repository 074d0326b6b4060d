//! A rate limit: a number of requests per window.

use std::collections::VecDeque;
use std::time::Duration;

/// Counts the requests of a window.
///
/// A request occupies a slot from when it is sent until one window after its response. The server counted it
/// before it responded, so by then it no longer counts it, whether its window is sliding or fixed.
pub(super) struct Bucket {
    limit: usize,
    window: Duration,
    /// When each slot becomes free again, in ascending order.
    taken_until: VecDeque<Duration>,
    in_flight: usize,
}

impl Bucket {
    pub(super) fn new(limit: usize, window: Duration) -> Self {
        Self { limit, window, taken_until: VecDeque::new(), in_flight: 0 }
    }

    pub(super) fn window(&self) -> Duration {
        self.window
    }

    pub(super) fn set(&mut self, limit: Option<usize>, window: Option<Duration>) {
        self.limit = limit.unwrap_or(self.limit);
        self.window = window.unwrap_or(self.window);
    }

    /// Returns how many slots are taken by requests that got a response.
    pub(super) fn taken(&self) -> usize {
        self.taken_until.len()
    }

    pub(super) fn free(&self) -> usize {
        self.limit.saturating_sub(self.taken_until.len() + self.in_flight)
    }

    /// Returns when the first slot becomes free, if one is taken and that is known.
    pub(super) fn next_free(&self, now: Duration) -> Option<Duration> {
        let used = self.taken_until.len() + self.in_flight;
        match (used + 1).checked_sub(self.limit) {
            None | Some(0) => Some(now),
            Some(excess) => self.taken_until.get(excess - 1).copied(),
        }
    }

    /// Frees the slots whose time has passed.
    pub(super) fn expire(&mut self, now: Duration) {
        while self.taken_until.front().is_some_and(|until| *until <= now) {
            self.taken_until.pop_front();
        }
    }

    /// Takes a slot for a request that is sent.
    pub(super) fn take(&mut self) {
        self.in_flight += 1;
    }

    /// Returns the slot of a request that was not sent.
    pub(super) fn give_back(&mut self) {
        self.in_flight = self.in_flight.saturating_sub(1);
    }

    /// Ends a request that got a response, or may have been received: its slot stays taken for a window.
    pub(super) fn end(&mut self, now: Duration) {
        self.give_back();
        let until = now.saturating_add(self.window);
        match self.taken_until.back() {
            Some(last) if *last > until => self.take_until(until, 1),
            _ => self.taken_until.push_back(until),
        }
    }

    /// Takes slots for requests that other clients sent.
    pub(super) fn take_until(&mut self, until: Duration, places: usize) {
        let index = self.taken_until.partition_point(|taken| *taken <= until);
        let mut later = self.taken_until.split_off(index);
        self.taken_until.extend(std::iter::repeat_n(until, places));
        self.taken_until.append(&mut later);
    }

    /// Frees the slots that would become free next.
    pub(super) fn forget(&mut self, places: usize) {
        self.taken_until.drain(..places.min(self.taken_until.len()));
    }
}
