//! A rate limit: a number of requests per window.

use std::time::Duration;

use super::priority::Priority;
use super::slots::Slots;

/// Counts the requests of a window, and how many of them are in the background.
///
/// A request occupies a slot from when it is sent until one window after its response. The server counted it
/// before it responded, so by then it no longer counts it, whether its window is sliding or fixed.
pub(super) struct Bucket {
    limit: usize,
    window: Duration,
    all: Slots,
    background: Slots,
}

impl Bucket {
    pub(super) fn new(limit: usize, window: Duration) -> Self {
        Self { limit, window, all: Slots::default(), background: Slots::default() }
    }

    pub(super) fn limit(&self) -> usize {
        self.limit
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
        self.all.taken()
    }

    pub(super) fn free(&self) -> usize {
        self.limit.saturating_sub(self.all.used())
    }

    /// Returns how many requests of a class can be sent.
    pub(super) fn room(&self, priority: Priority) -> usize {
        let share = priority.share(self.limit);
        self.free().min(share.map_or(usize::MAX, |share| share.saturating_sub(self.background.used())))
    }

    /// Returns when the first slot becomes free, if one is taken and that is known.
    pub(super) fn next_free(&self, now: Duration) -> Option<Duration> {
        self.all.next_free(self.limit, now)
    }

    /// Returns when the class has used less than its share, if that is known.
    pub(super) fn share_next_free(&self, priority: Priority, now: Duration) -> Option<Duration> {
        priority.share(self.limit).map_or(Some(now), |share| self.background.next_free(share, now))
    }

    /// Frees the slots whose time has passed.
    pub(super) fn expire(&mut self, now: Duration) {
        self.all.expire(now);
        self.background.expire(now);
    }

    /// Takes a slot for a request that is sent.
    pub(super) fn take(&mut self, priority: Priority) {
        self.counts(priority).for_each(Slots::take);
    }

    /// Returns the slot of a request that was not sent.
    pub(super) fn give_back(&mut self, priority: Priority) {
        self.counts(priority).for_each(Slots::give_back);
    }

    /// Ends a request that got a response, or may have been received: its slot stays taken for a window.
    pub(super) fn end(&mut self, now: Duration, priority: Priority) {
        let until = now.saturating_add(self.window);
        self.counts(priority).for_each(|slots| slots.end(until));
    }

    /// Takes slots for requests that other clients sent.
    pub(super) fn take_until(&mut self, until: Duration, places: usize) {
        self.all.take_until(until, places);
    }

    /// Frees the slots that would become free next. What is known of the background's own requests stays.
    pub(super) fn forget(&mut self, places: usize) {
        self.all.forget(places);
    }

    /// Returns the counts that a request of this class belongs to.
    fn counts(&mut self, priority: Priority) -> impl Iterator<Item = &mut Slots> {
        let background = (priority != Priority::Foreground).then_some(&mut self.background);
        std::iter::once(&mut self.all).chain(background)
    }
}
