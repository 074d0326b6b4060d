//! Loads the files of a document and merges them into one, keeping the source location of every part.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use crate::schema::{self, escape};
use crate::yaml::{self, Lines};
use crate::{Document, Findings, Place};

/// The file with the document-wide parts: info, servers, security, tags.
const ROOT: &str = "openapi.yaml";
/// The maximum size of a file. No hand-maintained file comes near it; a larger one was put there by mistake.
const MAX_BYTES: u64 = 32 * 1024 * 1024;

/// Maps the pointer of a part to the files that contain it; more than one is a fault.
type Owners = BTreeMap<String, Vec<String>>;

/// One loaded file.
struct Source {
    name: String,
    value: Value,
    lines: Lines,
}

/// Loads and merges all files of a folder.
pub(crate) fn folder(folder: &Path) -> Result<Document, Findings> {
    let paths = files(folder)?;
    let mut findings = Findings::default();
    let mut sources = Vec::new();
    for path in &paths {
        match read(path) {
            Ok(source) => sources.push(source),
            Err(Findings(list)) => findings.0.extend(list),
        }
    }
    findings.into_result()?;
    merge(sources, paths)
}

/// Lists the document's files in the order of their names.
fn files(folder: &Path) -> Result<Vec<PathBuf>, Findings> {
    let unreadable = |error: std::io::Error| {
        let place = Place::of_file(folder.display().to_string());
        Findings::one(place, "unreadable", format!("the folder of the document cannot be read: {error}"))
    };
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let kind = path.extension().and_then(|kind| kind.to_str()).unwrap_or_default();
        if path.is_file() && matches!(kind, "yaml" | "yml" | "json") {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

/// Parses one file to a value and the line of each of its parts.
fn read(path: &Path) -> Result<Source, Findings> {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let fail = |line, rule, message| Err(Findings::one(Place { file: name.clone(), line }, rule, message));
    let size = std::fs::metadata(path).map(|data| data.len()).unwrap_or_default();
    if size > MAX_BYTES {
        return fail(0, "huge", format!("the file has {size} bytes; {MAX_BYTES} is the most"));
    }
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) => return fail(0, "unreadable", format!("the file cannot be read: {error}")),
    };
    let text = match std::str::from_utf8(&bytes) {
        Ok(text) => text.trim_start_matches('\u{feff}'),
        Err(error) => {
            let line = 1 + bytes[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count();
            return fail(line, "unreadable", "the file is not UTF-8 from here on".to_owned());
        }
    };
    if text.trim_start().starts_with('<') {
        return fail(1, "not-openapi", "this is HTML or XML, not an OpenAPI document".to_owned());
    }
    let (value, lines) = match yaml::read(text) {
        Ok(read) => read,
        Err((line, message)) => return fail(line, "syntax", message),
    };
    let source = Source { name, value, lines };
    version(&source)?;
    Ok(source)
}

/// Rejects documents that are not OpenAPI 3.0.
fn version(source: &Source) -> Result<(), Findings> {
    let fail = |key: &str, message: String| {
        let line = source.lines.get(&format!("/{key}")).copied().unwrap_or(1);
        Err(Findings::one(Place { file: source.name.clone(), line }, "not-openapi", message))
    };
    if source.value.get("swagger").is_some() {
        return fail("swagger", "this is a Swagger 2 document; convert it to OpenAPI 3.0".to_owned());
    }
    match source.value.get("openapi").and_then(Value::as_str) {
        Some(version) if version.starts_with("3.0.") => Ok(()),
        Some(version) => {
            fail("openapi", format!("OpenAPI {version} is not supported; the document is 3.0.x"))
        }
        None => fail("openapi", "the file does not begin with `openapi: 3.0.3`".to_owned()),
    }
}

/// Merges the files. Rejects a path or a component that is in two of them, and a reference to a file that does not
/// contain its target.
fn merge(sources: Vec<Source>, files: Vec<PathBuf>) -> Result<Document, Findings> {
    let mut findings = Findings::default();
    let mut root = match sources.iter().find(|source| source.name == ROOT) {
        Some(source) => source.value.clone(),
        None => {
            let place = Place::of_file(ROOT);
            return Err(Findings::one(place, "unreadable", "the document's root file is missing"));
        }
    };
    let mut places = BTreeMap::new();
    let mut owners = Owners::new();
    let names: BTreeSet<&str> = sources.iter().map(|source| source.name.as_str()).collect();
    // The root file first, so that a duplicate is reported at the other file.
    let (first, rest): (Vec<_>, Vec<_>) = sources.iter().partition(|source| source.name == ROOT);
    for source in first.into_iter().chain(rest) {
        for (pointer, line) in &source.lines {
            let place = Place { file: source.name.clone(), line: *line };
            places.entry(pointer.clone()).or_insert(place);
        }
        shape(source, &mut findings);
        for (pointer, value) in parts(&source.value) {
            let place =
                Place { file: source.name.clone(), line: source.lines.get(&pointer).copied().unwrap_or(0) };
            let owners = owners.entry(pointer.clone()).or_default();
            owners.push(source.name.clone());
            if owners.len() > 1 {
                let first = places.get(&pointer).unwrap_or(&place);
                let message = format!("{} stands at {first} too; keep one of them", readable(&pointer));
                findings.add(place, "duplicate", message);
            } else if source.name != ROOT {
                insert(&mut root, &pointer, value.clone());
            }
        }
    }
    for source in &sources {
        localize(source, &names, &owners, &mut root, &mut findings);
    }
    findings.into_result()?;
    Ok(Document { root, places, files })
}

/// Rejects paths and components that are not objects: merging the files would lose them silently.
fn shape(source: &Source, findings: &mut Findings) {
    let objects = |pointer: &str| {
        let map = source.value.pointer(pointer).and_then(Value::as_object);
        let keys = map.into_iter().flatten().map(|(key, _)| key).filter(|key| !key.starts_with("x-"));
        keys.map(|key| format!("{pointer}/{}", escape(key))).collect::<Vec<_>>()
    };
    let mut pointers = vec!["/paths".to_owned(), "/components".to_owned()];
    pointers.extend(objects("/paths"));
    for kind in objects("/components") {
        pointers.extend(objects(&kind));
        pointers.push(kind);
    }
    for pointer in pointers {
        if source.value.pointer(&pointer).is_some_and(|value| !value.is_object()) {
            let line = source.lines.get(&pointer).copied().unwrap_or(0);
            let message = format!("{} must be an object (`{{}}` if it is empty)", readable(&pointer));
            findings.add(Place { file: source.name.clone(), line }, "shape", message);
        }
    }
}

/// Returns the parts by which files are merged: each path and each component, with its pointer.
fn parts(value: &Value) -> Vec<(String, &Value)> {
    let mut found = Vec::new();
    for (path, item) in value.get("paths").and_then(Value::as_object).into_iter().flatten() {
        found.push((format!("/paths/{}", escape(path)), item));
    }
    for (kind, components) in value.get("components").and_then(Value::as_object).into_iter().flatten() {
        for (name, component) in components.as_object().into_iter().flatten() {
            found.push((format!("/components/{}/{}", escape(kind), escape(name)), component));
        }
    }
    found
}

/// Inserts a value at a pointer, creating the objects on the way.
fn insert(root: &mut Value, pointer: &str, value: Value) {
    let mut target = root;
    for segment in pointer.split('/').skip(1) {
        if !target.is_object() {
            *target = Value::Object(Map::new());
        }
        let key = segment.replace("~1", "/").replace("~0", "~");
        target = &mut target[key];
    }
    *target = value;
}

/// Returns a pointer in readable form: its last segment.
fn readable(pointer: &str) -> String {
    let last = pointer.rsplit('/').next().unwrap_or_default();
    format!("`{}`", last.replace("~1", "/").replace("~0", "~"))
}

/// Makes the references of a file's parts local to the merged document and reports dangling ones.
fn localize(
    source: &Source,
    names: &BTreeSet<&str>,
    owners: &Owners,
    root: &mut Value,
    findings: &mut Findings,
) {
    schema::each_object("", &source.value, &mut |pointer, part| {
        let Some(Value::String(reference)) = part.get("$ref") else { return };
        let pointer = format!("{pointer}/$ref");
        let place =
            Place { file: source.name.clone(), line: source.lines.get(&pointer).copied().unwrap_or(0) };
        let (file, target) = reference.split_once('#').unwrap_or((reference, ""));
        let file = file.strip_prefix("./").unwrap_or(file);
        if file.contains('/') || file.contains('\\') || file.contains("..") {
            findings.add(place, "foreign-ref", format!("`{reference}` leads out of the document's folder"));
            return;
        }
        let owner = if file.is_empty() { source.name.as_str() } else { file };
        if !names.contains(owner) {
            findings.add(place, "dangling-ref", format!("`{reference}`: there is no file `{owner}`"));
        } else if !is_in(owners, target, owner) || root.pointer(target).is_none() {
            let message = format!("`{reference}`: `{target}` is not defined in {owner}");
            findings.add(place, "dangling-ref", message);
        } else if let Some(place) = root.pointer_mut(&pointer) {
            *place = Value::String(format!("#{target}"));
        }
    });
}

/// Returns whether the part that a pointer leads into belongs to a file.
fn is_in(owners: &Owners, target: &str, file: &str) -> bool {
    let parts: Vec<&str> = target.split('/').collect();
    let depth = if parts.get(1) == Some(&"paths") { 3 } else { 4 };
    parts.len() >= depth
        && owners
            .get(&parts[..depth].join("/"))
            .is_some_and(|owners| owners.iter().any(|owner| owner == file))
}
