//! What is awaited later: the query of a list, and a request with parameters that can be left out.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{docs, methods};
use crate::emit::interface::{Argument, Call, Kind};

/// The type that holds the parameters, a setter for each that can be left out, and the request.
pub(super) fn query(call: &Call<'_>) -> TokenStream {
    let (name, scope, doc) = (call.query(), call.scope().kept(), docs::query(call));
    let required = call.required().map(|argument| {
        let (ident, kind) = (&argument.ident, argument.kind.owned());
        quote!(#ident: #kind)
    });
    let filters = call.filters().map(|argument| {
        let (ident, kind) = (&argument.ident, argument.kind.owned());
        quote!(#ident: ::std::option::Option<#kind>)
    });
    let must_use =
        (!call.is_list()).then(|| quote!(#[must_use = "a request does nothing until it is awaited or sent"]));
    let rest = if call.is_list() { list(call) } else { request(call) };
    quote! {
        #[doc = #doc]
        #[derive(Clone, Debug)]
        #must_use
        pub struct #name { scope: #scope, #(#required,)* #(#filters,)* }
        #rest
    }
}

/// The setters of a list are on `List`.
fn list(call: &Call<'_>) -> TokenStream {
    let (name, item) = (call.query(), &call.result);
    let setters = call.filters().map(|argument| setter(argument, &quote!(self.query)));
    let setters: Vec<TokenStream> = setters.collect();
    let setters = (!setters.is_empty()).then(|| quote! { impl crate::List<#name> { #(#setters)* } });
    let request = methods::request(call, |argument| value(call, argument));
    let constant = constant(call);
    let identity = call.identity.as_ref().map_or_else(|| quote!(""), |field| quote!(&item.#field));
    quote! {
        #setters
        impl crate::ListQuery for #name {
            type Item = #item;
            const OPERATION: &'static crate::Operation = #constant;

            fn client(&self) -> &crate::Client { self.scope.client() }

            async fn fetch(&self, at: crate::PageRequest) -> crate::Result<crate::Page<Self::Item>> {
                let call = self.scope.call();
                let request = #request;
                call.page(request, at).await
            }

            #[allow(unused_variables, reason = "not all items have one")]
            fn identity(item: &Self::Item) -> &str { #identity }
        }
    }
}

/// A request is sent, or awaited as it is.
fn request(call: &Call<'_>) -> TokenStream {
    let (name, output) = (call.query(), methods::output(call));
    let setters = call.filters().map(|argument| setter(argument, &quote!(self)));
    let request = methods::request(call, |argument| value(call, argument));
    let end = methods::end(call, |argument| value(call, argument));
    quote! {
        impl #name {
            #(#setters)*

            /// Sends it. To await it does the same.
            pub async fn send(&self) -> #output {
                let call = self.scope.call();
                let request = #request;
                #end
            }
        }

        impl ::std::future::IntoFuture for #name {
            type Output = #output;
            type IntoFuture = ::std::pin::Pin<
                ::std::boxed::Box<dyn ::std::future::Future<Output = Self::Output> + ::std::marker::Send>,
            >;

            fn into_future(self) -> Self::IntoFuture {
                ::std::boxed::Box::pin(async move { self.send().await })
            }
        }
    }
}

fn setter(argument: &Argument<'_>, at: &TokenStream) -> TokenStream {
    let (ident, setter, taken) = (&argument.ident, &argument.setter, argument.kind.taken());
    let (doc, value) = (docs::setter(argument), argument.kind.kept(&format_ident!("value")));
    quote! {
        #[doc = #doc]
        #[must_use]
        pub fn #setter(mut self, value: #taken) -> Self {
            #at.#ident = ::std::option::Option::Some(#value);
            self
        }
    }
}

/// A kept argument as the generated method takes it.
fn value(call: &Call<'_>, argument: &Argument<'_>) -> TokenStream {
    let ident = &argument.ident;
    match (&argument.kind, argument.optional) {
        _ if call.is_list() && argument.wire == "page" && argument.optional => quote!(at.page_parameter()),
        _ if call.is_list() && argument.wire == "per_page" && argument.optional => {
            quote!(at.per_page_parameter())
        }
        (Kind::Text, true) => quote!(self.#ident.as_deref()),
        (Kind::Named(_), true) => quote!(self.#ident.as_ref()),
        (Kind::List(_), true) => quote!(self.#ident.as_ref().filter(|list| !list.is_empty())),
        (Kind::Flag, true) => quote!(self.#ident.map(i64::from)),
        (Kind::Flag, false) => quote!(i64::from(self.#ident)),
        (Kind::Integer | Kind::Bool, _) => quote!(self.#ident),
        (Kind::Text | Kind::Named(_) | Kind::List(_), false) => quote!(&self.#ident),
    }
}

fn constant(call: &Call<'_>) -> TokenStream {
    use heck::ToShoutySnakeCase;
    let constant = format_ident!("{}", call.operation.id().to_shouty_snake_case());
    quote!(&crate::operations::#constant)
}

impl Kind {
    /// The type of an argument as it is kept.
    fn owned(&self) -> TokenStream {
        match self {
            Self::Text => quote!(::std::string::String),
            Self::Integer => quote!(i64),
            Self::Flag | Self::Bool => quote!(bool),
            Self::Named(named) => quote!(#named),
            Self::List(element) => quote!(::std::vec::Vec<#element>),
        }
    }
}
