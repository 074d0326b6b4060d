//! The queues of both classes.

use std::task::{Context, Poll, Waker};
use std::time::Duration;

use super::limits::Limits;
use super::priority::Priority;
use super::waiters::Waiters;

/// The waiters. Every foreground waiter is before every background waiter, and does not depend on them.
#[derive(Default)]
pub(super) struct Queues {
    foreground: Waiters,
    background: Waiters,
}

/// A position in the queue of a class.
#[derive(Clone, Copy)]
pub(super) struct Position {
    pub(super) priority: Priority,
    ticket: u64,
}

impl Queues {
    pub(super) fn len(&self) -> usize {
        self.foreground.len() + self.background.len()
    }

    /// Returns whether a new request of a class has nobody before it.
    pub(super) fn is_first(&self, priority: Priority) -> bool {
        self.foreground.is_empty() && (priority == Priority::Foreground || self.background.is_empty())
    }

    /// Adds a waiter to the end of the queue of its class.
    pub(super) fn join(&mut self, priority: Priority) -> Position {
        Position { priority, ticket: self.of(priority).join(priority) }
    }

    /// Removes a waiter. The next one takes over the timer.
    pub(super) fn leave(&mut self, at: Position) {
        self.of(at.priority).leave(at.ticket);
        if at.priority == Priority::Foreground && self.foreground.is_empty() {
            self.background.set_untimed(true);
        }
    }

    /// Records that a waiter is polled. Returns since when it should have been, if it was woken.
    pub(super) fn polled(&mut self, at: Position) -> Option<Duration> {
        self.of(at.priority).polled(at.ticket)
    }

    /// Returns ready if the waiter was woken; otherwise registers the task to be woken.
    pub(super) fn poll_woken(&mut self, at: Position, context: &mut Context<'_>) -> Poll<()> {
        self.of(at.priority).poll_woken(at.ticket, context)
    }

    /// Returns how many waiters are before this one, and how many of those are polled, as far as is known; counts at
    /// most `most` of the latter.
    pub(super) fn before(&self, at: Position, most: usize) -> (usize, usize) {
        if at.priority == Priority::Foreground {
            let position = self.foreground.position(at.ticket);
            return (position, self.foreground.polled_before(position, most));
        }
        let (others, position) = (self.foreground.len(), self.background.position(at.ticket));
        let polled = self.foreground.polled_before(others, most);
        (others + position, polled + self.background.polled_before(position, most - polled))
    }

    /// Records whether a waiter that is the first of its class has no timer.
    pub(super) fn set_untimed(&mut self, at: Position, untimed: bool) {
        let queue = self.of(at.priority);
        if queue.position(at.ticket) == 0 {
            queue.set_untimed(untimed);
        }
    }

    /// Returns whether the limits have room for this waiter, or for a new request of a class. If so, wakes those
    /// before it that are to be admitted first.
    pub(super) fn has_room(
        &mut self,
        priority: Priority,
        waiter: Option<Position>,
        limits: &Limits,
        now: Duration,
        wakers: &mut Vec<Waker>,
    ) -> bool {
        let room = limits.room(priority);
        if room == 0 {
            return false;
        }
        let of_each = |priority| limits.room(priority);
        if priority != Priority::Foreground
            && self.foreground.serve(self.foreground.len(), of_each, now, wakers) > 0
        {
            return false;
        }
        let queue = self.of(priority);
        let before = waiter.map_or(queue.len(), |at| queue.position(at.ticket));
        queue.serve(before, of_each, now, wakers) < room
    }

    /// Wakes the waiters whose turn it is. Where there is no room, the first waiter is woken if it has no timer.
    pub(super) fn serve(&mut self, limits: &Limits, now: Duration, wakers: &mut Vec<Waker>) {
        let of_each = |priority| limits.room(priority);
        let first = self.foreground.serve(self.foreground.len(), of_each, now, wakers);
        if first > 0 {
            // One of the others checks whether those are polled at all.
            self.background.serve(self.background.len(), |_| 1, now, wakers);
        } else if self.background.serve(self.background.len(), of_each, now, wakers) == 0 {
            self.wake_untimed(now, wakers);
        }
    }

    /// Wakes the first waiter of each class if it has no timer: there is no room.
    pub(super) fn wake_untimed(&mut self, now: Duration, wakers: &mut Vec<Waker>) {
        self.foreground.wake_untimed(now, wakers);
        self.background.wake_untimed(now, wakers);
    }

    fn of(&mut self, priority: Priority) -> &mut Waiters {
        match priority {
            Priority::Foreground => &mut self.foreground,
            Priority::Background { .. } => &mut self.background,
        }
    }
}
