//! The interface that follows from the document: handles, their methods, and the arguments of these. The code of the
//! handles (`handles.rs`) and of the walk over all operations (`calls.rs`) is written from it.

use std::collections::{BTreeMap, BTreeSet};

use heck::{ToSnakeCase, ToUpperCamelCase};
use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote};
use serde_json::Value;
use syn::{File, FnArg, Ident, ImplItem, ImplItemFn, Item, ItemStruct, Pat, ReturnType, Type};

use super::docs;
use super::shape::{self, argument_of};
pub(super) use crate::scope::Scope;
use crate::view::View;
use crate::{Document, Operation, schema};

/// How the docs call methods; what stands before one of these in an operation's id is a sub-resource.
const METHODS: [&str; 6] = ["list", "get", "create", "update", "edit", "delete"];

/// The handle of a tag or of a sub-resource.
pub(super) struct Handle<'a> {
    pub(super) name: Ident,
    pub(super) accessor: String,
    pub(super) tag: &'a Value,
    pub(super) scope: Scope,
    pub(super) calls: Vec<&'a Call<'a>>,
    pub(super) parts: Vec<Self>,
    /// The methods that lead to it, in words of code.
    pub(super) way: String,
}

/// One operation and the generated method that prepares its request.
pub(super) struct Call<'a> {
    pub(super) operation: Operation<'a>,
    /// The sub-resource, or nothing.
    part: String,
    pub(super) method: Ident,
    pub(super) handle: Ident,
    pub(super) arguments: Vec<Argument<'a>>,
    /// What it returns; the item of a list.
    pub(super) result: Type,
    pub(super) is_array: bool,
    /// Whether the document says that the result may be `null`.
    pub(super) is_nullable: bool,
    /// Whether it returns a text that is no JSON.
    pub(super) is_text: bool,
    /// The field that identifies an item of the result.
    pub(super) identity: Option<Ident>,
    /// The scope of the handle.
    scope: Scope,
}

/// An argument of a generated method.
pub(super) struct Argument<'a> {
    pub(super) ident: Ident,
    /// The name of its setter.
    pub(super) setter: Ident,
    pub(super) role: Role,
    pub(super) kind: Kind,
    pub(super) optional: bool,
    pub(super) wire: &'a str,
    pub(super) parameter: Option<&'a Value>,
    /// Which values the document allows, in words.
    pub(super) bounds: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Path,
    Query,
    Body,
}

/// What type a value has.
pub(super) enum Kind {
    Text,
    Integer,
    Flag,
    Bool,
    Named(Type),
    List(Type),
}

impl Scope {
    /// What a handle keeps of it.
    pub(super) fn kept(self) -> TokenStream {
        if self == Self::Client { quote!(crate::Client) } else { quote!(crate::scope::Scope) }
    }

    pub(super) fn is_reached_from(self, owner: Self) -> bool {
        self == owner || self == Self::Both && matches!(owner, Self::Zone | Self::Account)
    }

    /// The value of a path parameter that the scope gives.
    fn value(self, parameter: &str) -> Option<TokenStream> {
        match (self, parameter) {
            (Self::Zone, "zone_id") | (Self::Account, "account_id") | (Self::Both, "account_or_zone_id") => {
                Some(quote!(self.scope.id()))
            }
            (Self::Both, "accounts_or_zones") => Some(quote!(accounts_or_zones(&self.scope))),
            _ => None,
        }
    }
}

impl Handle<'_> {
    /// The first sentence of what it is.
    pub(super) fn summary(&self) -> String {
        let text = self.tag.get("description").and_then(Value::as_str).unwrap_or_default();
        if self.accessor == self.tag_name() {
            return text.to_owned();
        }
        format!("Sub-resource `{}`: {}", self.accessor, self.methods().join(", "))
    }

    pub(super) fn tag_name(&self) -> &str {
        self.tag.get("name").and_then(Value::as_str).unwrap_or_default()
    }

    fn methods(&self) -> Vec<String> {
        self.calls.iter().map(|call| format!("`{}`", call.method)).collect()
    }
}

impl Call<'_> {
    pub(super) fn scope(&self) -> Scope {
        self.scope
    }

    /// Whether the method returns something that is awaited later: a list, or a request with optional parameters.
    pub(super) fn is_deferred(&self) -> bool {
        self.is_list() || self.has_options()
    }

    pub(super) fn is_list(&self) -> bool {
        self.is_array && !self.operation.text("x-pagination").is_empty() && self.method == "list"
    }

    /// Whether it takes parameters that can be left out.
    pub(super) fn has_options(&self) -> bool {
        !self.is_wrapped() && self.arguments.iter().any(|argument| argument.optional)
    }

    /// Whether a handwritten method calls it.
    pub(super) fn is_wrapped(&self) -> bool {
        self.operation.value.get("x-wrapped").is_some()
    }

    /// The name of the type that a deferred method returns, or of the query of a list.
    pub(super) fn query(&self) -> Ident {
        format_ident!("{}{}", self.handle, self.method.to_string().to_upper_camel_case())
    }

    /// Whether the scope gives this argument.
    pub(super) fn given(&self, argument: &Argument<'_>) -> Option<TokenStream> {
        (argument.role == Role::Path).then(|| self.scope.value(argument.wire)).flatten()
    }

    /// The arguments that the caller gives.
    pub(super) fn asked(&self) -> impl Iterator<Item = &Argument<'_>> {
        self.arguments.iter().filter(|argument| self.given(argument).is_none())
    }

    /// The arguments that must be given.
    pub(super) fn required(&self) -> impl Iterator<Item = &Argument<'_>> {
        self.asked().filter(|argument| !argument.optional)
    }

    /// Those that can be left out, but for the pages.
    pub(super) fn filters(&self) -> impl Iterator<Item = &Argument<'_>> {
        self.asked().filter(|argument| argument.optional && !(self.is_list() && argument.is_page()))
    }
}

