//! A zone or account while its lists are read.

use std::collections::VecDeque;

use super::identity::Known;
use super::keyless::Keyless;
use super::listed::Listed;
use super::plan::Plan;
use super::renewal::Renewals;
use super::{Attention, Entry, Kind, ManagedBy, Place, attention};

/// A zone or account of which lists are being read, or still have to be.
pub(super) struct Visit {
    pub(super) place: Place,
    /// The kinds of which the lists have not begun.
    waiting: VecDeque<Kind>,
    reading: Vec<Kind>,
    /// The kinds of which the whole lists have been read.
    complete: Vec<Kind>,
    /// What the packs repeat.
    known: Known,
    keyless: Keyless,
    renewals: Renewals,
}

impl Visit {
    pub(super) fn new(place: Place, kinds: &[Kind]) -> Self {
        Self {
            place,
            waiting: kinds.iter().copied().collect(),
            reading: Vec::new(),
            complete: Vec::new(),
            known: Known::default(),
            keyless: Keyless::default(),
            renewals: Renewals::default(),
        }
    }

    /// Returns the next kind whose list can be read now.
    pub(super) fn begin(&mut self) -> Option<Kind> {
        let is_open = |kind: &Kind| self.waiting.contains(kind) || self.reading.contains(kind);
        let position = self.waiting.iter().position(|kind| !kind.after().iter().any(is_open))?;
        let kind = self.waiting.remove(position)?;
        self.reading.push(kind);
        Some(kind)
    }

    /// Records that a list has ended: whether with its end, or with an error.
    pub(super) fn ended(&mut self, kind: Kind, is_complete: bool) {
        self.reading.retain(|reading| *reading != kind);
        if is_complete {
            self.complete.push(kind);
        }
    }

    /// Returns whether all lists have been read.
    pub(super) fn is_done(&self) -> bool {
        self.waiting.is_empty() && self.reading.is_empty()
    }

    /// Takes an item of a list. Returns it unless the list of its own kind has it, or what it says depends on other
    /// items.
    pub(super) fn take(&mut self, kind: Kind, mut listed: Listed, plan: &Plan, now: i64) -> Option<Entry> {
        let reason = attention::attention(&listed, now, plan.threshold);
        let (also, keyless) = (listed.also.take(), listed.keyless.take());
        if plan.zone_kinds.contains(&Kind::CertificatePacks) && Kind::CertificatePacks.after().contains(&kind)
        {
            self.known.note(kind, &listed);
        }
        let lists_keyless = plan.zone_kinds.contains(&Kind::KeylessCertificates);
        match also {
            Some(Kind::KeylessCertificates) if lists_keyless => {
                let entry = self.entry(kind, listed, reason);
                return self.keyless.keep_certificate(entry, keyless);
            }
            Some(own) if self.known.has(own, &listed) => return None,
            _ => {}
        }
        if kind == Kind::CertificatePacks && listed.managed_by == ManagedBy::Cloudflare {
            self.renewals.note(&listed);
            let created_on = listed.created_on;
            let entry = self.entry(kind, listed, reason);
            return self.renewals.keep(entry, created_on);
        }
        let entry = self.entry(kind, listed, reason);
        if kind == Kind::KeylessCertificates { self.keyless.keep(entry) } else { Some(entry) }
    }

    /// Returns the items that depended on others, once all lists have been read.
    pub(super) fn settle(&mut self, now: i64) -> Vec<Entry> {
        let mut entries = self.keyless.settle(self.complete.contains(&Kind::KeylessCertificates));
        entries.append(&mut self.renewals.settle(now));
        entries
    }

    fn entry(&self, kind: Kind, listed: Listed, reason: Option<Attention>) -> Entry {
        listed.into_entry(&self.place, kind, reason)
    }
}
