//! What the document says, as doc comments; and the way from a type to the methods that send and return it.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde_json::Value;
use syn::{File, parse_quote};

use crate::emit::interface::{Argument, Call, Handle, Kind, Role};
use crate::emit::shape::last_name;

pub(super) fn handle(handle: &Handle<'_>) -> Vec<String> {
    let docs = handle.tag.pointer("/externalDocs/url").and_then(Value::as_str).unwrap_or_default();
    let ways = handle.way.split("` or `").map(|way| format!("[`{way}`](crate::{way})"));
    let from = format!("From {}.", ways.collect::<Vec<_>>().join(" or "));
    let page = format!("[Docs]({docs}). Cargo feature: `{}`.", handle.tag_name());
    vec![handle.summary(), String::new(), from, String::new(), page]
}

/// What it does, the endpoint, the permissions, the docs page.
pub(super) fn method(call: &Call<'_>) -> String {
    let operation = &call.operation;
    let described = operation.text("description").trim();
    let mut text = if described.is_empty() { operation.text("summary") } else { described }.to_owned();
    if call.is_list() && operation.text("x-pagination") == "single" {
        text.push_str("\n\nThis list has no pages.");
    }
    let docs = operation.value.pointer("/externalDocs/url").and_then(Value::as_str).unwrap_or_default();
    let _ = write!(text, "\n\n`{} {}` ([docs]({docs}))", operation.verb.to_uppercase(), operation.path);
    let permissions: Vec<String> =
        operation.texts("x-api-token-group").iter().map(|permission| format!("`{permission}`")).collect();
    if !permissions.is_empty() {
        let _ = write!(text, "\n\nPermission: {}.", permissions.join(" or "));
    }
    let asked: Vec<String> =
        call.asked().filter(|argument| argument.role == Role::Path).filter_map(path).collect();
    if !asked.is_empty() {
        let _ = write!(text, "\n\n{}", asked.join("\n"));
    }
    text
}

/// What a parameter of the path is.
fn path(argument: &Argument<'_>) -> Option<String> {
    let text = argument.parameter?.get("description")?.as_str()?.trim();
    Some(format!("- `{}`: {text}", argument.ident))
}

pub(super) fn get_opt(codes: &[i64]) -> String {
    let codes: Vec<String> = codes.iter().map(i64::to_string).collect();
    let codes = if codes.is_empty() { String::new() } else { format!(", or with code {}", codes.join(", ")) };
    format!(
        "Like [`get`](Self::get), but returns `None` if the API reports with 404{codes} that there is none."
    )
}

pub(super) fn query(call: &Call<'_>) -> String {
    let way = format!("[`{0}::{1}`](crate::{0}::{1})", call.handle, call.method);
    match (call.is_list(), call.filters().next().is_some()) {
        (true, true) => format!("What {way} asks for. Its filters are methods of [`List`](crate::List)."),
        (true, false) => format!("What {way} asks for. It has no filters."),
        (false, _) => format!("The request of {way}; await it, or [`send`](Self::send) it."),
    }
}

pub(super) fn setter(argument: &Argument<'_>) -> String {
    let text = argument.parameter.and_then(|parameter| parameter.get("description")?.as_str());
    let mut text = text.unwrap_or_default().trim().to_owned();
    for more in argument.bounds.iter() {
        let _ = write!(text, "\n\n{more}");
    }
    if argument.setter != argument.wire {
        let _ = write!(text, "\n\nThe parameter `{}`.", argument.wire);
    }
    text
}

/// Says at each type which methods send it and which return it.
pub(super) fn link_types(file: &mut File, handles: &[Handle<'_>]) {
    let mut sent: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut returned: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let all = handles.iter().flat_map(|handle| std::iter::once(handle).chain(&handle.parts));
    for call in all.flat_map(|handle| &handle.calls) {
        let way = format!("[`{0}::{1}`](crate::{0}::{1})", call.handle, call.method);
        let body = call.arguments.iter().find(|argument| argument.role == Role::Body);
        if let Some(Argument { kind: Kind::Named(named), .. }) = body {
            sent.entry(last_name(named).unwrap_or_default()).or_default().push(way.clone());
        }
        returned.entry(last_name(&call.result).unwrap_or_default()).or_default().push(way);
    }
    let types = super::super::types(file);
    for item in types.into_iter().flatten() {
        let syn::Item::Struct(item) = item else { continue };
        let name = item.ident.to_string();
        for (word, ways) in [("Sent by:", sent.get(&name)), ("Returned by:", returned.get(&name))] {
            let Some(ways) = ways else { continue };
            // A line for each: another method is then one line more and changes none.
            let lines = ways.iter().map(|way| format!("- {way}"));
            for line in [String::new(), word.to_owned()].into_iter().chain(lines) {
                item.attrs.push(parse_quote!(#[doc = #line]));
            }
        }
    }
}
