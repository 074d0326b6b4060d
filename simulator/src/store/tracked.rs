//! A record that knows whether it was changed.

use std::ops::{Deref, DerefMut};

use serde::{Serialize, Serializer};
use serde_json::Value;

/// A record. Mutable access to it counts as a change.
#[derive(Debug)]
pub(crate) struct Tracked {
    value: Value,
    is_changed: bool,
}

impl Tracked {
    /// A new record, which counts as changed.
    pub(super) fn new(value: Value) -> Self {
        Self { value, is_changed: true }
    }

    pub(super) fn is_changed(&self) -> bool {
        self.is_changed
    }

    /// Returns whether it was changed since this was last called.
    pub(super) fn take_change(&mut self) -> bool {
        std::mem::take(&mut self.is_changed)
    }
}

impl Deref for Tracked {
    type Target = Value;

    fn deref(&self) -> &Value {
        &self.value
    }
}

impl DerefMut for Tracked {
    fn deref_mut(&mut self) -> &mut Value {
        self.is_changed = true;
        &mut self.value
    }
}

impl Serialize for Tracked {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(serializer)
    }
}
