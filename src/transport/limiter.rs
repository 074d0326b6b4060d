//! Keeps a client within its rate limit.

use std::future::poll_fn;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};
use std::time::Duration;

use http::{HeaderMap, StatusCode};

use super::bucket::Bucket;
use super::deadline::{Deadline, LATE};
use super::limit_headers::{Quota, retry_after};
use super::server_limit::{ROUNDED, ServerLimit};
use super::waiters::{GRACE, Waiters};
use crate::observer::WaitReason;
use crate::{Clock, RateLimit};

/// After a 429 without a time, calls pause for a tenth of the window, then twice as long each time.
const GUESSES: u32 = 10;
/// How much later than the previous waiter each further one checks whether those before it are polled at all, and
/// the last waiter for which this delay grows.
const LOOK: Duration = Duration::from_millis(50);
const LAST_TO_LOOK: usize = 20;
/// The window if there is no limit that defines one.
const WINDOW: Duration = Duration::from_secs(300);

/// Admits requests while there is room for them, in the order of their arrival.
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

struct State {
    /// The user's limit.
    own: Option<Bucket>,
    /// The server's limit; `None` if the user wants no limit.
    server: Option<ServerLimit>,
    waiters: Waiters,
    /// Whether the first waiter waits for an event whose time is not known.
    untimed: bool,
    paused_until: Duration,
    /// The number of pauses so far. It identifies requests that were sent before the last one started.
    pauses: u64,
    /// The number of pauses since the last response that was not a 429.
    refusals: u32,
}

/// The rate limit has no room before the deadline.
pub(super) struct NoRoom {
    /// How long it would take, if that is known.
    pub(super) wait: Option<Duration>,
    /// Whether the pause after a 429 is the reason.
    pub(super) paused: bool,
}

/// Whether a waiter is admitted.
enum Turn<'a> {
    Now(Permit<'a>),
    /// Not before this time, as far as it is known, or until it is woken.
    Wait {
        until: Option<Duration>,
        /// No request is admitted before this time.
        earliest: Option<Duration>,
        reason: WaitReason,
    },
}

impl Limiter {
    pub(crate) fn new(limit: RateLimit, clock: Arc<dyn Clock>) -> Self {
        let number = |requests: u32| usize::try_from(requests).unwrap_or(usize::MAX);
        let documented = RateLimit::default();
        let (own, server) = match (limit.requests, limit.own) {
            (None, _) => (None, None),
            (Some(requests), true) => {
                let default = documented.requests.map_or(0, number);
                let server = ServerLimit::new(default, documented.window, false);
                (Some(Bucket::new(number(requests), limit.window)), Some(server))
            }
            (Some(requests), false) => (None, Some(ServerLimit::new(number(requests), limit.window, true))),
        };
        let state = State {
            own,
            server,
            waiters: Waiters::default(),
            untimed: false,
            paused_until: Duration::ZERO,
            pauses: 0,
            refusals: 0,
        };
        Self { state: Mutex::new(state), clock }
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

    /// Admits a request if there is room immediately and nothing waits: for pages that are fetched ahead, which
    /// must not overtake a call that somebody waits for.
    pub(super) fn try_admit(&self) -> Option<Permit<'_>> {
        self.change(|state, now, wakers| {
            state.expire(now);
            state.has_room(state.waiters.len(), now, wakers).then(|| state.permit(self))
        })
    }

    /// Returns whether [`try_admit`](Self::try_admit) would admit a request now.
    pub(crate) fn has_room_ahead(&self) -> bool {
        self.change(|state, now, wakers| {
            state.expire(now);
            state.has_room(state.waiters.len(), now, wakers)
        })
    }

    /// Waits for a permit, but not beyond the deadline. Each reason to wait is reported once.
    pub(super) async fn admit(
        &self,
        deadline: &Deadline,
        mut on_wait: impl FnMut(Duration, WaitReason),
    ) -> Result<Permit<'_>, NoRoom> {
        let mut ticket = {
            let mut state = self.lock();
            let now = self.clock.now();
            state.expire(now);
            if state.waiters.is_empty() && now >= state.paused_until && state.free() > 0 {
                return Ok(state.permit(self));
            }
            Ticket { limiter: self, number: state.waiters.join(), open: true }
        };
        let mut reported = None;
        loop {
            let now = self.clock.now();
            let (until, earliest, reason) = match ticket.turn() {
                Turn::Now(permit) => return Ok(permit),
                Turn::Wait { until, earliest, reason } => (until, earliest, reason),
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
            self.wait(ticket.number, until.unwrap_or(end).min(end), deadline).await;
        }
    }

