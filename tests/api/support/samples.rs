//! Bodies made from the document: of requests and of answers, in every form.

use std::path::Path;
use std::sync::LazyLock;

use cloudflare_certificates_compiler::{Document, schema};
use serde_json::{Map, Value, json};

/// How much a body has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Everything that the document names.
    Full,
    /// What it requires.
    Minimal,
    /// Every field, and all of them `null`.
    Nulls,
    /// Every field, enumerations with values that nobody knows, and fields that nobody knows.
    Unknown,
}

pub static DOCUMENT: LazyLock<Document> =
    LazyLock::new(|| Document::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi")).unwrap());

/// The body of an operation's request; `null` if it has none.
pub fn request(operation: &str, form: Form) -> Value {
    let operations = DOCUMENT.operations();
    let operation = operations.iter().find(|one| one.id() == operation).unwrap();
    match schema::request_body(&DOCUMENT.root, operation.value) {
        Some(body) => sample(body, form),
        None => Value::Null,
    }
}

/// The result of an operation's answer.
pub fn result(operation: &str, form: Form) -> Value {
    let operations = DOCUMENT.operations();
    let operation = operations.iter().find(|one| one.id() == operation).unwrap();
    match schema::result(&DOCUMENT.root, operation.value) {
        Some(result) => sample(result, form),
        None => Value::Null,
    }
}

pub fn sample(schema: &Value, form: Form) -> Value {
    let root = &DOCUMENT.root;
    let schema = schema::unwrap(root, schema);
    let first = schema.get("oneOf").and_then(|list| list.get(0));
    if let Some(first) = first.filter(|_| schema.get("properties").is_none()) {
        return sample(first, form);
    }
    if let Some(values) = schema.get("enum").and_then(Value::as_array) {
        return match form {
            Form::Unknown if values[0].is_number() => json!(4242),
            Form::Unknown => json!("from-the-future"),
            _ => values[0].clone(),
        };
    }
    match schema.get("type").and_then(Value::as_str) {
        Some("string") => text(schema),
        Some("integer") => integer(schema),
        Some("number") => json!(1.5),
        Some("boolean") => json!(true),
        Some("array") => array(schema, form),
        None if !has_fields(schema) => json!("any-value"),
        _ => object(root, schema, form),
    }
}

/// Whether anything is said of the fields of a schema without a type.
fn has_fields(schema: &Value) -> bool {
    ["properties", "allOf", "additionalProperties"].iter().any(|key| schema.get(key).is_some())
}

fn text(schema: &Value) -> Value {
    let of = |key: &str| schema.get(key).and_then(Value::as_str);
    json!(match (of("format"), of("pattern")) {
        (Some("date-time"), _) => "2024-01-01T00:00:00Z",
        // To be looked for where no secret may be.
        (Some("password"), _) => "canaryprivatekey",
        (_, Some("^[A-Z]{2}$")) => "US",
        (_, Some("^[0-9a-fA-F]{32}$")) => super::ZONE,
        (_, Some(r"^(\*\.)?([^\s*./:]+\.)+[^\s*./:0-9][^\s*./:]*\.?$")) => "*.example.com",
        (_, None) => "a-text",
        (_, Some(pattern)) => panic!("no sample of {pattern}"),
    })
}

fn integer(schema: &Value) -> Value {
    let of = |key: &str| schema.get(key).and_then(Value::as_i64);
    json!(of("default").or_else(|| of("minimum")).or_else(|| of("maximum")).unwrap_or(7))
}

fn array(schema: &Value, form: Form) -> Value {
    let none = form == Form::Minimal && schema.get("minItems").and_then(Value::as_u64).unwrap_or(0) == 0;
    if none { json!([]) } else { json!([sample(&schema["items"], form)]) }
}

fn object(root: &Value, schema: &Value, form: Form) -> Value {
    let required = required(root, schema);
    let mut object = Map::new();
    for (name, property) in schema::properties(root, schema) {
        match form {
            Form::Minimal if !required.contains(&name.to_owned()) => {}
            Form::Nulls => drop(object.insert(name.to_owned(), Value::Null)),
            _ => drop(object.insert(name.to_owned(), sample(property, form))),
        }
    }
    if let Some(values) = schema.get("additionalProperties").filter(|values| values.is_object()) {
        object.insert("a_key".to_owned(), sample(values, form));
    }
    if form == Form::Unknown {
        object.insert("from_the_future".to_owned(), json!({ "and": ["deep"] }));
    }
    Value::Object(object)
}

/// What an object requires, the parts of its `allOf` and the first of several ways included.
fn required(root: &Value, schema: &Value) -> Vec<String> {
    let schema = schema::resolve(root, schema);
    let mut names: Vec<String> = schema::required(schema).into_iter().map(str::to_owned).collect();
    let ways = schema.get("anyOf").and_then(Value::as_array);
    names.extend(ways.into_iter().flatten().take(1).flat_map(schema::required).map(str::to_owned));
    for part in schema.get("allOf").and_then(Value::as_array).into_iter().flatten() {
        names.extend(required(root, part));
    }
    names
}
