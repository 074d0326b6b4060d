//! The rules that a document must keep for the generator to make something of it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::schema::{self, escape};
use crate::{Document, Findings, Operation};

/// Checks a document against every rule and returns all findings at once.
pub fn check(document: &Document) -> Result<(), Findings> {
    let mut findings = Findings::default();
    operation_ids(document, &mut findings);
    for operation in document.operations() {
        path_parameters(document, &operation, &mut findings);
        query_parameters(document, &operation, &mut findings);
        tag(document, &operation, &mut findings);
        responses(document, &operation, &mut findings);
        named_bodies(document, &operation, &mut findings);
    }
    reference_cycles(document, &mut findings);
    schemas(document, &mut findings);
    findings.into_result()
}

/// Every operation has an id of its own, in snake case.
fn operation_ids(document: &Document, findings: &mut Findings) {
    let mut seen: BTreeMap<&str, String> = BTreeMap::new();
    for operation in document.operations() {
        let id = operation.id();
        let pointer = operation.pointer();
        let place = document.place(&format!("{pointer}/operationId"));
        let snake = id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        if id.is_empty() || !snake || !id.starts_with(|c: char| c.is_ascii_lowercase()) {
            let message = format!("the operation needs an operationId in snake_case, not `{id}`");
            findings.add(place.clone(), "operation-id", message);
        }
        if let Some(first) = seen.insert(id, pointer) {
            let first = document.place(&format!("{first}/operationId"));
            let message = format!("the operationId `{id}` is taken at {first}; each operation has its own");
            findings.add(place, "duplicate-operation-id", message);
        }
    }
}

/// What stands in braces in the path is defined as a parameter, required, and the other way round.
fn path_parameters(document: &Document, operation: &Operation<'_>, findings: &mut Findings) {
    let named: BTreeSet<&str> =
        operation.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')).collect();
    let mut defined = BTreeSet::new();
    for (pointer, parameter) in operation.parameters(&document.root) {
        let text = |key| parameter.get(key).and_then(Value::as_str).unwrap_or_default();
        let name = text("name");
        if parameter.get("schema").is_none() {
            let message = format!("the parameter `{name}` of `{}` has no schema", operation.id());
            findings.add(document.place(&pointer), "parameter-schema", message);
        }
        if text("in") != "path" {
            continue;
        }
        defined.insert(name);
        if parameter.get("required") != Some(&Value::Bool(true)) {
            let message = format!("the path parameter `{name}` must be `required: true`");
            findings.add(document.place(&pointer), "path-parameter", message);
        }
        if !named.contains(name) {
            let message = format!("the path parameter `{name}` does not occur in `{}`", operation.path);
            findings.add(document.place(&pointer), "path-parameter", message);
        }
    }
    for name in named.difference(&defined) {
        let message = format!(
            "the path parameter `{{{name}}}` of `{}` is not defined; add it to the parameters",
            operation.path
        );
        findings.add(document.place(&operation.pointer()), "path-parameter", message);
    }
}

/// A query parameter that is no scalar (or list of scalars) has no form on the wire that the generator knows.
fn query_parameters(document: &Document, operation: &Operation<'_>, findings: &mut Findings) {
    for (pointer, parameter) in operation.parameters(&document.root) {
        if parameter.get("in").and_then(Value::as_str) != Some("query") {
            continue;
        }
        let Some(schema) = parameter.get("schema") else { continue };
        if schema::resolve(&document.root, schema).get("type").and_then(Value::as_str) == Some("object") {
            let message = "a query parameter cannot be an object; write one dotted parameter for each field";
            findings.add(document.place(&pointer), "query-parameter", message);
        }
    }
}

/// The tag names the resource.
fn tag(document: &Document, operation: &Operation<'_>, findings: &mut Findings) {
    let tags = operation.texts("tags");
    let known = document.root.get("tags").and_then(Value::as_array);
    let known: Vec<&str> = known.into_iter().flatten().filter_map(|tag| tag.get("name")?.as_str()).collect();
    let place = document.place(&format!("{}/tags", operation.pointer()));
    match tags.as_slice() {
        [tag] if !known.contains(tag) => {
            findings.add(place, "tag", format!("the tag `{tag}` is not listed in openapi.yaml"));
        }
        [tag] if !operation.id().starts_with(tag) => {
            let message = format!("the operationId `{}` does not begin with its tag `{tag}`", operation.id());
            findings.add(place, "tag", message);
        }
        [_] => {}
        _ => findings.add(place, "tag", format!("`{}` needs exactly one tag", operation.id())),
    }
}

