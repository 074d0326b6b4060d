//! The pause after a 429.

use std::time::Duration;

/// After a 429 without a time, calls pause for a tenth of the window, then twice as long each time.
const GUESSES: u32 = 10;

/// Until when no call of the client is sent, because the server refused one.
#[derive(Default)]
pub(super) struct Pause {
    until: Duration,
    /// The number of pauses so far. It identifies requests that were sent before the last one started.
    count: u64,
    /// The number of pauses since the last response that was not a 429.
    refusals: u32,
}

impl Pause {
    pub(super) fn until(&self) -> Duration {
        self.until
    }

    pub(super) fn count(&self) -> u64 {
        self.count
    }

    pub(super) fn is_over(&self, now: Duration) -> bool {
        now >= self.until
    }

    /// Pauses all calls, for as long as the server stated, or otherwise longer each time. The responses of requests
    /// that were in flight when the pause started count as the same refusal; `count` is how many pauses there had
    /// been when the request was sent.
    pub(super) fn refused(&mut self, now: Duration, said: Option<Duration>, window: Duration, count: u64) {
        let is_new = count == self.count;
        let wait = match said {
            Some(wait) => wait,
            None if is_new => {
                let doubled = 1_u32.checked_shl(self.refusals).unwrap_or(u32::MAX);
                (window / GUESSES).saturating_mul(doubled).min(window)
            }
            None => return,
        };
        if is_new {
            self.count += 1;
            self.refusals = self.refusals.saturating_add(1);
        }
        self.until = self.until.max(now.saturating_add(wait));
    }

    /// Records a response that is not a refusal.
    pub(super) fn accepted(&mut self, count: u64) {
        if count == self.count {
            self.refusals = 0;
        }
    }
}
