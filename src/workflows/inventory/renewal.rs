//! Whether Cloudflare has renewed a certificate pack: a renewal is a new pack with the same hosts.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

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

/// The packs of a zone that Cloudflare renews.
#[derive(Default)]
pub(super) struct Renewals {
    /// When the last of the active packs with these hosts expires.
    active: HashMap<u64, i64>,
    /// The hosts of packs that are being issued.
    pending: HashSet<u64>,
    /// Packs that need attention unless another one has replaced them.
    waiting: Vec<Entry>,
}

impl Renewals {
    /// Remembers a pack.
    pub(super) fn note(&mut self, listed: &Listed) {
        if self.active.len() + self.pending.len() >= MOST_REMEMBERED || listed.is_spare {
            return;
        }
        let hosts = hash(&listed.hosts);
        match (listed.progress, seconds(listed.expires_on.as_ref())) {
            (Progress::Ready, Some(expires_on)) => {
                let last = self.active.entry(hosts).or_insert(expires_on);
                *last = expires_on.max(*last);
            }
            (Progress::Pending, _) => {
                self.pending.insert(hosts);
            }
            _ => {}
        }
    }

    /// Keeps a pack until all packs of the zone are known, if that can make a difference; otherwise returns it.
    pub(super) fn keep(&mut self, entry: Entry) -> Option<Entry> {
        let may_be_replaced = matches!(entry.attention, Some(Attention::Expired | Attention::NotRenewed));
        if !may_be_replaced || self.waiting.len() >= MOST_WAITING {
            return Some(entry);
        }
        self.waiting.push(entry);
        None
    }

    /// Returns the packs that were kept; those that have been replaced need no attention.
    pub(super) fn settle(&mut self) -> Vec<Entry> {
        let mut waiting = std::mem::take(&mut self.waiting);
        for entry in &mut waiting {
            let hosts = hash(&entry.hosts);
            let expires_on = seconds(entry.expires_on.as_ref()).unwrap_or(i64::MIN);
            let is_replaced = self.active.get(&hosts).is_some_and(|last| *last > expires_on);
            let is_pending = entry.attention == Some(Attention::NotRenewed) && self.pending.contains(&hosts);
            if is_replaced || is_pending {
                entry.attention = None;
            }
        }
        waiting
    }
}

/// Returns the hash of a set of hosts, in whichever order.
fn hash(hosts: &[String]) -> u64 {
    let mut hosts: Vec<String> = hosts.iter().map(|host| host.to_ascii_lowercase()).collect();
    hosts.sort_unstable();
    hosts.dedup();
    let mut hasher = DefaultHasher::new();
    hosts.hash(&mut hasher);
    hasher.finish()
}
