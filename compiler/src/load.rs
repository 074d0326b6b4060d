//! Reads the files of a document and merges them to one, keeping the place of every part.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use saphyr::{LoadableYamlNode, MarkedYamlOwned, ScalarOwned, YamlDataOwned};
use serde_json::{Map, Value};

use crate::schema::escape;
use crate::{Document, Findings, Place};

/// The file for what the document has once: info, servers, security, tags.
const ROOT: &str = "openapi.yaml";
/// No file that a person curates comes near this; a larger one was put there by mistake.
const MAX_BYTES: u64 = 32 * 1024 * 1024;

/// One file as read.
struct Source {
    name: String,
    value: Value,
    lines: BTreeMap<String, usize>,
}

/// Reads and merges all files of a folder.
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
    merge(folder, sources, paths)
}

/// The document's files in the order of their names.
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

/// Reads one file to a value and the line of each of its parts.
fn read(path: &Path) -> Result<Source, Findings> {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let fail = |line, rule, message| Err(Findings::one(Place { file: name.clone(), line }, rule, message));
    let size = std::fs::metadata(path).map(|data| data.len()).unwrap_or_default();
    if size > MAX_BYTES {
        return fail(0, "huge", format!("the file has {size} bytes; {MAX_BYTES} is the most"));
    }
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) => return fail(0, "unreadable", format!("the file cannot be read: {error}")),
    };
    if text.trim_start().starts_with('<') {
        return fail(1, "not-openapi", "this is HTML or XML, not an OpenAPI document".to_owned());
    }
    let mut nodes = match MarkedYamlOwned::load_from_str(&text) {
        Ok(nodes) => nodes,
        Err(error) => return fail(error.marker().line(), "syntax", error.info().to_owned()),
    };
    if nodes.len() != 1 {
        return fail(0, "syntax", format!("one document is expected in a file, {} are there", nodes.len()));
    }
    let mut lines = BTreeMap::new();
    let value = convert(&nodes.remove(0), &mut String::new(), &mut lines)
        .map_err(|(line, message)| Findings::one(Place { file: name.clone(), line }, "syntax", message))?;
    let source = Source { name, value, lines };
    version(&source)?;
    Ok(source)
}

/// Refuses what is not OpenAPI 3.0.
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

/// A YAML node as a JSON value; `lines` gets the line of each part by its JSON pointer.
fn convert(
    node: &MarkedYamlOwned,
    pointer: &mut String,
    lines: &mut BTreeMap<String, usize>,
) -> Result<Value, (usize, String)> {
    let line = node.span.start.line();
    lines.entry(pointer.clone()).or_insert(line);
    match &node.data {
        YamlDataOwned::Value(scalar) => Ok(convert_scalar(scalar)),
        YamlDataOwned::Sequence(items) => {
            let mut array = Vec::with_capacity(items.len());
            for (index, item) in items.iter().enumerate() {
                let length = pointer.len();
                pointer.push_str(&format!("/{index}"));
                array.push(convert(item, pointer, lines)?);
                pointer.truncate(length);
            }
            Ok(Value::Array(array))
        }
        YamlDataOwned::Mapping(entries) => {
            let mut map = Map::new();
            for (key, value) in entries {
                let key_line = key.span.start.line();
                let name = match &key.data {
                    YamlDataOwned::Value(ScalarOwned::String(name)) => name.clone(),
                    YamlDataOwned::Value(scalar) => plain(&convert_scalar(scalar)),
                    _ => return Err((key_line, "a key must be a plain text".to_owned())),
                };
                let length = pointer.len();
                pointer.push('/');
                pointer.push_str(&escape(&name));
                lines.insert(pointer.clone(), key_line);
                let converted = convert(value, pointer, lines)?;
                pointer.truncate(length);
                // Keys that differ in YAML but not in JSON, such as 1 and "1".
                if map.insert(name.clone(), converted).is_some() {
                    return Err((key_line, format!("the key `{name}` stands here twice")));
                }
            }
            Ok(Value::Object(map))
        }
        YamlDataOwned::Alias(_) => {
            Err((line, "YAML aliases are not used in this document; write a $ref".to_owned()))
        }
        YamlDataOwned::Tagged(..) => Err((line, "YAML tags are not used in this document".to_owned())),
        YamlDataOwned::Representation(..) | YamlDataOwned::BadValue => {
            Err((line, "this value cannot be read".to_owned()))
        }
    }
}

