//! Lets the generated methods make requests as this API wants them.

use quote::ToTokens;
use syn::{File, ImplItem, Item, UseTree};

/// Takes away the header `api-version`, which is the generator's own and unknown to the API, and the generator's
/// encoding of paths: the handwritten layer fills them in.
pub(crate) fn fit_requests(file: &mut File) {
    for item in &mut file.items {
        match item {
            Item::Impl(block) => {
                for item in &mut block.items {
                    let ImplItem::Fn(method) = item else { continue };
                    method.block.stmts.retain(|statement| {
                        !statement.to_token_stream().to_string().contains("\"api-version\"")
                    });
                }
            }
            Item::Use(item) => forget_encode_path(&mut item.tree),
            _ => {}
        }
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
