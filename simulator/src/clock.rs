//! Simulated time.

use std::collections::BTreeSet;
use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use tokio::sync::Notify;

/// How long nothing may have happened before a sleeper advances the time: so long a program takes at most, in real
/// time, between one step and the next request or sleep.
const QUIET: Duration = Duration::from_millis(2);

/// How long a sleeper whose time has come may take, in real time, to wake up before the others go on without it: its task may be
/// waiting for one of them.
const STALLED: Duration = Duration::from_millis(100);

/// A sleep of a [`SimulatedClock`].
pub type Sleep = Pin<Box<dyn Future<Output = ()> + Send>>;

/// The simulated time of a [`Simulator`](crate::Simulator). Clones show the same time.
///
/// It stands still until it is [advanced](Self::advance) or until somebody [sleeps](Self::sleep_until), unless the
/// simulator was built with [`real_time`](crate::SimulatorBuilder::real_time): then it runs like real time, and
/// `advance` is added to that.
///
/// The client's clock is made of its two [functions](Self::functions).
#[derive(Clone)]
pub struct SimulatedClock(Arc<Inner>);

struct Inner {
    state: Mutex<State>,
    /// Notified when the time changes, a sleeper leaves, or a request ends.
    changed: Notify,
}

struct State {
    now: OffsetDateTime,
    /// When `now` was brought up to date, if the time runs by itself.
    running_since: Option<Instant>,
    /// When each sleeper wakes up. The number tells sleepers of the same time apart.
    sleepers: BTreeSet<(OffsetDateTime, u64)>,
    next_sleeper: u64,
    requests_in_flight: usize,
    last_activity: Instant,
}

/// What a sleeper does next.
enum Turn {
    WakeUp,
    /// Nothing else can happen before this real time has passed.
    WaitFor(Duration),
    WaitForChange,
}

impl SimulatedClock {
    /// Creates a clock that shows the machine's time, and stands still or runs.
    pub(crate) fn start(runs: bool) -> Self {
        let now = OffsetDateTime::now_utc();
        let started = Instant::now();
        let state = State {
            now,
            running_since: runs.then_some(started),
            sleepers: BTreeSet::new(),
            next_sleeper: 0,
            requests_in_flight: 0,
            last_activity: started,
        };
        Self(Arc::new(Inner { state: Mutex::new(state), changed: Notify::new() }))
    }

    /// Returns the simulated time.
    pub fn now(&self) -> SystemTime {
        self.moment().into()
    }

    /// Lets simulated time pass, at most to the end of the year 9999.
    pub fn advance(&self, by: Duration) {
        let mut state = self.state();
        state.catch_up();
        state.now = after(state.now, by);
        drop(state);
        self.0.changed.notify_waiters();
    }

    /// Waits until a simulated time.
    ///
    /// While the time stands still, a sleeper advances it: once no request is in flight and nothing has happened for two
    /// milliseconds of real time, the sleeper with the earliest wake-up time sets the clock to it. So tasks that sleep at the
    /// same time take as long as the longest of them, and not as long as all together. It needs the timer of the
    /// tokio runtime.
    ///
    /// A sleeper that is dropped before its time does not advance the clock. One that nobody polls does not keep the others from
    /// waking up: they go on without it after a tenth of a second of real time.
    pub async fn sleep_until(&self, until: SystemTime) {
        let until = moment_of(until);
        if self.moment() >= until {
            return;
        }
        let sleeper = self.register(until);
        loop {
            // Created before the check, so that no change between the check and the wait is missed.
            let changed = self.0.changed.notified();
            match self.turn(&sleeper) {
                Turn::WakeUp => return,
                Turn::WaitForChange => changed.await,
                Turn::WaitFor(duration) => {
                    // Either of the two is a reason to look again.
                    let _ = tokio::time::timeout(duration, changed).await;
                }
            }
        }
    }

    /// Returns [`now`](Self::now) and [`sleep_until`](Self::sleep_until) as functions, of which a client's clock is made. With
    /// the crate `cloudflare-certificates`:
    ///
    /// ```ignore
    /// let (now, sleep_until) = simulator.clock().functions();
    /// let client = Client::builder().clock(ClockFn::new(now, sleep_until));
    /// ```
    pub fn functions(&self) -> (impl Fn() -> SystemTime + use<>, impl Fn(SystemTime) -> Sleep + use<>) {
        let (now, sleep) = (self.clone(), self.clone());
        let sleep_until = move |until| -> Sleep {
            let sleep = sleep.clone();
            Box::pin(async move { sleep.sleep_until(until).await })
        };
        (move || now.now(), sleep_until)
    }

