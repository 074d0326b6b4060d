//! A clock that does not wait: who sleeps finds at once that the time has passed.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use cloudflare_certificates::Clock;

/// The day that it shows at first: Fri, 15 Jan 2027 08:00:00 GMT.
const TODAY: Duration = Duration::from_secs(1_800_000_000);

/// Passes only when somebody sleeps. Clones are the same clock.
#[derive(Clone, Default)]
pub struct Hurried {
    state: Arc<Mutex<(Duration, Vec<Duration>)>>,
}

impl Hurried {
    /// How long was slept, each time.
    pub fn sleeps(&self) -> Vec<Duration> {
        self.state.lock().unwrap().1.clone()
    }

    /// All of it.
    pub fn slept(&self) -> Duration {
        self.sleeps().iter().sum()
    }
}

impl Clock for Hurried {
    fn now(&self) -> Duration {
        self.state.lock().unwrap().0
    }

    fn system_time(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + TODAY + self.now()
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        let mut state = self.state.lock().unwrap();
        state.0 += duration;
        state.1.push(duration);
        Box::pin(tokio::task::yield_now())
    }
}
