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
mod names;
mod operations;
mod prepared;
mod requests;
mod responses;
mod shape;
mod tidy;
mod workbench;

use proc_macro2::TokenTree;
use syn::{Fields, File, Item, ItemStruct};

use crate::view::View;
use crate::{Document, Findings, Operation};

/// Completes the generated file.
pub(crate) fn complete(file: &mut File, document: &Document, view: &View) -> Result<(), Findings> {
    let unexpected = |error: syn::Error| unexpected(document, &error);
    let structs = types_and_requests(file, document, view).map_err(unexpected)?;
    let calls = interface::calls(file, document, view, &structs).map_err(unexpected)?;
    let described = interface::handles(document, &calls);
    names::check(document, &described)?;
    let code = [
        handles::handles(file, &described),
        calls::calls(&described),
        operations::operations(document),
        workbench::workbench(&structs),
    ];
    for item in code {
        file.items.push(item.map_err(unexpected)?);
    }
    Ok(())
}

/// Returns a fault of the code as a finding, at the operation that it names.
fn unexpected(document: &Document, error: &syn::Error) -> Findings {
    let message = error.to_string();
    let operations = document.operations();
    let named = operations.iter().find(|operation| message.contains(&format!("`{}`", operation.id())));
    let pointer = named.map(Operation::pointer).unwrap_or_default();
    Findings::one(document.place(&pointer), "generator", format!("no code can be written: {message}"))
}

/// Completes the types and the methods that prepare requests.
fn types_and_requests(file: &mut File, document: &Document, view: &View) -> syn::Result<Vec<ItemStruct>> {
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
    Ok(structs)
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
