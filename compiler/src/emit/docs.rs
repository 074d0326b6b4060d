//! Documents the fields that refer to a schema: OpenAPI 3.0 does not allow a description beside a `$ref`.

use serde_json::Value;
use syn::{Field, ItemStruct, parse_quote};

use super::checks::wire_name;
use crate::schema::{self, escape};

/// Gives each field without a description the first paragraph of the description of the schema that it refers to.
pub(crate) fn describe_references(item: &mut ItemStruct, root: &Value) {
    each_property(item, root, |field, property| {
        let described = field.attrs.iter().any(|attribute| attribute.path().is_ident("doc"));
        if let Some(text) = description(root, property).filter(|_| !described) {
            field.attrs.insert(0, parse_quote!(#[doc = #text]));
        }
    });
}

/// Adds to each field of a request type which values the document allows, and the default.
pub(crate) fn describe_bounds(item: &mut ItemStruct, root: &Value) {
    each_property(item, root, |field, property| {
        let Some(text) = bounds(root, property) else { return };
        let docs = field.attrs.iter().rposition(|attribute| attribute.path().is_ident("doc"));
        let end = docs.map_or(0, |last| last + 1);
        field.attrs.insert(end, parse_quote!(#[doc = #text]));
        field.attrs.insert(end, parse_quote!(#[doc = ""]));
    });
}

/// Visits each field with its property in the document.
fn each_property(item: &mut ItemStruct, root: &Value, mut visit: impl FnMut(&mut Field, &Value)) {
    let schema = root.pointer(&format!("/components/schemas/{}", escape(&item.ident.to_string())));
    let properties = schema.map(|schema| schema::properties(root, schema)).unwrap_or_default();
    for field in &mut item.fields {
        let Some(ident) = field.ident.clone() else { continue };
        let wire = wire_name(field, &ident);
        if let Some((_, property)) = properties.iter().rev().find(|(name, _)| *name == wire) {
            visit(field, property);
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

/// Returns the bounds and the default of a value in words.
pub(super) fn bounds(root: &Value, schema: &Value) -> Option<String> {
    let schema = schema::unwrap(root, schema);
    let range = |least: &str, most: &str, unit: &str| {
        let (least, most) = (schema.get(least), schema.get(most));
        Some(match (least, most) {
            (Some(least), Some(most)) if least == most => format!("{least}{unit}"),
            (Some(least), Some(most)) => format!("{least} to {most}{unit}"),
            (Some(least), None) if *least == 1 && !unit.is_empty() => "not empty".to_owned(),
            (Some(least), None) => format!("at least {least}{unit}"),
            (None, Some(most)) => format!("at most {most}{unit}"),
            (None, None) => return None,
        })
    };
    let pattern =
        schema.get("pattern").and_then(Value::as_str).map(|pattern| format!("matching `{pattern}`"));
    let allowed = [
        range("minLength", "maxLength", " characters"),
        range("minimum", "maximum", ""),
        range("minItems", "maxItems", " items"),
        pattern,
    ];
    let allowed: Vec<String> = allowed.into_iter().flatten().collect();
    let allowed = (!allowed.is_empty()).then(|| format!("Allowed: {}.", allowed.join(", ")));
    let default = schema.get("default").map(|default| format!("Default: `{default}`."));
    let sentences: Vec<String> = [allowed, default].into_iter().flatten().collect();
    (!sentences.is_empty()).then(|| sentences.join(" "))
}
