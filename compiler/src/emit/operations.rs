//! Generates a constant for each operation: its id, method, path and the other facts that the document has about
//! it.

use std::collections::BTreeSet;

use heck::ToShoutySnakeCase;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::Value;
use syn::Item;

use super::checks::option;
use crate::schema;
use crate::{Document, Operation};

/// Generates the module `operations`.
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
    let security = security(document, operation);
    let security = security.iter().map(|schemes| quote!(&[#(#schemes),*]));
    let permissions = operation.texts("x-api-token-group");
    let paging = match operation.text("x-pagination") {
        "page" => quote!(crate::Paging::Pages),
        "single" => quote!(crate::Paging::Single),
        _ => quote!(crate::Paging::None),
    };
    let retry_on_conflict = operation.value.get("x-conflict-passes") == Some(&Value::Bool(true));
    let parameters = operation.parameters(&document.root);
    let secrets = secrets(document, operation);
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
            security: &[#(#security),*],
            permissions: &[#(#permissions),*],
            paging: #paging,
            retry_on_conflict: #retry_on_conflict,
            secrets: &[#(#secrets),*],
            query: &[#(#query),*],
        };
    }
}

/// Returns the alternative security schemes of an operation, or those of the whole document if it has none.
fn security(document: &Document, operation: &Operation<'_>) -> Vec<Vec<String>> {
    let declared = operation.value.get("security").or_else(|| document.root.get("security"));
    let alternatives = declared.and_then(Value::as_array).into_iter().flatten();
    let names = |schemes: &serde_json::Map<String, Value>| schemes.keys().cloned().collect();
    alternatives.filter_map(Value::as_object).map(names).collect()
}

/// Returns the names of the properties of a request body, at any depth, that hold a secret.
fn secrets(document: &Document, operation: &Operation<'_>) -> BTreeSet<String> {
    let Some(body) = schema::request_body(&document.root, operation.value) else { return BTreeSet::new() };
    let named = schema::reachable(&document.root, body)
        .into_iter()
        .filter_map(|name| document.root.pointer(&format!("/components/schemas/{}", schema::escape(name))));
    let mut found = BTreeSet::new();
    for part in named.chain([body]) {
        schema::each_object("", part, &mut |_, object| {
            let properties = object.get("properties").and_then(Value::as_object);
            let secret = properties.into_iter().flatten().filter(|(_, property)| {
                let property = schema::unwrap(&document.root, property);
                property.get("format").and_then(Value::as_str) == Some("password")
            });
            found.extend(secret.map(|(name, _)| name.clone()));
        });
    }
    found
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
