//! Removes generated code that nothing uses.

use quote::ToTokens;
use syn::{File, ImplItem, Item, ItemStruct, Visibility, parse_quote};

/// Removes the prelude, the generator's conversion error and the constructor that panics, and makes the client
/// private to the crate: users reach it through the handles.
pub(crate) fn remove_unused(file: &mut File) {
    file.items.retain(|item| !matches!(item, Item::Mod(module) if module.ident == "prelude"));
    for item in &mut file.items {
        match item {
            Item::Mod(module) if module.ident == "types" => {
                if let Some((_, items)) = &mut module.content {
                    remove_error(items);
                }
            }
            Item::Impl(block) if block.trait_.is_none() => {
                block.items.retain(|item| !matches!(item, ImplItem::Fn(method) if method.sig.ident == "new"));
                for item in &mut block.items {
                    if let ImplItem::Fn(method) = item {
                        method.vis = parse_quote!(pub(crate));
                    }
                }
            }
            Item::Struct(item) if item.ident == "Client" => item.vis = parse_quote!(pub(crate)),
            Item::Use(item) => item.vis = Visibility::Inherited,
            _ => {}
        }
    }
}

/// Removes the conversion error if no type uses it. Only enumerations of numbers and unions do.
fn remove_error(items: &mut Vec<Item>) {
    let is_error = |item: &Item| matches!(item, Item::Mod(module) if module.ident == "error");
    let used = items.iter().any(|item| {
        !is_error(item)
            && item.to_token_stream().into_iter().any(|token| super::has_word(token, "ConversionError"))
    });
    if !used {
        items.retain(|item| !is_error(item));
    }
}

/// Marks a public struct `#[non_exhaustive]`, since the document may grow, and derives `JsonSchema` with the
/// feature `schemars`.
pub(crate) fn tidy_type(item: &mut ItemStruct) {
    item.attrs.push(parse_quote!(#[non_exhaustive]));
    item.attrs.push(parse_quote!(#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]));
}
