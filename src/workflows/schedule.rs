//! How often a workflow polls.

use std::time::Duration;

/// Each pause is shortened by up to a fifth, so that many waits do not poll at the same moment.
const JITTER: f64 = 0.2;
/// Without any pause, a wait would use up the rate limit in a moment.
const SHORTEST: Duration = Duration::from_millis(100);
const A_DAY: Duration = Duration::from_secs(86_400);

/// The pauses between the requests of a wait, and how long it lasts by default.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Schedule {
    /// The first pause.
    pub(crate) first: Duration,
    /// The longest pause.
    pub(crate) longest: Duration,
    /// The default deadline.
    pub(crate) at_most: Duration,
}

impl Schedule {
    /// Certificates that Cloudflare issues or deploys: seconds to minutes.
    pub(crate) const CERTIFICATES: Self = Self::new(2, 30, 15 * 60);
    /// Custom hostnames: others have to change their DNS.
    pub(crate) const HOSTNAMES: Self = Self::new(5, 60, 60 * 60);
    /// Records that are being deleted, or that something else still uses: seconds to two minutes.
    pub(crate) const DELETIONS: Self = Self::new(2, 10, 3 * 60);

    const fn new(first: u64, longest: u64, at_most: u64) -> Self {
        Self {
            first: Duration::from_secs(first),
            longest: Duration::from_secs(longest),
            at_most: Duration::from_secs(at_most),
        }
    }

    /// Returns the schedule and the deadline of a wait for a deletion. What the caller set instead of this default stays.
    pub(crate) fn for_deletion(self, schedule: Self, at_most: Duration) -> (Self, Duration) {
        if schedule != self {
            return (schedule, at_most);
        }
        let is_default = at_most == self.at_most;
        (Self::DELETIONS, if is_default { Self::DELETIONS.at_most } else { at_most })
    }

    /// Returns the pauses, each with its jitter.
    pub(crate) fn pauses(self) -> impl Iterator<Item = Duration> + Send + 'static {
        let longest = self.longest.clamp(SHORTEST, A_DAY);
        let first = self.first.max(SHORTEST);
        let next = move |pause: &Duration| Some((*pause * 3 / 2).min(longest));
        std::iter::successors(Some(first.min(longest)), next)
            .map(|pause| pause.mul_f64(1.0 - JITTER * fastrand::f64()))
    }
}
