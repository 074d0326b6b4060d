//! The responses of an operation: successes, failures, and sequences of them.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{ImplItem, ImplItemFn, Type, parse_quote};

use super::super::shape::{argument_of, last_name};
use super::{argument, unexpected, without_reference};
use crate::{Document, Operation, schema};

/// What every wrapper has.
const OF_ALL: [&str; 2] = ["new", "into_inner"];

/// Replaces the generator's method for the only response of the view by methods for every status code.
pub(super) fn complete(
    items: &mut Vec<ImplItem>,
    document: &Document,
    operation: &Operation<'_>,
) -> syn::Result<()> {
    let responses: Vec<ImplItemFn> = items
        .extract_if(.., |item| match item {
            ImplItem::Fn(method) => !OF_ALL.contains(&method.sig.ident.to_string().as_str()),
            _ => false,
        })
        .filter_map(|item| if let ImplItem::Fn(method) = item { Some(method) } else { None })
        .collect();
    let [ok] = responses.as_slice() else {
        return Err(unexpected(operation, &format!("it has {} responses instead of one", responses.len())));
    };
    let methods = if schema::answers_text(&document.root, operation.value) {
        text()
    } else {
        json(&result_type(ok).ok_or_else(|| unexpected(operation, "the type of its response"))?)
    };
    items.extend(methods);
    Ok(())
}

/// Returns the `T` of an argument `Option<&T>`; an operation without a described result responds with any JSON.
fn result_type(ok: &ImplItemFn) -> Option<Type> {
    let Some(argument) = argument(ok) else { return Some(parse_quote!(::serde_json::Value)) };
    let result = match argument_of(argument, "Option") {
        Some(result) => without_reference(&result).clone(),
        None => without_reference(argument).clone(),
    };
    last_name(&result).map(|_| result)
}

fn json(result: &Type) -> Vec<ImplItem> {
    let mut methods = vec![
        parse_quote! {
            /// Responds with a success: this result in an envelope, or none.
            pub fn success<'a>(self, status: u16, result: impl ::std::convert::Into<Option<&'a #result>>) -> Self {
                Self(crate::mocks::MockResponse::<#result>::success(status, result).set(self.0))
            }
        },
        parse_quote! {
            /// Responds with successes in this order, each for one request; the last one repeats.
            ///
            /// # Panics
            /// Panics if there are none.
            pub fn success_seq<'a, R: ::std::convert::Into<Option<&'a #result>>>(
                self,
                status: u16,
                results: impl ::std::iter::IntoIterator<Item = R>,
            ) -> Self {
                let responses = results.into_iter();
                self.responses(responses.map(|result| crate::mocks::MockResponse::success(status, result)))
            }
        },
    ];
    methods.extend(of_both(&quote!(#result)));
    methods
}

fn text() -> Vec<ImplItem> {
    let mut methods = vec![
        parse_quote! {
            /// Responds with a success: this text, without an envelope.
            pub fn success(self, status: u16, text: &str) -> Self {
                Self(crate::mocks::MockResponse::text(status, text).set(self.0))
            }
        },
        parse_quote! {
            /// Responds with successes in this order, each for one request; the last one repeats.
            ///
            /// # Panics
            /// Panics if there are none.
            pub fn success_seq<'a>(
                self,
                status: u16,
                texts: impl ::std::iter::IntoIterator<Item = &'a str>,
            ) -> Self {
                let responses = texts.into_iter();
                self.responses(responses.map(|text| crate::mocks::MockResponse::text(status, text)))
            }
        },
    ];
    methods.extend(of_both(&quote!(str)));
    methods
}

fn of_both(result: &TokenStream) -> [ImplItem; 2] {
    [
        parse_quote! {
            /// Responds with a failure: these codes and messages in an envelope.
            pub fn failure(self, status: u16, errors: &[(i64, &str)]) -> Self {
                Self(crate::mocks::MockResponse::<#result>::failure(status, errors).set(self.0))
            }
        },
        parse_quote! {
            /// Responds with successes and failures in this order, each for one request; the last one repeats.
            /// Requests that are sent at the same time get different ones.
            ///
            /// # Panics
            /// Panics if there are none.
            pub fn responses(
                self,
                responses: impl ::std::iter::IntoIterator<Item = crate::mocks::MockResponse<#result>>,
            ) -> Self {
                Self(crate::mocks::in_sequence(self.0, responses))
            }
        },
    ]
}
