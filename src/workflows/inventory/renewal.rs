//! Whether Cloudflare has renewed a certificate pack: a renewal is a new pack with the same hosts.

use std::collections::HashMap;
use std::collections::hash_map::Entry as MapEntry;

use super::identity::of_hosts;
use super::listed::{Listed, seconds};
use super::{Attention, Entry};
use crate::Progress;

const DAY: i64 = 86_400;
/// How many sets of hosts are remembered, and how many packs may wait for the end of the list: a server that never ends
/// must not fill the memory. What comes after them is judged by itself.
const MOST_REMEMBERED: usize = 10_000;
const MOST_WAITING: usize = 1_000;

/// Returns how long before it expires Cloudflare begins to renew a certificate, in seconds.
pub(super) fn window(validity_days: Option<i64>) -> i64 {
    // The days are computed for some kinds, and Cloudflare's validities are 14, 30, 90 and 365 days.
    match validity_days {
        Some(1..=20) => 3 * DAY,
        Some(21..=45) => 7 * DAY,
        _ => 30 * DAY,
    }
}

/// Returns how long before a certificate expires its renewal must be complete, in seconds: what is still pending then is
/// not expected to be in time.
pub(super) fn latest(validity_days: Option<i64>) -> i64 {
    (window(validity_days) / 2).min(3 * DAY)
}

/// What is known of packs that are being issued, as far as they state it.
#[derive(Default)]
struct Pending {
    /// When the last one was created; `None` if that is unknown for one of them.
    created_on: Option<i64>,
    /// When the last one will expire; `None` if that is unknown for one of them.
    expires_on: Option<i64>,
}

/// A pack that may have been replaced.
struct Waiting {
    entry: Entry,
    created_on: Option<i64>,
}

/// The packs of a zone that Cloudflare renews.
#[derive(Default)]
pub(super) struct Renewals {
    /// When the last of the active packs with these hosts expires.
    active: HashMap<u64, i64>,
    /// The packs with these hosts that are being issued.
    pending: HashMap<u64, Pending>,
    /// Packs that need attention unless another one has replaced them.
    waiting: Vec<Waiting>,
}

impl Renewals {
    /// Remembers a pack.
    pub(super) fn note(&mut self, listed: &Listed) {
        if self.active.len() + self.pending.len() >= MOST_REMEMBERED || listed.is_spare {
            return;
        }
        // Packs without hosts have nothing in common.
        let Some(hosts) = of_hosts(&listed.hosts) else { return };
        let expires_on = seconds(listed.expires_on.as_ref());
        match (listed.progress, expires_on) {
            (Progress::Ready, Some(expires_on)) => {
                let last = self.active.entry(hosts).or_insert(expires_on);
                *last = expires_on.max(*last);
            }
            (Progress::Pending, _) if listed.is_being_issued => {
                let pack = Pending { created_on: listed.created_on, expires_on };
                match self.pending.entry(hosts) {
                    MapEntry::Vacant(vacant) => drop(vacant.insert(pack)),
                    MapEntry::Occupied(mut others) => others.get_mut().add(&pack),
                }
            }
            _ => {}
        }
    }

    /// Keeps a pack until all packs of the zone are known, if that can make a difference; otherwise returns it.
    pub(super) fn keep(&mut self, entry: Entry, created_on: Option<i64>) -> Option<Entry> {
        let may_be_replaced = matches!(entry.attention, Some(Attention::Expired | Attention::NotRenewed));
        if !may_be_replaced || self.waiting.len() >= MOST_WAITING {
            return Some(entry);
        }
        self.waiting.push(Waiting { entry, created_on });
        None
    }

    /// Returns the packs that were kept; those that have been replaced, or will be in time, need no attention.
    pub(super) fn settle(&mut self, now: i64) -> Vec<Entry> {
        let waiting = std::mem::take(&mut self.waiting);
        let settle = |Waiting { mut entry, created_on }: Waiting| {
            let Some(hosts) = of_hosts(&entry.hosts) else { return entry };
            let expires_on = seconds(entry.expires_on.as_ref()).unwrap_or(i64::MIN);
            let is_replaced = self.active.get(&hosts).is_some_and(|last| *last > expires_on);
            let is_in_time = expires_on.saturating_sub(now) > latest(entry.validity_days);
            let is_pending = entry.attention == Some(Attention::NotRenewed)
                && is_in_time
                && self.pending.get(&hosts).is_some_and(|pending| pending.is_newer(created_on, expires_on));
            if is_replaced || is_pending {
                entry.attention = None;
            }
            entry
        };
        waiting.into_iter().map(settle).collect()
    }
}

impl Pending {
    fn add(&mut self, other: &Self) {
        self.created_on = self.created_on.zip(other.created_on).map(|(a, b)| a.max(b));
        self.expires_on = self.expires_on.zip(other.expires_on).map(|(a, b)| a.max(b));
    }

    /// Returns whether one of the packs is newer than the one with this certificate, unless all of them are known not to
    /// be.
    fn is_newer(&self, created_on: Option<i64>, expires_on: i64) -> bool {
        match (self.created_on.zip(created_on), self.expires_on) {
            (Some((pending, created_on)), _) => pending > created_on,
            (None, Some(pending)) => pending > expires_on,
            (None, None) => true,
        }
    }
}
