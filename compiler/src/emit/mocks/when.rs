//! The matchers of an operation: one for each of its parameters, and one for its body.

use std::collections::BTreeSet;

use heck::ToSnakeCase;
use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;
use syn::{
    GenericArgument, Ident, ImplItem, ImplItemFn, PathArguments, Type, TypeParamBound, WherePredicate,
    parse_quote,
};

use super::super::shape::{argument_of, arguments, last_name};
use super::{argument, method, unexpected, without_reference};
use crate::{Document, Operation, schema};

/// Completes the wrapper of `When`: path parameters are matched literally, lists as a whole, and a matcher has the
/// name of the setter.
pub(super) fn complete(
    items: &mut [ImplItem],
    document: &Document,
    operation: &Operation<'_>,
) -> syn::Result<()> {
    distinct(items, operation)?;
    for (_, parameter) in operation.parameters(&document.root) {
        let text = |key: &str| parameter.get(key).and_then(Value::as_str);
        let wire = text("name").unwrap_or_default();
        let of_wire = |ident: &Ident| ident.to_string().trim_end_matches('_') == wire.to_snake_case();
        let matcher = method(items, of_wire)
            .ok_or_else(|| unexpected(operation, &format!("no method matches the parameter `{wire}`")))?;
        match text("in") {
            Some("path") => match_path(matcher, operation.path, wire),
            Some("query") => {
                match_query(matcher, wire, is_array(document, parameter))
                    .ok_or_else(|| unexpected(operation, &format!("the type of its parameter `{wire}`")))?;
                if let Some(setter) = text("x-method") {
                    matcher.sig.ident = syn::parse_str(setter)?;
                }
            }
            _ => {}
        }
    }
    if let Some(body) = method(items, |ident| ident == "body") {
        body.attrs.push(parse_quote!(#[doc = " Matches requests with this body."]));
    }
    distinct(items, operation)
}

/// Returns whether a parameter is a list in the document.
fn is_array(document: &Document, parameter: &Value) -> bool {
    let schema = parameter.get("schema").map(|schema| schema::unwrap(&document.root, schema));
    schema.and_then(|schema| schema.get("type")).is_some_and(|kind| kind == "array")
}

/// Replaces a matcher of the path. The generator's takes the value for a part of a regular expression, and does not
/// encode it.
fn match_path(matcher: &mut ImplItemFn, path: &str, wire: &str) {
    let text = format!(" Matches requests with this value of `{{{wire}}}` in their path.");
    matcher.attrs.push(parse_quote!(#[doc = #text]));
    matcher.block = parse_quote!({
        Self(self.0.path_matches(crate::mocks::path_with(#path, #wire, &value.to_string())))
    });
}

/// Documents a matcher of the query, or replaces it if the parameter is a list, which the generator's cannot match.
fn match_query(matcher: &mut ImplItemFn, wire: &str, is_list: bool) -> Option<()> {
    let (value, optional) = value_type(matcher)?;
    match (argument_of(&value, "Vec"), is_list) {
        (Some(element), true) => *matcher = list_matcher(&matcher.sig.ident, wire, &element),
        (None, false) => {
            let or = if optional { ", or without it if it is `None`" } else { "" };
            let text = format!(" Matches requests with this value of the query parameter `{wire}`{or}.");
            matcher.attrs.push(parse_quote!(#[doc = #text]));
        }
        _ => return None,
    }
    Some(())
}

fn list_matcher(name: &Ident, wire: &str, element: &Type) -> ImplItemFn {
    let texts = [
        format!(
            " Matches requests that repeat the query parameter `{wire}` for exactly these values, in any order."
        ),
        " `None` and an empty list match requests without it.".to_owned(),
    ];
    let item: TokenStream = match last_name(element).as_deref() {
        Some("String") => quote!(&'a str),
        _ => quote!(&'a #element),
    };
    parse_quote! {
        #(#[doc = #texts])*
        pub fn #name<'a>(self, values: impl ::std::iter::IntoIterator<Item = #item>) -> Self {
            Self(crate::mocks::query_values(self.0, #wire, values))
        }
    }
}

/// Returns the type of the value that a matcher takes, without its reference, and whether it is optional: the
/// argument is then a `T: Into<Option<_>>`.
fn value_type(matcher: &ImplItemFn) -> Option<(Type, bool)> {
    let given = argument(matcher)?;
    let predicates = matcher.sig.generics.where_clause.iter().flat_map(|clause| &clause.predicates);
    let bounds = predicates.filter_map(|predicate| match predicate {
        WherePredicate::Type(predicate) if last_name(&predicate.bounded_ty) == last_name(given) => {
            predicate.bounds.first()
        }
        _ => None,
    });
    let (value, optional) = match bounds.map(into_option).next() {
        Some(value) => (value?, true),
        None => (given.clone(), false),
    };
    Some((without_reference(&value).clone(), optional))
}

/// Returns the `V` of a bound `Into<Option<V>>`.
fn into_option(bound: &TypeParamBound) -> Option<Type> {
    let TypeParamBound::Trait(bound) = bound else { return None };
    let last = bound.path.segments.last().filter(|last| last.ident == "Into")?;
    let PathArguments::AngleBracketed(into) = &last.arguments else { return None };
    match into.args.first()? {
        GenericArgument::Type(option) if last_name(option)? == "Option" => {
            arguments(option).into_iter().next()
        }
        _ => None,
    }
}

/// Refuses two methods of the same name: a parameter may be called as what every wrapper has, or as a setter.
fn distinct(items: &[ImplItem], operation: &Operation<'_>) -> syn::Result<()> {
    let mut seen = BTreeSet::new();
    for item in items {
        if let ImplItem::Fn(method) = item
            && !seen.insert(method.sig.ident.to_string())
        {
            return Err(unexpected(
                operation,
                &format!("two of its methods are called `{}`", method.sig.ident),
            ));
        }
    }
    Ok(())
}
