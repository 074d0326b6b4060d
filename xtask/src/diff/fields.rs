//! The fields of a body in a flat list, and what a change of one means for requests and for responses.

use std::collections::{BTreeMap, BTreeSet};

use cloudflare_certificates_compiler::schema;
use serde_json::{Number, Value};

/// The maximum depth, at which a recursive schema is cut; no body of this API is deeper.
const MAX_DEPTH: usize = 12;

/// The properties of a field on which a user can rely.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Field {
    kind: String,
    required: bool,
    values: Option<BTreeSet<String>>,
    minimum: Option<f64>,
    maximum: Option<f64>,
    pattern: Option<String>,
}

/// The part that changed, how, and whether the change is breaking.
type Changed = (String, String, bool);

/// Collects a schema's fields by their paths: `sans`, `sans[]`, `tunnel.vnet_id`.
pub(super) fn collect(
    root: &Value,
    value: &Value,
    path: &str,
    required: bool,
    found: &mut BTreeMap<String, Field>,
) {
    let mut seen = Vec::new();
    walk(root, value, path, required, &mut seen, found);
}

fn walk<'a>(
    root: &'a Value,
    value: &'a Value,
    path: &str,
    required: bool,
    seen: &mut Vec<&'a Value>,
    found: &mut BTreeMap<String, Field>,
) {
    let target = schema::resolve(root, value);
    // Stops at recursion, and at a depth that no real schema has.
    if seen.len() > MAX_DEPTH || seen.iter().any(|outer| std::ptr::eq(*outer, target)) {
        return;
    }
    seen.push(target);
    let parts = flat(root, target, 0);
    if !path.is_empty() {
        found.insert(path.to_owned(), field(&parts, required));
    }
    for part in &parts {
        for (name, property) in part.get("properties").and_then(Value::as_object).into_iter().flatten() {
            let below = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            let required = parts.iter().any(|part| schema::required(part).contains(name.as_str()));
            walk(root, property, &below, required, seen, found);
        }
        if let Some(items) = part.get("items") {
            walk(root, items, &format!("{path}[]"), true, seen, found);
        }
    }
    seen.pop();
}

/// Returns a schema and the parts of its `allOf`, with references resolved.
fn flat<'a>(root: &'a Value, value: &'a Value, depth: usize) -> Vec<&'a Value> {
    let value = schema::resolve(root, value);
    let mut parts = vec![value];
    if depth < MAX_DEPTH {
        for part in value.get("allOf").and_then(Value::as_array).into_iter().flatten() {
            parts.extend(flat(root, part, depth + 1));
        }
    }
    parts
}

fn field(parts: &[&Value], required: bool) -> Field {
    let first = |key: &str| parts.iter().find_map(|part| part.get(key));
    let number = |keys: [&str; 3]| {
        keys.iter().find_map(|key| first(key).and_then(Value::as_number).and_then(Number::as_f64))
    };
    let values = first("enum").and_then(Value::as_array);
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    Field {
        kind: kind(parts),
        required,
        values: values.map(|values| values.iter().filter(|value| !value.is_null()).map(text).collect()),
        minimum: number(["minimum", "minLength", "minItems"]),
        maximum: number(["maximum", "maxLength", "maxItems"]),
        pattern: first("pattern").and_then(Value::as_str).map(str::to_owned),
    }
}

/// Returns the kind of value. OpenAPI 3.1 lists `null` among several types.
fn kind(parts: &[&Value]) -> String {
    let said = parts.iter().find_map(|part| match part.get("type")? {
        Value::String(kind) => Some(kind.clone()),
        Value::Array(kinds) => {
            kinds.iter().filter_map(Value::as_str).find(|kind| *kind != "null").map(str::to_owned)
        }
        _ => None,
    });
    let implied = || {
        let has = |key: &str| parts.iter().any(|part| part.get(key).is_some());
        let kind = if has("properties") {
            "object"
        } else if has("items") {
            "array"
        } else {
            "anything"
        };
        kind.to_owned()
    };
    said.unwrap_or_else(implied)
}

