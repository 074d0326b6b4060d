//! Generates access to the types by name, for the project's own checks.

use quote::{format_ident, quote};
use syn::{Item, ItemStruct};

/// Generates the module `workbench`: the JSON schema of a type by its name, and the round trip of a value through
/// it.
pub(crate) fn workbench(structs: &[ItemStruct]) -> syn::Result<Item> {
    let mut names: Vec<String> = structs.iter().map(|item| item.ident.to_string()).collect();
    names.sort();
    let types: Vec<_> = names.iter().map(|name| format_ident!("{name}")).collect();
    syn::parse2(quote! {
        /// The generated types by their names, for the proofs of the project's developers.
        #[cfg(feature = "schemars")]
        pub mod workbench {
            /// The names of the types.
            pub const TYPES: &[&str] = &[#(#names),*];

            /// The JSON schema of a type, if there is such a type.
            pub fn schema(name: &str) -> ::std::option::Option<::schemars::Schema> {
                match name {
                    #(#names => ::std::option::Option::Some(::schemars::schema_for!(super::types::#types)),)*
                    _ => ::std::option::Option::None,
                }
            }

            /// A value read as a type and written again, if there is such a type.
            pub fn round_trip(
                name: &str,
                value: ::serde_json::Value,
            ) -> ::std::option::Option<::std::result::Result<::serde_json::Value, ::std::string::String>> {
                match name {
                    #(#names => ::std::option::Option::Some(through::<super::types::#types>(value)),)*
                    _ => ::std::option::Option::None,
                }
            }

            fn through<T: ::serde::de::DeserializeOwned + ::serde::Serialize>(
                value: ::serde_json::Value,
            ) -> ::std::result::Result<::serde_json::Value, ::std::string::String> {
                let typed: T = ::serde_json::from_value(value).map_err(|error| error.to_string())?;
                ::serde_json::to_value(typed).map_err(|error| error.to_string())
            }
        }
    })
}
