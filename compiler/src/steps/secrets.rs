//! Finds the secrets that the generated code could not protect, or would lose.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Sides;
use crate::schema;
use crate::{Document, Findings};

/// The keywords between a property and a secret that the generated code supports: the items or the values of the
/// property.
const WRAPPERS: [&str; 2] = ["items", "additionalProperties"];

/// Rejects a document whose secrets would be serialized in clear or lost. A response type leaves its secrets out
/// when it is serialized. That works only for its own fields, and would remove them from a type that is sent
/// again.
pub fn keep_secrets(view: &Value, sides: &Sides, document: &Document) -> Result<(), Findings> {
    let mut findings = Findings::default();
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    schema::each_object("", view, &mut |pointer, part| {
        if !is_secret(part) {
            return;
        }
        let place = || document.place(pointer);
        match property(pointer) {
            Some((owner, name)) => {
                if sides.request_variants.values().any(|read| read == owner) {
                    let message = format!(
                        "`{owner}` is read and sent again, and what is read leaves `{name}` out; use a schema for requests and one for responses"
                    );
                    findings.add(place(), "secret-resent", message);
                }
                names.entry(name.to_owned()).or_insert_with(|| owner.to_owned());
            }
            None => {
                let message = "a secret is a property of a schema, or the items or values of one; here it would be a plain string";
                findings.add(place(), "secret-in-clear", message);
            }
        }
    });
    same_everywhere(view, &names, document, &mut findings);
    findings.into_result()
}

/// Requires that a property that is a secret in one schema is a secret in all of them.
fn same_everywhere(
    view: &Value,
    names: &BTreeMap<String, String>,
    document: &Document,
    findings: &mut Findings,
) {
    schema::each_object("", view, &mut |pointer, part| {
        let Some((owner, name)) = property(pointer) else { return };
        let is_string = part.get("type").and_then(Value::as_str) == Some("string");
        if let Some(secret) = names.get(name).filter(|_| is_string && !is_secret(part)) {
            let message = format!(
                "`{name}` is a secret in `{secret}` and would be a plain string in `{owner}`; it needs `format: password`"
            );
            findings.add(document.place(pointer), "secret-in-clear", message);
        }
    });
}

fn is_secret(part: &Value) -> bool {
    part.get("format").and_then(Value::as_str) == Some("password")
}

/// Returns the schema and the property that a pointer leads to; `None` if alternatives or another list are between
/// them.
fn property(pointer: &str) -> Option<(&str, &str)> {
    let rest = pointer.strip_prefix("/components/schemas/")?;
    let (owner, mut rest) = rest.split_once('/')?;
    while let Some(part) = rest.strip_prefix("allOf/") {
        rest = part.split_once('/')?.1;
    }
    let rest = rest.strip_prefix("properties/")?;
    let mut parts = rest.split('/');
    let name = parts.next()?;
    parts.all(|part| WRAPPERS.contains(&part)).then_some((owner, name))
}