/// Returns the changes for requests. A change breaks users if a request must contain more, or if fewer values are
/// accepted.
pub(super) fn of_requests(before: &BTreeMap<String, Field>, after: &BTreeMap<String, Field>) -> Vec<Changed> {
    let mut changes = Vec::new();
    for (name, new) in after {
        let mut add = |how: String, breaking| changes.push((name.clone(), how, breaking));
        let Some(old) = before.get(name) else {
            let inside = outer(name).is_some_and(|outer| !before.contains_key(outer));
            match (inside, new.required) {
                // The enclosing field is reported instead.
                (true, _) => {}
                (false, true) => add("was added, required".to_owned(), true),
                (false, false) => add("was added, optional".to_owned(), false),
            }
            continue;
        };
        if old.kind != new.kind {
            add(format!("was {} and is {}", old.kind, new.kind), true);
            continue;
        }
        match (old.required, new.required) {
            (false, true) => add("became required".to_owned(), true),
            (true, false) => add("became optional".to_owned(), false),
            _ => {}
        }
        values(old, new, &mut add);
        bounds(old, new, &mut add);
    }
    removed(before, after, &mut changes);
    changes
}

/// Returns the changes for responses. They are decoded leniently, so only a removed field or another kind of value
/// breaks users.
pub(super) fn of_responses(
    before: &BTreeMap<String, Field>,
    after: &BTreeMap<String, Field>,
) -> Vec<Changed> {
    let mut changes = Vec::new();
    for (name, new) in after {
        let mut add = |how: String, breaking| changes.push((name.clone(), how, breaking));
        let Some(old) = before.get(name) else {
            if outer(name).is_none_or(|outer| before.contains_key(outer)) {
                add("was added".to_owned(), false);
            }
            continue;
        };
        if old.kind != new.kind {
            add(format!("was {} and is {}", old.kind, new.kind), true);
            continue;
        }
        match (old.required, new.required) {
            (false, true) => add("is now always there".to_owned(), false),
            (true, false) => add("may now be missing".to_owned(), false),
            _ => {}
        }
        values(old, new, &mut add);
    }
    removed(before, after, &mut changes);
    changes
}

fn removed(before: &BTreeMap<String, Field>, after: &BTreeMap<String, Field>, changes: &mut Vec<Changed>) {
    for name in before.keys().filter(|name| !after.contains_key(*name)) {
        if outer(name).is_none_or(|outer| after.contains_key(outer)) {
            changes.push((name.clone(), "was removed".to_owned(), true));
        }
    }
}

/// Compares the values of an enumeration. Our enums are open: an added value breaks nobody, the removal of a named
/// value does.
fn values(old: &Field, new: &Field, add: &mut impl FnMut(String, bool)) {
    let (before, after) = match (&old.values, &new.values) {
        (Some(before), Some(after)) => (before, after),
        (None, Some(_)) => return add("became an enumeration".to_owned(), true),
        (Some(_), None) => return add("is no longer an enumeration".to_owned(), true),
        (None, None) => return,
    };
    for value in after.difference(before) {
        add(format!("the value `{value}` was added"), false);
    }
    for value in before.difference(after) {
        add(format!("the value `{value}` was removed"), true);
    }
}

fn bounds(old: &Field, new: &Field, add: &mut impl FnMut(String, bool)) {
    let mut bound =
        |name: &str, old: Option<f64>, new: Option<f64>, tighter: fn(f64, f64) -> bool| match (old, new) {
            (Some(old), Some(new)) if tighter(new, old) => {
                add(format!("the {name} was tightened from {old} to {new}"), true)
            }
            (Some(old), Some(new)) if tighter(old, new) => {
                add(format!("the {name} was loosened from {old} to {new}"), false)
            }
            (None, Some(new)) => add(format!("the {name} {new} was added"), true),
            (Some(old), None) => add(format!("the {name} {old} was dropped"), false),
            _ => {}
        };
    bound("minimum", old.minimum, new.minimum, |new, old| new > old);
    bound("maximum", old.maximum, new.maximum, |new, old| new < old);
    match (&old.pattern, &new.pattern) {
        (Some(old), Some(new)) if old != new => add(format!("the pattern {old} became {new}"), true),
        (None, Some(new)) => add(format!("the pattern {new} was added"), true),
        (Some(old), None) => add(format!("the pattern {old} was dropped"), false),
        _ => {}
    }
}

/// Returns the enclosing field of a field.
fn outer(name: &str) -> Option<&str> {
    name.strip_suffix("[]").or_else(|| Some(name.rsplit_once('.')?.0))
}
