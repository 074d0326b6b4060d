//! Finds unused components.

use std::collections::BTreeSet;

use cloudflare_certificates_compiler::{Document, Finding, schema};
use serde_json::Value;

use super::add;

/// The kinds of components that are checked. Security schemes are left out: they list what the API supports, and
/// the client offers each of them.
const KINDS: [&str; 7] =
    ["schemas", "parameters", "responses", "requestBodies", "headers", "examples", "links"];

/// Reports every component that no operation reaches. Components that only refer to each other are not in use.
pub(super) fn proof(document: &Document) -> Vec<Finding> {
    let mut found = Vec::new();
    let used = used(&document.root);
    for kind in KINDS {
        let components = document.root.pointer(&format!("/components/{kind}")).and_then(Value::as_object);
        for (name, _) in components.into_iter().flatten() {
            let pointer = format!("/components/{kind}/{}", schema::escape(name));
            if !used.contains(&pointer) {
                let message = format!("no operation needs `{name}`; remove it, or refer to it");
                add(document, &pointer, "unused", message, &mut found);
            }
        }
    }
    found
}

/// Returns the pointers to which references lead from the paths.
fn used(root: &Value) -> BTreeSet<String> {
    let mut used = BTreeSet::new();
    let mut open: Vec<&Value> = root.get("paths").into_iter().collect();
    while let Some(part) = open.pop() {
        schema::each_object("", part, &mut |_, part| {
            let pointer = part.get("$ref").and_then(Value::as_str).and_then(|text| text.strip_prefix('#'));
            let Some(pointer) = pointer.filter(|pointer| !used.contains(*pointer)) else { return };
            used.insert(pointer.to_owned());
            // A reference may lead into a component; then the whole component is in use.
            let whole: Vec<&str> = pointer.splitn(5, '/').take(4).collect();
            used.insert(whole.join("/"));
            open.extend(root.pointer(pointer));
        });
    }
    used
}
