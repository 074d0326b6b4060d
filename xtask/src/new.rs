//! The skeleton of a resource in all its places.

use std::path::{Path, PathBuf};

use crate::Outcome;
use crate::arguments::Arguments;

pub(crate) const SUMMARY: &str = "Makes the skeleton of a resource in all its places";

const HELP: &str = "\
Usage: cargo xtask new <resource> [--scope zone|both] [--root <folder>]

Makes a resource with list, get, create and delete, ready to be filled: openapi/<resource>.yaml and its tag,
src/resources/<resource>.rs with its lines in src/resources.rs, src/lib.rs and src/scope.rs, and tests/<resource>.rs. It
builds and its tests pass as it is. The name is the docs' own, in the plural and in snake case.

  --scope both   The resource exists in zones and in accounts

Example: cargo xtask new client_certificates && cargo fmt && cargo test --test client_certificates";

const DOCUMENT: &str = include_str!("../templates/document.yaml");
const HANDLE: &str = include_str!("../templates/handle.rs.txt");
const TEST: &str = include_str!("../templates/test.rs.txt");

const ZONE_PARAMETERS: &str = "      - $ref: shared.yaml#/components/parameters/ZoneId";
const BOTH_PARAMETERS: &str = "      - $ref: shared.yaml#/components/parameters/AccountsOrZones
      - $ref: shared.yaml#/components/parameters/AccountOrZoneId";

pub(crate) fn run(arguments: &[String]) -> Outcome {
    let mut arguments = Arguments::new(arguments);
    if arguments.help(HELP) {
        return Ok(true);
    }
    let both = match arguments.value("--scope")?.as_deref() {
        None | Some("zone") => false,
        Some("both") => true,
        Some(other) => return Err(format!("--scope is `zone` or `both`, not `{other}`")),
    };
    let root = arguments.value("--root")?.map_or_else(crate::root, PathBuf::from);
    let [name] = arguments.finish(["<resource>"])?;
    let names = Names::new(&name)?;
    let files = files(&root, &names, both)?;
    let mut written = Vec::new();
    for (path, text) in files {
        if let Err(error) = std::fs::write(root.join(&path), text) {
            return Err(format!("{path} cannot be written: {error}; written before: {}", written.join(", ")));
        }
        println!("{path}");
        written.push(path);
    }
    println!(
        "Now: cargo fmt && cargo xtask validate && cargo test --test {name}, and fill it from its docs page."
    );
    Ok(true)
}

/// The forms of a resource's name.
struct Names {
    /// `client_certificates`
    resource: String,
    /// `client_certificate`
    item: String,
}

impl Names {
    fn new(name: &str) -> Result<Self, String> {
        let plain = name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        let bounded = name.starts_with(|c: char| c.is_ascii_lowercase())
            && !name.ends_with('_')
            && !name.contains("__");
        let item = name
            .strip_suffix("ies")
            .map(|stem| format!("{stem}y"))
            .or_else(|| Some(name.strip_suffix('s')?.to_owned()));
        match item.filter(|_| plain && bounded) {
            Some(item) => Ok(Self { resource: name.to_owned(), item }),
            None => Err(format!(
                "`{name}` is no resource's name: the plural in snake case, such as client_certificates"
            )),
        }
    }

    /// A template with the names in it.
    fn fill(&self, template: &str, both: bool) -> String {
        let title = self.resource.replace('_', " ");
        let capital = title
            .chars()
            .take(1)
            .map(|c| c.to_ascii_uppercase())
            .chain(title.chars().skip(1))
            .collect::<String>();
        let (path, parameters, scope, list, kind) = if both {
            let scope = "self.scope.kind(), self.scope.id()";
            let path = "/{accounts_or_zones}/{account_or_zone_id}";
            (path, BOTH_PARAMETERS, scope, "scope.kind(), scope.id()", "zone or an account")
        } else {
            ("/zones/{zone_id}", ZONE_PARAMETERS, "self.scope.id()", "scope.id()", "zone")
        };
        template
            .replace("__PARAMETERS__", parameters)
            .replace("__PATH__", path)
            .replace("__LIST_SCOPE__", list)
            .replace("__SCOPE__", scope)
            .replace("__scope__", kind)
            .replace("__TITLE__", &capital)
            .replace("__title__", &title)
            .replace("__RESOURCE__", &self.resource.to_uppercase())
            .replace("__Resource__", &camel(&self.resource))
            .replace("__resource__", &self.resource)
            .replace("__Item__", &camel(&self.item))
            .replace("__item__", &self.item)
    }
}

fn camel(name: &str) -> String {
    let mut text = String::new();
    for word in name.split('_') {
        let mut letters = word.chars();
        text.extend(letters.next().map(|c| c.to_ascii_uppercase()));
        text.extend(letters);
    }
    text
}

/// Every file as it shall be; nothing is written before all of them are known.
fn files(root: &Path, names: &Names, both: bool) -> Result<Vec<(String, String)>, String> {
    let Names { resource, .. } = names;
    let mut files = Vec::new();
    for (path, template) in [
        (format!("openapi/{resource}.yaml"), DOCUMENT),
        (format!("src/resources/{resource}.rs"), HANDLE),
        (format!("tests/{resource}.rs"), TEST),
    ] {
        if root.join(&path).exists() {
            return Err(format!("{path} exists already"));
        }
        files.push((path, names.fill(template, both)));
    }
    let camel = camel(resource);
    let tag = format!(
        "  - name: {resource}\n    description: What they are, in a sentence.\n    externalDocs:\n      url: https://developers.cloudflare.com/api/resources/{resource}/\n"
    );
    let handle = names.fill("\n    /// The __title__.\n    pub fn __resource__(&self) -> crate::__Resource__ {\n        crate::__Resource__::new(self.scope.clone())\n    }\n", both);
    let mut edits = vec![
        ("openapi/openapi.yaml", "paths: {}\n", tag),
        ("src/resources.rs", "\nuse crate::types::Deleted;", format!("pub(crate) mod {resource};\n")),
        (
            "src/lib.rs",
            "pub use response::",
            format!("pub use resources::{resource}::{{{camel}, {camel}List}};\n"),
        ),
        ("src/scope.rs", "}\n\nimpl Account {", handle.clone()),
    ];
    if both {
        edits.push(("src/scope.rs", "}\n\nimpl Scope {", handle));
    }
    for (path, before, text) in edits {
        let known = files.iter().position(|(name, _)| name == path);
        let source = match known {
            Some(index) => files.remove(index).1,
            None => std::fs::read_to_string(root.join(path))
                .map_err(|error| format!("{path} cannot be read: {error}"))?,
        };
        let at = source
            .find(before)
            .ok_or_else(|| format!("{path} lacks {before:?}, before which the new lines belong"))?;
        files.push((path.to_owned(), format!("{}{text}{}", &source[..at], &source[at..])));
    }
    Ok(files)
}
