//! The rules that a document must meet before code can be generated from it.

use std::collections::{BTreeMap, BTreeSet};

use heck::{ToSnakeCase, ToUpperCamelCase};
use serde_json::Value;

use crate::schema::{self, escape};
use crate::scope::Scope;
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
    one_scope(document, &mut findings);
    reference_cycles(document, &mut findings);
    schemas(document, &mut findings);
    findings.into_result()
}

/// Requires a unique id in snake case for every operation.
fn operation_ids(document: &Document, findings: &mut Findings) {
    let mut seen: BTreeMap<&str, String> = BTreeMap::new();
    for operation in document.operations() {
        let id = operation.id();
        let pointer = operation.pointer();
        let place = document.place(&format!("{pointer}/operationId"));
        if !id.starts_with(|c: char| c.is_ascii_lowercase()) || !id.is_ascii() || id.to_snake_case() != id {
            let message = format!("the operation needs an operationId in snake_case, not `{id}`");
            findings.add(place.clone(), "operation-id", message);
        }
        if id.is_empty() {
            continue;
        }
        if let Some(first) = seen.insert(id, pointer) {
            let first = document.place(&format!("{first}/operationId"));
            let message = format!("the operationId `{id}` is taken at {first}; each operation has its own");
            findings.add(place, "duplicate-operation-id", message);
        }
    }
}

/// Requires that the placeholders of a path and its defined, required parameters are the same.
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

/// Rejects query parameters other than scalars and lists of scalars: the generator cannot serialize them.
fn query_parameters(document: &Document, operation: &Operation<'_>, findings: &mut Findings) {
    for (pointer, parameter) in operation.parameters(&document.root) {
        if parameter.get("in").and_then(Value::as_str) != Some("query") {
            continue;
        }
        let Some(schema) = parameter.get("schema") else { continue };
        let schema = schema::resolve(&document.root, schema);
        let schema = schema.get("items").map_or(schema, |items| schema::resolve(&document.root, items));
        let object = schema.get("type").and_then(Value::as_str) == Some("object");
        if object || !schema::properties(&document.root, schema).is_empty() {
            let message = "a query parameter cannot be an object; write one dotted parameter for each field";
            findings.add(document.place(&pointer), "query-parameter", message);
        }
    }
}

/// Requires one handle for each resource, which a zone, an account, both or the client provides.
fn one_scope(document: &Document, findings: &mut Findings) {
    let mut scopes: BTreeMap<&str, Scope> = BTreeMap::new();
    for operation in document.operations() {
        let Some(tag) = operation.texts("tags").first().copied() else { continue };
        let scope = Scope::of_path(operation.path);
        let first = *scopes.entry(tag).or_insert(scope);
        if first != scope {
            let message = format!(
                "`{}` belongs to {}, other operations of `{tag}` to {}: it needs a tag of its own",
                operation.id(),
                scope.words(),
                first.words()
            );
            findings.add(document.place(&operation.pointer()), "one-scope", message);
        }
    }
}

/// Requires a tag that names the resource.
fn tag(document: &Document, operation: &Operation<'_>, findings: &mut Findings) {
    let tags = operation.texts("tags");
    let known = document.root.get("tags").and_then(Value::as_array);
    let known: Vec<&str> = known.into_iter().flatten().filter_map(|tag| tag.get("name")?.as_str()).collect();
    let place = document.place(&format!("{}/tags", operation.pointer()));
    match tags.as_slice() {
        [tag] if !known.contains(tag) => {
            findings.add(place, "tag", format!("the tag `{tag}` is not listed in openapi.yaml"));
        }
        [tag] if !operation.id().strip_prefix(tag).is_some_and(|rest| rest.starts_with('_')) => {
            let message = format!("the operationId `{}` does not begin with its tag `{tag}`", operation.id());
            findings.add(place, "tag", message);
        }
        [_] => {}
        _ => findings.add(place, "tag", format!("`{}` needs exactly one tag", operation.id())),
    }
}

/// Requires one successful response, which is JSON, a string, or has no body.
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
    let read = schema::success_body(&document.root, operation.value).is_some()
        || schema::answers_text(&document.root, operation.value);
    if response.get("content").is_some() && !read {
        let place = document.place(&format!("{pointer}/{status}"));
        let message =
            format!("the success of `{}` has no application/json schema, and is no text", operation.id());
        findings.add(place, "success", message);
    }
}

