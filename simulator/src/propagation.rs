//! Changes that take a while until all of Cloudflare knows of them.

use std::collections::HashMap;
use std::time::Duration;

use time::OffsetDateTime;

use crate::clock::after;

/// Which changes are on their way.
#[derive(Clone, Debug, Default)]
pub(crate) struct Propagation {
    /// How long a change takes.
    pub(crate) period: Duration,
    /// When the changes arrive, by what was changed.
    until: HashMap<String, OffsetDateTime>,
}

impl Propagation {
    /// Something is changed.
    pub(crate) fn begin(&mut self, what: &str, now: OffsetDateTime) {
        self.until.retain(|_, until| *until > now);
        if !self.period.is_zero() {
            self.until.insert(what.to_owned(), after(now, self.period));
        }
    }

    /// It was not changed after all.
    pub(crate) fn take_back(&mut self, what: &str) {
        self.until.remove(what);
    }

    /// Whether a change of it is on its way.
    pub(crate) fn is_pending(&self, what: &str, now: OffsetDateTime) -> bool {
        self.until.get(what).is_some_and(|until| *until > now)
    }
}
