//! Time as the client sees it.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime};

/// Where the client gets the time from, and how it waits. The default is [`SystemClock`]; with another clock a test can
/// have a client wait for minutes at once ([`ClientBuilder::clock`](crate::ClientBuilder::clock)), and what a program
/// waits for by itself can follow the same time ([`Client::clock`](crate::Client::clock)).
///
/// It rules the waits between attempts, the rate limit and deadlines. Only the timeout of a single attempt is real
/// time: it belongs to a real connection.
pub trait Clock: Send + Sync + 'static {
    /// The time since some fixed point, never less than before.
    fn now(&self) -> Duration;

    /// The date and time, for dates in headers.
    fn system_time(&self) -> SystemTime;

    /// Waits for so long.
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>>;
}

/// The machine's clock, with the timer of tokio.
#[derive(Clone, Copy, Debug)]
pub struct SystemClock {
    origin: Instant,
}

impl SystemClock {
    /// The machine's clock; its [`now`](Clock::now) begins at zero.
    pub fn new() -> Self {
        Self { origin: Instant::now() }
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Duration {
        self.origin.elapsed()
    }

    fn system_time(&self) -> SystemTime {
        SystemTime::now()
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(tokio::time::sleep(duration))
    }
}

/// A clock made of two functions: what time it is, and waiting until a time.
///
/// ```
/// use std::time::{Duration, SystemTime};
/// use cloudflare_certificates::{Clock, ClockFn};
///
/// // A day passes in 24 minutes.
/// let start = SystemTime::now();
/// let now = move || start + start.elapsed().unwrap_or_default() * 60;
/// let clock = ClockFn::new(now, move |until: SystemTime| async move {
///     let rest = until.duration_since(now()).unwrap_or_default();
///     tokio::time::sleep(rest / 60).await;
/// });
/// assert!(clock.now() < Duration::from_secs(60));
/// ```
pub struct ClockFn<N, S> {
    now: N,
    sleep_until: S,
    origin: SystemTime,
    /// The latest time that was shown, in nanoseconds since the origin.
    latest: AtomicU64,
}

impl<N, S, F> ClockFn<N, S>
where
    N: Fn() -> SystemTime + Send + Sync + 'static,
    S: Fn(SystemTime) -> F + Send + Sync + 'static,
    F: Future<Output = ()> + Send + 'static,
{
    /// A clock that shows what `now` returns, and waits as `sleep_until` does. Should `now` go back, the clock stands
    /// still until it is reached again.
    pub fn new(now: N, sleep_until: S) -> Self {
        let origin = now();
        Self { now, sleep_until, origin, latest: AtomicU64::new(0) }
    }
}

impl<N, S, F> Clock for ClockFn<N, S>
where
    N: Fn() -> SystemTime + Send + Sync + 'static,
    S: Fn(SystemTime) -> F + Send + Sync + 'static,
    F: Future<Output = ()> + Send + 'static,
{
    fn now(&self) -> Duration {
        let since = (self.now)().duration_since(self.origin).unwrap_or_default();
        let since = u64::try_from(since.as_nanos()).unwrap_or(u64::MAX);
        Duration::from_nanos(self.latest.fetch_max(since, Ordering::Relaxed).max(since))
    }

    fn system_time(&self) -> SystemTime {
        (self.now)()
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        match (self.now)().checked_add(duration) {
            Some(until) => Box::pin((self.sleep_until)(until)),
            // Beyond what a date can say.
            None => Box::pin(std::future::pending()),
        }
    }
}

impl<N, S> fmt::Debug for ClockFn<N, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClockFn").finish_non_exhaustive()
    }
}

/// A clock that is shared, such as that of another client.
impl Clock for Arc<dyn Clock> {
    fn now(&self) -> Duration {
        (**self).now()
    }

    fn system_time(&self) -> SystemTime {
        (**self).system_time()
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        (**self).sleep(duration)
    }
}

impl fmt::Debug for dyn Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}
