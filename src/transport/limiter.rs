//! The gate that keeps a client within its rate limit.

use std::collections::VecDeque;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::future::select;
use http::{HeaderMap, StatusCode};
use tokio::sync::Notify;

use super::limit_headers::{Quota, retry_after};
use crate::observer::WaitReason;
use crate::{Clock, RateLimit};

/// A reset that a header gives in whole seconds may be up to one later.
const ROUNDED: Duration = Duration::from_secs(1);
/// Limits that are believed: places are kept one by one.
const PLAUSIBLE: std::ops::RangeInclusive<usize> = 1..=100_000;
/// After a 429 that says nothing, a tenth of the window, then twice as long each time.
const GUESSES: u32 = 10;

/// Lets requests through as long as there is room for them, in the order in which they came.
///
/// A request takes a place from when it is sent until a window after its answer: the server counted it before it
/// answered, so by then it has forgotten it. What others take of the same limit is learnt from the headers.
pub(crate) struct Limiter {
    state: Mutex<State>,
    /// Room that was not foreseen: those who wait look again.
    changed: Notify,
    clock: Arc<dyn Clock>,
    own: bool,
}

struct State {
    /// How many places there are.
    limit: Option<usize>,
    window: Duration,
    /// When a place becomes free again, the next one first.
    taken_until: VecDeque<Duration>,
    under_way: usize,
    /// How many requests were answered since the client was made.
    answered: u64,
    /// Those who wait, in their order.
    waiting: VecDeque<u64>,
    next_ticket: u64,
    /// Whether somebody waits for one of the requests under way.
    watched: bool,
    paused_until: Duration,
    /// How many 429 there were since the last answer that was none.
    refusals: u32,
    /// When the server will have room, as it said last.
    reset_at: Option<Duration>,
}

/// When it is one's turn.
enum Turn {
    Now,
    At(Duration, WaitReason),
    /// After an answer to one of the requests under way.
    After,
}

/// A wait that would be too long; how long it is, if that is known.
pub(super) struct TooLong(pub(super) Option<Duration>);

impl Limiter {
    pub(crate) fn new(limit: RateLimit, clock: Arc<dyn Clock>) -> Self {
        let state = State {
            limit: limit.requests.and_then(|requests| usize::try_from(requests).ok()),
            window: limit.window,
            taken_until: VecDeque::new(),
            under_way: 0,
            answered: 0,
            waiting: VecDeque::new(),
            next_ticket: 0,
            watched: false,
            paused_until: Duration::ZERO,
            refusals: 0,
            reset_at: None,
        };
        Self { state: Mutex::new(state), changed: Notify::new(), clock, own: limit.own }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for a place, but not beyond the deadline. `waits` is told of each wait and what it is for.
    pub(super) async fn admit(
        &self,
        deadline: Duration,
        mut waits: impl FnMut(Duration, WaitReason),
    ) -> Result<Permit<'_>, TooLong> {
        let now = self.clock.now();
        let mut ticket = {
            let mut state = self.lock();
            state.free_up(now);
            if state.waiting.is_empty() && state.is_open(now) {
                state.under_way += 1;
                return Ok(Permit::new(self, state.answered));
            }
            Ticket::take(self, &mut state)
        };
        loop {
            // Made before the look, so that no change after it is missed.
            let changed = self.changed.notified();
            let now = self.clock.now();
            let turn = self.lock().turn(ticket.number, now);
            match turn {
                Turn::Now => return Ok(ticket.admitted()),
                Turn::At(at, _) if at > deadline => return Err(TooLong(Some(at.saturating_sub(now)))),
                Turn::At(at, reason) => {
                    let wait = at.saturating_sub(now);
                    waits(wait, reason);
                    select(self.clock.sleep(wait), pin!(changed)).await;
                }
                Turn::After => {
                    let rest = deadline.saturating_sub(now);
                    if tokio::time::timeout(rest, changed).await.is_err() {
                        return Err(TooLong(None));
                    }
                }
            }
        }
    }

    /// All calls wait from now on.
    fn pause(&self, state: &mut State, now: Duration, wait: Duration) {
        state.paused_until = state.paused_until.max(now.saturating_add(wait));
    }
}

/// A place in the queue, given back when it is dropped.
struct Ticket<'a> {
    limiter: &'a Limiter,
    number: u64,
    open: bool,
}

impl<'a> Ticket<'a> {
    fn take(limiter: &'a Limiter, state: &mut State) -> Self {
        let number = state.next_ticket;
        state.next_ticket += 1;
        state.waiting.push_back(number);
        Self { limiter, number, open: true }
    }

    fn admitted(&mut self) -> Permit<'a> {
        let mut state = self.limiter.lock();
        state.leave(self.number);
        self.open = false;
        state.under_way += 1;
        Permit::new(self.limiter, state.answered)
    }
}

impl Drop for Ticket<'_> {
    fn drop(&mut self) {
        if self.open {
            self.limiter.lock().leave(self.number);
            // Those behind move up.
            self.limiter.changed.notify_waiters();
        }
    }
}

/// A place that a request takes. Dropped without an answer it counts as sent: it may have been.
pub(super) struct Permit<'a> {
    limiter: &'a Limiter,
    /// How many answers there had been when the request was sent.
    answered: u64,
    open: bool,
}

impl<'a> Permit<'a> {
    fn new(limiter: &'a Limiter, answered: u64) -> Self {
        Self { limiter, answered, open: true }
    }

    /// The server was not reached: the place is free again.
    pub(super) fn unused(mut self) {
        self.open = false;
        let mut state = self.limiter.lock();
        state.under_way = state.under_way.saturating_sub(1);
        drop(state);
        self.limiter.changed.notify_waiters();
    }

