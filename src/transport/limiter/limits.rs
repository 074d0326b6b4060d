//! The limits that apply to a client.

use std::time::Duration;

use super::super::limit_headers::Quota;
use super::bucket::Bucket;
use super::priority::Priority;
use super::server_limit::ServerLimit;
use crate::RateLimit;

/// The window if there is no limit that defines one.
const WINDOW: Duration = Duration::from_secs(300);

/// The user's limit and the server's. A request needs room in both.
pub(super) struct Limits {
    /// The user's limit.
    own: Option<Bucket>,
    /// The server's limit; `None` if the user wants no limit.
    server: Option<ServerLimit>,
}

impl Limits {
    pub(super) fn new(limit: RateLimit) -> Self {
        let number = |requests: u32| usize::try_from(requests).unwrap_or(usize::MAX);
        let documented = RateLimit::default();
        let (own, server) = match (limit.requests, limit.own) {
            (None, _) => (None, None),
            (Some(requests), true) => {
                let default = documented.requests.map_or(0, number);
                let server = ServerLimit::new(default, documented.window, false);
                (Some(Bucket::new(number(requests), limit.window)), Some(server))
            }
            (Some(requests), false) => (None, Some(ServerLimit::new(number(requests), limit.window, true))),
        };
        Self { own, server }
    }

    /// Returns how many requests of a class can be sent.
    pub(super) fn room(&self, priority: Priority) -> usize {
        let own = self.own.as_ref().map_or(usize::MAX, |own| own.room(priority));
        own.min(self.server.as_ref().map_or(usize::MAX, |server| server.room(priority)))
    }

    /// Returns when there will be room for a class, if that is known.
    pub(super) fn next_free(&self, priority: Priority, now: Duration) -> Option<Duration> {
        let own = match &self.own {
            Some(own) => own.next_free(now)?.max(own.share_next_free(priority, now)?),
            None => now,
        };
        let server = self.server.as_ref().map_or(Some(now), |server| server.next_free(priority, now))?;
        Some(own.max(server))
    }

    /// Frees the slots that the server no longer counts.
    pub(super) fn expire(&mut self, now: Duration) {
        if let Some(own) = &mut self.own {
            own.expire(now);
        }
        if let Some(server) = &mut self.server {
            server.expire(now);
        }
    }

    /// Takes a slot for a request that is sent.
    pub(super) fn take(&mut self, priority: Priority) {
        if let Some(own) = &mut self.own {
            own.take(priority);
        }
        if let Some(server) = &mut self.server {
            server.take(priority);
        }
    }

    /// Returns the slot of a request that was not sent.
    pub(super) fn give_back(&mut self, priority: Priority) {
        if let Some(own) = &mut self.own {
            own.give_back(priority);
        }
        if let Some(server) = &mut self.server {
            server.give_back(priority);
        }
    }

    /// Ends a request; its slot stays taken for a window.
    pub(super) fn end(&mut self, now: Duration, priority: Priority) {
        if let Some(own) = &mut self.own {
            own.end(now, priority);
        }
        if let Some(server) = &mut self.server {
            server.end(now, priority);
        }
    }

    /// Learns the server's limit from its headers.
    pub(super) fn learn(&mut self, quota: &Quota, now: Duration, answered: u64) {
        if let Some(server) = &mut self.server {
            server.learn(quota, now, answered);
        }
    }

    /// Returns how many responses have arrived.
    pub(super) fn answered(&self) -> u64 {
        self.server.as_ref().map_or(0, ServerLimit::answered)
    }

    /// Returns the window of the server's limit.
    pub(super) fn server_window(&self) -> Duration {
        self.server.as_ref().map_or(WINDOW, ServerLimit::window)
    }

    /// Returns the limit that applies, and its window: of two, the one that allows fewer requests in the long run.
    pub(super) fn effective(&self) -> (Option<usize>, Duration) {
        let own = self.own.as_ref().map(|own| (own.limit(), own.window()));
        let server = self.server.as_ref().and_then(ServerLimit::limit);
        let rate = |limit: &(usize, Duration)| limit.0 as f64 / limit.1.as_secs_f64();
        match [own, server].into_iter().flatten().min_by(|a, b| rate(a).total_cmp(&rate(b))) {
            Some((limit, window)) => (Some(limit), window),
            None => (None, WINDOW),
        }
    }
}
