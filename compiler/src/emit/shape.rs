//! Inspects the types in the generator's output.

use syn::{GenericArgument, PathArguments, Type};

/// Returns the first type argument of a path that ends in this name.
pub(super) fn argument_of(node: &Type, name: &str) -> Option<Type> {
    (last_name(node)? == name).then(|| arguments(node).into_iter().next()).flatten()
}

/// Returns the type arguments of a path.
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

/// Returns the name of the last segment of a path.
pub(super) fn last_name(node: &Type) -> Option<String> {
    let Type::Path(path) = node else { return None };
    path.path.segments.last().map(|segment| segment.ident.to_string())
}
