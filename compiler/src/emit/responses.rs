//! Makes the types that come back read every form in which a value is seen.

use proc_macro2::TokenTree;
use quote::ToTokens;
use syn::{Attribute, Field, ItemStruct, parse_quote};

/// Gives each field a reader that takes `null` and the odd forms of its type, and the struct a default.
pub(crate) fn read_leniently(item: &mut ItemStruct) {
    if !item.attrs.iter().any(derives_default) {
        item.attrs.push(parse_quote!(#[derive(::std::default::Default)]));
    }
    for field in &mut item.fields {
        if let Some(reader) = reader(field) {
            let path = format!("crate::lenient::{reader}");
            field.attrs.push(parse_quote!(#[serde(deserialize_with = #path)]));
            if !has_default(field) {
                field.attrs.push(parse_quote!(#[serde(default)]));
            }
        }
    }
}

/// Whether the generator derived it already, as it does where every field is optional.
fn derives_default(attribute: &Attribute) -> bool {
    attribute.path().is_ident("derive") && attribute.to_token_stream().to_string().contains("Default")
}

fn has_default(field: &Field) -> bool {
    field.attrs.iter().any(|attribute| {
        // Only the word itself: a property may be called `default-mode`.
        attribute.path().is_ident("serde")
            && attribute.to_token_stream().into_iter().any(|token| has_word(token, "default"))
    })
}

fn has_word(token: TokenTree, word: &str) -> bool {
    match token {
        TokenTree::Ident(ident) => ident == word,
        TokenTree::Group(group) => group.stream().into_iter().any(|token| has_word(token, word)),
        _ => false,
    }
}

/// The function of `lenient` that reads a field's type, where the type's own reading is too strict.
fn reader(field: &Field) -> Option<&'static str> {
    let kind: String = field.ty.to_token_stream().to_string().split_whitespace().collect();
    let optional = kind.strip_prefix("::std::option::Option<").and_then(|kind| kind.strip_suffix('>'));
    match (kind.as_str(), optional) {
        (_, Some("::std::string::String")) => Some("optional_text"),
        (_, Some("i64")) => Some("optional_integer"),
        (_, Some(_)) => None,
        ("::std::string::String", _) => Some("text"),
        (kind, _) if kind.starts_with("::std::vec::Vec<") => Some("items"),
        ("::std::collections::BTreeMap<::std::string::String,::std::string::String>", _) => Some("text_map"),
        (kind, _) if kind.starts_with("::std::collections::BTreeMap<") => Some("map"),
        _ => None,
    }
}