    /// Waits until that time, or until the waiter is woken. If the call was not polled in the meantime, the
    /// deadline is extended.
    async fn wait(&self, ticket: u64, until: Duration, deadline: &Deadline) {
        let mut sleep = self.clock.sleep(until.saturating_sub(self.clock.now()));
        poll_fn(|context| {
            if self.lock().waiters.poll_woken(ticket, context).is_ready() {
                return Poll::Ready(());
            }
            sleep.as_mut().poll(context)
        })
        .await;
        let woken_at = self.lock().waiters.polled(ticket);
        let late = self.clock.now().saturating_sub(woken_at.map_or(until, |at| at.min(until)));
        if late > LATE {
            deadline.put_off(late);
        }
    }
}

/// A position in the queue, released on drop.
struct Ticket<'a> {
    limiter: &'a Limiter,
    number: u64,
    open: bool,
}

impl<'a> Ticket<'a> {
    /// Takes a permit if it is this waiter's turn: under one lock, so that no other request comes between.
    fn turn(&mut self) -> Turn<'a> {
        let limiter = self.limiter;
        limiter.change(|state, now, wakers| {
            if let Some(wait) = state.wait(self.number, now, wakers) {
                return wait;
            }
            self.open = false;
            let permit = state.permit(limiter);
            state.leave(self.number, now, wakers);
            Turn::Now(permit)
        })
    }
}

impl Drop for Ticket<'_> {
    fn drop(&mut self) {
        if self.open {
            self.limiter.change(|state, now, wakers| state.leave(self.number, now, wakers));
        }
    }
}

/// A permit to send one request. Dropped without a response, the request counts as sent: it may have been.
pub(super) struct Permit<'a> {
    limiter: &'a Limiter,
    /// How many responses had arrived when the request was sent.
    answered: u64,
    /// How many pauses there had been by then.
    pauses: u64,
    open: bool,
}

impl Permit<'_> {
    /// Returns the permit unused: the server was not reached.
    pub(super) fn unused(mut self) {
        self.open = false;
        self.limiter.change(|state, now, wakers| {
            state.own.iter_mut().for_each(Bucket::give_back);
            state.server.iter_mut().for_each(ServerLimit::give_back);
            state.serve(now, wakers);
        });
    }

    /// Records the status code and headers of a response: learns from them, and pauses all calls after a 429.
    pub(super) fn answered(mut self, status: StatusCode, headers: &HeaderMap) {
        self.open = false;
        let limiter = self.limiter;
        let quota = Quota::read(headers, || limiter.clock.system_time());
        let wait = (status == StatusCode::TOO_MANY_REQUESTS).then(|| {
            let reset = quota.and_then(|quota| quota.reset).filter(|reset| !reset.is_zero());
            let reset = reset.map(|reset| reset.saturating_add(ROUNDED));
            retry_after(headers, || limiter.clock.system_time()).or(reset)
        });
        limiter.change(|state, now, wakers| {
            state.end(now);
            if let (Some(server), Some(quota)) = (&mut state.server, &quota) {
                server.learn(quota, now, self.answered);
            }
            match wait {
                Some(wait) => state.pause(now, wait, self.pauses),
                None if self.pauses == state.pauses => state.refusals = 0,
                None => {}
            }
            state.serve(now, wakers);
        });
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        if self.open {
            self.limiter.change(|state, now, wakers| {
                state.end(now);
                state.serve(now, wakers);
            });
        }
    }
}

