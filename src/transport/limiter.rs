//! Keeps a client within its rate limit.

mod bucket;
mod limits;
mod pause;
mod permit;
mod priority;
mod queues;
mod server_limit;
mod slots;
mod state;
mod waiters;

use std::future::poll_fn;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};
use std::time::{Duration, SystemTime};

use self::limits::Limits;
use self::queues::Position;
use self::state::{State, Wait};
use super::deadline::{Deadline, LATE};
use crate::observer::WaitReason;
use crate::{Clock, RateLimit, RateLimitStatus};

pub(super) use self::permit::Permit;
pub(crate) use self::priority::Priority;

/// Admits requests while there is room for them: those of the foreground first, and within a class in the order of
/// their arrival.
///
/// A limit that the user set is a bucket of its own, which headers do not change. The server's limit is tracked
/// beside it. A request is admitted when both have room.
///
/// A future that is not polled holds nothing: a waiter has no slot before it is admitted, and one that was woken
/// and not polled is skipped. Requests that were sent keep their slot.
pub(crate) struct Limiter {
    state: Mutex<State>,
    clock: Arc<dyn Clock>,
}

/// The rate limit has no room before the deadline.
pub(super) struct NoRoom {
    /// How long it would take, if that is known.
    pub(super) wait: Option<Duration>,
    /// Whether the pause after a 429 is the reason.
    pub(super) paused: bool,
}

impl Limiter {
    pub(crate) fn new(limit: RateLimit, clock: Arc<dyn Clock>) -> Self {
        Self { state: Mutex::new(State::new(Limits::new(limit))), clock }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the state and wakes the waiters affected, after the lock is released.
    fn change<T>(&self, change: impl FnOnce(&mut State, Duration, &mut Vec<Waker>) -> T) -> T {
        let mut wakers = Vec::new();
        let now = self.clock.now();
        let value = change(&mut self.lock(), now, &mut wakers);
        wakers.into_iter().for_each(Waker::wake);
        value
    }

    /// Admits a request if there is room immediately and no call waits that it must not overtake: for pages that are
    /// fetched ahead. The background never overtakes, and the foreground overtakes only the background.
    pub(super) fn try_admit(&self, priority: Priority) -> Option<Permit<'_>> {
        self.change(|state, now, wakers| {
            state.has_room(priority, None, now, wakers).then(|| Permit::new(self, state, priority))
        })
    }

    /// Returns whether [`try_admit`](Self::try_admit) would admit a request now.
    pub(crate) fn has_room_ahead(&self, priority: Priority) -> bool {
        self.change(|state, now, wakers| state.has_room(priority, None, now, wakers))
    }

    /// Waits for a permit, but not beyond the deadline. Each reason to wait is reported once.
    pub(super) async fn admit(
        &self,
        priority: Priority,
        deadline: &Deadline,
        mut on_wait: impl FnMut(Duration, WaitReason),
    ) -> Result<Permit<'_>, NoRoom> {
        let mut ticket = {
            let mut state = self.lock();
            if state.admits_at_once(priority, self.clock.now()) {
                return Ok(Permit::new(self, &mut state, priority));
            }
            Ticket { limiter: self, position: state.queues.join(priority), open: true }
        };
        let mut reported = None;
        loop {
            let now = self.clock.now();
            let Wait { until, earliest, reason } = match ticket.turn() {
                Ok(permit) => return Ok(permit),
                Err(wait) => wait,
            };
            let end = deadline.get();
            if now >= end {
                return Err(NoRoom { wait: None, paused: reason == WaitReason::TooManyRequests });
            }
            if let Some(at) = earliest.filter(|at| *at > end) {
                let paused = reason == WaitReason::TooManyRequests;
                return Err(NoRoom { wait: Some(at.saturating_sub(now)), paused });
            }
            if reported != Some(reason) {
                reported = Some(reason);
                on_wait(earliest.unwrap_or(now).saturating_sub(now), reason);
            }
            self.wait(ticket.position, until.unwrap_or(end).min(end), deadline).await;
        }
    }

    /// Waits until that time, or until the waiter is woken. If the call was not polled in the meantime, the
    /// deadline is extended.
    async fn wait(&self, position: Position, until: Duration, deadline: &Deadline) {
        let mut sleep = self.clock.sleep(until.saturating_sub(self.clock.now()));
        poll_fn(|context| {
            if self.lock().queues.poll_woken(position, context).is_ready() {
                return Poll::Ready(());
            }
            sleep.as_mut().poll(context)
        })
        .await;
        let woken_at = self.lock().queues.polled(position);
        let late = self.clock.now().saturating_sub(woken_at.map_or(until, |at| at.min(until)));
        if late > LATE {
            deadline.put_off(late);
        }
    }

    /// Returns when a class can send its next request; `None` if it can now, and also if the time is not known.
    pub(crate) fn available_at(&self, priority: Priority) -> Option<SystemTime> {
        let (now, today) = (self.clock.now(), self.clock.system_time());
        let mut state = self.lock();
        state.limits.expire(now);
        let can_send = state.pause.is_over(now) && state.limits.room(priority) > 0;
        let earliest = if can_send { None } else { state.earliest(priority, now) };
        earliest.and_then(|at| today.checked_add(at.saturating_sub(now)))
    }

    /// Returns how much of the limit is left to the foreground. Nothing is woken.
    pub(crate) fn status(&self) -> RateLimitStatus {
        let number = |requests: usize| u32::try_from(requests).unwrap_or(u32::MAX);
        let (now, today) = (self.clock.now(), self.clock.system_time());
        let mut state = self.lock();
        state.limits.expire(now);
        let (limit, window) = state.limits.effective();
        let room = if state.pause.is_over(now) { state.limits.room(Priority::Foreground) } else { 0 };
        let earliest = if room > 0 { None } else { state.earliest(Priority::Foreground, now) };
        RateLimitStatus {
            limit: limit.map(number),
            window,
            remaining: limit.map(|_| number(room)),
            waiting: state.queues.len(),
            available_at: earliest.and_then(|at| today.checked_add(at.saturating_sub(now))),
        }
    }
}

/// A position in the queue, released on drop.
struct Ticket<'a> {
    limiter: &'a Limiter,
    position: Position,
    open: bool,
}

impl<'a> Ticket<'a> {
    /// Takes a permit if it is this waiter's turn: under one lock, so that no other request comes between.
    fn turn(&mut self) -> Result<Permit<'a>, Wait> {
        let limiter = self.limiter;
        limiter.change(|state, now, wakers| {
            if let Some(wait) = state.wait(self.position, now, wakers) {
                return Err(wait);
            }
            self.open = false;
            let permit = Permit::new(limiter, state, self.position.priority);
            state.leave(self.position, now, wakers);
            Ok(permit)
        })
    }
}

impl Drop for Ticket<'_> {
    fn drop(&mut self) {
        if self.open {
            self.limiter.change(|state, now, wakers| state.leave(self.position, now, wakers));
        }
    }
}
