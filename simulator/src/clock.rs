//! Simulated time: the real time of the start, plus what the test has advanced it by.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// A clock that stands still unless it is advanced. Clones show the same time.
#[derive(Clone, Debug)]
pub(crate) struct Clock(Arc<Mutex<OffsetDateTime>>);

impl Clock {
    /// A clock that shows the real time of now.
    pub(crate) fn start() -> Self {
        let now = OffsetDateTime::now_utc();
        // Microseconds are what Cloudflare shows, too.
        let now = now.replace_nanosecond(now.microsecond() * 1000).unwrap_or(now);
        Self(Arc::new(Mutex::new(now)))
    }

    pub(crate) fn now(&self) -> OffsetDateTime {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets time pass, at most to the end of the calendar.
    pub(crate) fn advance(&self, by: Duration) {
        let mut now = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *now = after(*now, by);
    }
}

/// A moment later, at most the last one that the calendar has.
pub(crate) fn after(moment: OffsetDateTime, by: Duration) -> OffsetDateTime {
    let end = time::PrimitiveDateTime::MAX.assume_utc();
    time::Duration::try_from(by).ok().and_then(|by| moment.checked_add(by)).unwrap_or(end)
}

/// A moment as answers show it.
pub(crate) fn rfc3339(moment: OffsetDateTime) -> String {
    // Only years outside of 0 to 9999 fail; Cloudflare writes this where there is no date.
    moment.format(&Rfc3339).unwrap_or_else(|_| "0001-01-01T00:00:00Z".to_owned())
}
