//! The resources of one kind and owner.

use indexmap::IndexMap;
use time::OffsetDateTime;

use super::{Item, Kind, Moment};
use crate::served::{Event, RecordKey, Standing};

/// The resources of one kind and owner by their ids, in the order of their creation. Only the store adds and removes them.
#[derive(Debug, Default)]
pub(crate) struct Collection(IndexMap<String, Item>);

/// What scheduled changes have done.
pub(super) struct Settled<'a> {
    kind: Kind,
    owner: &'a str,
    events: &'a mut Vec<Event>,
    /// Whether items stay as they are whose changes are not recorded.
    leaves_changed: bool,
    /// The items to remove, and when.
    removed: Vec<(String, OffsetDateTime)>,
}

impl Collection {
    pub(crate) fn get(&self, id: &str) -> Option<&Item> {
        self.0.get(id)
    }

    pub(crate) fn get_mut(&mut self, id: &str) -> Option<&mut Item> {
        self.0.get_mut(id)
    }

    pub(crate) fn contains_key(&self, id: &str) -> bool {
        self.0.contains_key(id)
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&String, &Item)> {
        self.0.iter()
    }

    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = (&String, &mut Item)> {
        self.0.iter_mut()
    }

    pub(crate) fn values(&self) -> impl Iterator<Item = &Item> {
        self.0.values()
    }

    pub(crate) fn values_mut(&mut self) -> impl Iterator<Item = &mut Item> {
        self.0.values_mut()
    }

    /// Adds an item as the last one, or puts it there in place of the one of the same id.
    pub(super) fn insert(&mut self, id: &str, item: Item) -> &mut Item {
        self.0.shift_remove(id);
        self.0.entry(id.to_owned()).or_insert(item)
    }

    pub(super) fn get_or_insert(&mut self, id: &str, item: impl FnOnce() -> Item) -> &mut Item {
        self.0.entry(id.to_owned()).or_insert_with(item)
    }

    pub(super) fn remove(&mut self, id: &str) -> Option<Item> {
        self.0.shift_remove(id)
    }

    /// Makes the due changes; those of items that only wait for a date, such as their expiry, are made for one item only if it is
    /// named: there may be thousands of them, and they do not change each other.
    pub(super) fn settle(&mut self, moment: Moment, only: Option<&str>, settled: &mut Settled<'_>) {
        for (id, item) in &mut self.0 {
            let is_quiet = item.only_waits_for_dates() && only.is_some_and(|only| only != id);
            if is_quiet || (settled.leaves_changed && item.record.is_changed()) {
                continue;
            }
            item.settle(id, moment, settled);
        }
        if !settled.removed.is_empty() {
            let removed = std::mem::take(&mut settled.removed);
            for (id, at) in &removed {
                if self.0.contains_key(id) {
                    settled.event(*at, id, Standing::Nothing, true);
                }
            }
            self.0.retain(|id, _| !removed.iter().any(|(other, _)| other == id));
        }
    }
}

impl<'a> Settled<'a> {
    pub(super) fn new(kind: Kind, owner: &'a str, events: &'a mut Vec<Event>) -> Self {
        Self { kind, owner, events, leaves_changed: false, removed: Vec::new() }
    }

    /// Leaves items as they are whose changes are not recorded.
    pub(super) fn leaving_changed(mut self) -> Self {
        self.leaves_changed = true;
        self
    }

    /// Removes an item when all have been looked at.
    pub(super) fn remove(&mut self, id: String, at: OffsetDateTime) {
        self.removed.push((id, at));
    }

    /// An item was changed.
    pub(super) fn changed(&mut self, at: OffsetDateTime, id: &str, item: &Item) {
        if let Some(serves) = self.kind.serves {
            let key = RecordKey::new(self.kind.name, self.owner, id);
            let standing = serves(&key, item);
            self.event(at, id, standing, false);
        }
    }

    fn event(&mut self, at: OffsetDateTime, id: &str, standing: Standing, is_removal: bool) {
        if self.kind.serves.is_some() {
            let key = RecordKey::new(self.kind.name, self.owner, id);
            self.events.push(Event { at, key, standing, is_removal });
        }
    }
}
