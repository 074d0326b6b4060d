//! Sorts schemas by their use in requests and in responses, and gives those that are used in both a variant for
//! requests.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::schema::{self, SCHEMAS, escape};
use crate::{Document, Findings, document};

/// The schemas of the view by their use.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sides {
    /// Schemas that are used in request bodies.
    pub requests: BTreeSet<String>,
    /// Schemas that are used in responses.
    pub responses: BTreeSet<String>,
    /// Maps the name of the request variant to that of the response schema, for a schema that is used in both.
    pub request_variants: BTreeMap<String, String>,
}

/// Removes the named schemas that no operation needs.
pub fn prune(view: &mut Value) {
    let paths = view.get("paths").cloned().unwrap_or_default();
    let needed: BTreeSet<String> = schema::reachable(view, &paths).into_iter().map(str::to_owned).collect();
    if let Some(Value::Object(schemas)) = view.pointer_mut("/components/schemas") {
        schemas.retain(|name, _| needed.contains(name));
    }
}

/// Sorts the schemas by their use. An object that is used in requests and in responses gets a second schema,
/// `…Input`, for requests: a type that is decoded leniently cannot also be strict for sending. Enumerations are
/// open in both, and so are values that are a string or a list of strings: they need no variant.
pub fn split_request_response(view: &mut Value, document: &Document) -> Result<Sides, Findings> {
    let mut sides = reach(view);
    let both: Vec<String> = sides
        .requests
        .intersection(&sides.responses)
        .filter(|name| !is_one_type(view, name))
        .cloned()
        .collect();
    let request_variants: BTreeMap<String, String> =
        both.iter().map(|name| (name.clone(), format!("{name}Input"))).collect();
    for (name, twin) in &request_variants {
        if view.pointer(&pointer(twin)).is_some() {
            let message =
                format!("`{name}` is sent and received and would be sent as `{twin}`, which exists");
            return Err(Findings::one(document.place(&pointer(twin)), "twin", message));
        }
        let schema = view.pointer(&pointer(name)).cloned().unwrap_or_default();
        view["components"]["schemas"][twin] = schema;
    }
    let bodies = view.pointer("/components/requestBodies").and_then(Value::as_object);
    let bodies = bodies.into_iter().flatten();
    let senders: Vec<String> = sides
        .requests
        .iter()
        .map(|name| pointer(request_variants.get(name).unwrap_or(name)))
        .chain(
            document::operations(view).iter().map(|operation| format!("{}/requestBody", operation.pointer())),
        )
        .chain(bodies.map(|(name, _)| format!("/components/requestBodies/{}", escape(name))))
        .collect();
    for pointer in senders {
        if let Some(value) = view.pointer_mut(&pointer) {
            rename(value, &request_variants);
        }
    }
    sides.requests =
        sides.requests.iter().map(|name| request_variants.get(name).unwrap_or(name).clone()).collect();
    sides.request_variants = request_variants.into_iter().map(|(name, twin)| (twin, name)).collect();
    Ok(sides)
}

fn pointer(name: &str) -> String {
    format!("/components/schemas/{}", escape(name))
}

fn is_one_type(view: &Value, name: &str) -> bool {
    let same = |schema: &Value| schema::is_string_enum(schema) || schema::is_string_or_list(schema);
    view.pointer(&pointer(name)).is_some_and(same)
}

fn reach(view: &Value) -> Sides {
    let mut sides = Sides::default();
    for operation in document::operations(view) {
        if let Some(body) = operation.value.get("requestBody") {
            sides.requests.extend(schema::reachable(view, body).into_iter().map(str::to_owned));
        }
        if let Some(responses) = operation.value.get("responses") {
            sides.responses.extend(schema::reachable(view, responses).into_iter().map(str::to_owned));
        }
    }
    sides
}

fn rename(value: &mut Value, names: &BTreeMap<String, String>) {
    schema::each_object_mut(value, &mut |map| {
        if let Some(Value::String(reference)) = map.get_mut("$ref")
            && let Some(name) = reference.strip_prefix(SCHEMAS).and_then(|name| names.get(name))
        {
            *reference = format!("{SCHEMAS}{name}");
        }
    });
}