impl State {
    fn permit<'a>(&mut self, limiter: &'a Limiter) -> Permit<'a> {
        self.own.iter_mut().for_each(Bucket::take);
        self.server.iter_mut().for_each(ServerLimit::take);
        let answered = self.server.as_ref().map_or(0, ServerLimit::answered);
        Permit { limiter, answered, pauses: self.pauses, open: true }
    }

    /// Frees the slots that the server no longer counts.
    fn expire(&mut self, now: Duration) {
        if let Some(own) = &mut self.own {
            own.expire(now);
        }
        if let Some(server) = &mut self.server {
            server.expire(now);
        }
    }

    fn free(&self) -> usize {
        let own = self.own.as_ref().map_or(usize::MAX, Bucket::free);
        own.min(self.server.as_ref().map_or(usize::MAX, ServerLimit::free))
    }

    /// Returns when there will be room, if that is known.
    fn next_free(&self, now: Duration) -> Option<Duration> {
        let own = self.own.as_ref().map_or(Some(now), |own| own.next_free(now))?;
        let server = self.server.as_ref().map_or(Some(now), |server| server.next_free(now))?;
        Some(own.max(server))
    }

    /// Returns whether there is room for a request behind this many waiters.
    fn has_room(&mut self, before: usize, now: Duration, wakers: &mut Vec<Waker>) -> bool {
        now >= self.paused_until && self.free() > 0 && self.waiters.serve(self.free(), before, now, wakers)
    }

    /// Returns why and how long a waiter waits; `None` if it is its turn.
    fn wait<'a>(&mut self, ticket: u64, now: Duration, wakers: &mut Vec<Waker>) -> Option<Turn<'a>> {
        self.expire(now);
        self.waiters.polled(ticket);
        let position = self.waiters.position(ticket);
        if self.has_room(position, now, wakers) {
            return None;
        }
        let paused = now < self.paused_until;
        let reason = if paused { WaitReason::TooManyRequests } else { WaitReason::RateLimit };
        let next = self.next_free(now).map(|at| at.max(self.paused_until));
        let earliest = if paused { Some(next.unwrap_or(self.paused_until)) } else { next };
        // The first waiter keeps the timer for all; the others check later whether those before them are polled at
        // all.
        let before = self.waiters.polled_before(position, LAST_TO_LOOK);
        let later = LOOK.saturating_mul(u32::try_from(before).unwrap_or(0));
        let until = match (earliest, position) {
            (None, 0) => None,
            (None, _) => Some(now.saturating_add(later.max(LOOK))),
            // There is room, and those before it were just woken.
            (Some(at), _) if at <= now => Some(now.saturating_add(GRACE).saturating_add(LOOK / 5)),
            (Some(at), _) => Some(at.saturating_add(later)),
        };
        if position == 0 {
            self.untimed = until.is_none();
        }
        Some(Turn::Wait { until, earliest, reason })
    }

    /// Removes a waiter from the queue, and wakes those behind it that can be admitted.
    fn leave(&mut self, ticket: u64, now: Duration, wakers: &mut Vec<Waker>) {
        let first = self.waiters.leave(ticket);
        self.untimed |= first;
        self.serve(now, wakers);
    }

    /// Wakes the waiters whose turn it is. If there is no room, the first waiter keeps the timer for all.
    fn serve(&mut self, now: Duration, wakers: &mut Vec<Waker>) {
        if self.waiters.is_empty() {
            return;
        }
        self.expire(now);
        let free = if now < self.paused_until { 0 } else { self.free() };
        if free > 0 {
            self.waiters.serve(free, self.waiters.len(), now, wakers);
        } else if std::mem::take(&mut self.untimed) {
            self.waiters.wake_first(now, wakers);
        }
    }

    /// Ends a request; its slot stays taken for a window.
    fn end(&mut self, now: Duration) {
        if let Some(own) = &mut self.own {
            own.end(now);
        }
        if let Some(server) = &mut self.server {
            server.end(now);
        }
    }

    /// Pauses all calls, for as long as the server stated, or otherwise longer each time. The responses of
    /// requests that were in flight when the pause started count as the same refusal.
    fn pause(&mut self, now: Duration, said: Option<Duration>, pauses: u64) {
        let is_new = pauses == self.pauses;
        let wait = match said {
            Some(wait) => wait,
            None if is_new => {
                let window = self.server.as_ref().map_or(WINDOW, ServerLimit::window);
                let doubled = 1_u32.checked_shl(self.refusals).unwrap_or(u32::MAX);
                (window / GUESSES).saturating_mul(doubled).min(window)
            }
            None => return,
        };
        if is_new {
            self.pauses += 1;
            self.refusals = self.refusals.saturating_add(1);
        }
        self.paused_until = self.paused_until.max(now.saturating_add(wait));
    }
}
