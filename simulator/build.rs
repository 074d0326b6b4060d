//! `openapi/` -> one merged JSON document in `OUT_DIR`, so that a started simulator needs no files.

use std::collections::BTreeSet;
use std::error::Error;
use std::path::Path;

use cloudflare_certificates_compiler::Document;
use cloudflare_certificates_compiler::schema::{each_object_mut, reachable};
use serde_json::{Map, Value};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(&std::env::var("CARGO_MANIFEST_DIR")?).join("../openapi");
    emit(&format!("cargo::rerun-if-changed={}", folder.display()))?;
    let mut document = match Document::load(&folder) {
        Ok(document) => document,
        Err(findings) => {
            // Cargo shows these lines as they are; the exit status fails the build without a panic's noise.
            for finding in &findings.0 {
                emit(&format!("cargo::error=openapi/{finding}"))?;
            }
            std::process::exit(1);
        }
    };
    reduce(&mut document.root);
    let target = Path::new(&std::env::var("OUT_DIR")?).join("document.json");
    std::fs::write(target, serde_json::to_vec(&document.root)?)?;
    Ok(())
}

/// Drops what the server does not read, so that the rest is parsed quickly when a simulator starts: texts for
/// readers, responses, and the schemas that no request needs.
fn reduce(root: &mut Value) {
    each_object_mut(root, &mut |object| object.retain(|key, _| is_read(key)));
    let requests = ["/paths", "/components/parameters", "/components/requestBodies"];
    let parts = requests.iter().filter_map(|pointer| root.pointer(pointer));
    let needed: BTreeSet<String> = parts.flat_map(|part| reachable(root, part)).map(str::to_owned).collect();
    let schemas: Option<&mut Map<String, Value>> =
        root.pointer_mut("/components/schemas").and_then(Value::as_object_mut);
    if let Some(schemas) = schemas {
        schemas.retain(|name, _| needed.contains(name));
    }
}

/// Returns whether the server reads what OpenAPI calls by this key.
fn is_read(key: &str) -> bool {
    const UNREAD: [&str; 9] = [
        "default",
        "description",
        "example",
        "examples",
        "externalDocs",
        "info",
        "responses",
        "summary",
        "title",
    ];
    !UNREAD.contains(&key) && !key.starts_with("x-")
}

/// Says a line to Cargo.
fn emit(line: &str) -> std::io::Result<()> {
    use std::io::Write;
    writeln!(std::io::stdout(), "{line}")
}
