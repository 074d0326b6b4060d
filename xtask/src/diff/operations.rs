//! Matches the operations of two documents, and compares each pair.

use std::collections::{BTreeMap, BTreeSet};

use cloudflare_certificates_compiler::schema;
use serde_json::Value;

use super::fields::{self, Field};
use super::{Change, Filter, Side};

const VERBS: [&str; 7] = ["get", "post", "put", "patch", "delete", "head", "options"];

/// An operation of a document.
#[derive(Clone, Copy)]
struct Found<'a> {
    root: &'a Value,
    path: &'a str,
    item: &'a Value,
    value: &'a Value,
}

/// Returns the changes from one document to the other.
pub(super) fn compare(other: &Value, ours: &Value, filter: &Filter, reverse: bool) -> Vec<Change> {
    let (theirs, mine) = (operations(other), operations(ours));
    let (before, after) = if reverse { (&mine, &theirs) } else { (&theirs, &mine) };
    let keys: BTreeSet<&String> = match filter {
        Filter::OfOurs => mine.keys().collect(),
        Filter::Containing(text) => {
            let contains = |list: &BTreeMap<String, Found<'_>>, key: &str| {
                list.get(key).is_some_and(|found| found.path.contains(text.as_str()))
            };
            theirs
                .keys()
                .chain(mine.keys())
                .filter(|key| contains(&theirs, key) || contains(&mine, key))
                .collect()
        }
        Filter::All => theirs.keys().chain(mine.keys()).collect(),
    };
    let mut changes = Vec::new();
    for key in keys {
        match (before.get(key), after.get(key)) {
            (Some(before), Some(after)) => one(key, *before, *after, &mut changes),
            (None, Some(_)) => changes.push(whole(key, "was added", false)),
            (Some(_), None) => changes.push(whole(key, "was removed", true)),
            (None, None) => {}
        }
    }
    changes
}

fn whole(key: &str, how: &str, breaking: bool) -> Change {
    let what = "the operation".to_owned();
    Change { operation: key.to_owned(), side: Side::Operation, what, how: how.to_owned(), breaking }
}

/// Returns the operations by method and path. Names of parameters do not count, and the scope switch stands for
/// both scopes.
fn operations(root: &Value) -> BTreeMap<String, Found<'_>> {
    let mut found = BTreeMap::new();
    for (path, item) in root.get("paths").and_then(Value::as_object).into_iter().flatten() {
        for verb in VERBS {
            let Some(value) = item.get(verb) else { continue };
            for shape in shapes(path) {
                found.insert(format!("{} {shape}", verb.to_uppercase()), Found { root, path, item, value });
            }
        }
    }
    found
}

fn shapes(path: &str) -> Vec<String> {
    let shape: Vec<&str> = path
        .split('/')
        .map(|part| if part.starts_with('{') && part.ends_with('}') { "{}" } else { part })
        .collect();
    if path.starts_with("/{accounts_or_zones}/") || path.starts_with("/{account_or_zone}/") {
        let rest = shape[2..].join("/");
        return vec![format!("/accounts/{rest}"), format!("/zones/{rest}")];
    }
    vec![shape.join("/")]
}

fn one(key: &str, before: Found<'_>, after: Found<'_>, changes: &mut Vec<Change>) {
    let mut add = |side, list: Vec<(String, String, bool)>| {
        changes.extend(list.into_iter().map(|(what, how, breaking)| Change {
            operation: key.to_owned(),
            side,
            what,
            how,
            breaking,
        }));
    };
    let named = |prefix: &'static str| {
        move |(what, how, breaking): (String, String, bool)| (format!("{prefix}{what}"), how, breaking)
    };
    let query = fields::of_requests(&parameters(before), &parameters(after));
    add(Side::Request, query.into_iter().map(named("query.")).collect());
    let body = fields::of_requests(&body(before), &body(after));
    add(Side::Request, body.into_iter().map(named("body.")).collect());
    add(Side::Response, fields::of_responses(&result(before), &result(after)));
}

/// Returns the parameters of the query; those of the path are matched by position.
fn parameters(found: Found<'_>) -> BTreeMap<String, Field> {
    let lists = [found.item.get("parameters"), found.value.get("parameters")];
    let mut fields = BTreeMap::new();
    for parameter in lists.into_iter().flatten().filter_map(Value::as_array).flatten() {
        let parameter = schema::resolve(found.root, parameter);
        if parameter.get("in").and_then(Value::as_str) != Some("query") {
            continue;
        }
        let name = parameter.get("name").and_then(Value::as_str).unwrap_or_default();
        let required = parameter.get("required") == Some(&Value::Bool(true));
        let empty = Value::Null;
        let value = parameter.get("schema").unwrap_or(&empty);
        fields::collect(found.root, value, name, required, &mut fields);
    }
    fields
}

fn body(found: Found<'_>) -> BTreeMap<String, Field> {
    let mut fields = BTreeMap::new();
    if let Some(body) = schema::request_body(found.root, found.value) {
        fields::collect(found.root, body, "", true, &mut fields);
    }
    fields
}

fn result(found: Found<'_>) -> BTreeMap<String, Field> {
    let mut fields = BTreeMap::new();
    if let Some(result) = schema::result(found.root, found.value) {
        fields::collect(found.root, result, "result", true, &mut fields);
    }
    fields
}
