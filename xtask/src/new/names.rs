//! The forms of a resource's name, and the check that they are unused.

use std::collections::BTreeSet;
use std::path::Path;

use super::TEST;

/// The names that every file sees without importing them.
const PRELUDE: [&str; 8] = ["Box", "Err", "None", "Ok", "Option", "Some", "String", "Vec"];

/// A resource's name.
pub(super) struct Names {
    /// `client_certificates`
    pub(super) resource: String,
    /// `client_certificate`
    pub(super) item: String,
}

impl Names {
    pub(super) fn new(name: &str) -> Result<Self, String> {
        let plain = name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        let bounded = name.starts_with(|c: char| c.is_ascii_lowercase())
            && !name.ends_with('_')
            && !name.contains("__");
        let item = name
            .strip_suffix("ies")
            .map(|stem| format!("{stem}y"))
            .or_else(|| Some(name.strip_suffix('s')?.to_owned()));
        // A single letter is too short, and `as` is a keyword.
        match item.filter(|item| plain && bounded && item.len() > 1 && !item.ends_with('_')) {
            Some(item) => Ok(Self { resource: name.to_owned(), item }),
            None => Err(format!(
                "`{name}` is no resource's name: the plural in snake case, such as client_certificates"
            )),
        }
    }

    /// Rejects a name that is already in use in one of the places, or whose types would shadow others.
    pub(super) fn refuse_taken(&self, root: &Path) -> Result<(), String> {
        let Self { resource, item } = self;
        for (path, line) in [
            ("openapi/openapi.yaml", format!("  - name: {resource}\n")),
            ("tests/api/main.rs", format!("\nmod {resource};")),
        ] {
            if read(root, path)?.contains(&line) {
                return Err(format!("{path} has `{}` already", line.trim()));
            }
        }
        let library = read(root, "src/lib.rs")?;
        let mut words: BTreeSet<&str> = [TEST, &library].into_iter().flat_map(code_words).collect();
        words.extend(PRELUDE);
        let (handle, item) = (camel(resource), camel(item));
        let types = [format!("{handle}List"), handle, format!("New{item}"), item];
        if let Some(taken) = types.iter().find(|name| words.contains(name.as_str())) {
            return Err(format!("`{resource}` would make a type `{taken}`, which is taken"));
        }
        refuse_schemas(root, &types)
    }
}

/// Rejects schemas that exist already: all types of the document share one namespace, whatever file they are in.
fn refuse_schemas(root: &Path, types: &[String]) -> Result<(), String> {
    let folder = root.join("openapi");
    let failed = |error| format!("{} cannot be read: {error}", folder.display());
    for entry in std::fs::read_dir(&folder).map_err(failed)? {
        let name = entry.map_err(failed)?.file_name().to_string_lossy().into_owned();
        if !name.ends_with(".yaml") {
            continue;
        }
        let text = read(root, &format!("openapi/{name}"))?;
        let taken = |schema: &&String| text.lines().any(|line| line.trim_end() == format!("    {schema}:"));
        if let Some(schema) = types.iter().find(taken) {
            return Err(format!("openapi/{name} has a schema `{schema}` already"));
        }
    }
    Ok(())
}

pub(super) fn read(root: &Path, path: &str) -> Result<String, String> {
    std::fs::read_to_string(root.join(path)).map_err(|error| format!("{path} cannot be read: {error}"))
}

/// Returns the words of a file outside of its comments.
fn code_words(text: &str) -> impl Iterator<Item = &str> {
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    code.flat_map(|line| line.split(|c: char| !c.is_alphanumeric() && c != '_'))
}

/// Returns a name in upper camel case, as for a type.
pub(super) fn camel(name: &str) -> String {
    let mut text = String::new();
    for word in name.split('_') {
        let mut letters = word.chars();
        text.extend(letters.next().map(|c| c.to_ascii_uppercase()));
        text.extend(letters);
    }
    text
}
