//! Turns the generated methods into what prepares a request: sending it and reading the answer is the transport's.
//!
//! The generator writes methods that send, wait and read. Of these the request is kept, and the type of the result.
//! What the generator was shown as an operation's answer is the result alone; on the wire the envelope is around it,
//! and one generic type reads all of them.

use quote::ToTokens;
use syn::{File, GenericArgument, ImplItem, ImplItemFn, Item, PathArguments, ReturnType, Type, parse_quote};

/// Ends each method where the request is complete, and drops what only the rest needs.
pub(crate) fn prepare_requests(file: &mut File) {
    file.items.retain(|item| match item {
        Item::Impl(block) => block.trait_.is_none(),
        // The generator's assertion about the traits.
        Item::Const(_) => false,
        _ => true,
    });
    for item in &mut file.items {
        let Item::Impl(block) = item else { continue };
        for item in &mut block.items {
            if let ImplItem::Fn(method) = item {
                prepare(method);
            }
        }
    }
}

fn prepare(method: &mut ImplItemFn) {
    let ReturnType::Type(_, output) = &method.sig.output else { return };
    let Some(answer) = argument_of(output, "Result").and_then(|ok| argument_of(&ok, "ResponseValue")) else {
        return;
    };
    let result = argument_of(&answer, "Option").unwrap_or(answer);
    let sends = |statement: &syn::Stmt| statement.to_token_stream().to_string().starts_with("let info =");
    if let Some(end) = method.block.stmts.iter().position(sends) {
        method.block.stmts.truncate(end);
    }
    method
        .block
        .stmts
        .push(syn::Stmt::Expr(parse_quote!(Ok(crate::transport::Prepared::new(request))), None));
    method.sig.asyncness = None;
    method.sig.output =
        parse_quote!(-> ::std::result::Result<crate::transport::Prepared<#result>, ::reqwest::Error>);
}

/// The first type argument of a path that ends in this name.
fn argument_of(node: &Type, name: &str) -> Option<Type> {
    let Type::Path(path) = node else { return None };
    let last = path.path.segments.last().filter(|segment| segment.ident == name)?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(argument) => Some(argument.clone()),
        _ => None,
    })
}
