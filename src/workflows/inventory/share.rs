//! The share of the rate limit that a sweep may use, and how long it waits for the limit.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use futures_util::task::AtomicWaker;

use crate::{Client, Options};

/// How long a call may wait for its turn: other calls go first, and the pause after a 429 may be long.
const PATIENCE: Duration = Duration::from_secs(7 * 86_400);
/// Shorter waits are not worth an event: where a limit is used up, every request waits a little.
const SHORTEST: Duration = Duration::from_secs(1);

/// Returns a view of the client whose calls let every other call go first, and use at most this share of the limit:
/// the smaller one if the client has a share too. It wakes the waker when one of its calls begins to wait.
pub(super) fn client(client: &Client, percent: u8, on_wait: &Arc<AtomicWaker>) -> Client {
    let percent = client.options.background.map_or(percent, |own| own.min(percent));
    let client = client.with(Options::new().background(percent).deadline(PATIENCE));
    Client { on_wait: Some(Arc::clone(on_wait)), ..client }
}

/// A wait for the rate limit that has been reported.
#[derive(Default)]
pub(super) struct Waiting {
    until: Option<SystemTime>,
}

impl Waiting {
    /// Returns until when the sweep waits.
    pub(super) fn until(&self, now: SystemTime) -> Option<SystemTime> {
        self.until.filter(|until| *until > now)
    }

    /// Looks whether calls wait for the rate limit; `has_started` tells whether some have begun that will. Returns
    /// whether the wait begins.
    pub(super) fn begins(&mut self, client: &Client, now: SystemTime, has_started: bool) -> bool {
        let available_at = client.shared.limiter.available_at(client.options.priority());
        let is_waiting = has_started || client.rate_limit_status().waiting > 0;
        let is_long = |until: &SystemTime| until.duration_since(now).is_ok_and(|left| left >= SHORTEST);
        let Some(until) = available_at.filter(|until| is_waiting && is_long(until)) else {
            return false;
        };
        let begins = self.until(now).is_none();
        self.until = Some(until);
        begins
    }
}
