//! The public items of the crate, without their bodies.

use std::path::{Path, PathBuf};

use syn::{Attribute, Fields, ImplItem, Item, Visibility, parse_quote};

/// Returns the public items of every file in a folder, and those of the generated module.
pub(crate) fn of_crate(src: &Path, generated: &str) -> Result<String, String> {
    let mut text =
        "// The public signatures, bodies left out. Written by `cargo xtask expand --update`.\n".to_owned();
    let mut paths = Vec::new();
    collect(src, &mut paths)?;
    paths.sort();
    for path in paths {
        let name = path.strip_prefix(src).unwrap_or(&path).display().to_string().replace('\\', "/");
        let source = std::fs::read_to_string(&path).map_err(|error| format!("src/{name}: {error}"))?;
        add(&mut text, &format!("src/{name}"), &source)?;
    }
    add(&mut text, "generated", generated)?;
    Ok(text)
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) -> Result<(), String> {
    let unreadable = |error: std::io::Error| format!("{}: {error}", folder.display());
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.is_dir() {
            collect(&path, paths)?;
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            paths.push(path);
        }
    }
    Ok(())
}

fn add(text: &mut String, name: &str, source: &str) -> Result<(), String> {
    let mut file = syn::parse_file(source).map_err(|error| format!("{name} is not Rust: {error}"))?;
    file.attrs.clear();
    file.items = file.items.into_iter().filter_map(public).collect();
    if !file.items.is_empty() {
        text.push_str(&format!("\n// {name}\n{}", prettyplease::unparse(&file)));
    }
    Ok(())
}

/// Returns the item without its private parts, or `None` if nothing of it is public.
fn public(mut item: Item) -> Option<Item> {
    match &mut item {
        Item::Struct(item) => {
            strip(&mut item.attrs);
            if let Fields::Named(fields) = &mut item.fields {
                fields.named = std::mem::take(&mut fields.named)
                    .into_iter()
                    .filter(|field| is_public(&field.vis))
                    .collect();
            }
            item.fields.iter_mut().for_each(|field| strip(&mut field.attrs));
            is_public(&item.vis)
        }
        Item::Enum(item) => {
            strip(&mut item.attrs);
            for variant in &mut item.variants {
                strip(&mut variant.attrs);
                variant.fields.iter_mut().for_each(|field| strip(&mut field.attrs));
            }
            is_public(&item.vis)
        }
        Item::Fn(item) => {
            strip(&mut item.attrs);
            item.block = parse_quote!({});
            is_public(&item.vis)
        }
        Item::Const(item) => {
            strip(&mut item.attrs);
            is_public(&item.vis)
        }
        Item::Type(item) => {
            strip(&mut item.attrs);
            is_public(&item.vis)
        }
        Item::Trait(item) => {
            strip(&mut item.attrs);
            is_public(&item.vis)
        }
        Item::Use(item) => {
            strip(&mut item.attrs);
            is_public(&item.vis)
        }
        Item::Mod(module) => {
            strip(&mut module.attrs);
            let content = module.content.take();
            module.content =
                content.map(|(brace, items)| (brace, items.into_iter().filter_map(public).collect()));
            is_public(&module.vis) && module.ident != "workbench"
        }
        Item::Impl(block) => {
            strip(&mut block.attrs);
            let of_trait = block.trait_.is_some();
            block.items = std::mem::take(&mut block.items)
                .into_iter()
                .filter_map(|item| member(item, of_trait))
                .collect();
            // Implemented traits are public; implementations of the crate's own traits are of no interest to
            // users.
            if of_trait { !is_internal(block) } else { !block.items.is_empty() }
        }
        Item::Macro(found) => match found.mac.path.segments.last().map(|segment| segment.ident.to_string()) {
            Some(name) if name == "open_enum" => true,
            // Users see only that the type implements `Deserialize`.
            Some(name) if name == "read_object" => {
                let read = found.mac.tokens.clone().into_iter().next()?;
                item = parse_quote!(impl<'de> ::serde::Deserialize<'de> for #read {});
                true
            }
            _ => false,
        },
        _ => false,
    }
    .then_some(item)
}

/// Returns a public member of an `impl`, without its body. Members of a trait implementation are left out.
fn member(mut item: ImplItem, of_trait: bool) -> Option<ImplItem> {
    match &mut item {
        ImplItem::Fn(method) if !of_trait => {
            strip(&mut method.attrs);
            method.block = parse_quote!({});
            is_public(&method.vis).then_some(item)
        }
        ImplItem::Const(constant) if !of_trait => {
            strip(&mut constant.attrs);
            is_public(&constant.vis).then_some(item)
        }
        ImplItem::Type(_) => Some(item),
        _ => None,
    }
}

fn is_internal(block: &syn::ItemImpl) -> bool {
    let names = ["Blank", "Check", "ClientHooks", "ClientInfo", "Key", "MaybeString", "Text", "Visitor"];
    let last = block.trait_.as_ref().and_then(|(path, _)| path.segments.last());
    last.is_some_and(|segment| names.iter().any(|name| segment.ident == name))
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// Drops attributes that do not change how an item is used: documentation, lints, serde attributes. Keeps derives,
/// features and `non_exhaustive`.
fn strip(attributes: &mut Vec<Attribute>) {
    let kept = ["derive", "cfg", "cfg_attr", "non_exhaustive", "must_use", "deprecated"];
    attributes.retain(|attribute| kept.iter().any(|name| attribute.path().is_ident(name)));
}
