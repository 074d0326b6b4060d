//! Makes the generated methods prepare a request; the transport sends it and decodes the response.
//!
//! The generator writes methods that send, wait and decode. This step keeps the request and the type of the
//! result. For the generator, the response of an operation is the result alone; on the wire the result is in an
//! envelope, and one generic type decodes all envelopes. Each method names its own operation and checks its path
//! and its body, so that no caller can forget a check or pair a request with another operation.

use heck::ToShoutySnakeCase;
use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote};
use syn::{File, FnArg, ImplItem, ImplItemFn, Item, Pat, ReturnType, Stmt, Type, parse_quote};

use super::shape::{argument_of, last_name};
use crate::scope::Scope;
use crate::{Document, Operation, schema};

/// Ends each method where the request is complete, and drops what only the remainder uses.
pub(crate) fn prepare_requests(file: &mut File, document: &Document) -> syn::Result<()> {
    file.items.retain(|item| match item {
        Item::Impl(block) => block.trait_.is_none(),
        // The generator's assertion about the traits of its client.
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
                prepare(method, document, operation)?;
            }
        }
    }
    Ok(())
}

fn prepare(method: &mut ImplItemFn, document: &Document, operation: &Operation<'_>) -> syn::Result<()> {
    let unexpected = |what: &str| {
        let message = format!("the generated method of `{}` has another form: {what}", operation.id());
        syn::Error::new(Span::call_site(), message)
    };
    let ReturnType::Type(_, output) = &method.sig.output else {
        return Err(unexpected("it returns nothing"));
    };
    let response = argument_of(output, "Result").and_then(|ok| argument_of(&ok, "ResponseValue"));
    let response = response.ok_or_else(|| unexpected("it does not return Result<ResponseValue<_>, _>"))?;
    let result = argument_of(&response, "Option").unwrap_or(response);
    let constant = format_ident!("{}", operation.id().to_shouty_snake_case());
    let mut segments = Vec::new();
    for name in parameters(operation.path) {
        let pattern = pattern(document, operation, name);
        segments.push(
            segment(method, name, pattern)
                .ok_or_else(|| unexpected(&format!("it has no argument `{name}`")))?,
        );
    }
    let body = argument(method, "body").map(|_| quote! { prepare.check(body); });
    let request = request_statements(method).ok_or_else(|| unexpected("no `let url`, `let info`"))?;
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
    Ok(())
}

/// Returns the statements between the one that builds the URL and the one that sends the request.
fn request_statements(method: &ImplItemFn) -> Option<Vec<Stmt>> {
    let statements = &method.block.stmts;
    let place = |name: &str| statements.iter().position(|statement| is_let(statement, name));
    let (url, info) = (place("url")?, place("info")?);
    statements.get(url + 1..info).map(<[Stmt]>::to_vec)
}

fn is_let(statement: &Stmt, name: &str) -> bool {
    match statement {
        Stmt::Local(local) => matches!(&local.pat, Pat::Ident(pattern) if pattern.ident == name),
        _ => false,
    }
}

/// Returns the names of the parameters of a path, in the order of the path.
fn parameters(template: &str) -> impl Iterator<Item = &str> {
    template.split('{').skip(1).filter_map(|part| Some(part.split_once('}')?.0))
}

/// Generates the statement that fills in one parameter of the path.
fn segment(method: &ImplItemFn, name: &str, pattern: Option<&str>) -> Option<TokenStream> {
    let ident = format_ident!("{name}");
    let kind = argument(method, name)?;
    let value = match kind {
        Type::Reference(reference) if last_name(&reference.elem)? == "str" => quote!(#ident),
        // An open enum.
        Type::Reference(_) => quote!(#ident.as_str()),
        _ => quote!(&#ident.to_string()),
    };
    Some(match pattern {
        Some(pattern) => quote! { prepare.matching_segment(#name, #value, #pattern); },
        None => quote! { prepare.segment(#name, #value); },
    })
}

/// Returns the pattern of a path parameter that the caller passes. Ids of zones and accounts are checked when a
/// `Zone` or an `Account` is created.
fn pattern<'a>(document: &'a Document, operation: &Operation<'a>, name: &str) -> Option<&'a str> {
    let of_scope = ["zone_id", "account_id", "account_or_zone_id", "accounts_or_zones"].contains(&name);
    if of_scope && Scope::of_path(operation.path) != Scope::Client {
        return None;
    }
    let parameters = operation.parameters(&document.root);
    let (_, parameter) =
        parameters.into_iter().find(|(_, one)| one.get("name").is_some_and(|is| is == name))?;
    schema::unwrap(&document.root, parameter.get("schema")?).get("pattern")?.as_str()
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