    /// An answer came. Learns from it, and pauses everybody after a 429.
    pub(super) fn answered(mut self, status: StatusCode, headers: &HeaderMap) {
        self.open = false;
        let limiter = self.limiter;
        let now = limiter.clock.now();
        let mut state = limiter.lock();
        state.end(now);
        if let Some(quota) = Quota::read(headers, || limiter.clock.today()) {
            state.learn(&quota, now, self.answered, limiter.own);
        }
        if status == StatusCode::TOO_MANY_REQUESTS {
            let said = retry_after(headers, || limiter.clock.today());
            let reset = state.reset_at.map(|at| at.saturating_sub(now)).filter(|reset| !reset.is_zero());
            let doubled = 1_u32.checked_shl(state.refusals).unwrap_or(u32::MAX);
            let guess = (state.window / GUESSES).saturating_mul(doubled).min(state.window);
            state.refusals = state.refusals.saturating_add(1);
            limiter.pause(&mut state, now, said.or(reset).unwrap_or(guess));
        } else {
            state.refusals = 0;
        }
        let look = std::mem::take(&mut state.watched);
        drop(state);
        if look {
            limiter.changed.notify_waiters();
        }
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        if self.open {
            let now = self.limiter.clock.now();
            self.limiter.lock().end(now);
            self.limiter.changed.notify_waiters();
        }
    }
}

impl State {
    /// Forgets what the server has forgotten.
    fn free_up(&mut self, now: Duration) {
        while self.taken_until.front().is_some_and(|until| *until <= now) {
            self.taken_until.pop_front();
        }
        // The server may have forgotten all of them already. One request is let through to see.
        if self.reset_at.is_some_and(|reset| reset <= now) {
            self.reset_at = None;
            if self.free() == 0 {
                self.taken_until.pop_front();
            }
        }
    }

    fn free(&self) -> usize {
        match self.limit {
            Some(limit) => limit.saturating_sub(self.taken_until.len() + self.under_way),
            None => usize::MAX,
        }
    }

    fn is_open(&self, now: Duration) -> bool {
        now >= self.paused_until && self.free() > 0
    }

    fn turn(&mut self, ticket: u64, now: Duration) -> Turn {
        self.free_up(now);
        if now < self.paused_until {
            return Turn::At(self.paused_until, WaitReason::TooManyRequests);
        }
        let before_me = self.waiting.binary_search(&ticket).unwrap_or(0);
        let Some(place) = before_me.checked_sub(self.free()) else { return Turn::Now };
        let at = match (place, self.reset_at) {
            (0, Some(reset)) => self.taken_until.front().map(|until| reset.min(*until)),
            _ => self.taken_until.get(place).copied(),
        };
        match at {
            Some(at) => Turn::At(at, WaitReason::RateLimit),
            None => {
                self.watched = true;
                Turn::After
            }
        }
    }

    fn leave(&mut self, ticket: u64) {
        if let Ok(index) = self.waiting.binary_search(&ticket) {
            self.waiting.remove(index);
        }
    }

    /// A request is over; its place stays taken for a window.
    fn end(&mut self, now: Duration) {
        self.under_way = self.under_way.saturating_sub(1);
        self.answered += 1;
        if self.limit.is_some() {
            let until = now.saturating_add(self.window);
            match self.taken_until.back() {
                Some(last) if *last > until => self.take_until(until, 1),
                _ => self.taken_until.push_back(until),
            }
        }
    }

    fn take_until(&mut self, until: Duration, places: usize) {
        let index = self.taken_until.partition_point(|taken| *taken <= until);
        let mut later = self.taken_until.split_off(index);
        self.taken_until.extend(std::iter::repeat_n(until, places));
        self.taken_until.append(&mut later);
    }

    /// Compares what the server counts with what is counted here. `answered` is how many answers there had been when
    /// the request was sent: the server may not have counted those that came since.
    fn learn(&mut self, quota: &Quota, now: Duration, answered: u64, own: bool) {
        let Some(mine) = self.limit else {
            self.reset_at = quota.reset.map(|reset| now.saturating_add(reset).saturating_add(ROUNDED));
            return;
        };
        let number = |value: u64| usize::try_from(value).unwrap_or(usize::MAX);
        let theirs = quota.limit.map(number).filter(|limit| PLAUSIBLE.contains(limit));
        if let Some(theirs) = theirs {
            self.limit = Some(if own { mine.min(theirs) } else { theirs });
        }
        if let Some(window) = quota.window
            && (!own || self.limit == theirs)
        {
            self.window = window;
        }
        self.reset_at = quota.reset.map(|reset| now.saturating_add(reset).saturating_add(ROUNDED));
        let Some(remaining) = quota.remaining.map(number) else { return };
        let others = self.free().saturating_sub(remaining);
        if others > 0 {
            // Others use the limit as well. When their places become free is known at best as the reset.
            let until =
                quota.reset.map_or(self.window, |reset| reset.saturating_add(ROUNDED)).min(self.window);
            self.take_until(now.saturating_add(until), others);
        } else if let Some(theirs) = theirs.filter(|theirs| self.limit == Some(*theirs)) {
            let used = theirs.saturating_sub(remaining);
            let uncounted = number(self.answered.saturating_sub(answered));
            let forgotten = self.taken_until.len().saturating_sub(used.saturating_add(uncounted));
            if forgotten > 0 {
                self.taken_until.drain(..forgotten);
                self.watched = true;
            }
        }
    }
}
