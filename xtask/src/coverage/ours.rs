//! The fields of the document in a flat list, as an inventory has them.

use std::collections::{BTreeMap, BTreeSet};

use cloudflare_certificates_compiler::{Document, Operation, schema};
use serde_json::Value;

use super::inventory::{Field, positions};

/// The maximum depth, at which a recursive schema ends; no real schema is as deep.
const MAX_DEPTH: usize = 12;

/// A field of the document, and the text of the `x-correction`s beside it.
#[derive(Debug, Default)]
pub(super) struct Ours {
    pub(super) field: Field,
    pub(super) correction: String,
    /// The correction of the enclosing object, which contains `required`.
    pub(super) around: String,
}

pub(super) type Fields = BTreeMap<String, Ours>;

/// Returns the parameters of one kind: `query` by name, `path` by position.
pub(super) fn parameters(document: &Document, operation: &Operation<'_>, kind: &str) -> Fields {
    let root = &document.root;
    let places: BTreeMap<&str, String> =
        positions(operation.path).into_iter().map(|(at, name)| (name, at)).collect();
    let mut found = Fields::new();
    for (_, parameter) in operation.parameters(root) {
        if parameter.get("in").and_then(Value::as_str) != Some(kind) {
            continue;
        }
        let name = parameter.get("name").and_then(Value::as_str).unwrap_or_default();
        let path = if kind == "path" { places.get(name).map_or(name, String::as_str) } else { name };
        let required = parameter.get("required") == Some(&Value::Bool(true));
        let schema = parameter.get("schema").unwrap_or(&Value::Null);
        Collector { root, found: &mut found }.add(schema, path, required, [&correction(parameter), ""], 0);
    }
    found
}

/// Returns the fields of a request body or of a response.
pub(super) fn fields(document: &Document, schema: Option<&Value>) -> Fields {
    let mut found = Fields::new();
    if let Some(schema) = schema {
        Collector { root: &document.root, found: &mut found }.add(schema, "", true, ["", ""], 0);
    }
    found
}

pub(super) fn correction(part: &Value) -> String {
    part.get("x-correction").and_then(Value::as_str).unwrap_or_default().trim().to_owned()
}

struct Collector<'a> {
    root: &'a Value,
    found: &'a mut Fields,
}

impl Collector<'_> {
    fn add(&mut self, value: &Value, path: &str, required: bool, said: [&str; 2], depth: usize) {
        if depth > MAX_DEPTH {
            return;
        }
        let (outer, target) = (schema::resolve(self.root, value), schema::unwrap(self.root, value));
        // A correction is beside the parameter, beside a wrapped reference, or at the schema itself.
        let [beside, around] = said;
        let texts = BTreeSet::from([beside.to_owned(), correction(outer), correction(target)]);
        let correction = texts.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" / ");
        if !path.is_empty() {
            let values = target.get("enum").and_then(Value::as_array).into_iter().flatten();
            let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let values = values.map(text).collect();
            let field = Field { kind: kind(target), required, values };
            self.found.insert(path.to_owned(), Ours { field, correction, around: around.to_owned() });
        }
        let (names, here) = (required_names(self.root, target, 0), self::correction(target));
        for (name, property) in schema::properties(self.root, target) {
            let below = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
            self.add(property, &below, names.contains(name), ["", &here], depth + 1);
        }
        if let Some(items) = target.get("items") {
            // Items are neither required nor optional.
            self.add(items, &format!("{path}[]"), false, ["", ""], depth + 1);
        }
    }
}

/// Returns the type, in the inventory's words where OpenAPI has none.
fn kind(schema: &Value) -> String {
    let has = |key: &str| schema.get(key).is_some();
    let open = schema.get("additionalProperties").is_some_and(Value::is_object) && !has("properties");
    match schema.get("type").and_then(Value::as_str) {
        Some("object") if open => "map",
        Some(kind) => kind,
        None if has("oneOf") || has("anyOf") => "union",
        None if has("allOf") || has("properties") => "object",
        None => "any",
    }
    .to_owned()
}

/// Returns the names that an object requires, including those of the parts of its `allOf`.
fn required_names<'a>(root: &'a Value, schema: &'a Value, depth: usize) -> BTreeSet<&'a str> {
    let schema = schema::resolve(root, schema);
    let mut names = schema::required(schema);
    if depth < MAX_DEPTH {
        for part in schema.get("allOf").and_then(Value::as_array).into_iter().flatten() {
            names.extend(required_names(root, part, depth + 1));
        }
    }
    names
}
