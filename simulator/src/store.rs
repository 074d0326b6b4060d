//! The state of all resources: records as responses show them, and the changes that are scheduled for them.

mod item;
mod schedule;

use std::collections::HashMap;
use std::sync::MutexGuard;

use indexmap::IndexMap;
use serde_json::Value;
use time::OffsetDateTime;

use crate::activation::Activation;
use crate::api_error::ApiError;

pub(crate) use item::Item;
pub(crate) use schedule::Step;

/// A kind of resource.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Kind {
    pub(crate) name: &'static str,
    /// The error code for an id that does not exist.
    pub(crate) not_found: u32,
}

/// Identifies the resources of one kind that an account, a zone or another owner has.
#[derive(Clone, Debug)]
pub(crate) struct CollectionKey {
    kind: Kind,
    owner: String,
}

/// The resources of one kind and owner by their ids, in the order of their creation.
pub(crate) type Collection = IndexMap<String, Item>;

/// All resources of all accounts and zones: by kind, then by owner.
#[derive(Default)]
pub(crate) struct Store(HashMap<&'static str, HashMap<String, Collection>>);

/// What decides which scheduled changes are due.
#[derive(Clone, Copy)]
pub(crate) struct Moment {
    pub(crate) now: OffsetDateTime,
    pub(crate) activation: Activation,
}

/// The locked store at a moment: all due changes have been made to what it returns.
pub(crate) struct StoreGuard<'a> {
    pub(crate) store: MutexGuard<'a, Store>,
    pub(crate) moment: Moment,
}

impl Kind {
    pub(crate) const fn new(name: &'static str, not_found: u32) -> Self {
        Self { name, not_found }
    }

    /// The collection of an owner.
    pub(crate) fn of(self, owner: impl Into<String>) -> CollectionKey {
        CollectionKey { kind: self, owner: owner.into() }
    }
}

impl StoreGuard<'_> {
    /// Returns a collection.
    pub(crate) fn collection(&mut self, key: &CollectionKey) -> &mut Collection {
        let moment = self.moment;
        let collection = self.unsettled(key);
        settle(collection, moment, None);
        collection
    }

    /// Returns a collection in which changes may be due: settling it takes a while if it is large.
    fn unsettled(&mut self, key: &CollectionKey) -> &mut Collection {
        let owners = self.store.0.entry(key.kind.name).or_default();
        owners.entry(key.owner.clone()).or_default()
    }

    /// Returns an item.
    pub(crate) fn find(&mut self, key: &CollectionKey, id: &str) -> Result<&mut Item, ApiError> {
        let not_found = || ApiError::not_found(key.kind.not_found, "there is no resource with this id");
        let moment = self.moment;
        let collection = self.unsettled(key);
        settle(collection, moment, Some(id));
        collection.get_mut(id).ok_or_else(not_found)
    }

    /// Adds an item, or replaces the one of the same id.
    pub(crate) fn insert(
        &mut self,
        key: &CollectionKey,
        id: &str,
        record: Value,
        steps: impl IntoIterator<Item = Step>,
    ) -> &mut Item {
        let item = Item::new(record, self.moment.now, steps);
        let collection = self.unsettled(key);
        collection.shift_remove(id);
        collection.entry(id.to_owned()).or_insert(item)
    }

    /// Returns the only item of a collection, such as a setting; creates it if it does not exist.
    pub(crate) fn singleton(&mut self, key: &CollectionKey, default: impl FnOnce() -> Value) -> &mut Item {
        let now = self.moment.now;
        self.collection(key).entry(String::new()).or_insert_with(|| Item::new(default(), now, []))
    }

    /// Removes an item.
    pub(crate) fn remove(&mut self, key: &CollectionKey, id: &str) -> Option<Item> {
        self.collection(key).shift_remove(id)
    }

    /// Returns all items of a kind with their owners.
    pub(crate) fn all(&mut self, kind: Kind) -> impl Iterator<Item = (&String, &String, &mut Item)> {
        let moment = self.moment;
        let owners = self.store.0.entry(kind.name).or_default();
        owners.iter_mut().flat_map(move |(owner, collection)| {
            settle(collection, moment, None);
            collection.iter_mut().map(move |(id, item)| (owner, id, item))
        })
    }

    /// Returns the item of a kind with this id, of any owner.
    pub(crate) fn find_anywhere(&mut self, kind: Kind, id: &str) -> Option<&mut Item> {
        self.all(kind).find(|(_, other, _)| other.as_str() == id).map(|(_, _, item)| item)
    }
}

/// Makes the due changes; those of items that only wait for a date, such as their expiry, are made for one item only if it is
/// named: there may be thousands of them, and they do not change each other.
fn settle(collection: &mut Collection, moment: Moment, only: Option<&str>) {
    let mut removed = Vec::new();
    for (id, item) in collection.iter_mut() {
        if item.only_waits_for_dates() && only.is_some_and(|only| only != id) {
            continue;
        }
        item.settle(id, moment, &mut removed);
    }
    if !removed.is_empty() {
        collection.retain(|id, _| !removed.contains(id));
    }
}