fn convert_scalar(scalar: &ScalarOwned) -> Value {
    match scalar {
        ScalarOwned::Null => Value::Null,
        ScalarOwned::Boolean(value) => Value::Bool(*value),
        ScalarOwned::Integer(value) => Value::from(*value),
        ScalarOwned::FloatingPoint(value) => Value::from(value.into_inner()),
        ScalarOwned::String(text) => Value::String(text.clone()),
    }
}

/// A scalar as the text of a key: `200:` is the key "200".
fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Unites the files. A path or a component that stands in two of them is refused, and so is a reference to a file
/// that does not hold its target.
fn merge(folder: &Path, sources: Vec<Source>, files: Vec<PathBuf>) -> Result<Document, Findings> {
    let mut findings = Findings::default();
    let mut root = match sources.iter().find(|source| source.name == ROOT) {
        Some(source) => source.value.clone(),
        None => {
            let place = Place::of_file(folder.join(ROOT).display().to_string());
            return Err(Findings::one(place, "unreadable", "the document's root file is missing"));
        }
    };
    let mut places = BTreeMap::new();
    let mut owners: BTreeMap<String, String> = BTreeMap::new();
    let names: BTreeSet<&str> = sources.iter().map(|source| source.name.as_str()).collect();
    // The root first, so that a part of another file that stands twice is reported at the other file.
    let (first, rest): (Vec<_>, Vec<_>) = sources.iter().partition(|source| source.name == ROOT);
    for source in first.into_iter().chain(rest) {
        for (pointer, line) in &source.lines {
            let place = Place { file: source.name.clone(), line: *line };
            places.entry(pointer.clone()).or_insert(place);
        }
        for (pointer, value) in parts(&source.value) {
            let place =
                Place { file: source.name.clone(), line: source.lines.get(&pointer).copied().unwrap_or(0) };
            if let Some(other) = owners.insert(pointer.clone(), source.name.clone()) {
                let message = format!("{} stands in {other} too; keep one of them", readable(&pointer));
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

/// The parts by which files are united: each path and each component, with its pointer.
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

/// Puts a value at a pointer, making the objects on the way.
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

/// A pointer as a person reads it: the last segment.
fn readable(pointer: &str) -> String {
    let last = pointer.rsplit('/').next().unwrap_or_default();
    format!("`{}`", last.replace("~1", "/").replace("~0", "~"))
}

/// Makes the references of a file's parts local to the merged document and reports those that lead nowhere.
fn localize(
    source: &Source,
    names: &BTreeSet<&str>,
    owners: &BTreeMap<String, String>,
    root: &mut Value,
    findings: &mut Findings,
) {
    for pointer in source.lines.keys().filter(|pointer| pointer.ends_with("/$ref")) {
        // A property may be called `$ref`; only a text is a reference.
        let Some(Value::String(reference)) = source.value.pointer(pointer) else { continue };
        let place =
            Place { file: source.name.clone(), line: source.lines.get(pointer).copied().unwrap_or(0) };
        let (file, target) = reference.split_once('#').unwrap_or((reference, ""));
        let file = file.strip_prefix("./").unwrap_or(file);
        if file.contains('/') || file.contains('\\') || file.contains("..") {
            findings.add(place, "foreign-ref", format!("`{reference}` leads out of the document's folder"));
            continue;
        }
        let owner = if file.is_empty() { source.name.as_str() } else { file };
        if !names.contains(owner) {
            findings.add(place, "dangling-ref", format!("`{reference}`: there is no file `{owner}`"));
        } else if !is_in(owners, target, owner) || root.pointer(target).is_none() {
            let message = format!("`{reference}`: `{target}` is not defined in {owner}");
            findings.add(place, "dangling-ref", message);
        } else if let Some(place) = root.pointer_mut(pointer) {
            *place = Value::String(format!("#{target}"));
        }
    }
}

/// Whether the part that a pointer leads into belongs to a file.
fn is_in(owners: &BTreeMap<String, String>, target: &str, file: &str) -> bool {
    let parts: Vec<&str> = target.split('/').collect();
    let depth = if parts.get(1) == Some(&"paths") { 3 } else { 4 };
    parts.len() >= depth && owners.get(&parts[..depth].join("/")).is_some_and(|owner| owner == file)
}
