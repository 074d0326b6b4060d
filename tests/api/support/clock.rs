//! Clocks of a test: one that does not wait, and one that the test sets.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use cloudflare_certificates::{Clock, ClockFn};
use tokio::sync::Notify;

/// The day that it shows at first: Fri, 15 Jan 2027 08:00:00 GMT.
const TODAY: Duration = Duration::from_secs(1_800_000_000);

/// A clock that does not wait: who sleeps finds at once that the time has passed. It passes only then. Clones are the same clock.
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

/// Time that passes when the test says so.
#[derive(Clone, Default)]
pub struct Manual {
    state: Arc<(Mutex<Duration>, Notify)>,
}

impl Manual {
    pub fn advance(&self, by: Duration) {
        self.pass(by);
        self.state.1.notify_waiters();
    }

    /// Lets time pass without ending a sleep: what is polled finds the new time.
    pub fn pass(&self, by: Duration) {
        *self.state.0.lock().unwrap() += by;
    }

    pub fn clock(&self) -> impl Clock {
        let (shown, waited) = (self.clone(), self.clone());
        let now = move || SystemTime::UNIX_EPOCH + TODAY + *shown.state.0.lock().unwrap();
        let time = now.clone();
        ClockFn::new(now, move |until: SystemTime| {
            let (manual, time) = (waited.clone(), time.clone());
            async move {
                loop {
                    let changed = manual.state.1.notified();
                    if time() >= until {
                        return;
                    }
                    changed.await;
                }
            }
        })
    }
}
