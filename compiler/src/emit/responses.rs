//! Makes the types that are received read every form in which a value is seen, and keeps their secrets to themselves.

use quote::{ToTokens, quote};
use syn::punctuated::Punctuated;
use syn::{Attribute, Field, Item, ItemStruct, Meta, Path, Token, Type, parse_quote};

use super::checks::wire_name;
use super::fallbacks::fallbacks;
use super::shape::{self, argument_of, last_name};
use crate::generate::View;

/// Replaces the derived reading of a struct by one that takes only an object, reads each field in the odd forms of its
/// type, and then fills in what other fields say. Secrets are left out when the struct is written.
///
/// A derived reading would also take a list and read it by position: `[1]` would pass for an object.
pub(crate) fn read_leniently(item: &mut ItemStruct, view: &View) -> syn::Result<Option<Item>> {
    if !derives(item, "Default") {
        item.attrs.push(parse_quote!(#[derive(::std::default::Default)]));
    }
    for field in &mut item.fields {
        if !has_default(field) {
            field.attrs.push(parse_quote!(#[serde(default)]));
        }
        if holds_secret(field) {
            field.attrs.push(parse_quote!(#[serde(skip_serializing)]));
        }
    }
    // Named properties beside a map of all others: the derived reading is by name only, too.
    if item.fields.iter().any(|field| has_serde_word(field, "flatten")) {
        item.fields.iter_mut().filter(|field| !has_serde_word(field, "flatten")).for_each(name_reader);
        return Ok(None);
    }
    stop_deriving(item, "Deserialize");
    reading(item, view).map(Some)
}

/// The `read_object!` of a struct.
fn reading(item: &ItemStruct, view: &View) -> syn::Result<Item> {
    let name = &item.ident;
    let mut fields = Vec::new();
    for field in &item.fields {
        let Some(ident) = &field.ident else { continue };
        let (kind, wire, reader) = (&field.ty, wire_name(field, ident), reader(field));
        fields.push(quote! { #ident: #kind = #wire by #reader, });
    }
    let fallbacks = fallbacks(item, view);
    syn::parse2(quote! {
        crate::lenient::read_object! { #name { #(#fields)* } then |read| { #fallbacks } }
    })
}

/// Lets a derived reading use the field's reader.
fn name_reader(field: &mut Field) {
    let path = super::squeeze(&reader(field));
    field.attrs.push(parse_quote!(#[serde(deserialize_with = #path)]));
}

/// Whether the generator derived it already, as it does with `Default` where every field is optional.
fn derives(item: &ItemStruct, name: &str) -> bool {
    item.attrs.iter().filter_map(derived).flatten().any(|path| is_named(&path, name))
}

/// Takes a trait out of the derived ones.
fn stop_deriving(item: &mut ItemStruct, name: &str) {
    for attribute in &mut item.attrs {
        let Some(paths) = derived(attribute) else { continue };
        let kept: Punctuated<Path, Token![,]> =
            paths.into_iter().filter(|path| !is_named(path, name)).collect();
        *attribute = parse_quote!(#[derive(#kept)]);
    }
}

/// The traits of a `derive`.
fn derived(attribute: &Attribute) -> Option<Punctuated<Path, Token![,]>> {
    match &attribute.meta {
        Meta::List(list) if list.path.is_ident("derive") => {
            list.parse_args_with(Punctuated::parse_terminated).ok()
        }
        _ => None,
    }
}

fn is_named(path: &Path, name: &str) -> bool {
    path.segments.last().is_some_and(|segment| segment.ident == name)
}

fn has_default(field: &Field) -> bool {
    has_serde_word(field, "default")
}

/// Whether a field has this word among its arguments for serde. Only the word itself: a property may be called
/// `default-mode`.
fn has_serde_word(field: &Field, word: &str) -> bool {
    field.attrs.iter().any(|attribute| {
        attribute.path().is_ident("serde")
            && attribute.to_token_stream().into_iter().any(|token| super::has_word(token, word))
    })
}

/// Whether a field is a secret, or a list or map of them.
fn holds_secret(field: &Field) -> bool {
    field.ty.to_token_stream().into_iter().any(|token| super::has_word(token, "Secret"))
}

/// The function that reads a field: one of `lenient`, where the type's own reading is too strict.
fn reader(field: &Field) -> Path {
    let inner = argument_of(&field.ty, "Option");
    let name = last_name(inner.as_ref().unwrap_or(&field.ty)).unwrap_or_default();
    match (name.as_str(), inner.is_some()) {
        ("String", true) => parse_quote!(crate::lenient::optional_text),
        ("i64", true) => parse_quote!(crate::lenient::optional_integer),
        ("String", false) => parse_quote!(crate::lenient::text),
        ("Vec", false) => parse_quote!(crate::lenient::items),
        ("BTreeMap", false) if is_map_of_strings(&field.ty) => parse_quote!(crate::lenient::text_map),
        ("BTreeMap", false) => parse_quote!(crate::lenient::map),
        _ => parse_quote!(::serde::Deserialize::deserialize),
    }
}

/// Whether a map has strings as its keys and as its values.
fn is_map_of_strings(kind: &Type) -> bool {
    let arguments = shape::arguments(kind);
    arguments.len() == 2 && arguments.iter().all(|kind| last_name(kind).is_some_and(|name| name == "String"))
}
