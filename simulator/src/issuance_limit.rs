//! The limit on certificates for custom hostnames.

use std::collections::VecDeque;
use std::time::Duration;

use time::OffsetDateTime;

use crate::clock::after;

// From <https://developers.cloudflare.com/cloudflare-for-platforms/cloudflare-for-saas/reference/troubleshooting/#rate-limits>.
const LIMIT: usize = 15;
const WINDOW: Duration = Duration::from_secs(60);
const PAUSE: Duration = Duration::from_secs(30);

/// 15 certificates a minute; after one more, none for 30 seconds.
#[derive(Clone, Debug, Default)]
pub(crate) struct IssuanceLimit {
    issued: VecDeque<OffsetDateTime>,
    refused_until: Option<OffsetDateTime>,
}

impl IssuanceLimit {
    /// Whether another certificate may be issued. If not, none is until the pause is over.
    pub(crate) fn admits(&mut self, now: OffsetDateTime) -> bool {
        self.issued.retain(|issued| after(*issued, WINDOW) > now);
        self.refused_until = self.refused_until.filter(|until| *until > now);
        if self.refused_until.is_none() && self.issued.len() >= LIMIT {
            self.refused_until = Some(after(now, PAUSE));
        }
        self.refused_until.is_none()
    }

    /// Only certificates that are issued count.
    pub(crate) fn count(&mut self, now: OffsetDateTime) {
        self.issued.push_back(now);
    }
}
