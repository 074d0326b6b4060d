//! The envelope around every response, in all forms that occur.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use crate::{ApiError, ResultInfo};

/// The maximum number of errors or messages that are kept: a server can send any number.
const MAX_ITEMS: usize = 100;

/// A decoded envelope. It is decoded in the same pass as the result, leniently except for the result, whose type
/// the generated code defines.
#[derive(Debug)]
pub(crate) struct Envelope<T> {
    /// Whether it is an envelope at all: an object with one of the keys that only envelopes have.
    pub(super) enveloped: bool,
    /// Whether `success` is present and `false`.
    pub(super) failed: bool,
    pub(super) errors: Vec<ApiError>,
    pub(super) messages: Vec<ApiError>,
    /// Boxed when it is decoded: an envelope is moved several times, and a certificate has a kilobyte.
    pub(super) result: Option<Box<T>>,
    pub(super) result_info: Option<ResultInfo>,
}

/// Why a body cannot be decoded.
#[derive(Debug)]
pub(super) enum Unreadable {
    /// It does not start like JSON.
    NotJson,
    /// It is JSON that is truncated or invalid; at this position.
    Broken(String),
    /// It is JSON of another form: at this path, for this reason.
    Form(String, String),
}

impl<T> Default for Envelope<T> {
    fn default() -> Self {
        Self {
            enveloped: false,
            failed: false,
            errors: Vec::new(),
            messages: Vec::new(),
            result: None,
            result_info: None,
        }
    }
}

/// Decodes a body that is not the usual envelope, or returns what is wrong with it. An empty body is an empty
/// envelope; JSON without an envelope is a bare result.
pub(super) fn read<T: serde::de::DeserializeOwned>(body: &[u8]) -> Result<Envelope<T>, Unreadable> {
    let Ok(text) = std::str::from_utf8(body) else { return Err(Unreadable::NotJson) };
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.is_empty() {
        return Ok(Envelope::default());
    }
    if !text.starts_with(['{', '[', '"']) && serde_json::from_str::<IgnoredAny>(text).is_err() {
        return Err(Unreadable::NotJson);
    }
    if text.starts_with('{') {
        let envelope: Envelope<T> = at_path(text, "")?;
        if envelope.enveloped {
            return Ok(envelope);
        }
    }
    let result = at_path::<Option<Box<T>>>(text, "result")?;
    Ok(Envelope { result, ..Envelope::default() })
}

/// Decodes the envelope of a response that is not a success: its errors, if it is an envelope at all.
pub(super) fn failure(body: &[u8]) -> Result<Envelope<IgnoredAny>, Unreadable> {
    read(body)
}

/// Decodes the result of a body as JSON, whatever it is; `null` if there is none. A body without an envelope is
/// the result.
pub(crate) fn raw_result(body: &[u8]) -> Value {
    read::<Value>(body).ok().and_then(|envelope| envelope.result).map_or(Value::Null, |value| *value)
}

fn at_path<T: serde::de::DeserializeOwned>(text: &str, root: &str) -> Result<T, Unreadable> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let cause = error.inner();
        if cause.is_data() {
            let path = error.path().to_string();
            let path = if path == "." { String::new() } else { path };
            let dot = if root.is_empty() || path.is_empty() || path.starts_with('[') { "" } else { "." };
            return Unreadable::Form(format!("{root}{dot}{path}"), shape(cause));
        }
        broken(cause)
    })?;
    reader.end().map_err(|error| broken(&error))?;
    Ok(value)
}

fn broken(error: &serde_json::Error) -> Unreadable {
    Unreadable::Broken(format!("it breaks at line {}, column {}", error.line(), error.column()))
}

/// Returns serde's description of a mismatch without the value, because serde quotes strings of the response.
fn shape(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match (text.find(['"', '`']), text.rfind(['"', '`'])) {
        (Some(start), Some(end)) if end > start => format!("{}…{}", &text[..start], &text[end + 1..]),
        _ => text,
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Envelope<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(EnvelopeVisitor(PhantomData))
    }
}