impl Argument<'_> {
    pub(super) fn is_page(&self) -> bool {
        matches!(self.wire, "page" | "per_page")
    }
}

/// The calls by tag, in the order of the docs: list, get, create, update, edit, delete, and the others.
pub(super) fn calls<'a>(
    file: &File,
    document: &'a Document,
    view: &View,
    structs: &[ItemStruct],
) -> syn::Result<BTreeMap<String, Vec<Call<'a>>>> {
    let mut found: BTreeMap<String, Vec<Call<'a>>> = BTreeMap::new();
    for operation in document.operations() {
        let (tag, scope) = (tag(&operation), Scope::of_path(operation.path));
        let handle = handle_name(tag);
        let call = call(file, document, view, structs, operation, scope, &handle)?;
        found.entry(tag.to_owned()).or_default().push(call);
    }
    for calls in found.values_mut() {
        calls.sort_by_key(|call| {
            let method = call.method.to_string();
            METHODS.iter().position(|known| *known == method).unwrap_or(METHODS.len())
        });
    }
    Ok(found)
}

/// The handles of the tags, in the order of the document.
pub(super) fn handles<'a>(
    document: &'a Document,
    calls: &'a BTreeMap<String, Vec<Call<'a>>>,
) -> Vec<Handle<'a>> {
    let tags = document.root.get("tags").and_then(Value::as_array);
    let mut handles = Vec::new();
    for tag in tags.into_iter().flatten() {
        let name = tag.get("name").and_then(Value::as_str).unwrap_or_default();
        let Some(calls) = calls.get(name) else { continue };
        let Some(first) = calls.first() else { continue };
        let way = match first.scope {
            Scope::Zone => format!("Zone::{name}"),
            Scope::Account => format!("Account::{name}"),
            Scope::Both => format!("Zone::{name}` or `Account::{name}"),
            Scope::Client => format!("Client::{name}"),
        };
        let of = |part: &str| calls.iter().filter(|call| call.part == part).collect::<Vec<_>>();
        let parts: BTreeSet<&str> =
            calls.iter().map(|call| call.part.as_str()).filter(|part| !part.is_empty()).collect();
        let parts = parts.into_iter().map(|part| Handle {
            name: part_name(&handle_name(name), part),
            accessor: part.to_owned(),
            tag,
            scope: first.scope,
            calls: of(part),
            parts: Vec::new(),
            way: format!("{}::{part}", handle_name(name)),
        });
        let handle = Handle {
            name: handle_name(name),
            accessor: name.to_owned(),
            tag,
            scope: first.scope,
            calls: of(""),
            parts: parts.collect(),
            way,
        };
        handles.push(handle);
    }
    handles
}

fn tag<'a>(operation: &Operation<'a>) -> &'a str {
    operation.texts("tags").first().copied().unwrap_or_default()
}

/// The name of a tag's handle: its own in upper camel case. Types are in a module of their own, so that one may have the
/// same name.
fn handle_name(tag: &str) -> Ident {
    format_ident!("{}", tag.to_upper_camel_case())
}

fn part_name(handle: &Ident, part: &str) -> Ident {
    format_ident!("{handle}{}", part.to_upper_camel_case())
}

