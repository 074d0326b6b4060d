//! The lenient deserializers as seeds: values that decode the value of a key.

use std::collections::BTreeMap;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer};

macro_rules! seed {
    ($(#[$doc:meta])* $name:ident => $function:path, $value:ty $(, $item:ident)?) => {
        $(#[$doc])*
        pub(crate) struct $name$(<$item>(PhantomData<$item>))?;

        impl<'de $(, $item: Deserialize<'de>)?> DeserializeSeed<'de> for $name$(<$item>)? {
            type Value = $value;

            fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<$value, D::Error> {
                $function(deserializer)
            }
        }
    };
}

seed!(
    /// See [`text`](super::text).
    Text => super::text, String
);
seed!(
    /// See [`optional_text`](super::optional_text).
    OptionalText => super::optional_text, Option<String>
);
seed!(
    /// See [`optional_integer`](super::optional_integer).
    OptionalInteger => super::optional_integer, Option<i64>
);
seed!(
    /// See [`text_map`](super::text_map).
    TextMap => super::text_map, BTreeMap<String, String>
);
seed!(
    /// See [`items`](super::items).
    Items => super::items, Vec<T>, T
);
seed!(
    /// See [`map`](super::map).
    Map => super::map, BTreeMap<String, T>, T
);

impl<T> Items<T> {
    pub(crate) fn new() -> Self {
        Self(PhantomData)
    }
}

impl<T> Map<T> {
    pub(crate) fn new() -> Self {
        Self(PhantomData)
    }
}

/// The type's own `Deserialize`.
pub(crate) fn own<T>() -> PhantomData<T> {
    PhantomData
}
