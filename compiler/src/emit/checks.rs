//! Generates a `Check` implementation for each request type from the document's bounds.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};
use serde_json::Value;
use syn::{Field, Ident, Item, ItemStruct, LitStr};

use super::shape::argument_of;
use crate::schema::{self, escape};
use crate::view::View;

/// Generates `impl Check` for each struct that is used in a request.
pub(crate) fn checks(structs: &[ItemStruct], view: &View) -> syn::Result<Vec<Item>> {
    let sent = || structs.iter().filter(|item| view.sides.requests.contains(&item.ident.to_string()));
    let boxed = sent().flat_map(|item| &item.fields).any(is_boxed).then(|| {
        syn::parse2(quote! {
            impl<T: crate::check::Check> crate::check::Check for ::std::boxed::Box<T> {
                fn check(&self, at: &mut crate::check::Checker) { (**self).check(at); }
            }
        })
    });
    sent().map(|item| check(item, &view.bounded)).chain(boxed).collect()
}

/// Generates the conversion from a response type to its request type, for the schemas that are used in both.
pub(crate) fn request_variants(view: &View) -> syn::Result<Vec<Item>> {
    let twin = |(sent, read): (&String, &String)| {
        let (sent, read) = (format_ident!("{sent}"), format_ident!("{read}"));
        syn::parse2(quote! {
            impl ::std::convert::TryFrom<#read> for #sent {
                type Error = crate::Error;
                /// What was read, to be sent again; an error names what the server left out and a request needs.
                fn try_from(read: #read) -> ::std::result::Result<Self, crate::Error> {
                    crate::check::resend(&read)
                }
            }
        })
    };
    view.sides.request_variants.iter().map(twin).collect()
}