/// There is one success, and it is JSON or has no body.
fn responses(document: &Document, operation: &Operation<'_>, findings: &mut Findings) {
    let pointer = format!("{}/responses", operation.pointer());
    let place = document.place(&pointer);
    let statuses = operation.value.get("responses").and_then(Value::as_object);
    let successes = statuses.into_iter().flatten().filter(|(status, _)| status.starts_with('2')).count();
    if successes != 1 {
        let message =
            format!("`{}` needs exactly one success response (2XX), it has {successes}", operation.id());
        findings.add(place, "success", message);
        return;
    }
    let Some((status, response)) = schema::success(&document.root, operation.value) else { return };
    if response.get("content").is_some() && schema::success_body(&document.root, operation.value).is_none() {
        let place = document.place(&format!("{pointer}/{status}"));
        let message = format!("the success of `{}` has no application/json schema", operation.id());
        findings.add(place, "success", message);
    }
}

/// Bodies are named schemas: their names are the names of the Rust types.
fn named_bodies(document: &Document, operation: &Operation<'_>, findings: &mut Findings) {
    let is_inline = |schema: &Value| {
        let items = schema.get("items").unwrap_or(schema);
        items.get("properties").is_some() || items.get("allOf").is_some()
    };
    if schema::request_body(&document.root, operation.value).is_some_and(is_inline) {
        let place = document.place(&format!("{}/requestBody", operation.pointer()));
        findings.add(
            place,
            "named-body",
            format!("the body of `{}` must be a $ref to a named schema", operation.id()),
        );
    }
    if schema::result(&document.root, operation.value).is_some_and(is_inline) {
        let place = document.place(&format!("{}/responses", operation.pointer()));
        let message = format!(
            "the result of `{}` must be a $ref to a named schema, or an array of one",
            operation.id()
        );
        findings.add(place, "named-body", message);
    }
}

/// A schema that is nothing but a way back to itself.
fn reference_cycles(document: &Document, findings: &mut Findings) {
    for (name, schema) in document.schemas() {
        let mut seen = BTreeSet::from([name]);
        let mut current = schema;
        while let Some(next) = direct_reference(current) {
            if !seen.insert(next) {
                let place = document.place(&format!("/components/schemas/{}", escape(name)));
                findings.add(
                    place,
                    "cyclic-ref",
                    format!("the schema `{name}` refers to itself and never ends"),
                );
                break;
            }
            let pointer = format!("/components/schemas/{}", escape(next));
            let Some(target) = document.root.pointer(&pointer) else { break };
            current = target;
        }
    }
}

/// The schema that another one is but another name for.
fn direct_reference(schema: &Value) -> Option<&str> {
    schema::referenced(schema).or_else(|| {
        let parts = schema.get("allOf")?.as_array()?;
        parts.iter().find_map(schema::referenced)
    })
}

/// Named schemas have names that are Rust's, patterns that compile, and `required` names that exist.
fn schemas(document: &Document, findings: &mut Findings) {
    for (name, value) in document.schemas() {
        let pointer = format!("/components/schemas/{}", escape(name));
        let camel = name.starts_with(|c: char| c.is_ascii_uppercase())
            && name.chars().all(|c| c.is_ascii_alphanumeric());
        if !camel {
            let message = format!("the schema `{name}` needs a name in CamelCase");
            findings.add(document.place(&pointer), "schema-name", message);
        }
        each_schema(&pointer, value, &mut |pointer, part| one_schema(document, pointer, part, findings));
    }
    for operation in document.operations() {
        each_schema(&operation.pointer(), operation.value, &mut |pointer, part| {
            one_schema(document, pointer, part, findings);
        });
    }
}

fn one_schema(document: &Document, pointer: &str, part: &Value, findings: &mut Findings) {
    if part.get("$ref").is_some() && part.as_object().is_some_and(|map| map.len() > 1) {
        let message = "nothing may stand beside a $ref (OpenAPI 3.0 ignores it); wrap the reference in allOf";
        findings.add(document.place(pointer), "ref-siblings", message);
    }
    if let Some(Value::String(pattern)) = part.get("pattern")
        && let Err(error) = regex_lite::Regex::new(pattern)
    {
        let place = document.place(&format!("{pointer}/pattern"));
        findings.add(place, "pattern", format!("the pattern `{pattern}` does not compile: {error}"));
    }
    let Some(Value::Object(properties)) = part.get("properties") else { return };
    for name in schema::required(part) {
        if !properties.contains_key(name) {
            let place = document.place(&format!("{pointer}/required"));
            findings.add(
                place,
                "required",
                format!("`required` lists `{name}`, which is not a property here"),
            );
        }
    }
}

/// Calls `visit` for every object below a value, examples left out: they are data.
fn each_schema(pointer: &str, value: &Value, visit: &mut dyn FnMut(&str, &Value)) {
    match value {
        Value::Object(map) => {
            visit(pointer, value);
            for (key, value) in map {
                if !matches!(key.as_str(), "example" | "examples" | "default") {
                    each_schema(&format!("{pointer}/{}", escape(key)), value, visit);
                }
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                each_schema(&format!("{pointer}/{index}"), item, visit);
            }
        }
        _ => {}
    }
}
