//! The offers that there are, and which of them a hostname gets.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::offer::{Facts, Offer, RecordKey};
use super::{Coverage, Purpose, Served};

/// The offers by their records, and by what they cover.
#[derive(Default)]
pub(super) struct Candidates {
    offers: HashMap<RecordKey, Entry>,
    by_coverage: HashMap<(Purpose, Coverage), Vec<RecordKey>>,
    /// The records that need a record.
    needed_by: HashMap<RecordKey, HashSet<RecordKey>>,
    next: u64,
}

struct Entry {
    offer: Offer,
    served: Option<Arc<Served>>,
    /// Grows with each new record.
    number: u64,
}

impl Candidates {
    pub(super) fn get(&self, key: &RecordKey) -> Option<&Offer> {
        self.offers.get(key).map(|entry| &entry.offer)
    }

    /// Returns the records that need a record.
    pub(super) fn that_need(&self, key: &RecordKey) -> Vec<RecordKey> {
        self.needed_by.get(key).into_iter().flatten().cloned().collect()
    }

    /// Replaces what a record offers.
    pub(super) fn replace(&mut self, key: &RecordKey, offer: Option<Offer>) {
        let old = self.offers.remove(key);
        let number = old.as_ref().map_or(self.next, |old| old.number);
        if let Some(old) = old {
            self.forget(key, &old.offer);
        }
        let Some(offer) = offer else { return };
        self.next = self.next.saturating_add(1);
        for coverage in &offer.coverage {
            self.by_coverage.entry((offer.purpose, coverage.clone())).or_default().push(key.clone());
        }
        if let Some(needed) = &offer.needs {
            self.needed_by.entry(needed.clone()).or_default().insert(key.clone());
        }
        let served = offer.certificate.as_ref().map(|facts| Arc::new(served(key, facts, &offer)));
        self.offers.insert(key.clone(), Entry { offer, served, number });
    }

    fn forget(&mut self, key: &RecordKey, offer: &Offer) {
        for coverage in &offer.coverage {
            let at = (offer.purpose, coverage.clone());
            if let Some(keys) = self.by_coverage.get_mut(&at) {
                keys.retain(|other| other != key);
                if keys.is_empty() {
                    self.by_coverage.remove(&at);
                }
            }
        }
        if let Some(needed) = &offer.needs
            && let Some(keys) = self.needed_by.get_mut(needed)
        {
            keys.remove(key);
            if keys.is_empty() {
                self.needed_by.remove(needed);
            }
        }
    }

    /// Returns the certificate of a hostname.
    pub(super) fn served(&self, purpose: Purpose, name: &str) -> Option<Arc<Served>> {
        Coverage::containing(name).into_iter().find_map(|coverage| self.best(purpose, coverage))?
    }

    /// Returns what the best offer for exactly this set of hostnames comes to; `None` if there is none.
    fn best(&self, purpose: Purpose, coverage: Coverage) -> Option<Option<Arc<Served>>> {
        let keys = self.by_coverage.get(&(purpose, coverage))?;
        let entries = keys.iter().filter_map(|key| self.offers.get(key));
        let usable = entries.filter(|entry| entry.offer.is_binding || self.has_what_it_needs(&entry.offer));
        let best =
            usable.min_by_key(|entry| Reverse((entry.offer.class, entry.offer.priority, entry.number)))?;
        Some(best.served.clone().filter(|_| self.has_what_it_needs(&best.offer)))
    }

    fn has_what_it_needs(&self, offer: &Offer) -> bool {
        offer.needs.as_ref().is_none_or(|key| self.offers.contains_key(key))
    }
}

fn served(key: &RecordKey, facts: &Facts, offer: &Offer) -> Served {
    let of = facts.of.as_ref().unwrap_or(key);
    Served {
        resource: of.kind().to_owned(),
        zone: of.owner().to_owned(),
        id: of.id().to_owned(),
        fingerprint_sha256: facts.fingerprint_sha256.clone(),
        serial_number: facts.serial_number.clone(),
        expires_on: offer.until.map(Into::into),
        universal: facts.is_universal,
    }
}