fn check(item: &ItemStruct, root: &Value) -> syn::Result<Item> {
    let ident = &item.ident;
    let schema = root.pointer(&format!("/components/schemas/{}", escape(&ident.to_string())));
    let properties = schema.map(|schema| schema::properties(root, schema)).unwrap_or_default();
    let mut statements = Vec::new();
    for field in &item.fields {
        let Some(name) = &field.ident else { continue };
        let wire = wire_name(field, name);
        let property = properties.iter().find(|(name, _)| *name == wire);
        let body =
            property.and_then(|(_, property)| value_check(root, property, &quote!(value), &quote!(#wire)));
        let Some(body) = body else { continue };
        statements.push(if is_optional(field) {
            quote! { if let ::std::option::Option::Some(value) = &self.#name { #body } }
        } else {
            quote! { { let value = &self.#name; #body } }
        });
    }
    statements.extend(schema.and_then(|schema| alternatives(item, schema)));
    let at = if statements.is_empty() { quote!(_at) } else { quote!(at) };
    syn::parse2(quote! {
        impl crate::check::Check for #ident {
            fn check(&self, #at: &mut crate::check::Checker) { #(#statements)* }
        }
    })
}

/// Returns the check of one value, or `None` if the document sets no bound.
fn value_check(root: &Value, schema: &Value, value: &TokenStream, key: &TokenStream) -> Option<TokenStream> {
    let target = schema::unwrap(root, schema);
    if schema::is_string_enum(target) {
        // An unknown value may be a new one; an empty value is a mistake, unless the document lists it.
        let listed = target.get("enum").and_then(Value::as_array);
        if listed.is_some_and(|values| values.iter().any(|value| value == "")) {
            return None;
        }
        return Some(quote! { at.known_or_new(#key, #value.as_str()); });
    }
    if schema::is_string_or_list(target) {
        return Some(quote! { at.string_or_list(#key, #value); });
    }
    let union = target.get("oneOf").is_some();
    if !union && !schema::properties(root, target).is_empty() {
        return Some(quote! { at.nested(#key, #value); });
    }
    match target.get("type").and_then(Value::as_str)? {
        "string" => text(target, value, key),
        "integer" => {
            if let Some(listed) = target.get("enum").and_then(Value::as_array) {
                let listed = listed.iter().filter_map(Value::as_i64);
                return Some(quote! { at.listed(#key, i64::from(*#value), &[#(#listed),*]); });
            }
            let (minimum, maximum) = (bound(target, "minimum"), bound(target, "maximum"));
            let bounded = target.get("minimum").or_else(|| target.get("maximum")).is_some();
            bounded.then(|| quote! { at.integer(#key, i64::from(*#value), #minimum, #maximum); })
        }
        "array" => array(root, target, value, key),
        _ => None,
    }
}

fn text(schema: &Value, value: &TokenStream, key: &TokenStream) -> Option<TokenStream> {
    let hostname = schema.get("format").and_then(Value::as_str) == Some("hostname");
    let pattern = schema.get("pattern").and_then(Value::as_str);
    let bounded = ["minLength", "maxLength", "pattern"].iter().any(|key| schema.get(key).is_some());
    if !bounded && !hostname {
        return None;
    }
    let (minimum, maximum) = (bound(schema, "minLength"), bound(schema, "maxLength"));
    let pattern = option(pattern.map(|pattern| LitStr::new(pattern, proc_macro2::Span::call_site())));
    Some(quote! { at.text(#key, #value, #minimum, #maximum, #pattern, #hostname); })
}

fn array(root: &Value, schema: &Value, value: &TokenStream, key: &TokenStream) -> Option<TokenStream> {
    let (minimum, maximum) = (bound(schema, "minItems"), bound(schema, "maxItems"));
    let bounded = schema.get("minItems").or_else(|| schema.get("maxItems")).is_some();
    let count = bounded.then(|| quote! { at.count(#key, #value.len(), #minimum, #maximum); });
    let inner = value_check(root, schema.get("items")?, &quote!(item), &quote!(&index));
    let each = inner.map(|inner| {
        quote! {
            at.each(#key, #value, |at, index, item| { #inner });
        }
    });
    (count.is_some() || each.is_some()).then(|| quote! { #count #each })
}

/// Checks an `anyOf` of `required` lists: at least one of them must be complete.
fn alternatives(item: &ItemStruct, schema: &Value) -> Option<TokenStream> {
    let lists = schema.get("anyOf")?.as_array()?;
    let mut names = Vec::new();
    let mut terms = Vec::new();
    for list in lists {
        let required = schema::required(list);
        let fields: Vec<&Ident> = item
            .fields
            .iter()
            .filter_map(|field| field.ident.as_ref().map(|name| (field, name)))
            .filter(|(field, name)| is_optional(field) && required.contains(wire_name(field, name).as_str()))
            .map(|(_, name)| name)
            .collect();
        terms.push(quote! { (true #(&& self.#fields.is_some())*) });
        names.push(required.into_iter().collect::<Vec<_>>().join(" and "));
    }
    let needed = names.join(", or ");
    Some(quote! { at.one_of(#needed, #(#terms)||*); })
}

fn bound(schema: &Value, key: &str) -> TokenStream {
    option(schema.get(key).and_then(Value::as_i64))
}

/// Returns an `Option` as code.
pub(crate) fn option(value: Option<impl ToTokens>) -> TokenStream {
    value.map_or_else(
        || quote!(::std::option::Option::None),
        |value| quote!(::std::option::Option::Some(#value)),
    )
}

/// Returns whether the field is boxed, as it is where a type contains itself.
fn is_boxed(field: &Field) -> bool {
    field.ty.to_token_stream().into_iter().any(|token| super::has_word(token, "Box"))
}

fn is_optional(field: &Field) -> bool {
    argument_of(&field.ty, "Option").is_some()
}

/// Returns the name of a field in JSON.
pub(crate) fn wire_name(field: &Field, ident: &Ident) -> String {
    let mut renamed = None;
    for attribute in field.attrs.iter().filter(|attribute| attribute.path().is_ident("serde")) {
        // Skips arguments other than `rename`, whose values are of other kinds.
        let _ = attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("rename") {
                renamed = Some(meta.value()?.parse::<LitStr>()?.value());
            } else if let Ok(value) = meta.value() {
                let _: syn::Expr = value.parse()?;
            }
            Ok(())
        });
    }
    renamed.unwrap_or_else(|| ident.to_string().trim_start_matches("r#").to_owned())
}
