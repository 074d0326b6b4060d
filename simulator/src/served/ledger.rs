//! The record of what was served.

use std::collections::{BTreeSet, HashSet, VecDeque};
use std::sync::Arc;

use time::OffsetDateTime;

use super::candidates::Candidates;
use super::coverage::normalized;
use super::names::Names;
use super::offer::{Offer, RecordKey, Standing};
use super::{Gap, Purpose, Served, ServedChange, gaps};

/// So many changes are kept.
const KEPT: usize = 100_000;

/// Knows what each hostname has and had.
#[derive(Default)]
pub(crate) struct Ledger {
    candidates: Candidates,
    names: Names,
    /// When the offers expire that do.
    expiries: BTreeSet<(OffsetDateTime, RecordKey)>,
    changes: VecDeque<Change>,
    /// When the last change was.
    latest: Option<OffsetDateTime>,
}

/// A scheduled change of a record that was made.
#[derive(Debug)]
pub(crate) struct Event {
    pub(crate) at: OffsetDateTime,
    pub(crate) key: RecordKey,
    pub(crate) standing: Standing,
    /// Whether the record is no longer there, so that nothing else can happen to it.
    pub(crate) is_removal: bool,
}

/// A change of a hostname's certificate.
#[derive(Clone, Debug)]
pub(crate) struct Change {
    pub(super) at: OffsetDateTime,
    pub(super) hostname: Arc<str>,
    pub(super) purpose: Purpose,
    pub(super) before: Option<Arc<Served>>,
    pub(super) after: Option<Arc<Served>>,
}

impl Ledger {
    /// Returns the certificate of a hostname.
    pub(crate) fn served(&self, purpose: Purpose, hostname: &str) -> Option<Served> {
        self.candidates.served(purpose, &normalized(hostname)).as_deref().cloned()
    }

    /// Returns the hostnames that have a certificate.
    pub(crate) fn all(&self) -> Vec<(Purpose, String, Served)> {
        let served = |(purpose, name): (Purpose, &super::names::Name)| {
            Some((purpose, name.hostname.to_string(), name.served.as_deref()?.clone()))
        };
        self.names.all().filter_map(served).collect()
    }

    pub(crate) fn changes(&self) -> Vec<ServedChange> {
        self.changes.iter().map(Change::shown).collect()
    }

    pub(crate) fn gaps(&self) -> Vec<Gap> {
        gaps::find(&self.changes)
    }

    /// Makes the scheduled changes until now, each at its time, and lets offers expire.
    pub(crate) fn catch_up(&mut self, mut events: Vec<Event>, now: OffsetDateTime) {
        // Stable: those of the same time stay in their order.
        events.sort_by_key(|event| event.at);
        let mut events = events.into_iter().peekable();
        let mut removed = HashSet::new();
        loop {
            let expiry = self.expiries.first().map(|(date, _)| *date).filter(|date| *date <= now);
            let Some(at) = expiry.into_iter().chain(events.peek().map(|event| event.at)).min() else {
                return;
            };
            let mut standings = self.expired(at);
            while let Some(event) = events.next_if(|event| event.at <= at) {
                if !removed.contains(&event.key) {
                    if event.is_removal {
                        removed.insert(event.key.clone());
                    }
                    standings.push((event.key, event.standing));
                }
            }
            self.change(at, standings);
        }
    }

    /// Makes changes that happen at the same time.
    pub(crate) fn change(&mut self, at: OffsetDateTime, standings: Vec<(RecordKey, Standing)>) {
        // What is noticed late does not change what was noticed before.
        let at = self.latest.map_or(at, |latest| latest.max(at));
        let mut affected = BTreeSet::new();
        let mut offers = Vec::new();
        let mut changed = HashSet::new();
        for (key, standing) in standings {
            let offer = match standing {
                Standing::AsBefore => continue,
                Standing::Offers(offer) if offer.until.is_none_or(|until| until > at) => Some(offer),
                Standing::Nothing | Standing::Offers(_) => None,
            };
            if self.candidates.get(&key) != offer.as_ref() || changed.contains(&key) {
                self.affected(&key, offer.as_ref(), &mut affected);
                changed.insert(key.clone());
                offers.push((key, offer));
            }
        }
        if offers.is_empty() {
            return;
        }
        self.latest = Some(at);
        for (key, offer) in offers {
            self.replace(&key, offer);
        }
        for (purpose, name) in affected {
            self.refresh(at, purpose, &name);
        }
    }

    /// Adds the hostnames that a change of an offer may affect, and follows them from now on.
    fn affected(&mut self, key: &RecordKey, new: Option<&Offer>, affected: &mut BTreeSet<(Purpose, String)>) {
        let dependents = self.candidates.that_need(key);
        let offers = dependents.iter().chain([key]).filter_map(|key| self.candidates.get(key)).chain(new);
        let sets: Vec<_> =
            offers.flat_map(|offer| offer.coverage.iter().map(|set| (offer.purpose, set.clone()))).collect();
        for (purpose, set) in sets {
            let own = set.name();
            self.names.follow(purpose, &own, || self.candidates.served(purpose, &own));
            affected.extend(self.names.of(purpose, &set).into_iter().map(|name| (purpose, name)));
        }
    }

    fn replace(&mut self, key: &RecordKey, offer: Option<Offer>) {
        if let Some(until) = self.candidates.get(key).and_then(|old| old.until) {
            self.expiries.remove(&(until, key.clone()));
        }
        if let Some(until) = offer.as_ref().and_then(|offer| offer.until) {
            self.expiries.insert((until, key.clone()));
        }
        self.candidates.replace(key, offer);
    }

    /// Compares what a hostname has with what it had.
    fn refresh(&mut self, at: OffsetDateTime, purpose: Purpose, name: &str) {
        let after = self.candidates.served(purpose, name);
        let Some(name) = self.names.get_mut(purpose, name) else { return };
        if name.served == after {
            return;
        }
        let before = std::mem::replace(&mut name.served, after.clone());
        if self.changes.len() == KEPT {
            self.changes.pop_front();
        }
        self.changes.push_back(Change { at, hostname: Arc::clone(&name.hostname), purpose, before, after });
    }

    /// Returns the offers that expire until a time.
    fn expired(&self, until: OffsetDateTime) -> Vec<(RecordKey, Standing)> {
        let expired = self.expiries.iter().take_while(|(date, _)| *date <= until);
        expired.map(|(_, key)| (key.clone(), Standing::Nothing)).collect()
    }
}

impl Change {
    fn shown(&self) -> ServedChange {
        ServedChange {
            at: self.at.into(),
            hostname: self.hostname.to_string(),
            purpose: self.purpose,
            before: self.before.as_deref().cloned(),
            after: self.after.as_deref().cloned(),
        }
    }
}
