//! Generates one open enum for each string enumeration of the document.

use std::collections::{BTreeMap, BTreeSet};

use heck::ToUpperCamelCase;
use quote::{format_ident, quote};
use serde_json::Value;
use syn::Item;

use crate::schema;
use crate::view::View;

/// Generates the `open_enum!` of each enumeration.
pub(crate) fn open_enums(view: &View) -> syn::Result<Vec<Item>> {
    let schemas = view.root.pointer("/components/schemas").and_then(Value::as_object);
    schemas
        .into_iter()
        .flatten()
        .filter(|(_, schema)| schema::is_string_enum(schema))
        .map(|(name, schema)| Ok([Some(open_enum(name, schema)?), progress(name, view)?]))
        .collect::<syn::Result<Vec<_>>>()
        .map(|items| items.into_iter().flatten().flatten().collect())
}

/// Generates the method `progress` of a status. Unknown values are pending, and so are those without a meaning.
fn progress(name: &str, view: &View) -> syn::Result<Option<Item>> {
    // The document for the generator no longer has the extension.
    let schema = view.bounded.pointer(&format!("/components/schemas/{}", schema::escape(name)));
    let Some((schema, meanings)) = schema.and_then(|schema| Some((schema, schema.get("x-progress")?))) else {
        return Ok(None);
    };
    let values = strings(schema.get("enum"));
    let variants: BTreeMap<&str, String> = values.iter().copied().zip(variant_names(&values)).collect();
    let ident = format_ident!("{name}");
    let mut arms = Vec::new();
    for meaning in schema::PROGRESS.iter().filter(|meaning| **meaning != "pending") {
        let of_meaning = strings(meanings.get(meaning));
        let known = of_meaning.iter().filter_map(|value| variants.get(value));
        let known: Vec<_> = known.map(|variant| format_ident!("{variant}")).collect();
        let progress = format_ident!("{}", meaning.to_upper_camel_case());
        if !known.is_empty() {
            arms.push(quote! { #(Self::#known)|* => crate::Progress::#progress, });
        }
    }
    syn::parse2(quote! {
        impl #ident {
            /// Returns what the status means to a program that waits. Unknown values are pending.
            pub fn progress(&self) -> crate::Progress {
                match self {
                    #(#arms)*
                    _ => crate::Progress::Pending,
                }
            }
        }
    })
    .map(Some)
}

fn strings(list: Option<&Value>) -> Vec<&str> {
    list.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
}

fn open_enum(name: &str, schema: &Value) -> syn::Result<Item> {
    let ident = format_ident!("{name}");
    let doc = schema.get("description").and_then(Value::as_str).unwrap_or(name).trim().to_owned();
    let values = strings(schema.get("enum"));
    let variants = variant_names(&values).into_iter().map(|name| format_ident!("{name}"));
    let docs = values
        .iter()
        .map(|value| if value.is_empty() { "The empty value.".to_owned() } else { format!("`{value}`") });
    syn::parse2(quote! {
        crate::open_enum::open_enum! {
            #[doc = #doc]
            pub enum #ident { #(#[doc = #docs] #variants = #values,)* }
        }
    })
}

/// Returns a name for each value: all different, and none equal to that of the variant for unknown values.
fn variant_names(values: &[&str]) -> Vec<String> {
    let mut taken = BTreeSet::from(["UnknownValue".to_owned()]);
    values
        .iter()
        .map(|value| {
            let mut name = variant_name(value);
            while !taken.insert(name.clone()) {
                name.push('_');
            }
            name
        })
        .collect()
}

fn variant_name(value: &str) -> String {
    if value.is_empty() {
        return "Empty".to_owned();
    }
    // Keeps a version readable: `1.2` is `V1_2`.
    if value.starts_with(|c: char| c.is_ascii_digit())
        && value.chars().all(|c| c.is_ascii_digit() || c == '.')
    {
        return format!("V{}", value.replace('.', "_"));
    }
    let camel = value.to_upper_camel_case();
    let name: String = camel.chars().filter(char::is_ascii_alphanumeric).collect();
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) || name == "Self" {
        return format!("Value{name}");
    }
    name
}
