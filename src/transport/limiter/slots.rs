//! The requests that count against a limit.

use std::collections::VecDeque;
use std::time::Duration;

/// The slots that requests occupy: those in flight, and those that got a response and still count.
#[derive(Default)]
pub(super) struct Slots {
    /// When each slot becomes free again, in ascending order.
    taken_until: VecDeque<Duration>,
    in_flight: usize,
}

impl Slots {
    pub(super) fn used(&self) -> usize {
        self.taken() + self.in_flight
    }

    /// Returns how many slots are taken by requests that got a response.
    pub(super) fn taken(&self) -> usize {
        self.taken_until.len()
    }

    /// Returns when fewer slots than the limit are used, if that is known.
    pub(super) fn next_free(&self, limit: usize, now: Duration) -> Option<Duration> {
        match (self.used() + 1).checked_sub(limit) {
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

    /// Ends a request in flight: its slot stays taken until a time.
    pub(super) fn end(&mut self, until: Duration) {
        self.give_back();
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
