//! Adapts the requests of the generated methods to this API.

use proc_macro2::TokenTree;
use quote::ToTokens;
use syn::{File, ImplItem, Item, LitStr, UseTree};

/// Removes the header `api-version`, which the generator adds and the API does not know, and the generator's
/// encoding of paths: the handwritten layer fills in the paths.
pub(crate) fn fit_requests(file: &mut File) {
    for item in &mut file.items {
        match item {
            Item::Impl(block) => {
                for item in &mut block.items {
                    let ImplItem::Fn(method) = item else { continue };
                    method.block.stmts.retain(|statement| {
                        !statement
                            .to_token_stream()
                            .into_iter()
                            .any(|token| has_literal(token, "api-version"))
                    });
                }
            }
            Item::Use(item) => forget_encode_path(&mut item.tree),
            _ => {}
        }
    }
}

/// Returns whether a string literal of this value occurs in a token, or in the group if the token is one.
fn has_literal(token: TokenTree, value: &str) -> bool {
    match token {
        TokenTree::Literal(literal) => syn::parse2::<LitStr>(TokenTree::from(literal).into())
            .is_ok_and(|literal| literal.value() == value),
        TokenTree::Group(group) => group.stream().into_iter().any(|token| has_literal(token, value)),
        _ => false,
    }
}

fn forget_encode_path(tree: &mut UseTree) {
    match tree {
        UseTree::Path(path) => forget_encode_path(&mut path.tree),
        UseTree::Group(group) => {
            let kept = group
                .items
                .iter()
                .filter(|tree| !matches!(tree, UseTree::Name(name) if name.ident == "encode_path"));
            group.items = kept.cloned().collect();
        }
        _ => {}
    }
}
