//! Completes the generator's output.

mod builders;
mod calls;
mod checks;
mod docs;
mod enums;
mod fallbacks;
mod handles;
mod interface;
pub(crate) mod mocks;
mod operations;
mod prepared;
mod requests;
mod responses;
mod shape;
mod tidy;
mod workbench;

use proc_macro2::TokenTree;
use quote::ToTokens;
use syn::{Fields, File, Item, ItemStruct};

use crate::Document;
use crate::view::View;

/// Completes the generated file.
pub(crate) fn complete(file: &mut File, document: &Document, view: &View) -> syn::Result<()> {
    tidy::remove_unused(file);
    requests::fit_requests(file);
    prepared::prepare_requests(file, document)?;
    let Some(types) = types(file) else {
        return Err(syn::Error::new(proc_macro2::Span::call_site(), "the generator wrote no `types` module"));
    };
    let mut readings = Vec::new();
    for item in types.iter_mut() {
        let Item::Struct(item) = item else { continue };
        tidy::tidy_type(item);
        // A named list or an enumeration of numbers is a wrapper around one value, with nothing to build or to
        // omit.
        if !matches!(item.fields, Fields::Named(_)) {
            continue;
        }
        let name = item.ident.to_string();
        docs::describe_references(item, &view.bounded);
        if view.sides.responses.contains(&name) {
            readings.extend(responses::read_leniently(item, view)?);
        }
        if view.sides.requests.contains(&name) {
            docs::describe_bounds(item, &view.bounded);
            builders::add_builder(item);
        }
    }
    let structs: Vec<ItemStruct> = types
        .iter()
        .filter_map(|item| if let Item::Struct(item) = item { Some(item.clone()) } else { None })
        .collect();
    types.extend(readings);
    types.extend(enums::open_enums(view)?);
    types.extend(checks::checks(&structs, view)?);
    types.extend(checks::request_variants(view)?);
    let described = interface::calls(file, document, view, &structs)?;
    let described = interface::handles(document, &described);
    let handles = handles::handles(file, &described)?;
    file.items.extend([handles, calls::calls(&described)?]);
    file.items.push(operations::operations(document)?);
    file.items.push(workbench::workbench(&structs)?);
    Ok(())
}

fn types(file: &mut File) -> Option<&mut Vec<Item>> {
    file.items.iter_mut().find_map(|item| match item {
        Item::Mod(module) if module.ident == "types" => module.content.as_mut().map(|(_, items)| items),
        _ => None,
    })
}

/// Returns whether a word occurs in a token, or in the group if the token is one.
fn has_word(token: TokenTree, word: &str) -> bool {
    match token {
        TokenTree::Ident(ident) => ident == word,
        TokenTree::Group(group) => group.stream().into_iter().any(|token| has_word(token, word)),
        _ => false,
    }
}

/// Returns code as a string without white space.
fn squeeze(code: &impl ToTokens) -> String {
    code.to_token_stream().to_string().split_whitespace().collect()
}