struct EnvelopeVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for EnvelopeVisitor<T> {
    type Value = Envelope<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an envelope")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Envelope<T>, A::Error> {
        let mut envelope = Envelope::default();
        while let Some(key) = map.next_key::<Key>()? {
            envelope.enveloped |= matches!(key, Key::Success | Key::Errors | Key::Result);
            match key {
                Key::Success => envelope.failed = map.next_value::<Value>()? == Value::Bool(false),
                Key::Errors => envelope.errors = map.next_value::<Items>()?.0,
                Key::Messages => envelope.messages = map.next_value::<Items>()?.0,
                Key::Result => envelope.result = map.next_value()?,
                Key::ResultInfo => envelope.result_info = serde_json::from_value(map.next_value()?).ok(),
                Key::Other => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(envelope)
    }
}

enum Key {
    Success,
    Errors,
    Messages,
    Result,
    ResultInfo,
    Other,
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct KeyVisitor;
        impl Visitor<'_> for KeyVisitor {
            type Value = Key;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key")
            }

            fn visit_str<E>(self, key: &str) -> Result<Key, E> {
                Ok(match key {
                    "success" => Key::Success,
                    "errors" => Key::Errors,
                    "messages" => Key::Messages,
                    "result" => Key::Result,
                    "result_info" => Key::ResultInfo,
                    _ => Key::Other,
                })
            }
        }
        deserializer.deserialize_identifier(KeyVisitor)
    }
}

/// The items of `errors` or `messages`, in any form: a list, or a single one.
struct Items(Vec<ApiError>);

impl<'de> Deserialize<'de> for Items {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ItemsVisitor)
    }
}

struct ItemsVisitor;

impl<'de> Visitor<'de> for ItemsVisitor {
    type Value = Items;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("errors or messages")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Items, A::Error> {
        let mut items = Vec::new();
        while items.len() < MAX_ITEMS {
            let Some(value) = list.next_element::<Value>()? else { return Ok(Items(items)) };
            add(&value, &mut items);
        }
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Items(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Items, A::Error> {
        let value = Value::deserialize(serde::de::value::MapAccessDeserializer::new(map))?;
        let mut items = Vec::new();
        add(&value, &mut items);
        Ok(Items(items))
    }

    fn visit_str<E>(self, message: &str) -> Result<Items, E> {
        Ok(Items(vec![ApiError { message: message.to_owned(), ..ApiError::default() }]))
    }

    fn visit_unit<E>(self) -> Result<Items, E> {
        Ok(Items(Vec::new()))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Items, E> {
        Ok(Items(Vec::new()))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Items, E> {
        Ok(Items(Vec::new()))
    }

    fn visit_u64<E>(self, _: u64) -> Result<Items, E> {
        Ok(Items(Vec::new()))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Items, E> {
        Ok(Items(Vec::new()))
    }
}

/// Adds an item and its causes: `Invalid request headers` alone does not help.
fn add(value: &Value, items: &mut Vec<ApiError>) {
    items.extend(item(value));
    for cause in value.get("error_chain").and_then(Value::as_array).into_iter().flatten() {
        if items.len() < MAX_ITEMS {
            add(cause, items);
        }
    }
}

fn item(value: &Value) -> Option<ApiError> {
    let text = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
    match value {
        Value::String(message) => Some(ApiError { message: message.clone(), ..ApiError::default() }),
        Value::Object(map) if !map.is_empty() => {
            let code = value.get("code");
            let code = code.and_then(Value::as_i64).or_else(|| code?.as_str()?.parse().ok());
            Some(ApiError {
                code: code.unwrap_or_default(),
                message: text("message").unwrap_or_default(),
                documentation_url: text("documentation_url"),
                pointer: value.pointer("/source/pointer").and_then(Value::as_str).map(str::to_owned),
            })
        }
        _ => None,
    }
}
