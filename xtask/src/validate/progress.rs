//! Our rule for `x-progress`: which values of a status mean what.

use std::collections::BTreeMap;

use cloudflare_certificates_compiler::{Document, Finding, schema};
use serde_json::Value;

use super::add;

/// Requires that every value of the enumeration has one meaning, and that no other value has one.
pub(super) fn proof(document: &Document) -> Vec<Finding> {
    let mut found = Vec::new();
    schema::each_object("", &document.root, &mut |pointer, part| {
        let Some(progress) = part.get("x-progress") else { return };
        for message in messages(part, progress) {
            add(document, &format!("{pointer}/x-progress"), "progress", message, &mut found);
        }
    });
    found
}

fn messages(part: &Value, progress: &Value) -> Vec<String> {
    let mut messages = Vec::new();
    let mut meanings: BTreeMap<&str, usize> = strings(part.get("enum")).map(|value| (value, 0)).collect();
    if meanings.is_empty() {
        messages.push("`x-progress` is for an enumeration of strings".to_owned());
    }
    for (meaning, values) in progress.as_object().into_iter().flatten() {
        if !schema::PROGRESS.contains(&meaning.as_str()) {
            messages.push(format!("`{meaning}` is unknown; there are {}", schema::PROGRESS.join(", ")));
        }
        for value in strings(Some(values)) {
            match meanings.get_mut(value) {
                Some(count) => *count += 1,
                None => messages.push(format!("`{value}` is not a value of the enumeration")),
            }
        }
    }
    let wrong = meanings.into_iter().filter(|(_, count)| *count != 1);
    messages.extend(wrong.map(|(value, count)| format!("`{value}` has {count} meanings, not one")));
    messages
}

fn strings(list: Option<&Value>) -> impl Iterator<Item = &str> {
    list.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
}