#[allow(clippy::too_many_arguments, reason = "what stands in four places comes together here")]
fn call<'a>(
    file: &File,
    document: &'a Document,
    view: &View,
    structs: &[ItemStruct],
    operation: Operation<'a>,
    scope: Scope,
    handle: &Ident,
) -> syn::Result<Call<'a>> {
    let id = operation.id();
    let missing = |what: &str| syn::Error::new(Span::call_site(), format!("`{id}` {what}"));
    let function = function(file, id).ok_or_else(|| missing("has no generated method"))?;
    let ReturnType::Type(_, output) = &function.sig.output else { return Err(missing("returns nothing")) };
    let result =
        argument_of(output, "Prepared").ok_or_else(|| missing("does not return a prepared request"))?;
    let (result, is_array) = match argument_of(&result, "Vec") {
        Some(item) => (item, true),
        None => (result, false),
    };
    let own = id.strip_prefix(tag(&operation)).and_then(|rest| rest.strip_prefix('_'));
    let own = own.ok_or_else(|| missing("does not begin with its tag"))?;
    let (part, method) = match own.rsplit_once('_') {
        Some((part, method)) if METHODS.contains(&method) => (part, method),
        _ => ("", own),
    };
    let method = operation.value.get("x-method").and_then(Value::as_str).unwrap_or(method);
    let parameters: Vec<&'a Value> =
        operation.parameters(&document.root).into_iter().map(|(_, parameter)| parameter).collect();
    let arguments = function.sig.inputs.iter().filter_map(|input| match input {
        FnArg::Typed(argument) => Some(argument),
        FnArg::Receiver(_) => None,
    });
    let arguments = arguments.map(|typed| {
        let Pat::Ident(pattern) = &*typed.pat else { return Err(missing("has an argument without a name")) };
        argument(document, &pattern.ident, &typed.ty, &parameters)
            .ok_or_else(|| missing(&format!("has an argument of unknown form: `{}`", pattern.ident)))
    });
    Ok(Call {
        part: part.to_owned(),
        method: syn::parse_str(method).map_err(|_| missing(&format!("cannot be a method `{method}`")))?,
        handle: if part.is_empty() { handle.clone() } else { part_name(handle, part) },
        arguments: arguments.collect::<syn::Result<_>>()?,
        identity: identity(view, structs, &result),
        result,
        is_array,
        is_nullable: schema::result(&document.root, operation.value)
            .is_some_and(|result| result.get("nullable").is_some_and(|nullable| nullable == true)),
        is_text: schema::answers_text(&document.root, operation.value),
        scope,
        operation,
    })
}

fn function<'f>(file: &'f File, id: &str) -> Option<&'f ImplItemFn> {
    file.items.iter().find_map(|item| {
        let Item::Impl(block) = item else { return None };
        block.items.iter().find_map(|item| match item {
            ImplItem::Fn(method) if method.sig.ident == id => Some(method),
            _ => None,
        })
    })
}

fn argument<'a>(
    document: &Document,
    ident: &Ident,
    kind: &Type,
    parameters: &[&'a Value],
) -> Option<Argument<'a>> {
    let (kind, optional) = match argument_of(kind, "Option") {
        Some(inner) => (inner, true),
        None => (kind.clone(), false),
    };
    let name = ident.to_string();
    let name = name.trim_end_matches('_');
    let text = |parameter: &'a Value, key: &str| parameter.get(key).and_then(Value::as_str);
    let parameter = parameters
        .iter()
        .find(|parameter| text(parameter, "name").is_some_and(|wire| wire.to_snake_case() == name));
    let role = match parameter.and_then(|parameter| text(parameter, "in")) {
        Some("path") => Role::Path,
        Some("query") => Role::Query,
        None if name == "body" => Role::Body,
        _ => return None,
    };
    let flag = parameter.is_some_and(|parameter| is_flag(document, parameter));
    let setter = match parameter.and_then(|parameter| text(parameter, "x-method")) {
        Some(name) => syn::parse_str(name).ok()?,
        None => ident.clone(),
    };
    Some(Argument {
        ident: ident.clone(),
        setter,
        role,
        kind: shape_of(&kind, flag)?,
        optional,
        wire: parameter.and_then(|parameter| text(parameter, "name")).unwrap_or("body"),
        parameter: parameter.copied(),
        bounds: parameter.and_then(|parameter| docs::bounds(&document.root, parameter.get("schema")?)),
    })
}

/// Whether a parameter is 0 or 1.
fn is_flag(document: &Document, parameter: &Value) -> bool {
    let Some(schema) = parameter.get("schema") else { return false };
    let listed = schema::unwrap(&document.root, schema).get("enum").and_then(Value::as_array);
    listed.is_some_and(|listed| listed.len() == 2 && listed.iter().all(|value| *value == 0 || *value == 1))
}

fn shape_of(kind: &Type, flag: bool) -> Option<Kind> {
    let inner = match kind {
        Type::Reference(reference) => &*reference.elem,
        other => other,
    };
    if let Some(element) = argument_of(inner, "Vec") {
        return Some(Kind::List(element));
    }
    match shape::last_name(inner)?.as_str() {
        "str" => Some(Kind::Text),
        "i64" if flag => Some(Kind::Flag),
        "i64" => Some(Kind::Integer),
        "bool" => Some(Kind::Bool),
        "f64" | "f32" | "Option" => None,
        _ => Some(Kind::Named(inner.clone())),
    }
}

/// The field that tells a value of this type from another: what carries `x-identifies`, or its `id`.
fn identity(view: &View, structs: &[ItemStruct], kind: &Type) -> Option<Ident> {
    let name = shape::last_name(kind)?;
    let item = structs.iter().find(|item| item.ident == name)?;
    let schema = view.bounded.pointer(&format!("/components/schemas/{}", schema::escape(&name)))?;
    let properties = schema::properties(&view.bounded, schema);
    let marked = properties.iter().find(|(_, property)| property.get("x-identifies").is_some());
    let wanted = marked.map_or("id", |(name, _)| name).to_snake_case();
    let field =
        item.fields.iter().find(|field| field.ident.as_ref().is_some_and(|ident| *ident == wanted))?;
    (shape::last_name(&field.ty)? == "String").then(|| field.ident.clone()).flatten()
}
