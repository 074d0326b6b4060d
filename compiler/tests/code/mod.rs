//! What the tests look for in the Rust that a document is compiled to.

// Each test binary uses its own part of this.
#![allow(dead_code, reason = "each test file uses a part of it")]

use cloudflare_certificates_compiler::{Findings, compile};
use quote::ToTokens;
use syn::{Field, File, Item, ItemStruct};

use crate::folder::{self, Folder};

pub(crate) fn real() -> Folder {
    Folder::copy_of(&folder::real())
}

pub(crate) fn parse(output: &str) -> File {
    syn::parse_file(output).unwrap()
}

/// The items of a module of the output.
pub(crate) fn items(output: &str, module: &str) -> Vec<Item> {
    let found = parse(output).items.into_iter().find_map(|item| match item {
        Item::Mod(item) if item.ident == module => item.content.map(|(_, items)| items),
        _ => None,
    });
    found.unwrap_or_else(|| panic!("no module {module}"))
}

pub(crate) fn structs(output: &str) -> Vec<ItemStruct> {
    let items = items(output, "types").into_iter();
    items.filter_map(|item| if let Item::Struct(item) = item { Some(item) } else { None }).collect()
}

pub(crate) fn structure(output: &str, name: &str) -> ItemStruct {
    structs(output).into_iter().find(|item| item.ident == name).unwrap_or_else(|| panic!("no struct {name}"))
}

pub(crate) fn field(output: &str, structure_name: &str, name: &str) -> Field {
    let fields = structure(output, structure_name).fields;
    fields
        .into_iter()
        .find(|field| field.ident.as_ref().is_some_and(|ident| ident == name))
        .unwrap_or_else(|| panic!("no field {name} in {structure_name}"))
}

/// The text of some code without its white space, which depends on the length of lines.
pub(crate) fn dense(code: impl ToTokens) -> String {
    squeeze(&code.to_token_stream().to_string())
}

pub(crate) fn squeeze(code: &str) -> String {
    code.split_whitespace().collect()
}

/// The body of `Check` for a type.
pub(crate) fn check_of(output: &str, name: &str) -> String {
    let found = items(output, "types").into_iter().find_map(|item| match item {
        Item::Impl(block) => {
            let code = dense(&block);
            code.starts_with(&format!("implcrate::check::Checkfor{name}{{")).then_some(code)
        }
        _ => None,
    });
    found.unwrap_or_else(|| panic!("no check of {name}"))
}

/// The code of the `read_object!` of a type that is received.
pub(crate) fn reading(output: &str, name: &str) -> String {
    let found = items(output, "types").into_iter().find_map(|item| match item {
        Item::Macro(item) => {
            let code = dense(&item);
            code.starts_with(&format!("crate::lenient::read_object!{{{name}{{")).then_some(code)
        }
        _ => None,
    });
    found.unwrap_or_else(|| panic!("nothing reads {name}"))
}

/// The code of the `open_enum!` of an enumeration.
pub(crate) fn open_enum(output: &str, name: &str) -> String {
    let found = items(output, "types").into_iter().find_map(|item| match item {
        Item::Macro(item) => {
            let code = dense(&item);
            code.contains(&format!("pubenum{name}{{")).then_some(code)
        }
        _ => None,
    });
    found.unwrap_or_else(|| panic!("no enumeration {name}"))
}

/// The names of an enumeration's variants.
pub(crate) fn variants(output: &str, name: &str) -> Vec<String> {
    let code = open_enum(output, name);
    let (_, body) = code.split_once(&format!("pubenum{name}{{")).unwrap();
    let mut names = Vec::new();
    for part in body.split("#[doc=").skip(1) {
        let (_, rest) = part.split_once("\"]").unwrap();
        names.push(rest.split_once('=').unwrap().0.to_owned());
    }
    names
}

/// What one text has that another does not, word by word; the rest must be the same and in the same order.
pub(crate) fn added(before: &str, after: &str) -> String {
    let mut rest = before.split_whitespace().peekable();
    let mut added = Vec::new();
    for word in after.split_whitespace() {
        if rest.peek() == Some(&word) {
            rest.next();
        } else {
            added.push(word);
        }
    }
    assert_eq!(rest.next(), None, "something else has changed; new: {added:?}");
    added.concat()
}

pub(crate) fn refused(folder: &Folder) -> Findings {
    compile(&folder.document()).unwrap_err()
}
