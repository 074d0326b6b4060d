//! Lets the generated methods read the envelope in one pass with its result.
//!
//! What the generator was shown as an operation's answer is the result alone, so that no type is generated for the
//! envelope of each operation. On the wire the envelope is around it, and one generic type reads all of them.

use syn::visit_mut::{VisitMut, visit_type_mut};
use syn::{File, GenericArgument, ImplItem, Item, PathArguments, ReturnType, Type, parse_quote};

/// Replaces `ResponseValue<Option<T>>` in the methods' return types by `ResponseValue<Envelope<T>>`.
pub(crate) fn return_envelopes(file: &mut File) {
    for item in &mut file.items {
        let Item::Impl(block) = item else { continue };
        for item in &mut block.items {
            if let ImplItem::Fn(method) = item
                && let ReturnType::Type(_, output) = &mut method.sig.output
            {
                Enveloper.visit_type_mut(output);
            }
        }
    }
}

struct Enveloper;

impl VisitMut for Enveloper {
    fn visit_type_mut(&mut self, node: &mut Type) {
        if let Some(result) = argument_of(node, "ResponseValue") {
            let inner = argument_of(&result, "Option").unwrap_or(result);
            *node = parse_quote!(ResponseValue<crate::transport::Envelope<#inner>>);
        } else {
            visit_type_mut(self, node);
        }
    }
}

/// The type argument of a path that ends in this name.
fn argument_of(node: &Type, name: &str) -> Option<Type> {
    let Type::Path(path) = node else { return None };
    let last = path.path.segments.last().filter(|segment| segment.ident == name)?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(argument) => Some(argument.clone()),
        _ => None,
    })
}
