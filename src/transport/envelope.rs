//! The envelope around every answer, in all the forms in which it is seen.

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::{ApiError, ResultInfo};

/// An envelope taken apart. The result stays text: its type is the generated code's business.
pub(super) struct Envelope<'a> {
    /// `success` is there and `false`.
    pub(super) failed: bool,
    pub(super) errors: Vec<ApiError>,
    pub(super) messages: Vec<ApiError>,
    pub(super) result: Option<Text<'a>>,
    pub(super) result_info: Option<ResultInfo>,
}

/// The JSON text of a result, within the body.
#[derive(Clone, Copy)]
pub(super) struct Text<'a>(&'a str);

impl<'a> Text<'a> {
    pub(super) fn as_bytes(self) -> &'a [u8] {
        self.0.as_bytes()
    }
}

/// Why a body is no envelope.
pub(super) enum Unreadable {
    /// It does not begin like JSON.
    NotJson,
    /// It begins like JSON and breaks off or goes wrong; where.
    Broken(String),
}

#[derive(Deserialize)]
struct Raw<'a> {
    #[serde(borrow, default)]
    success: Option<&'a RawValue>,
    #[serde(borrow, default)]
    errors: Option<&'a RawValue>,
    #[serde(borrow, default)]
    messages: Option<&'a RawValue>,
    #[serde(borrow, default)]
    result: Option<&'a RawValue>,
    #[serde(borrow, default)]
    result_info: Option<&'a RawValue>,
}

impl<'a> Envelope<'a> {
    /// Takes a body apart. An empty body is an empty envelope; JSON that is no envelope is a bare result.
    pub(super) fn read(body: &'a [u8]) -> Result<Self, Unreadable> {
        let empty =
            Self { failed: false, errors: Vec::new(), messages: Vec::new(), result: None, result_info: None };
        let Ok(text) = std::str::from_utf8(body) else { return Err(Unreadable::NotJson) };
        let text = text.trim_start_matches('\u{feff}').trim();
        if text.is_empty() {
            return Ok(empty);
        }
        if !text.starts_with(['{', '[', '"']) && serde_json::from_str::<Value>(text).is_err() {
            return Err(Unreadable::NotJson);
        }
        let broken = |error: serde_json::Error| {
            Unreadable::Broken(format!("it breaks at line {}, column {}", error.line(), error.column()))
        };
        if !text.starts_with('{') {
            let _: &RawValue = serde_json::from_str(text).map_err(broken)?;
            return Ok(Self { result: Some(Text(text)), ..empty });
        }
        let raw: Raw<'a> = serde_json::from_str(text).map_err(broken)?;
        if raw.success.is_none() && raw.errors.is_none() && raw.result.is_none() {
            return Ok(Self { result: Some(Text(text)), ..empty });
        }
        Ok(Self {
            failed: raw.success.is_some_and(|success| success.get() == "false"),
            errors: items(raw.errors),
            messages: items(raw.messages),
            result: raw.result.map(|result| Text(result.get())),
            result_info: raw.result_info.and_then(|info| serde_json::from_str(info.get()).ok()),
        })
    }
}

/// The items of `errors` or `messages`, whatever they look like.
fn items(raw: Option<&RawValue>) -> Vec<ApiError> {
    let Some(raw) = raw.map(RawValue::get).filter(|text| *text != "[]") else { return Vec::new() };
    match serde_json::from_str(raw) {
        Ok(Value::Array(items)) => items.iter().filter_map(item).collect(),
        Ok(other) => item(&other).into_iter().collect(),
        Err(_) => Vec::new(),
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
