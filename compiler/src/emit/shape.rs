//! What a type of the generator's output is made of.

use syn::{GenericArgument, PathArguments, Type};

/// The first type argument of a path that ends in this name.
pub(super) fn argument_of(node: &Type, name: &str) -> Option<Type> {
    (last_name(node)? == name).then(|| arguments(node).into_iter().next()).flatten()
}

/// The type arguments of a path.
pub(super) fn arguments(node: &Type) -> Vec<Type> {
    let Type::Path(path) = node else { return Vec::new() };
    let Some(PathArguments::AngleBracketed(list)) = path.path.segments.last().map(|last| &last.arguments)
    else {
        return Vec::new();
    };
    let arguments = list.args.iter().filter_map(|argument| match argument {
        GenericArgument::Type(argument) => Some(argument.clone()),
        _ => None,
    });
    arguments.collect()
}

/// The last name of a path.
pub(super) fn last_name(node: &Type) -> Option<String> {
    let Type::Path(path) = node else { return None };
    path.path.segments.last().map(|segment| segment.ident.to_string())
}
