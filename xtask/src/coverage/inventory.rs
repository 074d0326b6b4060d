//! An inventory of the API: its operations and their fields in a flat list.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;

/// The maximum size of an inventory; no inventory of this API comes near it.
const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// An operation of the inventory.
pub(super) struct Operation {
    pub(super) resource: String,
    /// Method and path, without the names of parameters.
    pub(super) key: String,
    /// The path parameters by position, because their names differ; empty if the inventory does not describe them.
    pub(super) path: BTreeMap<String, Field>,
    pub(super) query: BTreeMap<String, Field>,
    pub(super) body: BTreeMap<String, Field>,
    pub(super) response: BTreeMap<String, Field>,
}

/// A field and its properties in the inventory.
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
    let form = |what: &str| format!("{name} is not an inventory: {what}");
    let entries = value.as_array().ok_or_else(|| form("it is a list of operations"))?;
    // An empty inventory would pass every check.
    if entries.is_empty() {
        return Err(form("it lists no operation"));
    }
    let one = |(index, entry)| {
        operation(entry).ok_or_else(|| {
            form(&format!(
                "entry {index} lacks `http_method` or `path`, or a part of it has another form; see --help"
            ))
        })
    };
    entries.iter().enumerate().map(one).collect()
}

/// Returns an entry as an operation, or `None` if it has another form: entries that are not understood must not
/// count as covered.
fn operation(entry: &Value) -> Option<Operation> {
    let (method, path) = (entry.get("http_method")?.as_str()?, entry.get("path")?.as_str()?);
    let resource = entry.get("resource").and_then(Value::as_str).unwrap_or("?").to_owned();
    let parameters = |key: &str| {
        let mut found = BTreeMap::new();
        list(entry, key)?.iter().try_for_each(|parameter| field(parameter, "", &mut found))?;
        Some(found)
    };
    let fields = |key: &str| {
        let mut found = BTreeMap::new();
        match entry.get(key) {
            None | Some(Value::Null) => {}
            Some(value) => below(value.is_object().then_some(value)?, "", &mut found)?,
        }
        Some(found)
    };
    let named = parameters("path_params")?;
    let positions = positions(path).into_iter();
    Some(Operation {
        resource,
        key: key(method, path),
        path: positions.filter_map(|(at, name)| Some((at, named.get(name)?.clone()))).collect(),
        query: parameters("query")?,
        body: fields("body")?,
        response: fields("response")?,
    })
}

/// Returns the list at a key: empty if the key is absent or null, `None` if its value is not a list.
fn list<'a>(value: &'a Value, key: &str) -> Option<&'a [Value]> {
    match value.get(key) {
        None | Some(Value::Null) => Some(&[]),
        Some(value) => value.as_array().map(Vec::as_slice),
    }
}

/// Returns method and path without the names of parameters.
pub(super) fn key(method: &str, path: &str) -> String {
    let shape: Vec<&str> =
        path.split('/').map(|part| if part.starts_with('{') { "{}" } else { part }).collect();
    format!("{} {}", method.to_uppercase(), shape.join("/"))
}

/// Returns the parameters of a path with their positions, counted from 1, and their names.
pub(super) fn positions(path: &str) -> Vec<(String, &str)> {
    let names = path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    names.enumerate().map(|(index, name)| ((index + 1).to_string(), name)).collect()
}

fn field(value: &Value, path: &str, found: &mut BTreeMap<String, Field>) -> Option<()> {
    let name = value.get("name")?.as_str()?;
    let path = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    // In a query, an object is one dotted parameter for each of its fields, and is not a parameter itself.
    if value.get("wire_names").is_none() {
        found.insert(path.clone(), said(value)?);
    }
    below(value, &path, found)
}

fn below(value: &Value, path: &str, found: &mut BTreeMap<String, Field>) -> Option<()> {
    list(value, "fields")?.iter().try_for_each(|inner| field(inner, path, found))?;
    if let Some(items) = value.get("items").filter(|items| !items.is_null()) {
        let path = format!("{path}[]");
        found.insert(path.clone(), said(items)?);
        below(items, &path, found)?;
    }
    Some(())
}

fn said(value: &Value) -> Option<Field> {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    Some(Field {
        // A value without a type can be anything.
        kind: value.as_object()?.get("type").map_or_else(|| "any".to_owned(), text),
        required: value.get("required") == Some(&Value::Bool(true)),
        values: list(value, "enum")?.iter().map(text).collect(),
    })
}
