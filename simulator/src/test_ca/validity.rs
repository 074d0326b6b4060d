//! From when to when a certificate is valid.

use std::time::{SystemTime, UNIX_EPOCH};

use rcgen::CertificateParams;
use time::{Duration, OffsetDateTime};

use super::error::{Reason, TestCaError};
use crate::clock::SimulatedClock;

/// The years that X.509 can express.
const YEARS: std::ops::RangeInclusive<i32> = 1950..=9999;
/// How much earlier than now test certificates begin, for computers whose clocks are behind.
const BACKDATED: Duration = Duration::minutes(5);

/// Where an authority reads the time: the system, or the clock of a simulator.
#[derive(Clone, Debug, Default)]
pub(crate) struct TimeSource(Option<SimulatedClock>);

/// The first and the last moment of a certificate.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Validity {
    pub(crate) not_before: OffsetDateTime,
    pub(crate) not_after: OffsetDateTime,
}

impl TimeSource {
    pub(crate) fn now(&self) -> OffsetDateTime {
        self.0.as_ref().map_or_else(OffsetDateTime::now_utc, SimulatedClock::moment)
    }
}

impl From<SimulatedClock> for TimeSource {
    fn from(clock: SimulatedClock) -> Self {
        Self(Some(clock))
    }
}

impl Validity {
    /// Exactly this many days from now on.
    pub(crate) fn exact_days(now: OffsetDateTime, days: i64) -> Result<Self, TestCaError> {
        Self::new(now, after(now, days)?)
    }

    /// This many days from now on. Zero or a negative number gives a validity of one day that ended that many days ago.
    pub(super) fn days(now: OffsetDateTime, days: i64) -> Result<Self, TestCaError> {
        let not_after = after(now, days)?;
        let not_before =
            if days > 0 { now.checked_sub(BACKDATED) } else { not_after.checked_sub(Duration::DAY) };
        Self::new(not_before.ok_or(Reason::Validity)?, not_after)
    }

    /// Between two numbers of days from now.
    pub(super) fn between_days(now: OffsetDateTime, from: i64, to: i64) -> Result<Self, TestCaError> {
        Self::new(after(now, from)?, after(now, to)?)
    }

    pub(super) fn between(not_before: SystemTime, not_after: SystemTime) -> Result<Self, TestCaError> {
        let moment = |time| date_time(time).ok_or(Reason::Validity);
        Self::new(moment(not_before)?, moment(not_after)?)
    }

    pub(super) fn apply(self, params: &mut CertificateParams) {
        (params.not_before, params.not_after) = (self.not_before, self.not_after);
    }

    fn new(not_before: OffsetDateTime, not_after: OffsetDateTime) -> Result<Self, TestCaError> {
        let in_calendar = YEARS.contains(&not_before.year()) && YEARS.contains(&not_after.year());
        if !in_calendar || not_after < not_before {
            return Err(Reason::Validity.into());
        }
        Ok(Self { not_before, not_after })
    }
}

fn after(now: OffsetDateTime, days: i64) -> Result<OffsetDateTime, TestCaError> {
    let seconds = days.checked_mul(24 * 60 * 60).ok_or(Reason::Validity)?;
    Ok(now.checked_add(Duration::seconds(seconds)).ok_or(Reason::Validity)?)
}

/// `None` outside of the calendar, where the conversion of the `time` crate panics.
fn date_time(time: SystemTime) -> Option<OffsetDateTime> {
    match time.duration_since(UNIX_EPOCH) {
        Ok(later) => OffsetDateTime::UNIX_EPOCH.checked_add(later.try_into().ok()?),
        Err(error) => OffsetDateTime::UNIX_EPOCH.checked_sub(error.duration().try_into().ok()?),
    }
}