    /// Returns the simulated time.
    pub(crate) fn moment(&self) -> OffsetDateTime {
        let mut state = self.state();
        state.catch_up();
        state.now
    }

    /// Keeps sleepers from advancing the time until the guard is dropped: a request is being handled.
    pub(crate) fn request_in_flight(&self) -> InFlight {
        let mut state = self.state();
        state.requests_in_flight = state.requests_in_flight.saturating_add(1);
        InFlight(self.clone())
    }

    fn register(&self, until: OffsetDateTime) -> Sleeper {
        let mut state = self.state();
        let key = (until, state.next_sleeper);
        state.next_sleeper = state.next_sleeper.wrapping_add(1);
        state.sleepers.insert(key);
        state.last_activity = Instant::now();
        Sleeper { clock: self.clone(), key }
    }

    fn turn(&self, sleeper: &Sleeper) -> Turn {
        let mut state = self.state();
        state.catch_up();
        let until = sleeper.key.0;
        if state.now >= until {
            return Turn::WakeUp;
        }
        if state.running_since.is_some() {
            return Turn::WaitFor((until - state.now).try_into().unwrap_or(QUIET));
        }
        if state.requests_in_flight > 0 {
            return Turn::WaitForChange;
        }
        let is_first = state.sleepers.first() == Some(&sleeper.key);
        match (if is_first { QUIET } else { STALLED }).checked_sub(state.last_activity.elapsed()) {
            Some(rest) if !rest.is_zero() => Turn::WaitFor(rest),
            _ => {
                state.wake_next();
                drop(state);
                self.0.changed.notify_waiters();
                if self.moment() >= until { Turn::WakeUp } else { Turn::WaitForChange }
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Advances to the earliest wake-up time that is still to come.
    fn wake_next(&mut self) {
        let next = self.sleepers.iter().map(|(until, _)| *until).find(|until| *until > self.now);
        if let Some(until) = next {
            self.now = until;
            self.last_activity = Instant::now();
        }
    }

    fn catch_up(&mut self) {
        if let Some(since) = &mut self.running_since {
            let elapsed = since.elapsed();
            *since = Instant::now();
            self.now = after(self.now, elapsed);
        }
    }
}

impl fmt::Debug for SimulatedClock {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("SimulatedClock").field(&rfc3339(self.moment())).finish()
    }
}

/// A registered sleeper. Dropping it, at the wake-up or before, lets the next one have its turn.
struct Sleeper {
    clock: SimulatedClock,
    key: (OffsetDateTime, u64),
}

impl Drop for Sleeper {
    fn drop(&mut self) {
        let mut state = self.clock.state();
        state.sleepers.remove(&self.key);
        state.last_activity = Instant::now();
        drop(state);
        self.clock.0.changed.notify_waiters();
    }
}

/// A request that is being handled.
pub(crate) struct InFlight(SimulatedClock);

impl Drop for InFlight {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.requests_in_flight = state.requests_in_flight.saturating_sub(1);
        state.last_activity = Instant::now();
        drop(state);
        self.0.0.changed.notify_waiters();
    }
}

/// Returns a later time, at most the last one that the calendar has.
pub(crate) fn after(moment: OffsetDateTime, by: Duration) -> OffsetDateTime {
    let end = time::PrimitiveDateTime::MAX.assume_utc();
    time::Duration::try_from(by).ok().and_then(|by| moment.checked_add(by)).unwrap_or(end)
}

/// Returns the time as responses show it: Cloudflare shows microseconds.
pub(crate) fn rfc3339(moment: OffsetDateTime) -> String {
    let microseconds = moment.microsecond().saturating_mul(1000);
    let moment = moment.replace_nanosecond(microseconds).unwrap_or(moment);
    // Only years outside of 0 to 9999 fail; Cloudflare writes this where there is no date.
    moment.format(&Rfc3339).unwrap_or_else(|_| "0001-01-01T00:00:00Z".to_owned())
}

/// Converts without the panic of `OffsetDateTime::from` for times outside of the calendar.
pub(crate) fn moment_of(time: SystemTime) -> OffsetDateTime {
    match time.duration_since(SystemTime::UNIX_EPOCH) {
        Ok(since) => after(OffsetDateTime::UNIX_EPOCH, since),
        Err(_) => OffsetDateTime::UNIX_EPOCH,
    }
}
