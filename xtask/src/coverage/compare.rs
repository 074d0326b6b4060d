//! Compares the inventory with the document.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use cloudflare_certificates_compiler::{Document, schema};
use serde_json::{Value, json};

use super::inventory::{self, Field};
use super::ours::{self, Fields, Ours};

/// The name of an entry for a whole operation.
const OPERATION: &str = "operation";

/// One counted item: an operation, a field or a value.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Entry {
    pub(super) resource: String,
    operation: String,
    /// `operation`, a field by its path (`query.page`, `body.sans`, `response.id`), or a value (`query.match=any`).
    what: String,
    pub(super) state: State,
    detail: String,
}

/// The state of an entry. The order is that of the table's columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum State {
    Covered,
    Corrected,
    Explained,
    Different,
    Missing,
    OursOnly,
}

impl State {
    pub(super) const NAMES: [&str; 6] =
        ["covered", "corrected", "explained", "different", "missing", "ours only"];
}

impl Entry {
    pub(super) fn is_operation(&self) -> bool {
        self.what == OPERATION
    }

    /// Returns whether no action is needed. An inventory may cover only a part of the API, so an operation that it
    /// lacks as a whole is not a fault.
    pub(super) fn is_fine(&self) -> bool {
        let known = matches!(self.state, State::Covered | State::Corrected | State::Explained);
        known || (self.is_operation() && self.state == State::OursOnly)
    }

    pub(super) fn json(&self) -> Value {
        let Self { resource, operation, what, state, detail } = self;
        let state = State::NAMES[*state as usize];
        json!({ "resource": resource, "operation": operation, "what": what, "state": state, "detail": detail })
    }
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { operation, what, state, detail, .. } = self;
        write!(f, "{:<9} {operation} {what}", State::NAMES[*state as usize])?;
        if detail.is_empty() { Ok(()) } else { write!(f, ": {detail}") }
    }
}

/// Collects the entries of one operation.
struct Entries<'a> {
    resource: &'a str,
    operation: &'a str,
    all: &'a mut Vec<Entry>,
}

pub(super) fn compare(document: &Document, wanted: &[inventory::Operation]) -> Vec<Entry> {
    let mut all = Vec::new();
    let operations = document.operations();
    let ours: BTreeMap<String, _> = operations
        .iter()
        .map(|operation| (inventory::key(operation.verb, operation.path), operation))
        .collect();
    for theirs in wanted {
        let mut entries = Entries { resource: &theirs.resource, operation: &theirs.key, all: &mut all };
        let Some(operation) = ours.get(&theirs.key) else {
            entries.add(OPERATION, State::Missing, String::new());
            continue;
        };
        entries.add(OPERATION, State::Covered, String::new());
        // An inventory without path parameters cannot be compared for them.
        if !theirs.path.is_empty() {
            entries.fields("path.", &theirs.path, &ours::parameters(document, operation, "path"));
        }
        let body = schema::request_body(&document.root, operation.value);
        let response = schema::result(&document.root, operation.value);
        entries.fields("query.", &theirs.query, &ours::parameters(document, operation, "query"));
        entries.fields("body.", &theirs.body, &ours::fields(document, body));
        entries.fields("response.", &theirs.response, &ours::fields(document, response));
    }
    let known: BTreeSet<&String> = wanted.iter().map(|theirs| &theirs.key).collect();
    for (key, operation) in ours.iter().filter(|(key, _)| !known.contains(key)) {
        let resource = operation.texts("tags").first().copied().unwrap_or("?");
        let detail = "the inventory lacks it".to_owned();
        Entries { resource, operation: key, all: &mut all }.add(OPERATION, State::OursOnly, detail);
    }
    all
}