/// Requires named schemas for bodies: their names are the names of the Rust types.
fn named_bodies(document: &Document, operation: &Operation<'_>, findings: &mut Findings) {
    let is_inline = |schema: &Value| {
        let items = schema.get("items").unwrap_or(schema);
        // A reference beside `nullable` is wrapped.
        let wrapped = items.get("allOf").and_then(Value::as_array).is_some_and(|all| all.len() == 1);
        if wrapped
            && items.get("nullable").is_some()
            && items.get("properties").is_none()
            && items["allOf"][0].get("$ref").is_some()
        {
            return false;
        }
        let made = ["properties", "allOf", "oneOf", "anyOf"].iter().any(|key| items.get(key).is_some());
        made || schema::is_string_enum(items)
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

/// Rejects components that are nothing but a reference to themselves.
fn reference_cycles(document: &Document, findings: &mut Findings) {
    let mut starts = BTreeSet::new();
    schema::each_object("", &document.root, &mut |pointer, part| {
        if matches!(pointer.split('/').collect::<Vec<_>>().as_slice(), ["", "components", _, _]) {
            starts.insert(pointer.to_owned());
        }
        starts.extend(reference(part).map(str::to_owned));
    });
    for start in &starts {
        let mut seen = BTreeSet::new();
        let mut open: Vec<&str> = document.root.pointer(start).map(same_as).unwrap_or_default();
        while let Some(next) = open.pop() {
            if seen.insert(next) {
                open.extend(document.root.pointer(next).map(same_as).unwrap_or_default());
            }
        }
        if seen.contains(start.as_str()) {
            let name = start.rsplit('/').next().unwrap_or_default();
            let message = format!("`{name}` refers to itself and never ends");
            findings.add(document.place(start), "cyclic-ref", message);
        }
    }
}

/// Returns the pointer of a reference.
fn reference(part: &Value) -> Option<&str> {
    part.get("$ref")?.as_str()?.strip_prefix('#')
}

/// Returns the parts that a part directly consists of: a reference, or the alternatives of a schema.
fn same_as(part: &Value) -> Vec<&str> {
    if let Some(reference) = reference(part) {
        return vec![reference];
    }
    let lists = ["allOf", "oneOf", "anyOf"].iter().filter_map(|key| part.get(key)?.as_array());
    lists.flatten().flat_map(same_as).collect()
}

/// Requires names and values of schemas that are valid in Rust, patterns that compile, and `required` names that
/// exist.
fn schemas(document: &Document, findings: &mut Findings) {
    for (name, _) in document.schemas() {
        if name.to_upper_camel_case() != name || !name.starts_with(|c: char| c.is_ascii_uppercase()) {
            let message = format!("the schema `{name}` needs a name in CamelCase (`HttpUrl`, not `HTTPUrl`)");
            findings.add(
                document.place(&format!("/components/schemas/{}", escape(name))),
                "schema-name",
                message,
            );
        }
    }
    schema::each_object("", &document.root, &mut |pointer, part| {
        lone_reference(document, pointer, part, findings);
        pattern(document, pointer, part, findings);
        texts_only(document, pointer, part, findings);
        known_required(document, pointer, part, findings);
        distinct_fields(document, pointer, part, findings);
        fallbacks(document, pointer, part, findings);
    });
}

fn lone_reference(document: &Document, pointer: &str, part: &Value, findings: &mut Findings) {
    if part.get("$ref").is_some() && part.as_object().is_some_and(|map| map.len() > 1) {
        let message = "nothing may stand beside a $ref (OpenAPI 3.0 ignores it); wrap the reference in allOf";
        findings.add(document.place(pointer), "ref-siblings", message);
    }
}

fn pattern(document: &Document, pointer: &str, part: &Value, findings: &mut Findings) {
    if let Some(Value::String(pattern)) = part.get("pattern")
        && let Err(error) = regex_lite::Regex::new(pattern)
    {
        let place = document.place(&format!("{pointer}/pattern"));
        findings.add(place, "pattern", format!("the pattern `{pattern}` does not compile: {error}"));
    }
}

/// Rejects values that are not strings: YAML parses `1.2` as a number and `true` as a boolean, and such values
/// would be lost.
fn texts_only(document: &Document, pointer: &str, part: &Value, findings: &mut Findings) {
    if !schema::is_string_enum(part) {
        return;
    }
    let values = part.get("enum").and_then(Value::as_array);
    for (index, value) in values.into_iter().flatten().enumerate() {
        if !value.is_string() && !value.is_null() {
            let place = document.place(&format!("{pointer}/enum/{index}"));
            findings.add(place, "enum", format!("`{value}` is not a text; put it in quotes"));
        }
    }
}

/// Rejects two properties that would become the same field.
fn distinct_fields(document: &Document, pointer: &str, part: &Value, findings: &mut Findings) {
    let mut seen = BTreeMap::new();
    let properties = part.get("properties").and_then(Value::as_object);
    for (name, _) in properties.into_iter().flatten() {
        if let Some(first) = seen.insert(name.to_snake_case(), name) {
            let place = document.place(&format!("{pointer}/properties/{}", escape(name)));
            findings.add(
                place,
                "property-name",
                format!("`{name}` and `{first}` would be one field in Rust"),
            );
        }
    }
}

/// Requires that the names in `required` are properties, also in alternatives that consist only of `required`.
fn known_required(document: &Document, pointer: &str, part: &Value, findings: &mut Findings) {
    let known: BTreeSet<&str> =
        schema::properties(&document.root, part).into_iter().map(|(name, _)| name).collect();
    if known.is_empty() || part.get("$ref").is_some() {
        return;
    }
    let mut lists = vec![(pointer.to_owned(), part)];
    for key in ["allOf", "anyOf", "oneOf"] {
        let parts = part.get(key).and_then(Value::as_array).into_iter().flatten().enumerate();
        lists.extend(
            parts
                .filter(|(_, part)| part.get("properties").is_none() && part.get("$ref").is_none())
                .map(|(index, part)| (format!("{pointer}/{key}/{index}"), part)),
        );
    }
    for (pointer, part) in lists {
        for name in schema::required(part).difference(&known) {
            let message = format!("`required` lists `{name}`, which is not a property here");
            findings.add(document.place(&format!("{pointer}/required")), "required", message);
        }
    }
}

/// Requires that `x-falls-back-to` names a string for a string, or, for a list of objects, those of the item's
/// properties that are also in the enclosing object.
fn fallbacks(document: &Document, pointer: &str, part: &Value, findings: &mut Findings) {
    let properties = part.get("properties").and_then(Value::as_object);
    for (name, property) in properties.into_iter().flatten() {
        let Some(fallback) = property.get(schema::FALLS_BACK_TO) else { continue };
        if let Err(problem) = fallback_of(&document.root, part, property, fallback) {
            let pointer = format!("{pointer}/properties/{}/{}", escape(name), schema::FALLS_BACK_TO);
            findings.add(
                document.place(&pointer),
                "fallback",
                format!("`{name}` cannot fall back: {problem}"),
            );
        }
    }
}

fn fallback_of(root: &Value, object: &Value, property: &Value, fallback: &Value) -> Result<(), String> {
    let beside = |name: &Value| -> Result<&Value, String> {
        let name = name.as_str().unwrap_or_default();
        let found = object.get("properties").and_then(|properties| properties.get(name));
        found.ok_or_else(|| format!("there is no property `{name}` beside it"))
    };
    match fallback {
        Value::String(_) => {
            let other = beside(fallback)?;
            if !is_plain_string(root, property) || !is_plain_string(root, other) {
                return Err("both must be strings without an enumeration or a format".to_owned());
            }
            if other.get(schema::FALLS_BACK_TO).is_some() {
                return Err("the other property falls back itself".to_owned());
            }
            Ok(())
        }
        Value::Array(names) if !names.is_empty() => {
            let item = property.get("items").map(|items| schema::properties(root, items)).unwrap_or_default();
            for name in names {
                let other = beside(name)?;
                let same = item.iter().any(|(inner, value)| {
                    Some(*inner) == name.as_str() && shape(root, value) == shape(root, other)
                });
                if !same {
                    return Err(format!("its items have no {name} of the same type"));
                }
            }
            Ok(())
        }
        _ => Err("it takes the name of a string, or for a list of objects a list of names".to_owned()),
    }
}

fn is_plain_string(root: &Value, schema: &Value) -> bool {
    let schema = schema::unwrap(root, schema);
    schema.get("type").and_then(Value::as_str) == Some("string")
        && schema.get("enum").is_none()
        && schema.get("format").is_none()
}

/// Returns what decides the Rust type of a string or of a list of strings; for anything else, the whole schema.
fn shape<'a>(root: &'a Value, schema: &'a Value) -> Vec<Option<&'a Value>> {
    let schema = schema::unwrap(root, schema);
    let mut shape: Vec<_> =
        ["type", "format", "enum", "properties"].iter().map(|key| schema.get(key)).collect();
    if let Some(items) = schema.get("items") {
        shape.extend(self::shape(root, items));
    }
    shape
}
