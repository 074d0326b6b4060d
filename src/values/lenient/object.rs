//! Decoding of a received object, field by field. What is the same for all types is written once here, and not
//! expanded for each of them: the generated code has some 70 such types.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, Visitor};

/// A type that is decoded from an object.
pub(crate) trait Object: Default {
    /// Decodes the value of a field. Returns `false`, without having read the value, if there is no such field.
    fn read<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<bool, A::Error>;

    /// Fills in fields from others once all have been decoded.
    fn complete(&mut self);
}

/// Decodes an object. Unknown keys are skipped; missing fields keep their default.
pub(crate) fn object<'de, T: Object, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_map(ObjectVisitor(PhantomData))
}

struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: Object> Visitor<'de> for ObjectVisitor<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
        let mut value = T::default();
        while let Some(Key(key)) = map.next_key()? {
            if !value.read(&key, &mut map)? {
                map.next_value::<IgnoredAny>()?;
            }
        }
        value.complete();
        Ok(value)
    }
}

/// A key, borrowed from the input if that is possible.
struct Key<'de>(Cow<'de, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_identifier(KeyVisitor)
    }
}

struct KeyVisitor;

impl<'de> Visitor<'de> for KeyVisitor {
    type Value = Key<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a key")
    }

    fn visit_borrowed_str<E: Error>(self, key: &'de str) -> Result<Key<'de>, E> {
        Ok(Key(Cow::Borrowed(key)))
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<Key<'de>, E> {
        Ok(Key(Cow::Owned(key.to_owned())))
    }
}

/// Implements deserialization of a received struct: from an object only, each field with the lenient deserializer
/// for its type, given as a seed.
macro_rules! read_object {
    (
        $name:ident { $($field:ident = $wire:literal by $seed:expr,)* }
        then |$read:ident| { $($then:tt)* }
    ) => {
        impl crate::lenient::Object for $name {
            fn read<'de, A: ::serde::de::MapAccess<'de>>(
                &mut self,
                key: &str,
                map: &mut A,
            ) -> ::std::result::Result<bool, A::Error> {
                match key {
                    $($wire => self.$field = map.next_value_seed($seed)?,)*
                    _ => return ::std::result::Result::Ok(false),
                }
                ::std::result::Result::Ok(true)
            }

            fn complete(&mut self) {
                #[allow(unused_variables, reason = "most types have no fallbacks")]
                let $read = self;
                $($then)*
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                crate::lenient::object(deserializer)
            }
        }
    };
}

pub(crate) use read_object;
