//! Time as the client sees it.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::time::{Duration, Instant, SystemTime};

/// Where the client gets the time from, and how it waits. The default is the machine's; a test of one's own code can
/// let a client wait for minutes at once ([`ClientBuilder::clock`](crate::ClientBuilder::clock)).
///
/// It rules the waits between attempts, the rate limit and deadlines. The time limit of a single attempt is kept by
/// the HTTP client, in real time.
pub trait Clock: Send + Sync + 'static {
    /// The time since some fixed point, never less than before.
    fn now(&self) -> Duration;

    /// The time of day, for dates in headers.
    fn today(&self) -> SystemTime;

    /// Waits.
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>>;
}

/// The machine's clock, and tokio's timer.
pub(crate) struct SystemClock {
    origin: Instant,
}

impl SystemClock {
    pub(crate) fn new() -> Self {
        Self { origin: Instant::now() }
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Duration {
        self.origin.elapsed()
    }

    fn today(&self) -> SystemTime {
        SystemTime::now()
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(tokio::time::sleep(duration))
    }
}

impl fmt::Debug for dyn Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}
