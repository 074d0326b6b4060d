//! What a type of the generator's output is made of.

use syn::{GenericArgument, PathArguments, Type};

/// The first type argument of a path that ends in this name.
pub(super) fn argument_of(node: &Type, name: &str) -> Option<Type> {
    let Type::Path(path) = node else { return None };
    let last = path.path.segments.last().filter(|segment| segment.ident == name)?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(argument) => Some(argument.clone()),
        _ => None,
    })
}

/// The last name of a path.
pub(super) fn last_name(node: &Type) -> Option<String> {
    let Type::Path(path) = node else { return None };
    path.path.segments.last().map(|segment| segment.ident.to_string())
}
