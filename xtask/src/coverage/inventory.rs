//! An inventory of the API: its operations and their fields, flat.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;

/// No inventory of this API comes near this.
const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// An operation of the inventory.
pub(super) struct Operation {
    pub(super) resource: String,
    /// Verb and path, the names of parameters left out.
    pub(super) key: String,
    pub(super) query: BTreeMap<String, Field>,
    pub(super) body: BTreeMap<String, Field>,
    pub(super) response: BTreeMap<String, Field>,
}

/// A field and what is said of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Field {
    pub(super) kind: String,
    pub(super) required: bool,
    pub(super) values: BTreeSet<String>,
}

pub(super) fn read(path: &Path) -> Result<Vec<Operation>, String> {
    let name = path.display();
    let size = std::fs::metadata(path).map_err(|error| format!("{name} cannot be read: {error}"))?.len();
    if size > MAX_BYTES {
        return Err(format!("{name} has {size} bytes; {MAX_BYTES} is the most"));
    }
    let text = std::fs::read_to_string(path).map_err(|error| format!("{name} cannot be read: {error}"))?;
    let value: Value = serde_json::from_str(&text).map_err(|error| format!("{name} is not JSON: {error}"))?;
    let form = || format!("{name} is not an inventory: a list of operations with `http_method` and `path`");
    value.as_array().ok_or_else(form)?.iter().map(|entry| operation(entry).ok_or_else(form)).collect()
}

fn operation(entry: &Value) -> Option<Operation> {
    let (method, path) = (entry.get("http_method")?.as_str()?, entry.get("path")?.as_str()?);
    let resource = entry.get("resource").and_then(Value::as_str).unwrap_or("?").to_owned();
    let mut query = BTreeMap::new();
    for parameter in entry.get("query").and_then(Value::as_array).into_iter().flatten() {
        field(parameter, "", &mut query);
    }
    let fields = |key: &str| {
        let mut found = BTreeMap::new();
        if let Some(value) = entry.get(key).filter(|value| value.is_object()) {
            below(value, "", &mut found);
        }
        found
    };
    Some(Operation {
        resource,
        key: key(method, path),
        query,
        body: fields("body"),
        response: fields("response"),
    })
}

/// Verb and path without the names of parameters.
pub(super) fn key(method: &str, path: &str) -> String {
    let shape: Vec<&str> =
        path.split('/').map(|part| if part.starts_with('{') { "{}" } else { part }).collect();
    format!("{} {}", method.to_uppercase(), shape.join("/"))
}

fn field(value: &Value, path: &str, found: &mut BTreeMap<String, Field>) {
    let Some(name) = value.get("name").and_then(Value::as_str) else { return };
    let path = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    found.insert(path.clone(), said(value));
    below(value, &path, found);
}

fn below(value: &Value, path: &str, found: &mut BTreeMap<String, Field>) {
    for inner in value.get("fields").and_then(Value::as_array).into_iter().flatten() {
        field(inner, path, found);
    }
    if let Some(items) = value.get("items").filter(|items| items.is_object()) {
        let path = format!("{path}[]");
        found.insert(path.clone(), said(items));
        below(items, &path, found);
    }
}

fn said(value: &Value) -> Field {
    let values = value.get("enum").and_then(Value::as_array).into_iter().flatten();
    Field {
        kind: value.get("type").and_then(Value::as_str).unwrap_or("anything").to_owned(),
        required: value.get("required") == Some(&Value::Bool(true)),
        values: values.map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned)).collect(),
    }
}
