//! Creates the skeleton of a resource: its document and its tests. The handles follow from the document.

mod names;

use std::path::{Path, PathBuf};

use crate::Outcome;
use crate::arguments::Arguments;
use names::{Names, camel, read};

pub(crate) const SUMMARY: &str = "Makes the skeleton of a resource: its document and its tests";

const HELP: &str = "\
Usage: cargo xtask new <resource> [--scope zone|account|both] [--root <folder>]

Makes a resource with list, get, create and delete, ready to be filled: openapi/<resource>.yaml and its tag, its feature
in Cargo.toml, and tests/api/<resource>.rs. The handle follows from the document. It builds and its tests pass as it is.
The name is the docs' own, in the plural and in snake case.

  --scope   Where the resource exists: in zones, in accounts, or in both

Example: cargo xtask new edge_certificates && cargo test --test api edge_certificates";

const DOCUMENT: &str = include_str!("../templates/document.yaml");
const TEST: &str = include_str!("../templates/test.rs.txt");

const ZONE_PARAMETERS: &str = "      - $ref: shared.yaml#/components/parameters/ZoneId";
const ACCOUNT_PARAMETERS: &str = "      - $ref: shared.yaml#/components/parameters/AccountId";
const BOTH_PARAMETERS: &str = "      - $ref: shared.yaml#/components/parameters/AccountsOrZones
      - $ref: shared.yaml#/components/parameters/AccountOrZoneId";

pub(crate) fn run(arguments: &[String]) -> Outcome {
    let mut arguments = Arguments::new(arguments);
    if arguments.help(HELP) {
        return Ok(true);
    }
    let scope = Scope::parse(arguments.value("--scope")?.as_deref())?;
    let root = arguments.value("--root")?.map_or_else(crate::root, PathBuf::from);
    let [name] = arguments.finish(["<resource>"])?;
    let names = Names::new(&name)?;
    let files = files(&root, &names, scope)?;
    let mut written = Vec::new();
    for (path, text) in files {
        if let Err(error) = std::fs::write(root.join(&path), text) {
            let before = if written.is_empty() { "nothing".to_owned() } else { written.join(", ") };
            return Err(format!("{path} cannot be written: {error}; written before: {before}"));
        }
        println!("{path}");
        written.push(path);
    }
    println!(
        "Now: cargo fmt && cargo xtask validate && cargo test --test api {name}, and fill it from its docs page."
    );
    Ok(true)
}

/// The scope in which the resource exists.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scope {
    Zone,
    Account,
    Both,
}

impl Scope {
    fn parse(text: Option<&str>) -> Result<Self, String> {
        match text {
            None | Some("zone") => Ok(Self::Zone),
            Some("account") => Ok(Self::Account),
            Some("both") => Ok(Self::Both),
            Some(other) => Err(format!("--scope is `zone`, `account` or `both`, not `{other}`")),
        }
    }

    /// Fills the parts of a template that depend on the scope.
    fn fill(self, template: &str) -> String {
        let (path, parameters, kind) = match self {
            Self::Zone => ("/zones/{zone_id}", ZONE_PARAMETERS, "zone"),
            Self::Account => ("/accounts/{account_id}", ACCOUNT_PARAMETERS, "account"),
            Self::Both => {
                ("/{accounts_or_zones}/{account_or_zone_id}", BOTH_PARAMETERS, "zone or an account")
            }
        };
        let filled = template
            .replace("__PARAMETERS__", parameters)
            .replace("__PATH__", path)
            .replace("a __scope__", if self == Self::Account { "an __scope__" } else { "a __scope__" })
            .replace("__scope__", kind);
        if self != Self::Account {
            return filled;
        }
        // The test template is written for a zone.
        filled
            .replace(".zone()", ".account()")
            .replace("zones/{ZONE}", "accounts/{ACCOUNT}")
            .replace("ZONE", "ACCOUNT")
    }
}

/// Fills a template with the names and the scope.
fn fill(template: &str, names: &Names, scope: Scope) -> String {
    let title = names.resource.replace('_', " ");
    let mut letters = title.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    let capital: String = first.into_iter().chain(letters).collect();
    scope
        .fill(template)
        .replace("__TITLE__", &capital)
        .replace("__title__", &title)
        .replace("__RESOURCE__", &names.resource.to_uppercase())
        .replace("__Resource__", &camel(&names.resource))
        .replace("__resource__", &names.resource)
        .replace("__Item__", &camel(&names.item))
        .replace("__item__", &names.item)
}

/// Returns the new content of every file; nothing is written before all of it is known.
fn files(root: &Path, names: &Names, scope: Scope) -> Result<Vec<(String, String)>, String> {
    names.refuse_taken(root)?;
    let Names { resource, .. } = names;
    let mut files = Vec::new();
    for (path, template) in
        [(format!("openapi/{resource}.yaml"), DOCUMENT), (format!("tests/api/{resource}.rs"), TEST)]
    {
        if root.join(&path).exists() {
            return Err(format!("{path} exists already"));
        }
        files.push((path, fill(template, names, scope)));
    }
    let tag = format!(
        "  - name: {resource}\n    description: What they are, in a sentence.\n    externalDocs:\n      url: https://developers.cloudflare.com/api/resources/{resource}/\n"
    );
    let edits = [
        ("openapi/openapi.yaml", "paths: {}\n", tag),
        ("tests/api/main.rs", "mod support;\n", format!("mod {resource};\n")),
        ("Cargo.toml", "]\naccess_application_cas = []", format!("    \"{resource}\",\n")),
        ("Cargo.toml", "# TLS in Rust", format!("{resource} = []\n")),
    ];
    for (path, before, text) in edits {
        let known = files.iter().position(|(name, _)| name == path);
        let source = match known {
            Some(index) => files.remove(index).1,
            None => read(root, path)?,
        };
        let at = source
            .find(before)
            .ok_or_else(|| format!("{path} lacks {before:?}, before which the new lines belong"))?;
        files.push((path.to_owned(), format!("{}{text}{}", &source[..at], &source[at..])));
    }
    Ok(files)
}
