//! The state of the rate limit: what is used of it, and who waits for it.

use std::task::Waker;
use std::time::Duration;

use super::limits::Limits;
use super::pause::Pause;
use super::priority::Priority;
use super::queues::{Position, Queues};
use super::waiters::GRACE;
use crate::observer::WaitReason;

/// How much later than the previous waiter each further one checks whether those before it are polled at all, and
/// the last waiter for which this delay grows.
const LOOK: Duration = Duration::from_millis(50);
const LAST_TO_LOOK: usize = 20;

pub(super) struct State {
    pub(super) limits: Limits,
    pub(super) queues: Queues,
    pub(super) pause: Pause,
}

/// Why and how long a waiter waits.
pub(super) struct Wait {
    /// Not before this time, as far as it is known, or until it is woken.
    pub(super) until: Option<Duration>,
    /// No request of its class is admitted before this time.
    pub(super) earliest: Option<Duration>,
    pub(super) reason: WaitReason,
}

impl State {
    pub(super) fn new(limits: Limits) -> Self {
        Self { limits, queues: Queues::default(), pause: Pause::default() }
    }

    /// Returns whether a request is admitted without waiting.
    pub(super) fn admits_at_once(&mut self, priority: Priority, now: Duration) -> bool {
        self.limits.expire(now);
        self.queues.is_first(priority) && self.pause.is_over(now) && self.limits.room(priority) > 0
    }

    /// Returns whether there is room for this waiter, or for a request behind all waiters of its class.
    pub(super) fn has_room(
        &mut self,
        priority: Priority,
        waiter: Option<Position>,
        now: Duration,
        wakers: &mut Vec<Waker>,
    ) -> bool {
        self.limits.expire(now);
        self.pause.is_over(now) && self.queues.has_room(priority, waiter, &self.limits, now, wakers)
    }

    /// Returns when there will be room for a class, if that is known: after the pause, whatever the requests in flight
    /// do until then.
    pub(super) fn earliest(&self, priority: Priority, now: Duration) -> Option<Duration> {
        let next = self.limits.next_free(priority, now).map(|at| at.max(self.pause.until()));
        if self.pause.is_over(now) { next } else { Some(next.unwrap_or_else(|| self.pause.until())) }
    }

    /// Returns why and how long a waiter waits; `None` if it is its turn.
    pub(super) fn wait(&mut self, at: Position, now: Duration, wakers: &mut Vec<Waker>) -> Option<Wait> {
        self.queues.polled(at);
        if self.has_room(at.priority, Some(at), now, wakers) {
            return None;
        }
        let paused = !self.pause.is_over(now);
        let reason = if paused { WaitReason::TooManyRequests } else { WaitReason::RateLimit };
        let earliest = self.earliest(at.priority, now);
        // The first waiter keeps the timer for all; the others check later whether those before them are polled at
        // all.
        let (position, polled) = self.queues.before(at, LAST_TO_LOOK);
        let later = LOOK.saturating_mul(u32::try_from(polled).unwrap_or(0));
        let until = match (earliest, position) {
            (None, 0) => None,
            (None, _) => Some(now.saturating_add(later.max(LOOK))),
            // There is room, and those before it were just woken.
            (Some(at), _) if at <= now => Some(now.saturating_add(GRACE).saturating_add(LOOK / 5)),
            (Some(at), _) => Some(at.saturating_add(later)),
        };
        self.queues.set_untimed(at, until.is_none());
        Some(Wait { until, earliest, reason })
    }

    /// Removes a waiter from the queue, and wakes those behind it that can be admitted.
    pub(super) fn leave(&mut self, at: Position, now: Duration, wakers: &mut Vec<Waker>) {
        self.queues.leave(at);
        self.serve(now, wakers);
    }

    /// Wakes the waiters whose turn it is. If there is no room, the first waiter keeps the timer for all.
    pub(super) fn serve(&mut self, now: Duration, wakers: &mut Vec<Waker>) {
        if self.queues.len() == 0 {
            return;
        }
        self.limits.expire(now);
        if self.pause.is_over(now) {
            self.queues.serve(&self.limits, now, wakers);
        } else {
            self.queues.wake_untimed(now, wakers);
        }
    }
}
