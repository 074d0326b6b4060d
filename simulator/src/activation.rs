//! How fast resources go through their stages.

use std::time::Duration;

use serde::Deserialize;

/// How long each stage of a resource takes: the validation of certificate packs and custom hostnames, the deployment of
/// certificates, revocations, deletions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Activation {
    /// Each stage takes this simulated time; see [`Simulator::advance`](crate::Simulator::advance).
    After(#[serde(deserialize_with = "seconds")] Duration),
    /// Each stage ends after this number of responses that showed it: with 2, a program that polls a custom certificate sees
    /// pending, pending, active.
    ///
    /// A custom certificate has one stage, a certificate pack has four, and a custom hostname with its certificate five: with 2,
    /// a hostname is active in the eleventh response. Time alone ends no stage, except that certificates expire.
    ///
    /// The response to a GET of the resource counts, and that of a list that shows it. The response to its creation does not.
    AfterReads(u32),
    /// Each stage takes five seconds of simulated time, and domain control validation succeeds at this attempt, counted
    /// from 0, of [Cloudflare's schedule](https://developers.cloudflare.com/ssl/edge-certificates/changing-dcv-method/validation-backoff-schedule/):
    /// attempt n takes place 60·1.05ⁿ whole seconds after the one before, from the tenth on 60·1.15ⁿ, and never more than four hours.
    AtDcvAttempt(u32),
}

impl Activation {
    /// Two seconds of simulated time for each stage.
    pub const fn by_clock() -> Self {
        Self::After(Duration::from_secs(2))
    }

    /// How long a stage takes; `None` if reads end it.
    pub(crate) fn stage(self) -> Option<Duration> {
        match self {
            Self::After(delay) => Some(delay),
            Self::AfterReads(_) => None,
            Self::AtDcvAttempt(_) => Some(STAGE),
        }
    }

    /// How long domain control validation takes; `None` if reads end it.
    pub(crate) fn validation(self) -> Option<Duration> {
        match self {
            Self::AtDcvAttempt(attempt) => Some(
                (0..=attempt.min(LAST_ATTEMPT))
                    .map(pause_before)
                    .fold(Duration::ZERO, Duration::saturating_add),
            ),
            other => other.stage(),
        }
    }
}

/// How long a stage takes that is no validation, where validations follow Cloudflare's schedule.
const STAGE: Duration = Duration::from_secs(5);
/// Cloudflare gives up after this attempt; a later one counts as this one.
const LAST_ATTEMPT: u32 = 119;
const LONGEST_PAUSE: Duration = Duration::from_secs(4 * 60 * 60);

fn pause_before(attempt: u32) -> Duration {
    let exponent = i32::try_from(attempt).unwrap_or(i32::MAX);
    let base: f64 = if attempt < 10 { 1.05 } else { 1.15 };
    let seconds = (60.0 * base.powi(exponent)).floor();
    Duration::try_from_secs_f64(seconds).unwrap_or(LONGEST_PAUSE).min(LONGEST_PAUSE)
}

fn seconds<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    let seconds = f64::deserialize(deserializer)?;
    Duration::try_from_secs_f64(seconds).map_err(serde::de::Error::custom)
}

/// Two reads, so that a program that polls and does not know of simulated time comes to its end.
impl Default for Activation {
    fn default() -> Self {
        Self::AfterReads(2)
    }
}
