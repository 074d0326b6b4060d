//! The state of all resources: records as responses show them, and the changes that are scheduled for them.

mod collection;
mod item;
mod recording;
mod schedule;
mod tracked;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, MutexGuard};

use serde_json::Value;
use time::OffsetDateTime;

use crate::activation::Activation;
use crate::api_error::ApiError;
use crate::served::{Event, Ledger, RecordKey, Standing};
use collection::Settled;

pub(crate) use collection::Collection;
pub(crate) use item::Item;
pub(crate) use schedule::Step;

/// A kind of resource.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Kind {
    pub(crate) name: &'static str,
    /// The error code for an id that does not exist.
    pub(crate) not_found: u32,
    /// What a record stands for, if records of this kind have certificates that are served.
    serves: Option<Serves>,
}

/// Says what a record stands for.
pub(crate) type Serves = fn(&RecordKey, &Item) -> Standing;

/// Identifies the resources of one kind that an account, a zone or another owner has.
#[derive(Clone, Debug)]
pub(crate) struct CollectionKey {
    kind: Kind,
    owner: String,
}

/// All resources of all accounts and zones, and what is served of them.
#[derive(Default)]
pub(crate) struct Store {
    kinds: HashMap<&'static str, Owners>,
    ledger: Ledger,
    /// Scheduled changes that were made and are not in the ledger.
    events: Vec<Event>,
}

/// The resources of one kind.
struct Owners {
    kind: Kind,
    collections: HashMap<String, Collection>,
}

/// What decides which scheduled changes are due.
#[derive(Clone, Copy)]
pub(crate) struct Moment {
    pub(crate) now: OffsetDateTime,
    pub(crate) activation: Activation,
}

/// The locked store at a moment: all due changes have been made to what it returns. What was changed by the time it is dropped is
/// recorded then, as one change.
pub(crate) struct StoreGuard<'a> {
    store: MutexGuard<'a, Store>,
    moment: Moment,
    /// How many reads do not show a new record, by its kind.
    unseen_reads: Arc<BTreeMap<String, u32>>,
    /// What may have been changed: records, and whole collections.
    records: Vec<RecordKey>,
    collections: BTreeSet<(&'static str, String)>,
}

impl Kind {
    pub(crate) const fn new(name: &'static str, not_found: u32) -> Self {
        Self { name, not_found, serves: None }
    }

    /// The records have certificates that are served.
    pub(crate) const fn serving(self, serves: Serves) -> Self {
        Self { serves: Some(serves), ..self }
    }

    /// The collection of an owner.
    pub(crate) fn of(self, owner: impl Into<String>) -> CollectionKey {
        CollectionKey { kind: self, owner: owner.into() }
    }
}

impl CollectionKey {
    /// The error for an id that does not exist.
    pub(crate) fn not_found(&self) -> ApiError {
        ApiError::not_found(self.kind.not_found, "there is no resource with this id")
    }
}

impl Store {
    /// Returns a collection in which no change is due, except that `only` an item may be looked at: settling takes a while if the
    /// collection is large.
    fn settled(&mut self, key: &CollectionKey, moment: Moment, only: Option<&str>) -> &mut Collection {
        let collection = collection_of(&mut self.kinds, key);
        collection.settle(moment, only, &mut Settled::new(key.kind, &key.owner, &mut self.events));
        collection
    }
}

fn collection_of<'a>(
    kinds: &'a mut HashMap<&'static str, Owners>,
    key: &CollectionKey,
) -> &'a mut Collection {
    let owners = kinds.entry(key.kind.name);
    let owners = owners.or_insert_with(|| Owners { kind: key.kind, collections: HashMap::new() });
    owners.collections.entry(key.owner.clone()).or_default()
}

impl<'a> StoreGuard<'a> {
    pub(crate) fn new(
        store: MutexGuard<'a, Store>,
        moment: Moment,
        unseen_reads: Arc<BTreeMap<String, u32>>,
    ) -> Self {
        Self { store, moment, unseen_reads, records: Vec::new(), collections: BTreeSet::new() }
    }

    /// Returns a collection to read.
    pub(crate) fn shown(&mut self, key: &CollectionKey) -> &Collection {
        self.store.settled(key, self.moment, None)
    }

    /// Returns a collection.
    pub(crate) fn collection(&mut self, key: &CollectionKey) -> &mut Collection {
        if key.kind.serves.is_some() {
            self.collections.insert((key.kind.name, key.owner.clone()));
        }
        self.store.settled(key, self.moment, None)
    }

    /// Returns an item.
    pub(crate) fn find(&mut self, key: &CollectionKey, id: &str) -> Result<&mut Item, ApiError> {
        self.may_change(key, id);
        self.store.settled(key, self.moment, Some(id)).get_mut(id).ok_or_else(|| key.not_found())
    }

    /// Adds an item, or replaces the one of the same id.
    pub(crate) fn insert(
        &mut self,
        key: &CollectionKey,
        id: &str,
        record: Value,
        steps: impl IntoIterator<Item = Step>,
    ) -> &mut Item {
        self.may_change(key, id);
        let mut item = Item::new(record, self.moment.now, steps);
        let unseen_reads = self.unseen_reads.get(key.kind.name).copied();
        let collection = collection_of(&mut self.store.kinds, key);
        // One that is replaced was seen before.
        if let Some(reads) = unseen_reads.filter(|_| !collection.contains_key(id)) {
            item.hide(reads);
        }
        collection.insert(id, item)
    }

    /// Returns the only item of a collection, such as a setting; creates it if it does not exist.
    pub(crate) fn singleton(&mut self, key: &CollectionKey, default: impl FnOnce() -> Value) -> &mut Item {
        let now = self.moment.now;
        self.collection(key).get_or_insert("", || Item::new(default(), now, []))
    }

    /// Removes an item.
    pub(crate) fn remove(&mut self, key: &CollectionKey, id: &str) -> Option<Item> {
        self.may_change(key, id);
        self.store.settled(key, self.moment, None).remove(id)
    }

    /// Returns all items of a kind with their owners.
    pub(crate) fn all(&mut self, kind: Kind) -> impl Iterator<Item = (&String, &String, &mut Item)> {
        let moment = self.moment;
        let Store { kinds, events, .. } = &mut *self.store;
        let owners = kinds.entry(kind.name);
        let owners = owners.or_insert_with(|| Owners { kind, collections: HashMap::new() });
        for (owner, collection) in &mut owners.collections {
            collection.settle(moment, None, &mut Settled::new(kind, owner, events));
            if kind.serves.is_some() {
                self.collections.insert((kind.name, owner.clone()));
            }
        }
        owners
            .collections
            .iter_mut()
            .flat_map(|(owner, collection)| collection.iter_mut().map(move |(id, item)| (owner, id, item)))
    }

    /// Returns the item of a kind with this id, of any owner.
    pub(crate) fn find_anywhere(&mut self, kind: Kind, id: &str) -> Option<&mut Item> {
        self.all(kind).find(|(_, other, _)| other.as_str() == id).map(|(_, _, item)| item)
    }

    fn may_change(&mut self, key: &CollectionKey, id: &str) {
        if key.kind.serves.is_some() {
            self.records.push(RecordKey::new(key.kind.name, &key.owner, id));
        }
    }
}
