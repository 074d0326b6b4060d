//! Keeps the ledger of what is served up to date.

use super::{Collection, Kind, Moment, Settled, Store, StoreGuard};
use crate::served::{Ledger, RecordKey, Standing};

impl StoreGuard<'_> {
    /// Makes all changes that are due, of every resource.
    pub(crate) fn settle(&mut self) {
        let Store { kinds, events, .. } = &mut *self.store;
        for owners in kinds.values_mut() {
            for (owner, collection) in &mut owners.collections {
                collection.settle(self.moment, None, &mut Settled::new(owners.kind, owner, events));
            }
        }
    }

    /// Returns what is served, and was.
    pub(crate) fn ledger(&mut self) -> &Ledger {
        self.record();
        // Now also what is due to the records that were just changed.
        self.store.catch_up(self.moment);
        &self.store.ledger
    }

    /// Records what has changed, at its time.
    fn record(&mut self) {
        let (records, collections) =
            (std::mem::take(&mut self.records), std::mem::take(&mut self.collections));
        let (store, moment) = (&mut *self.store, self.moment);
        let is_changed = records.iter().any(|key| store.is_changed(key))
            || collections.iter().any(|(kind, owner)| store.has_changed(kind, owner));
        if !is_changed && store.events.is_empty() {
            return;
        }
        // Whatever was due before the change is recorded before it.
        store.catch_up(moment);
        let mut changed = Vec::new();
        for key in records {
            changed.extend(store.change_of(key));
        }
        for (kind, owner) in collections {
            store.changes_in(kind, &owner, &mut changed);
        }
        store.ledger.change(moment.now, changed);
    }
}

impl Drop for StoreGuard<'_> {
    fn drop(&mut self) {
        self.record();
    }
}

impl Store {
    /// Makes the changes that are due to records whose certificates are served, and records them.
    fn catch_up(&mut self, moment: Moment) {
        for owners in self.kinds.values_mut().filter(|owners| owners.kind.serves.is_some()) {
            for (owner, collection) in &mut owners.collections {
                let settled = Settled::new(owners.kind, owner, &mut self.events);
                collection.settle(moment, None, &mut settled.leaving_changed());
            }
        }
        self.ledger.catch_up(std::mem::take(&mut self.events), moment.now);
    }

    /// Whether a record was changed, or is gone.
    fn is_changed(&mut self, key: &RecordKey) -> bool {
        let item = self.find(key.kind(), key.owner()).map(|(_, collection)| collection.get(key.id()));
        item.is_some_and(|item| item.is_none_or(|item| item.record.is_changed()))
    }

    fn has_changed(&mut self, kind: &str, owner: &str) -> bool {
        let collection = self.find(kind, owner).map(|(_, collection)| collection);
        collection.is_some_and(|collection| collection.values().any(|item| item.record.is_changed()))
    }

    fn change_of(&mut self, key: RecordKey) -> Option<(RecordKey, Standing)> {
        let (kind, collection) = self.find(key.kind(), key.owner())?;
        let (serves, item) = (kind.serves?, collection.get_mut(key.id()));
        let standing = match item {
            Some(item) => item.record.take_change().then(|| serves(&key, item))?,
            None => Standing::Nothing,
        };
        Some((key, standing))
    }

    fn changes_in(&mut self, kind: &'static str, owner: &str, changed: &mut Vec<(RecordKey, Standing)>) {
        let Some((Kind { serves: Some(serves), .. }, collection)) = self.find(kind, owner) else { return };
        for (id, item) in collection.iter_mut() {
            if item.record.take_change() {
                let key = RecordKey::new(kind, owner, id);
                let standing = serves(&key, item);
                changed.push((key, standing));
            }
        }
    }

    fn find(&mut self, kind: &str, owner: &str) -> Option<(Kind, &mut Collection)> {
        let owners = self.kinds.get_mut(kind)?;
        Some((owners.kind, owners.collections.get_mut(owner)?))
    }
}
