//! Whether something expires soon.

use std::time::{Duration, SystemTime};

use crate::Timestamp;

/// Returns whether a date has passed, or will have passed in `within` from `now` on; `false` if it is unknown.
pub(super) fn is_within(on: Option<&Timestamp>, now: SystemTime, within: Duration) -> bool {
    let Some(on) = on.and_then(Timestamp::datetime) else { return false };
    now.checked_add(within).is_none_or(|then| SystemTime::from(on) <= then)
}
