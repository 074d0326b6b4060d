//! A value as the text of a cell.

use serde_json::Value;

/// Returns a value as one line: lists with commas, objects as JSON.
pub(super) fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) if items.iter().all(|item| !item.is_array() && !item.is_object()) => {
            items.iter().map(text).collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    }
}

/// Returns text from a server without what would move the cursor of a terminal, change its colours, or turn the direction
/// of the text around.
pub(crate) fn printable(text: &str) -> String {
    let turns = |one: char| matches!(one, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars().map(|one| if one.is_control() || turns(one) { '\u{fffd}' } else { one }).collect()
}
