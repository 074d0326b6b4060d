//! Shows on a terminal that calls wait: for the rate limit, or to try again.

use std::io::Write;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use cloudflare_certificates::Observer;
use cloudflare_certificates::observer::{WaitReason, WaitReport};
use indicatif::{ProgressBar, WeakProgressBar};

/// Shorter waits are not worth a line.
const SHORTEST: Duration = Duration::from_millis(500);

/// An observer that prints a line when calls start to wait.
#[derive(Clone)]
pub(crate) struct Waits {
    is_shown: bool,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    /// The line that changes, above which the lines are printed.
    bar: WeakProgressBar,
    /// Until when the wait of the last line lasts: other calls wait with it.
    until: Option<Instant>,
}

impl Waits {
    pub(super) fn new(is_shown: bool) -> Self {
        Self { is_shown, state: Arc::default() }
    }

    /// Sets the line that changes.
    pub(super) fn print_above(&self, bar: &ProgressBar) {
        self.state().bar = bar.downgrade();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Observer for Waits {
    fn wait(&self, report: &WaitReport<'_>) {
        if !self.is_shown || report.duration < SHORTEST {
            return;
        }
        let bar = {
            let mut state = self.state();
            let now = Instant::now();
            if state.until.is_some_and(|until| now < until) {
                return;
            }
            state.until = now.checked_add(report.duration);
            state.bar.upgrade()
        };
        let seconds = report.duration.as_secs_f64().ceil();
        let line = match report.reason {
            WaitReason::Retry => format!("the request failed; the next attempt follows in {seconds} s"),
            WaitReason::TooManyRequests => format!("the server's rate limit is reached; waiting {seconds} s"),
            _ => format!("the rate limit is used up; waiting {seconds} s"),
        };
        let print = || {
            let _ = writeln!(anstream::stderr(), "{line}");
        };
        match bar {
            Some(bar) => bar.suspend(print),
            None => print(),
        }
    }
}
