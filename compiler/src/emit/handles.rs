//! The handles: for each tag of the document a type with a method for each of its operations, for each sub-resource
//! one of its own, and the way to them from a zone, an account or the client.

mod docs;
mod lists;
mod methods;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{File, Item};

use super::interface::{Handle, Scope};

/// The module `handles`, and the links from the types to the methods that take and return them.
pub(super) fn handles(file: &mut File, handles: &[Handle<'_>]) -> syn::Result<Item> {
    docs::link_types(file, handles);
    let types: Vec<TokenStream> = handles.iter().map(handle).collect();
    let accessors = [Scope::Zone, Scope::Account, Scope::Client].map(|scope| accessors(scope, handles));
    let switch = switch(handles);
    syn::parse2(quote! {
        /// What can be done with each resource.
        pub mod handles {
            use super::types;
            #(#types)*
            #(#accessors)*
            #switch
        }
    })
}

/// A handle: its type, its methods, its lists, and the way to the handles of its sub-resources.
fn handle(handle: &Handle<'_>) -> TokenStream {
    let name = &handle.name;
    let doc = docs::handle(handle);
    let scope = handle.scope.kept();
    let methods = handle.calls.iter().map(|call| methods::methods(call));
    let lists = handle.calls.iter().filter(|call| call.is_deferred()).map(|call| lists::query(call));
    let parts = handle.parts.iter().map(|part| {
        let (accessor, name) = (format_ident!("{}", part.accessor), &part.name);
        let doc = part.summary();
        quote! {
            #[doc = #doc]
            pub fn #accessor(&self) -> #name { #name::new(self.scope.clone()) }
        }
    });
    let nested = handle.parts.iter().map(self::handle);
    quote! {
        #(#[doc = #doc])*
        #[derive(Clone, Debug)]
        pub struct #name { scope: #scope }

        impl #name {
            pub(crate) fn new(scope: #scope) -> Self { Self { scope } }

            /// Returns a view of the same resource with different options for its calls.
            #[must_use]
            pub fn with(&self, options: crate::Options) -> Self { Self { scope: self.scope.with(options) } }

            /// Returns the client that makes the calls.
            pub fn client(&self) -> &crate::Client { self.scope.client() }

            /// Returns what it addresses: some workflows need another handle of the same zone or account.
            pub(crate) fn scope(&self) -> &#scope { &self.scope }

            #(#parts)*
            #(#methods)*
        }
        #(#lists)*
        #(#nested)*
    }
}

/// The methods of a zone, an account or the client that lead to the handles.
fn accessors(scope: Scope, handles: &[Handle<'_>]) -> TokenStream {
    let (owner, kept) = match scope {
        Scope::Zone => (quote!(crate::Zone), quote!(self.scope().clone())),
        Scope::Account => (quote!(crate::Account), quote!(self.scope().clone())),
        Scope::Both | Scope::Client => (quote!(crate::Client), quote!(self.clone())),
    };
    let methods = handles.iter().filter(|handle| handle.scope.is_reached_from(scope)).map(|handle| {
        let (accessor, name, doc) = (format_ident!("{}", handle.accessor), &handle.name, handle.summary());
        quote! {
            #[doc = #doc]
            pub fn #accessor(&self) -> #name { #name::new(#kept) }
        }
    });
    quote! { impl #owner { #(#methods)* } }
}

/// The segment of a path that says whether an account or a zone is meant, if any operation has it.
fn switch(handles: &[Handle<'_>]) -> Option<TokenStream> {
    let switched = handles.iter().any(|handle| handle.scope == Scope::Both);
    switched.then(|| {
        quote! {
            fn accounts_or_zones(scope: &crate::scope::Scope) -> &'static types::AccountsOrZones {
                if scope.is_zone() { &types::AccountsOrZones::Zones } else { &types::AccountsOrZones::Accounts }
            }
        }
    })
}
