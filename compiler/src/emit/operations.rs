//! A constant for each operation: its id, verb, path and what else the document says of it.

use heck::ToShoutySnakeCase;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::Value;
use syn::Item;

use super::checks::option;
use crate::schema;
use crate::{Document, Operation};

/// The module `operations`.
pub(crate) fn operations(document: &Document) -> syn::Result<Item> {
    let operations = document.operations();
    let constants = operations.iter().map(|operation| constant(document, operation));
    let names = operations.iter().map(|operation| format_ident!("{}", operation.id().to_shouty_snake_case()));
    syn::parse2(quote! {
        /// What the document says of each operation.
        pub mod operations {
            #(#constants)*
            /// Every operation of the document, by path and verb.
            pub const ALL: &[&crate::Operation] = &[#(&#names),*];
        }
    })
}

fn constant(document: &Document, operation: &Operation<'_>) -> TokenStream {
    let id = operation.id();
    let name = format_ident!("{}", id.to_shouty_snake_case());
    let (method, path, summary) = (operation.verb.to_uppercase(), operation.path, operation.text("summary"));
    let tag = operation.texts("tags").first().copied().unwrap_or_default();
    let docs = operation.value.pointer("/externalDocs/url").and_then(Value::as_str).unwrap_or_default();
    let permissions = operation.texts("x-api-token-group");
    let paging = match operation.text("x-pagination") {
        "page" => quote!(crate::Paging::Pages),
        "single" => quote!(crate::Paging::Single),
        _ => quote!(crate::Paging::None),
    };
    let conflict_passes = operation.value.get("x-conflict-passes") == Some(&Value::Bool(true));
    let parameters = operation.parameters(&document.root);
    let query = parameters.iter().filter_map(|(_, parameter)| query_parameter(document, parameter));
    let doc = format!("{summary}: `{method} {path}`");
    quote! {
        #[doc = #doc]
        pub const #name: crate::Operation = crate::Operation {
            id: #id,
            method: #method,
            path: #path,
            resource: #tag,
            summary: #summary,
            docs: #docs,
            permissions: &[#(#permissions),*],
            paging: #paging,
            conflict_passes: #conflict_passes,
            query: &[#(#query),*],
        };
    }
}

fn query_parameter(document: &Document, parameter: &Value) -> Option<TokenStream> {
    if parameter.get("in")?.as_str()? != "query" {
        return None;
    }
    let name = parameter.get("name")?.as_str()?;
    let schema = schema::unwrap(&document.root, parameter.get("schema")?);
    let bound = |key: &str| option(schema.get(key).and_then(Value::as_i64));
    let (minimum, maximum) = (bound("minimum"), bound("maximum"));
    let (min_length, max_length) = (bound("minLength"), bound("maxLength"));
    let pattern = option(schema.get("pattern").and_then(Value::as_str));
    Some(quote! {
        crate::QueryParameter {
            name: #name,
            minimum: #minimum,
            maximum: #maximum,
            min_length: #min_length,
            max_length: #max_length,
            pattern: #pattern,
        }
    })
}
