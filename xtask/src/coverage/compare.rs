//! What of the inventory the document has.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use cloudflare_certificates_compiler::{Document, schema};
use serde_json::{Value, json};

use super::inventory::{self, Field};

/// One thing that is counted.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Entry {
    pub(super) resource: String,
    operation: String,
    /// `operation`, or a field by its path: `query.page`, `body.sans`, `response.id`.
    pub(super) what: String,
    pub(super) state: State,
    detail: String,
}

/// How it stands with it. The order is that of the table's columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum State {
    Covered,
    Explained,
    Different,
    Missing,
    OursOnly,
}

impl State {
    fn name(self) -> &'static str {
        ["covered", "explained", "different", "missing", "ours only"][self as usize]
    }
}

impl Entry {
    pub(super) fn json(&self) -> Value {
        let Self { resource, operation, what, state, detail } = self;
        json!({ "resource": resource, "operation": operation, "what": what, "state": state.name(), "detail": detail })
    }
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { operation, what, state, detail, .. } = self;
        write!(f, "{:<9} {operation} {what}", state.name())?;
        if detail.is_empty() { Ok(()) } else { write!(f, ": {detail}") }
    }
}

/// A field of the document, and whether an `x-correction` stands at its place.
#[derive(Debug, Default)]
struct Ours {
    field: Field,
    corrected: bool,
}

pub(super) fn compare(document: &Document, wanted: &[inventory::Operation]) -> Vec<Entry> {
    let mut entries = Vec::new();
    let operations = document.operations();
    let ours: BTreeMap<String, _> = operations
        .iter()
        .map(|operation| (inventory::key(operation.verb, operation.path), operation))
        .collect();
    for theirs in wanted {
        let mut add = |what: &str, state, detail: String| {
            let (resource, operation) = (theirs.resource.clone(), theirs.key.clone());
            entries.push(Entry { resource, operation, what: what.to_owned(), state, detail });
        };
        let Some(operation) = ours.get(&theirs.key) else {
            add("operation", State::Missing, String::new());
            continue;
        };
        add("operation", State::Covered, String::new());
        let root = &document.root;
        let mut query = BTreeMap::new();
        for (_, parameter) in operation.parameters(root) {
            if parameter.get("in").and_then(Value::as_str) == Some("query") {
                let name = parameter.get("name").and_then(Value::as_str).unwrap_or_default();
                let required = parameter.get("required") == Some(&Value::Bool(true));
                let corrected = parameter.get("x-correction").is_some();
                collect(root, &parameter["schema"], name, required, corrected, 0, &mut query);
            }
        }
        let of = |value: Option<&Value>| {
            let mut found = BTreeMap::new();
            if let Some(value) = value {
                collect(root, value, "", true, false, 0, &mut found);
            }
            found
        };
        let body = of(schema::request_body(root, operation.value));
        let response = of(schema::result(root, operation.value));
        fields("query.", &theirs.query, &query, &mut add);
        fields("body.", &theirs.body, &body, &mut add);
        fields("response.", &theirs.response, &response, &mut add);
    }
    entries
}

fn fields(
    prefix: &str,
    theirs: &BTreeMap<String, Field>,
    ours: &BTreeMap<String, Ours>,
    add: &mut impl FnMut(&str, State, String),
) {
    let names: BTreeSet<&String> = theirs.keys().chain(ours.keys()).collect();
    for name in names {
        let what = format!("{prefix}{name}");
        match (theirs.get(name), ours.get(name)) {
            (Some(theirs), Some(ours)) => {
                let detail = difference(theirs, &ours.field);
                let state = match (detail.is_empty(), ours.corrected) {
                    (true, _) => State::Covered,
                    (false, true) => State::Explained,
                    (false, false) => State::Different,
                };
                add(&what, state, detail);
            }
            (Some(_), None) => add(&what, State::Missing, String::new()),
            (None, Some(ours)) => {
                let state = if ours.corrected { State::Explained } else { State::OursOnly };
                add(&what, state, "the inventory lacks it".to_owned());
            }
            (None, None) => {}
        }
    }
}

/// In what two fields differ. The inventory calls every integer a number, as the docs do.
fn difference(theirs: &Field, ours: &Field) -> String {
    let mut differences = Vec::new();
    let same_number = theirs.kind == "number" && ours.kind == "integer";
    if theirs.kind != ours.kind && !same_number {
        differences.push(format!("{} there, {} here", theirs.kind, ours.kind));
    }
    if theirs.required != ours.required {
        let word = |required| if required { "required" } else { "optional" };
        differences.push(format!("{} there, {} here", word(theirs.required), word(ours.required)));
    }
    if theirs.values != ours.values {
        differences.push(format!("values {:?} there, {:?} here", theirs.values, ours.values));
    }
    differences.join("; ")
}

/// A schema's fields by their paths.
fn collect(
    root: &Value,
    value: &Value,
    path: &str,
    required: bool,
    corrected: bool,
    depth: usize,
    found: &mut BTreeMap<String, Ours>,
) {
    let target = schema::resolve(root, value);
    if depth > 12 {
        return;
    }
    let corrected = corrected || target.get("x-correction").is_some();
    if !path.is_empty() {
        let kind = target.get("type").and_then(Value::as_str).unwrap_or("object").to_owned();
        let values = target.get("enum").and_then(Value::as_array).into_iter().flatten();
        let values = values.filter_map(|value| value.as_str().map(str::to_owned)).collect();
        found.insert(path.to_owned(), Ours { field: Field { kind, required, values }, corrected });
    }
    let names = schema::required(target);
    for (name, property) in schema::properties(root, target) {
        let below = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        collect(root, property, &below, names.contains(name), false, depth + 1, found);
    }
    if let Some(items) = target.get("items") {
        // Whether an item is required is not a question.
        collect(root, items, &format!("{path}[]"), false, false, depth + 1, found);
    }
}
