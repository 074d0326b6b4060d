//! Every operation through its handle, for tests that know operations by their ids.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::Item;

use super::interface::{Argument, Call, Handle, Kind, Role, Scope};

/// The module `calls`.
pub(super) fn calls(handles: &[Handle<'_>]) -> syn::Result<Item> {
    let arms = handles.iter().flat_map(|handle| {
        let own = handle.calls.iter().map(move |call| arm(handle, None, call));
        let parts = handle.parts.iter();
        let nested =
            parts.flat_map(move |part| part.calls.iter().map(move |call| arm(handle, Some(part), call)));
        own.chain(nested).collect::<Vec<_>>()
    });
    syn::parse2(quote! {
        /// The operations by their ids, for the proofs of the project's developers.
        #[cfg(feature = "schemars")]
        #[allow(clippy::panic, reason = "only tests call it")]
        pub mod calls {
            use ::serde_json::Value;
            use super::types;

            /// A call under way.
            pub type Calling<'a> = ::std::pin::Pin<
                ::std::boxed::Box<
                    dyn ::std::future::Future<Output = ::std::result::Result<(), crate::Error>>
                        + ::std::marker::Send
                        + 'a,
                >,
            >;

            /// Calls an operation through its handle, with parameters by the names that they have in the document.
            #[allow(deprecated, unused_variables, reason = "Cloudflare deprecates what still exists")]
            pub fn call<'a>(
                client: &'a crate::Client,
                zone: &'a crate::Zone,
                account: &'a crate::Account,
                operation: &str,
                parameters: &'a Value,
                body: &'a Value,
            ) -> ::std::option::Option<Calling<'a>> {
                ::std::option::Option::Some(match operation {
                    #(#arms)*
                    _ => return ::std::option::Option::None,
                })
            }

            fn of<T: ::serde::de::DeserializeOwned>(values: &Value, name: &str) -> T {
                read(values.get(name).cloned().unwrap_or_default())
            }

            fn read<T: ::serde::de::DeserializeOwned>(value: Value) -> T {
                ::serde_json::from_value(value.clone()).unwrap_or_else(|error| panic!("{error}: {value}"))
            }

            fn maybe<T: ::serde::de::DeserializeOwned>(values: &Value, name: &str) -> ::std::option::Option<T> {
                values.get(name).cloned().map(read)
            }
        }
    })
}

fn arm(handle: &Handle<'_>, part: Option<&Handle<'_>>, call: &Call<'_>) -> TokenStream {
    let (id, accessor) = (call.operation.id(), format_ident!("{}", handle.accessor));
    let owner = match handle.scope {
        Scope::Zone => quote!(zone.#accessor()),
        Scope::Account => quote!(account.#accessor()),
        Scope::Client => quote!(client.#accessor()),
        Scope::Both => quote! {
            if parameters.get("accounts_or_zones").is_some_and(|scope| scope == "accounts") {
                account.#accessor()
            } else {
                zone.#accessor()
            }
        },
    };
    let part = part.map(|part| format_ident!("{}", part.accessor)).map(|part| quote!(.#part()));
    let method = if call.is_wrapped() { format_ident!("call_{}", call.method) } else { call.method.clone() };
    let kept = call.is_deferred();
    let arguments =
        call.asked().filter(|argument| !kept || !argument.optional).map(|argument| given(argument, kept));
    let made = quote!(handle.#method(#(#arguments),*));
    let setters: Vec<TokenStream> = call
        .filters()
        .filter(|_| kept)
        .map(|argument| {
            let (setter, wire, kind) = (&argument.setter, argument.wire, argument.kind.read());
            let value = if matches!(argument.kind, Kind::Flag) { quote!(value == 1) } else { quote!(value) };
            quote! {
                let request = match maybe::<#kind>(parameters, #wire) {
                    ::std::option::Option::Some(value) => request.#setter(#value),
                    ::std::option::Option::None => request,
                };
            }
        })
        .collect();
    let end = match (call.is_list(), kept) {
        (true, _) => quote! {
            let request = #made;
            #(#setters)*
            let request = match maybe(parameters, "per_page") {
                ::std::option::Option::Some(count) => request.per_page(count),
                ::std::option::Option::None => request,
            };
            request.page(maybe(parameters, "page").unwrap_or(1)).await.map(drop)
        },
        (false, true) => quote! {
            let request = #made;
            #(#setters)*
            request.await.map(drop)
        },
        (false, false) => quote!(#made.await.map(drop)),
    };
    quote! {
        #id => ::std::boxed::Box::pin(async move {
            let handle = #owner #part;
            #end
        }),
    }
}

/// The value of an argument, from the parameters or the body.
fn given(argument: &Argument<'_>, kept: bool) -> TokenStream {
    let (wire, kind) = (argument.wire, argument.kind.read());
    if argument.optional {
        return match argument.kind {
            Kind::Text => quote!(maybe::<#kind>(parameters, #wire).as_deref()),
            Kind::Named(_) | Kind::List(_) => quote!(maybe::<#kind>(parameters, #wire).as_ref()),
            _ => quote!(maybe::<#kind>(parameters, #wire)),
        };
    }
    let value = match argument.role {
        Role::Body => quote!(read::<#kind>(body.clone())),
        Role::Path | Role::Query => quote!(of::<#kind>(parameters, #wire)),
    };
    match &argument.kind {
        Kind::Named(_) | Kind::List(_) if !kept => quote!(&#value),
        Kind::Flag => quote!(#value == 1),
        _ => value,
    }
}

impl Kind {
    /// What an argument is read as.
    fn read(&self) -> TokenStream {
        match self {
            Self::Text => quote!(::std::string::String),
            Self::Integer | Self::Flag => quote!(i64),
            Self::Bool => quote!(bool),
            Self::Named(named) => quote!(#named),
            Self::List(element) => quote!(::std::vec::Vec<#element>),
        }
    }
}
