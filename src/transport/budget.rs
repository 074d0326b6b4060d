//! The retry budget of a client.

use std::sync::atomic::{AtomicU32, Ordering};

use super::limiter::Priority;

/// A retry costs as much as this many successes give back.
const PRICE: u32 = 10;

/// The retries that are left, of each class: a sweep whose requests fail takes none from the calls that somebody waits for.
pub(crate) struct Budget {
    foreground: Retries,
    background: Retries,
}

/// The retries that are left. Each retry takes one, ten successes give one back: a server that responds is retried
/// as often as needed, and a failing one gets a tenth more requests, and not a multiple.
struct Retries {
    left: AtomicU32,
    most: u32,
}

impl Budget {
    pub(crate) fn new(repetitions: u32) -> Self {
        Self { foreground: Retries::new(repetitions), background: Retries::new(repetitions) }
    }

    /// Takes one retry; `false` if none is left.
    pub(super) fn take(&self, priority: Priority) -> bool {
        self.of(priority).take()
    }

    /// Records a successful request.
    pub(super) fn give(&self, priority: Priority) {
        self.of(priority).give();
    }

    fn of(&self, priority: Priority) -> &Retries {
        if priority == Priority::Foreground { &self.foreground } else { &self.background }
    }
}

impl Retries {
    fn new(repetitions: u32) -> Self {
        let most = repetitions.saturating_mul(PRICE);
        Self { left: AtomicU32::new(most), most }
    }

    fn take(&self) -> bool {
        let taken = |left: u32| left.checked_sub(PRICE);
        self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, taken).is_ok()
    }

    fn give(&self) {
        // A full budget, the usual state, needs no write.
        if self.left.load(Ordering::Relaxed) < self.most {
            let given = |left: u32| (left < self.most).then_some(left + 1);
            let _ = self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, given);
        }
    }
}
