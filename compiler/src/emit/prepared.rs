//! Turns the generated methods into what prepares a request: sending it and decoding the response is the transport's.
//!
//! The generator writes methods that send, wait and decode. Of these the request is kept, and the type of the result.
//! What the generator was shown as an operation's response is the result alone; on the wire the envelope is around
//! it, and one generic type decodes all of them. Each method names its operation itself and checks its path and its
//! body, so that no caller can forget a check or pair a request with another operation.

use heck::ToShoutySnakeCase;
use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};
use syn::{File, FnArg, ImplItem, ImplItemFn, Item, Pat, ReturnType, Stmt, Type, parse_quote};

use super::shape::argument_of;
use crate::{Document, Operation};

/// Ends each method where the request is complete, and drops what only the rest needs.
pub(crate) fn prepare_requests(file: &mut File, document: &Document) {
    file.items.retain(|item| match item {
        Item::Impl(block) => block.trait_.is_none(),
        // The generator's assertion about the traits.
        Item::Const(_) => false,
        _ => true,
    });
    let operations = document.operations();
    for item in &mut file.items {
        let Item::Impl(block) = item else { continue };
        for item in &mut block.items {
            let ImplItem::Fn(method) = item else { continue };
            let name = method.sig.ident.to_string();
            if let Some(operation) = operations.iter().find(|operation| operation.id() == name) {
                prepare(method, operation);
            }
        }
    }
}

fn prepare(method: &mut ImplItemFn, operation: &Operation<'_>) {
    let ReturnType::Type(_, output) = &method.sig.output else { return };
    let Some(response) = argument_of(output, "Result").and_then(|ok| argument_of(&ok, "ResponseValue"))
    else {
        return;
    };
    let result = argument_of(&response, "Option").unwrap_or(response);
    let constant = format_ident!("{}", operation.id().to_shouty_snake_case());
    let segments = parameters(operation.path).map(|name| segment(method, name));
    let segments: Vec<TokenStream> = segments.collect();
    let body = has_argument(method, "body").then(|| quote! { prepare.check(body); });
    let request = request_statements(method);
    method.block = parse_quote!({
        let mut prepare = crate::transport::Preparation::new(&self.inner, &crate::operations::#constant);
        #(#segments)*
        #body
        prepare.finish(|url| {
            #(#request)*
            Ok(request)
        })
    });
    method.sig.asyncness = None;
    method.sig.output = parse_quote!(-> crate::transport::Prepared<#result>);
}

/// What stands between the URL and the sending.
fn request_statements(method: &ImplItemFn) -> Vec<Stmt> {
    let begins = |statement: &Stmt, text: &str| statement.to_token_stream().to_string().starts_with(text);
    let statements = method.block.stmts.iter();
    statements
        .skip_while(|statement| !begins(statement, "let url ="))
        .skip(1)
        .take_while(|statement| !begins(statement, "let info ="))
        .cloned()
        .collect()
}

/// The names of the parameters of a path, in the order in which they stand in it.
fn parameters(template: &str) -> impl Iterator<Item = &str> {
    template.split('{').skip(1).filter_map(|part| Some(part.split_once('}')?.0))
}

/// Fills in one parameter of the path.
fn segment(method: &ImplItemFn, name: &str) -> TokenStream {
    let ident = format_ident!("{name}");
    let value = match argument(method, name).map(|kind| kind.to_token_stream().to_string()) {
        Some(kind) if kind.ends_with("str") => quote!(#ident),
        Some(kind) if kind.contains("types ::") => quote!(#ident.as_str()),
        _ => quote!(&#ident.to_string()),
    };
    quote! { prepare.segment(#name, #value); }
}

fn has_argument(method: &ImplItemFn, name: &str) -> bool {
    argument(method, name).is_some()
}

fn argument<'a>(method: &'a ImplItemFn, name: &str) -> Option<&'a Type> {
    method.sig.inputs.iter().find_map(|input| match input {
        FnArg::Typed(argument) => match &*argument.pat {
            Pat::Ident(pattern) if pattern.ident == name => Some(&*argument.ty),
            _ => None,
        },
        FnArg::Receiver(_) => None,
    })
}
