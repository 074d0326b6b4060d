//! The time limits of a call and of its attempts. They run only while the call is polled.

use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::Poll;
use std::time::Duration;

use tokio::time::Instant;

/// A timer that is found this late was not polled: an executor that is merely busy is faster.
pub(super) const LATE: Duration = Duration::from_secs(1);

/// How long an attempt that has run out of time may still read data that has already arrived.
const LAST_LOOK: Duration = Duration::from_millis(10);

/// When a call must end, on the client's clock.
pub(super) struct Deadline(AtomicU64);

impl Deadline {
    pub(super) fn new(at: Duration) -> Self {
        Self(AtomicU64::new(nanoseconds(at)))
    }

    pub(super) fn get(&self) -> Duration {
        Duration::from_nanos(self.0.load(Ordering::Relaxed))
    }

    /// Extends the deadline by time in which the call was not polled.
    pub(super) fn put_off(&self, by: Duration) {
        let later = |at: u64| Some(at.saturating_add(nanoseconds(by)));
        let _ = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, later);
    }
}

fn nanoseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}

/// The time limit of an attempt has passed.
pub(super) struct Elapsed;

/// Awaits a future, but not longer than the limit. A future that is ready when it is polled counts, however late
/// that is. If the timer was polled in time, all of the time before it counts. If not, the limit starts again, and
/// from then on each gap between polls counts for at most one second. The usual path reads no clock.
pub(super) async fn limited<F: Future>(
    limit: Duration,
    mut future: Pin<&mut F>,
) -> Result<F::Output, Elapsed> {
    let mut timer = pin!(tokio::time::sleep(limit));
    let mut unpolled: Option<Unpolled> = None;
    let mut last_look = false;
    std::future::poll_fn(|context| {
        if let Poll::Ready(value) = future.as_mut().poll(context) {
            return Poll::Ready(Ok(value));
        }
        if let Some(unpolled) = &mut unpolled {
            unpolled.polled();
        }
        while timer.as_mut().poll(context).is_ready() {
            let now = Instant::now();
            let late = now.saturating_duration_since(timer.deadline());
            let rest = if late > LATE {
                limit.saturating_sub(unpolled.get_or_insert_with(Unpolled::new).spent)
            } else {
                Duration::ZERO
            };
            if rest.is_zero() && last_look {
                return Poll::Ready(Err(Elapsed));
            }
            // Data that has arrived may need a turn of the runtime before it can be read.
            last_look = rest.is_zero();
            timer.as_mut().reset(after(now, if last_look { LAST_LOOK } else { rest }));
        }
        Poll::Pending
    })
    .await
}

/// Counts the time of a future that was not polled for a while.
struct Unpolled {
    spent: Duration,
    polled_at: Instant,
}

impl Unpolled {
    fn new() -> Self {
        Self { spent: Duration::ZERO, polled_at: Instant::now() }
    }

    fn polled(&mut self) {
        let now = Instant::now();
        self.spent += (now - self.polled_at).min(LATE);
        self.polled_at = now;
    }
}

fn after(now: Instant, wait: Duration) -> Instant {
    // Like tokio if a limit is beyond the range of its clock: 30 years.
    now.checked_add(wait).unwrap_or_else(|| now + Duration::from_secs(86_400 * 365 * 30))
}
