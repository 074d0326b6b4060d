//! The queue of waiters for the rate limit.

use std::collections::VecDeque;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use super::priority::Priority;

/// How long a woken waiter may take until it is polled. This is real time, whatever the client's clock says,
/// because it depends on the executor. After that other waiters overtake it: a future that is not polled must not
/// block those behind it. It keeps its position for when it is polled again.
pub(super) const GRACE: Duration = Duration::from_millis(200);

/// The queue of a class. Only the waiters whose turn it is are woken.
#[derive(Default)]
pub(super) struct Waiters {
    queue: VecDeque<Waiter>,
    next_ticket: u64,
    /// Waiters with lower tickets were all woken once, to find out which of them are polled.
    called_below: u64,
    /// The greatest priority of those that joined since the queue was empty: none of them has more room.
    greatest: Option<Priority>,
    /// Whether the first waiter has no timer: it waits for an event whose time is not known, or was not first when it
    /// set its timer.
    untimed: bool,
}

struct Waiter {
    ticket: u64,
    priority: Priority,
    waker: Option<Waker>,
    /// Since when it should have checked again, on the client's clock and in real time.
    woken_at: Option<(Duration, Instant)>,
}

impl Waiter {
    /// Returns whether it could have been admitted, but is not polled.
    fn is_stale(&self) -> bool {
        self.woken_at.is_some_and(|(_, at)| at.elapsed() > GRACE)
    }

    fn wake(&mut self, now: Duration, wakers: &mut Vec<Waker>) {
        if self.woken_at.is_none() {
            self.woken_at = Some((now, Instant::now()));
            wakers.extend(self.waker.take());
        }
    }
}

impl Waiters {
    pub(super) fn is_empty(&self) -> bool {
        self.queue.is_empty()
    }

    /// Adds a waiter to the end of the queue. Returns its ticket.
    pub(super) fn join(&mut self, priority: Priority) -> u64 {
        let ticket = self.next_ticket;
        self.next_ticket += 1;
        self.greatest = self.greatest.max(Some(priority));
        self.queue.push_back(Waiter { ticket, priority, waker: None, woken_at: None });
        ticket
    }

    /// Removes a waiter.
    pub(super) fn leave(&mut self, ticket: u64) {
        let Some(index) = self.index(ticket) else { return };
        self.queue.remove(index);
        self.untimed |= index == 0;
        if self.queue.is_empty() {
            self.greatest = None;
        }
    }

    /// Records whether the first waiter has no timer.
    pub(super) fn set_untimed(&mut self, untimed: bool) {
        self.untimed = untimed;
    }

    /// Returns how many waiters are before this one.
    pub(super) fn position(&self, ticket: u64) -> usize {
        self.index(ticket).unwrap_or(0)
    }

    /// Returns how many of the waiters before a position are polled, as far as is known; counts at most `most`.
    pub(super) fn polled_before(&self, position: usize, most: usize) -> usize {
        self.queue.iter().take(position).filter(|waiter| !waiter.is_stale()).take(most).count()
    }

    /// Records that a waiter is polled. Returns since when it should have been, if it was woken.
    pub(super) fn polled(&mut self, ticket: u64) -> Option<Duration> {
        let index = self.index(ticket)?;
        self.queue.get_mut(index)?.woken_at.take().map(|(at, _)| at)
    }

    /// Returns ready if the waiter was woken; otherwise registers the task to be woken.
    pub(super) fn poll_woken(&mut self, ticket: u64, context: &mut Context<'_>) -> Poll<()> {
        let Some(waiter) = self.index(ticket).and_then(|index| self.queue.get_mut(index)) else {
            return Poll::Ready(());
        };
        if waiter.woken_at.is_some() {
            return Poll::Ready(());
        }
        match &mut waiter.waker {
            Some(waker) => waker.clone_from(context.waker()),
            none => *none = Some(context.waker().clone()),
        }
        Poll::Pending
    }

    /// Wakes those of the first `before` waiters whose turn it is, as there is room for their priority. Returns how
    /// many of them are to be admitted before a request behind them.
    pub(super) fn serve(
        &mut self,
        before: usize,
        room: impl Fn(Priority) -> usize,
        now: Duration,
        wakers: &mut Vec<Waker>,
    ) -> usize {
        let most = self.greatest.map_or(0, &room);
        let mut served = 0;
        let mut stale = false;
        for waiter in self.queue.iter_mut().take(before) {
            if served >= most {
                break;
            }
            if waiter.is_stale() {
                stale = true;
            } else if served < room(waiter.priority) {
                waiter.wake(now, wakers);
                served += 1;
            }
        }
        if stale {
            self.call_all(now, wakers);
        }
        served
    }

    /// Wakes all waiters, each once. If one of them is not polled, others may not be either, and finding out one
    /// by one would delay those behind them.
    fn call_all(&mut self, now: Duration, wakers: &mut Vec<Waker>) {
        let first = self.queue.partition_point(|waiter| waiter.ticket < self.called_below);
        for waiter in self.queue.iter_mut().skip(first) {
            waiter.wake(now, wakers);
        }
        self.called_below = self.next_ticket;
    }

    /// Wakes the first waiter if it has no timer: it keeps the timer for all.
    pub(super) fn wake_untimed(&mut self, now: Duration, wakers: &mut Vec<Waker>) {
        if std::mem::take(&mut self.untimed)
            && let Some(first) = self.queue.front_mut()
        {
            first.wake(now, wakers);
        }
    }

    pub(super) fn len(&self) -> usize {
        self.queue.len()
    }

    fn index(&self, ticket: u64) -> Option<usize> {
        self.queue.binary_search_by_key(&ticket, |waiter| waiter.ticket).ok()
    }
}
