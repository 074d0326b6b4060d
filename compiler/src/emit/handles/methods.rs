//! The methods of a handle.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::docs;
use crate::emit::interface::{Argument, Call, Kind, Role};

/// What is in the document under the operation, as a method; and `get_opt` beside a `get` with an id.
pub(super) fn methods(call: &Call<'_>) -> TokenStream {
    let method = if call.is_deferred() { deferred(call) } else { plain(call) };
    let get_opt = get_opt(call);
    quote! { #method #get_opt }
}

/// The doc comment and the other attributes of a method.
fn attributes(call: &Call<'_>) -> TokenStream {
    let (doc, deprecated) = (docs::method(call), deprecated(call));
    quote! { #[doc = #doc] #deprecated }
}

fn deprecated(call: &Call<'_>) -> Option<TokenStream> {
    let deprecated = call.operation.value.get("deprecated").is_some_and(|deprecated| deprecated == true);
    deprecated.then(|| quote!(#[deprecated(note = "deprecated by Cloudflare")]))
}

/// Returns what is awaited later.
fn deferred(call: &Call<'_>) -> TokenStream {
    let (attributes, name, query) = (attributes(call), &call.method, call.query());
    let taken = call.required().map(|argument| {
        let (ident, kind) = (&argument.ident, argument.kind.taken());
        quote!(#ident: #kind)
    });
    let kept = call.required().map(|argument| {
        let (ident, value) = (&argument.ident, argument.kind.kept(&argument.ident));
        quote!(#ident: #value)
    });
    let filters = call.filters().map(|argument| &argument.ident);
    let value = quote! {
        #query { scope: self.scope.clone(), #(#kept,)* #(#filters: ::std::option::Option::None,)* }
    };
    if call.is_list() {
        quote! {
            #attributes
            pub fn #name(&self, #(#taken),*) -> crate::List<#query> { crate::List::new(#value) }
        }
    } else {
        quote! {
            #attributes
            pub fn #name(&self, #(#taken),*) -> #query { #value }
        }
    }
}

/// Makes the request at once.
fn plain(call: &Call<'_>) -> TokenStream {
    let taken = call.asked().map(|argument| {
        let (ident, kind) = (&argument.ident, argument.kind.borrowed());
        match (argument.optional, &argument.kind) {
            (true, Kind::Text) => quote!(#ident: ::std::option::Option<&str>),
            (true, _) => quote!(#ident: ::std::option::Option<#kind>),
            (false, _) => quote!(#ident: #kind),
        }
    });
    let output = output(call);
    let request = request(call, |argument| argument.borrow());
    let end = end(call, |argument| argument.borrow());
    let (attributes, visible, name) = if call.is_wrapped() {
        // The handwritten method has the docs.
        (quote!(), quote!(pub(crate)), format_ident!("call_{}", call.method))
    } else {
        (attributes(call), quote!(pub), call.method.clone())
    };
    quote! {
        #attributes
        #visible async fn #name(&self, #(#taken),*) -> #output {
            let call = self.scope.call();
            let request = #request;
            #end
        }
    }
}

/// What an awaited call returns.
pub(super) fn output(call: &Call<'_>) -> TokenStream {
    let result = &call.result;
    if call.is_text {
        quote!(crate::Result<crate::Response<::std::string::String>>)
    } else if call.is_array {
        quote!(crate::Result<crate::Page<#result>>)
    } else {
        quote!(crate::Result<crate::Response<#result>>)
    }
}

/// The prepared request.
pub(super) fn request(call: &Call<'_>, value: impl Fn(&Argument<'_>) -> TokenStream) -> TokenStream {
    let prepare = format_ident!("{}", call.operation.id());
    let arguments =
        call.arguments.iter().map(|argument| call.given(argument).unwrap_or_else(|| value(argument)));
    quote!(call.api().#prepare(#(#arguments),*))
}

/// How the response is read.
pub(super) fn end(call: &Call<'_>, value: impl Fn(&Argument<'_>) -> TokenStream) -> TokenStream {
    if call.is_array {
        return quote!(call.page(request, crate::PageRequest::whole()).await);
    }
    if call.is_text {
        return quote!(call.text(request).await);
    }
    if call.operation.verb != "delete" && !call.is_nullable {
        return quote!(call.value(request).await);
    }
    match (call.deleted(), &call.identity) {
        (Some(asked), Some(id)) if matches!(asked.kind, Kind::Text) && id == "id" => {
            let asked = value(asked);
            quote!(crate::response::identified(call.value_or_default(request).await, #asked, |gone| &mut gone.id))
        }
        _ => quote!(call.value_or_default(request).await),
    }
}

/// `get_opt`, where there is an id that may not exist.
fn get_opt(call: &Call<'_>) -> Option<TokenStream> {
    let one =
        call.method == "get" && call.operation.verb == "get" && !call.is_deferred() && !call.is_wrapped();
    if !one || call.is_array || call.is_text || call.asked().next().is_none() {
        return None;
    }
    let taken = call.asked().map(|argument| {
        let (ident, kind) = (&argument.ident, argument.kind.borrowed());
        quote!(#ident: #kind)
    });
    let passed = call.asked().map(|argument| &argument.ident);
    let (result, codes) = (&call.result, call.absence_codes());
    let (doc, deprecated) = (docs::get_opt(&codes), deprecated(call));
    let allowed =
        deprecated.as_ref().map(|_| quote!(#[allow(deprecated, reason = "it is deprecated itself")]));
    Some(quote! {
        #[doc = #doc]
        #deprecated
        #allowed
        pub async fn get_opt(
            &self,
            #(#taken),*
        ) -> crate::Result<::std::option::Option<crate::Response<#result>>> {
            crate::response::absent_is_none(self.get(#(#passed),*).await, &[#(#codes),*])
        }
    })
}

impl Call<'_> {
    /// The argument whose value a response without an id stands for: the one that ends the path, unless the document
    /// names another.
    fn deleted(&self) -> Option<&Argument<'_>> {
        if self.operation.verb != "delete" {
            return None;
        }
        let last = self.operation.path.rsplit('/').next();
        let last = last.and_then(|part| part.strip_prefix('{')?.strip_suffix('}'));
        let named = self.operation.value.get("x-deletes").and_then(serde_json::Value::as_str);
        let wire = named.or(last)?;
        self.asked().find(|argument| argument.role == Role::Path && argument.wire == wire)
    }

    /// The codes with which the API says that there is nothing of the id, beside 404.
    fn absence_codes(&self) -> Vec<i64> {
        let codes = self.operation.value.get("x-absence-codes").and_then(serde_json::Value::as_array);
        codes.into_iter().flatten().filter_map(serde_json::Value::as_i64).collect()
    }
}

impl Kind {
    /// The type of an argument of a method that makes the request at once.
    fn borrowed(&self) -> TokenStream {
        match self {
            Self::Text => quote!(impl ::std::convert::AsRef<str>),
            Self::Integer => quote!(i64),
            Self::Flag | Self::Bool => quote!(bool),
            Self::Named(named) => quote!(&#named),
            Self::List(element) => quote!(&::std::vec::Vec<#element>),
        }
    }

    /// The type of an argument that is kept.
    pub(super) fn taken(&self) -> TokenStream {
        match self {
            Self::Text => quote!(impl ::std::convert::Into<::std::string::String>),
            Self::Integer => quote!(impl ::std::convert::Into<i64>),
            Self::Flag | Self::Bool => quote!(bool),
            Self::Named(named) => quote!(#named),
            Self::List(element) => quote!(impl ::std::iter::IntoIterator<Item = #element>),
        }
    }

    /// The value of such an argument as it is kept.
    pub(super) fn kept(&self, ident: &syn::Ident) -> TokenStream {
        match self {
            Self::Text | Self::Integer => quote!(#ident.into()),
            Self::Flag | Self::Bool | Self::Named(_) => quote!(#ident),
            Self::List(_) => quote!(#ident.into_iter().collect()),
        }
    }
}

impl Argument<'_> {
    /// The value of an argument as the generated method takes it.
    fn borrow(&self) -> TokenStream {
        let ident = &self.ident;
        match &self.kind {
            Kind::Text if !self.optional => quote!(#ident.as_ref()),
            Kind::Flag if self.optional => quote!(#ident.map(i64::from)),
            Kind::Flag => quote!(i64::from(#ident)),
            _ => quote!(#ident),
        }
    }
}
