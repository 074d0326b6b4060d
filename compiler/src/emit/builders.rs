//! Adds builders to the request types: code that forgets a required field does not compile.

use super::has_word;
use super::shape::argument_of;
use quote::ToTokens;
use syn::{Field, ItemStruct, Type, parse_quote};

/// Adds the builder. Strings accept `impl Into<String>`; lists accept any iterator whose items convert to theirs.
pub(crate) fn add_builder(item: &mut ItemStruct) {
    item.attrs.push(parse_quote!(#[derive(::bon::Builder)]));
    item.attrs.push(parse_quote!(#[builder(state_mod(vis = "pub(crate)"), on(::std::string::String, into), on(crate::Secret, into), on(::serde_json::Value, into))]));
    for field in &mut item.fields {
        if is_required_null(field) {
            // Here `null` has a meaning of its own: the caller must set it explicitly and cannot omit it.
            field.attrs.push(parse_quote!(#[builder(required)]));
            continue;
        }
        if let Some(element) = list_element(field) {
            field.attrs.push(parse_quote! {
                #[builder(with = |items: impl ::std::iter::IntoIterator<Item = impl ::std::convert::Into<#element>>| {
                    items.into_iter().map(::std::convert::Into::into).collect()
                })]
            });
        }
    }
}

/// Returns whether a field is always sent, as `null` if it is `None`.
fn is_required_null(field: &Field) -> bool {
    let optional = argument_of(&field.ty, "Option").is_some();
    let left_out = field.attrs.iter().any(|attribute| {
        attribute.to_token_stream().into_iter().any(|token| has_word(token, "skip_serializing_if"))
    });
    optional && !left_out
}

/// Returns the element type of `Vec<T>` and `Option<Vec<T>>`.
fn list_element(field: &Field) -> Option<Type> {
    let list = argument_of(&field.ty, "Option").unwrap_or_else(|| field.ty.clone());
    argument_of(&list, "Vec")
}
