//! The client's time source.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime};

/// A time source and timer. The default is [`SystemClock`]. With a custom clock, a test can have a client wait for
/// minutes without any real delay ([`ClientBuilder::clock`](crate::ClientBuilder::clock)), and your own waiting
/// can follow the same time ([`Client::clock`](crate::Client::clock)).
///
/// The clock controls the waits between attempts, the rate limit and deadlines. Only the timeout of a single
/// attempt uses real time, because it belongs to a real connection.
pub trait Clock: Send + Sync + 'static {
    /// Returns the time since some fixed point. It never decreases.
    fn now(&self) -> Duration;

    /// Returns the current date and time, to interpret dates in headers.
    fn system_time(&self) -> SystemTime;

    /// Waits for the duration.
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>>;
}

/// The system clock, with tokio's timer.
#[derive(Clone, Copy, Debug)]
pub struct SystemClock {
    origin: Instant,
}

impl SystemClock {
    /// Creates a clock whose [`now`](Clock::now) starts at zero.
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

/// A clock made of two functions: one returns the current time, the other waits until a time.
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
    /// The latest time returned, in nanoseconds since the origin.
    latest: AtomicU64,
}

impl<N, S, F> ClockFn<N, S>
where
    N: Fn() -> SystemTime + Send + Sync + 'static,
    S: Fn(SystemTime) -> F + Send + Sync + 'static,
    F: Future<Output = ()> + Send + 'static,
{
    /// Creates a clock that returns the time from `now` and waits with `sleep_until`. If `now` goes back, the
    /// clock stands still until that time is reached again.
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
            // Beyond the range of `SystemTime`.
            None => Box::pin(std::future::pending()),
        }
    }
}

impl<N, S> fmt::Debug for ClockFn<N, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClockFn").finish_non_exhaustive()
    }
}

/// A shared clock, such as that of another client.
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
