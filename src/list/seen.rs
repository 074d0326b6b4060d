//! The most recently seen items.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

/// Older items are forgotten, so that a list of any length takes the same memory. Items are received twice when
/// others are added before them while the list is read: rarely more than a page of them.
const REMEMBERED: usize = 8192;

/// Hashes of the ids of the last items, at least 8,192.
#[derive(Default)]
pub(super) struct Seen {
    recent: HashSet<u64>,
    older: HashSet<u64>,
}

impl Seen {
    pub(super) fn contains(&self, id: &str) -> bool {
        let id = hash(id.as_bytes());
        self.recent.contains(&id) || self.older.contains(&id)
    }

    pub(super) fn insert(&mut self, ids: impl IntoIterator<Item = u64>) {
        if self.recent.len() >= REMEMBERED {
            self.older = std::mem::take(&mut self.recent);
        }
        self.recent.extend(ids);
    }
}

pub(super) fn hash(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    hasher.finish()
}