impl Entries<'_> {
    fn add(&mut self, what: &str, state: State, detail: String) {
        let (resource, operation) = (self.resource.to_owned(), self.operation.to_owned());
        self.all.push(Entry { resource, operation, what: what.to_owned(), state, detail });
    }

    fn fields(&mut self, prefix: &str, theirs: &BTreeMap<String, Field>, ours: &Fields) {
        let ours = &in_their_form(theirs, ours);
        let names: BTreeSet<&String> = theirs.keys().chain(ours.keys()).collect();
        for name in names {
            let what = format!("{prefix}{name}");
            match (theirs.get(name), ours.get(name)) {
                (Some(theirs), Some(ours)) => self.both(&what, theirs, ours),
                (Some(theirs), None) => {
                    self.add(&what, State::Missing, String::new());
                    self.values(&what, &theirs.values, &Ours::default());
                }
                (None, Some(field)) => {
                    // The items of a list that the inventory lacks are explained by the list's correction.
                    let list = name.strip_suffix("[]").filter(|list| !theirs.contains_key(*list));
                    let explained = list.and_then(|list| ours.get(list)).unwrap_or(field);
                    self.unless_explained(&what, State::OursOnly, "the inventory lacks it", explained)
                }
                (None, None) => {}
            }
        }
    }

    fn both(&mut self, what: &str, theirs: &Field, ours: &Ours) {
        // The inventory calls every integer a number, as the docs do.
        let integer = theirs.kind == "number" && ours.field.kind == "integer";
        match difference(theirs, &ours.field, integer) {
            None if integer => self.add(what, State::Corrected, "number there, integer here".to_owned()),
            None => self.add(what, State::Covered, String::new()),
            Some(detail) if theirs.required != ours.field.required && !ours.around.is_empty() => {
                self.add(what, State::Explained, format!("{detail} ({})", ours.around));
            }
            Some(detail) => self.unless_explained(what, State::Different, &detail, ours),
        }
        // If only one of them is an enumeration, the field itself differs.
        if !theirs.values.is_empty() && !ours.field.values.is_empty() {
            self.values(what, &theirs.values, ours);
        }
    }

    fn values(&mut self, what: &str, theirs: &BTreeSet<String>, ours: &Ours) {
        for value in theirs.union(&ours.field.values) {
            let what = format!("{what}={value}");
            match (theirs.contains(value), ours.field.values.contains(value)) {
                (true, true) => self.add(&what, State::Covered, String::new()),
                (true, false) => self.unless_explained(&what, State::Missing, "", ours),
                (false, _) => self.unless_explained(&what, State::OursOnly, "the inventory lacks it", ours),
            }
        }
    }

    /// Adds an entry as explained, with the text of the correction, if there is one. A person must judge whether
    /// the text explains this difference.
    fn unless_explained(&mut self, what: &str, state: State, detail: &str, ours: &Ours) {
        if ours.correction.is_empty() {
            return self.add(what, state, detail.to_owned());
        }
        let detail = if state == State::Missing { "missing here" } else { detail };
        self.add(what, State::Explained, format!("{detail} ({})", ours.correction));
    }
}

/// Renames our fields where the inventory has one object and the document, with a correction, a list of them: the
/// fields of the items get the names that the object's fields have in the inventory.
fn in_their_form<'a>(theirs: &BTreeMap<String, Field>, ours: &'a Fields) -> BTreeMap<String, &'a Ours> {
    let lists: Vec<String> = ours
        .iter()
        .filter(|(_, field)| field.field.kind == "array" && !field.correction.is_empty())
        .filter(|(name, _)| theirs.get(*name).is_some_and(|field| field.kind == "object"))
        .map(|(name, _)| format!("{name}[]"))
        .collect();
    let place = |name: &String| match lists.iter().find(|list| name.starts_with(list.as_str())) {
        Some(list) if name == list => None,
        Some(list) => Some(name.replacen(list.as_str(), list.trim_end_matches("[]"), 1)),
        None => Some(name.clone()),
    };
    ours.iter().filter_map(|(name, field)| Some((place(name)?, field))).collect()
}

/// Describes how two fields differ.
fn difference(theirs: &Field, ours: &Field, integer: bool) -> Option<String> {
    let mut found = Vec::new();
    if theirs.kind != ours.kind && !integer {
        found.push(format!("{} there, {} here", theirs.kind, ours.kind));
    }
    if theirs.required != ours.required {
        let word = |required| if required { "required" } else { "optional" };
        found.push(format!("{} there, {} here", word(theirs.required), word(ours.required)));
    }
    if theirs.values.is_empty() != ours.values.is_empty() {
        let word = |field: &Field| if field.values.is_empty() { "any value" } else { "an enumeration" };
        found.push(format!("{} there, {} here", word(theirs), word(ours)));
    }
    (!found.is_empty()).then(|| found.join("; "))
}
