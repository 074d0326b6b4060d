//! Adapts the typed mocks that the generator writes for `httpmock` to responses in envelopes.

use quote::ToTokens;
use syn::{
    File, FnArg, GenericArgument, ImplItem, ImplItemFn, Item, ItemImpl, ItemTrait, PathArguments, TraitItem,
    Type, parse_quote,
};

use crate::Document;

/// Completes the generated module.
pub(crate) fn complete(file: &mut File, document: &Document) {
    for item in &mut file.items {
        match item {
            Item::Mod(module) if module.ident == "operations" => {
                for item in module.content.iter_mut().flat_map(|(_, items)| items) {
                    if let Item::Impl(block) = item {
                        complete_helper(block);
                    }
                }
            }
            Item::Trait(item) => describe(item, document),
            _ => {}
        }
    }
}

/// Removes from `When` what cannot be matched as one value; makes `Then` respond with an envelope and any status
/// code.
fn complete_helper(block: &mut ItemImpl) {
    block.items.retain(|item| !matches!(item, ImplItem::Fn(method) if takes_list(method)));
    let Some(index) =
        block.items.iter().position(|item| matches!(item, ImplItem::Fn(method) if method.sig.ident == "ok"))
    else {
        return;
    };
    let ImplItem::Fn(ok) = block.items.remove(index) else { return };
    let result = result_type(&ok).unwrap_or_else(|| parse_quote!(::serde_json::Value));
    block.items.push(parse_quote! {
        /// Answers with a success: this result in an envelope, or none.
        pub fn success<'a>(self, status: u16, result: impl ::std::convert::Into<Option<&'a #result>>) -> Self {
            Self(self.0.status(status).json_body(crate::mocks::success(result.into())))
        }
    });
    block.items.push(parse_quote! {
        /// Answers with a failure: these codes and messages in an envelope.
        pub fn failure(self, status: u16, errors: &[(i64, &str)]) -> Self {
            Self(self.0.status(status).json_body(crate::mocks::failure(errors)))
        }
    });
}

/// Returns the `T` of an argument `Option<&T>`.
fn result_type(method: &ImplItemFn) -> Option<Type> {
    let argument = method.sig.inputs.iter().find_map(|input| match input {
        FnArg::Typed(argument) => Some(&*argument.ty),
        FnArg::Receiver(_) => None,
    })?;
    let Type::Path(option) = argument else { return None };
    let PathArguments::AngleBracketed(inner) = &option.path.segments.last()?.arguments else { return None };
    match inner.args.first()? {
        GenericArgument::Type(Type::Reference(reference)) => Some((*reference.elem).clone()),
        _ => None,
    }
}

/// Returns whether a method matches a query parameter that is repeated for each item. A body that is a list does
/// not count.
fn takes_list(method: &ImplItemFn) -> bool {
    method.sig.generics.where_clause.to_token_stream().into_iter().any(|token| super::has_word(token, "Vec"))
}

/// Documents which operation each method mocks.
fn describe(item: &mut ItemTrait, document: &Document) {
    for part in &mut item.items {
        let TraitItem::Fn(method) = part else { continue };
        let name = method.sig.ident.to_string();
        let operations = document.operations();
        let Some(operation) = operations.iter().find(|operation| operation.id() == name) else { continue };
        let text =
            format!(" {}: `{} {}`", operation.text("summary"), operation.verb.to_uppercase(), operation.path);
        method.attrs.push(parse_quote!(#[doc = #text]));
    }
}
