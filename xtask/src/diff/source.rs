//! Loads any OpenAPI document.

use std::path::Path;

use cloudflare_certificates_compiler::Document;
use serde_json::Value;

/// The maximum size of a document; Cloudflare's whole document has some 5 MB.
const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// Loads a document from a folder such as ours, or from one file.
pub(super) fn read(path: &Path) -> Result<Value, String> {
    let name = path.display();
    let data = std::fs::metadata(path).map_err(|error| format!("{name} cannot be read: {error}"))?;
    if data.is_dir() {
        return Document::load(path).map(|document| document.root).map_err(|findings| {
            findings.0.first().map_or_else(|| format!("{name} cannot be read"), ToString::to_string)
        });
    }
    if data.len() > MAX_BYTES {
        return Err(format!("{name} has {} bytes; {MAX_BYTES} is the most", data.len()));
    }
    let text = std::fs::read_to_string(path).map_err(|error| format!("{name} cannot be read: {error}"))?;
    let start = text.trim_start_matches('\u{feff}').trim_start();
    if start.starts_with('<') {
        return Err(format!("{name} is HTML or XML, not an OpenAPI document"));
    }
    let document = if start.starts_with('{') {
        // serde_json limits the nesting itself.
        serde_json::from_str(start).map_err(|error| format!("{name} is not JSON: {error}"))?
    } else {
        yaml(path)?
    };
    version(&document).map_err(|reason| format!("{name} {reason}"))?;
    Ok(document)
}

/// Loads a YAML file with the loader of our own document, as the only file of a folder.
fn yaml(path: &Path) -> Result<Value, String> {
    let folder = tempfile::tempdir().map_err(|error| format!("no temporary folder can be made: {error}"))?;
    let copy = folder.path().join("openapi.yaml");
    std::fs::copy(path, &copy).map_err(|error| format!("{} cannot be copied: {error}", path.display()))?;
    Document::load(folder.path()).map(|document| document.root).map_err(|findings| {
        let finding = findings.0.first();
        finding.map_or_else(String::new, |finding| {
            format!("{}:{}: {}", path.display(), finding.place.line, finding.message)
        })
    })
}

fn version(document: &Value) -> Result<(), String> {
    if document.get("swagger").is_some() {
        return Err("is a Swagger 2 document; convert it to OpenAPI 3.0".to_owned());
    }
    match document.get("openapi").and_then(Value::as_str) {
        Some(version) if version.starts_with("3.0") || version.starts_with("3.1") => Ok(()),
        Some(version) => Err(format!("is OpenAPI {version}; 3.0 and 3.1 are understood")),
        None => Err("is not an OpenAPI document: it has no `openapi`".to_owned()),
    }
}
