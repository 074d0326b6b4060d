//! Makes response types decode every form in which a value is known to occur, and keeps their secrets out of
//! serialization.

use quote::{ToTokens, quote};
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, Field, Ident, Item, ItemStruct, Meta, Path, Token, Type, parse_quote};

use super::checks::wire_name;
use super::fallbacks::fallbacks;
use super::shape::{self, argument_of, last_name};
use crate::view::View;

/// Replaces the derived `Deserialize` of a struct by one that accepts only an object, decodes each field in all
/// known forms of its type, and then fills in fields from others. Secrets are left out when the struct is
/// serialized.
///
/// A derived implementation would also accept an array and decode it by position: `[1]` would pass for an object.
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
    // A struct with named properties beside a map of all others: its derived implementation also decodes only by
    // name.
    if item.fields.iter().any(|field| has_serde_word(field, "flatten")) {
        item.fields.iter_mut().filter(|field| !has_serde_word(field, "flatten")).for_each(name_reader);
        return Ok(None);
    }
    stop_deriving(item, "Deserialize");
    reading(item, view).map(Some)
}

/// Generates the `read_object!` of a struct.
fn reading(item: &ItemStruct, view: &View) -> syn::Result<Item> {
    let name = &item.ident;
    let mut fields = Vec::new();
    for field in &item.fields {
        let Some(ident) = &field.ident else { continue };
        let wire = wire_name(field, ident);
        let seed = decoder(field).map_or_else(|| parse_quote!(own()), |(_, seed)| seed);
        fields.push(quote! { #ident = #wire by crate::lenient::seed::#seed, });
    }
    let fallbacks = fallbacks(item, view);
    syn::parse2(quote! {
        crate::lenient::read_object! { #name { #(#fields)* } then |read| { #fallbacks } }
    })
}

/// Makes a derived `Deserialize` use the field's own function.
fn name_reader(field: &mut Field) {
    if let Some((function, _)) = decoder(field) {
        let path = format!("crate::lenient::{function}");
        field.attrs.push(parse_quote!(#[serde(deserialize_with = #path)]));
    }
}

/// Returns whether the generator already derives the trait, as it does with `Default` if every field is optional.
fn derives(item: &ItemStruct, name: &str) -> bool {
    item.attrs.iter().filter_map(derived).flatten().any(|path| is_named(&path, name))
}

/// Removes a trait from the derived ones.
fn stop_deriving(item: &mut ItemStruct, name: &str) {
    for attribute in &mut item.attrs {
        let Some(paths) = derived(attribute) else { continue };
        let kept: Punctuated<Path, Token![,]> =
            paths.into_iter().filter(|path| !is_named(path, name)).collect();
        *attribute = parse_quote!(#[derive(#kept)]);
    }
}

/// Returns the traits of a `derive`.
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

/// Returns whether a field has this word among its serde arguments. Matches whole words only: a property may be
/// called `default-mode`.
fn has_serde_word(field: &Field, word: &str) -> bool {
    field.attrs.iter().any(|attribute| {
        attribute.path().is_ident("serde")
            && attribute.to_token_stream().into_iter().any(|token| super::has_word(token, word))
    })
}

/// Returns whether a field is a secret, or a list or map of secrets.
fn holds_secret(field: &Field) -> bool {
    field.ty.to_token_stream().into_iter().any(|token| super::has_word(token, "Secret"))
}

/// The lenient decoder of a field, if the type's own `Deserialize` is too strict: the names of its function and of
/// its seed in `lenient`.
fn decoder(field: &Field) -> Option<(Ident, Expr)> {
    let inner = argument_of(&field.ty, "Option");
    let name = last_name(inner.as_ref().unwrap_or(&field.ty)).unwrap_or_default();
    match (name.as_str(), inner.is_some()) {
        ("String", true) => Some((parse_quote!(optional_text), parse_quote!(OptionalText))),
        ("i64", true) => Some((parse_quote!(optional_integer), parse_quote!(OptionalInteger))),
        ("String", false) => Some((parse_quote!(text), parse_quote!(Text))),
        ("Vec", false) => Some((parse_quote!(items), parse_quote!(Items::new()))),
        ("BTreeMap", false) if is_map_of_strings(&field.ty) => {
            Some((parse_quote!(text_map), parse_quote!(TextMap)))
        }
        ("BTreeMap", false) => Some((parse_quote!(map), parse_quote!(Map::new()))),
        _ => None,
    }
}

/// Returns whether a map has strings as its keys and as its values.
fn is_map_of_strings(kind: &Type) -> bool {
    let arguments = shape::arguments(kind);
    arguments.len() == 2 && arguments.iter().all(|kind| last_name(kind).is_some_and(|name| name == "String"))
}
