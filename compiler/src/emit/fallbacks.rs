//! Fills in fields that the server leaves out but reports under another name: `x-falls-back-to`.

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;
use syn::{Field, Ident, ItemStruct};

use super::checks::wire_name;
use crate::schema::{self, escape};
use crate::view::View;

/// Returns the statements that fill in fields of a decoded response: strings first, since a list may be built from
/// them.
pub(crate) fn fallbacks(item: &ItemStruct, view: &View) -> TokenStream {
    let root = &view.bounded;
    let schema = root.pointer(&format!("/components/schemas/{}", escape(&item.ident.to_string())));
    let properties = schema.map(|schema| schema::properties(root, schema)).unwrap_or_default();
    let (mut texts, mut lists) = (Vec::new(), Vec::new());
    for (name, property) in properties {
        let Some(field) = named(item, name) else { continue };
        match property.get(schema::FALLS_BACK_TO) {
            Some(Value::String(other)) => texts.extend(text(item, field, other)),
            Some(Value::Array(others)) => lists.push(list(item, field, others)),
            _ => {}
        }
    }
    quote! { #(#texts)* #(#lists)* }
}

/// Takes the value of a string from another field.
fn text(item: &ItemStruct, field: &Field, other: &str) -> Option<TokenStream> {
    let (field, other) = (&field.ident, &named(item, other)?.ident);
    Some(quote! { crate::lenient::fall_back(&mut read.#field, &read.#other); })
}

/// Fills an empty list with a single item, built from the fields of the same names.
fn list(item: &ItemStruct, field: &Field, others: &[Value]) -> TokenStream {
    let others: Vec<&Ident> =
        others.iter().filter_map(|other| named(item, other.as_str()?)?.ident.as_ref()).collect();
    let field = &field.ident;
    quote! {
        if read.#field.is_empty() && (#(!crate::lenient::Blank::is_blank(&read.#others))||*) {
            read.#field.push(::std::default::Default::default());
            for item in &mut read.#field {
                #(item.#others = ::std::clone::Clone::clone(&read.#others);)*
            }
        }
    }
}

/// Returns the field with this name in JSON.
fn named<'a>(item: &'a ItemStruct, name: &str) -> Option<&'a Field> {
    item.fields.iter().find(|field| field.ident.as_ref().is_some_and(|ident| wire_name(field, ident) == name))
}
