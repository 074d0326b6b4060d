//! Documents the fields that refer to a schema: OpenAPI 3.0 does not allow a description beside a `$ref`.

use serde_json::Value;
use syn::{ItemStruct, parse_quote};

use super::checks::wire_name;
use crate::schema::{self, escape};

/// Gives each field without a description the first paragraph of the description of the schema that it refers to.
pub(crate) fn describe_references(item: &mut ItemStruct, root: &Value) {
    let Some(schema) = root.pointer(&format!("/components/schemas/{}", escape(&item.ident.to_string())))
    else {
        return;
    };
    let properties = schema::properties(root, schema);
    for field in &mut item.fields {
        let Some(ident) = field.ident.clone() else { continue };
        if field.attrs.iter().any(|attribute| attribute.path().is_ident("doc")) {
            continue;
        }
        let wire = wire_name(field, &ident);
        let property = properties.iter().rev().find(|(name, _)| *name == wire);
        if let Some(text) = property.and_then(|(_, property)| description(root, property)) {
            field.attrs.insert(0, parse_quote!(#[doc = #text]));
        }
    }
}

/// Returns the first paragraph that describes a schema, the schema that it refers to, or the items of a list.
fn description<'a>(root: &'a Value, schema: &'a Value) -> Option<&'a str> {
    let of = |schema: &'a Value| schema.get("description")?.as_str()?.trim().split("\n\n").next();
    of(schema)
        .or_else(|| of(schema::unwrap(root, schema)))
        .or_else(|| of(schema::unwrap(root, schema::unwrap(root, schema).get("items")?)))
}
