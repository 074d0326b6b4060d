//! Values that are a string in one place and a list of strings in another.

use std::fmt;

use serde::de::{self, Deserializer, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};

/// A string, or a list of strings. Which one depends on the setting: a hostname's minimum TLS version is a string,
/// its ciphers are a list.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(untagged)]
pub enum StringOrList {
    /// One string.
    String(String),
    /// A list of strings, which may be empty.
    List(Vec<String>),
}

impl StringOrList {
    /// Returns the string, if it is one.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            Self::List(_) => None,
        }
    }

    /// Returns all strings: those of the list, or the single one.
    pub fn strings(&self) -> &[String] {
        match self {
            Self::String(text) => std::slice::from_ref(text),
            Self::List(texts) => texts,
        }
    }
}

impl From<&str> for StringOrList {
    fn from(text: &str) -> Self {
        Self::String(text.to_owned())
    }
}

impl From<String> for StringOrList {
    fn from(text: String) -> Self {
        Self::String(text)
    }
}

impl<S: Into<String>> FromIterator<S> for StringOrList {
    fn from_iter<I: IntoIterator<Item = S>>(texts: I) -> Self {
        Self::List(texts.into_iter().map(Into::into).collect())
    }
}

impl<S: Into<String>> From<Vec<S>> for StringOrList {
    fn from(texts: Vec<S>) -> Self {
        texts.into_iter().collect()
    }
}

impl<S: Into<String>, const N: usize> From<[S; N]> for StringOrList {
    fn from(texts: [S; N]) -> Self {
        texts.into_iter().collect()
    }
}

impl<'de> Deserialize<'de> for StringOrList {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Either)
    }
}

struct Either;

impl<'de> Visitor<'de> for Either {
    type Value = StringOrList;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string or a list of strings")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<StringOrList, E> {
        Ok(text.into())
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<StringOrList, E> {
        // Some JSON serializers write `on` and `off` as booleans.
        Ok(if value { "on" } else { "off" }.into())
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<StringOrList, E> {
        Ok(value.to_string().into())
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<StringOrList, E> {
        Ok(value.to_string().into())
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<StringOrList, E> {
        // A version such as 1.2; 1.0 keeps its zero.
        Ok(format!("{value:?}").into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<StringOrList, A::Error> {
        let mut texts = Vec::new();
        while let Some(text) = items.next_element::<Option<String>>()? {
            texts.extend(text);
        }
        Ok(StringOrList::List(texts))
    }
}

#[cfg(feature = "schemars")]
impl schemars::JsonSchema for StringOrList {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "StringOrList".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "oneOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" } }]
        })
    }
}
