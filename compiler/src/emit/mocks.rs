//! Adapts the typed mocks that the generator writes for `httpmock`: responses are in envelopes, every parameter can
//! be matched, and a mock may return a sequence of responses.

mod then;
mod when;

use proc_macro2::Span;
use syn::{
    File, FnArg, Ident, ImplItem, ImplItemFn, Item, ItemImpl, ItemTrait, PathArguments, TraitItem,
    TraitItemFn, Type, TypeParamBound, WherePredicate, parse_quote,
};

use super::shape::last_name;
use crate::{Document, Findings, Operation};

/// The module of the generator's output that has the wrappers of `When` and `Then`.
const MODULE: &str = "operations";
/// The trait with a method for each operation.
const TRAIT: &str = "MockServerExt";

/// The wrappers of `When` and `Then` of one operation.
struct Wrappers {
    when: String,
    then: String,
}

/// Completes the generated module. Fails if the generator's output has another form than expected.
pub(crate) fn complete(file: &mut File, document: &Document) -> Result<(), Findings> {
    adapt(file, document).map_err(|error| super::unexpected(document, &error))
}

fn adapt(file: &mut File, document: &Document) -> syn::Result<()> {
    for operation in &document.operations() {
        let method = trait_method(file, operation.id())
            .ok_or_else(|| unexpected(operation, &format!("`{TRAIT}` has no method for it")))?;
        describe(method, operation);
        let wrappers = wrappers(method)
            .ok_or_else(|| unexpected(operation, "its closure does not take a `When` and a `Then`"))?;
        when::complete(wrapper(file, &wrappers.when, operation)?, document, operation)?;
        then::complete(wrapper(file, &wrappers.then, operation)?, document, operation)?;
    }
    Ok(())
}

fn unexpected(operation: &Operation<'_>, what: &str) -> syn::Error {
    let message = format!("the generated mock of `{}` has another form: {what}", operation.id());
    syn::Error::new(Span::call_site(), message)
}

fn trait_method<'a>(file: &'a mut File, id: &str) -> Option<&'a mut TraitItemFn> {
    let items = file.items.iter_mut().find_map(|item| match item {
        Item::Trait(ItemTrait { ident, items, .. }) if ident == TRAIT => Some(items),
        _ => None,
    })?;
    items.iter_mut().find_map(|item| match item {
        TraitItem::Fn(method) if method.sig.ident == id => Some(method),
        _ => None,
    })
}

/// Documents which operation a method mocks.
fn describe(method: &mut TraitItemFn, operation: &Operation<'_>) {
    let text =
        format!(" {}: `{} {}`", operation.text("summary"), operation.verb.to_uppercase(), operation.path);
    method.attrs.push(parse_quote!(#[doc = #text]));
}

/// Returns the names in the bound `F: FnOnce(operations::XWhen, operations::XThen)` of a method.
fn wrappers(method: &TraitItemFn) -> Option<Wrappers> {
    let predicates = &method.sig.generics.where_clause.as_ref()?.predicates;
    predicates.iter().find_map(|predicate| {
        let WherePredicate::Type(predicate) = predicate else { return None };
        let TypeParamBound::Trait(bound) = predicate.bounds.first()? else { return None };
        let PathArguments::Parenthesized(closure) = &bound.path.segments.last()?.arguments else {
            return None;
        };
        let mut inputs = closure.inputs.iter();
        let (when, then) = (last_name(&inputs.next()?.ty)?, last_name(&inputs.next()?.ty)?);
        inputs.next().is_none().then_some(Wrappers { when, then })
    })
}

/// Returns the methods of a wrapper.
fn wrapper<'a>(
    file: &'a mut File,
    name: &str,
    operation: &Operation<'_>,
) -> syn::Result<&'a mut Vec<ImplItem>> {
    let modules = file.items.iter_mut().filter_map(|item| match item {
        Item::Mod(module) if module.ident == MODULE => module.content.as_mut(),
        _ => None,
    });
    let found = modules.flat_map(|(_, items)| items).find_map(|item| match item {
        Item::Impl(ItemImpl { self_ty, items, .. }) if last_name(self_ty).is_some_and(|is| is == name) => {
            Some(items)
        }
        _ => None,
    });
    found.ok_or_else(|| unexpected(operation, &format!("`{name}` has no methods")))
}

/// Returns the method of this name.
fn method(items: &mut [ImplItem], is: impl Fn(&Ident) -> bool) -> Option<&mut ImplItemFn> {
    items.iter_mut().find_map(|item| match item {
        ImplItem::Fn(method) if is(&method.sig.ident) => Some(method),
        _ => None,
    })
}

/// Returns the type of the first argument of a method, after `self`.
fn argument(method: &ImplItemFn) -> Option<&Type> {
    method.sig.inputs.iter().find_map(|input| match input {
        FnArg::Typed(argument) => Some(&*argument.ty),
        FnArg::Receiver(_) => None,
    })
}

fn without_reference(value: &Type) -> &Type {
    match value {
        Type::Reference(reference) => &reference.elem,
        other => other,
    }
}
