//! `openapi/` -> one merged JSON document in `OUT_DIR`, so that a started simulator needs no files.

use std::error::Error;
use std::path::Path;

use cloudflare_certificates_compiler::Document;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(&std::env::var("CARGO_MANIFEST_DIR")?).join("../openapi");
    emit(&format!("cargo::rerun-if-changed={}", folder.display()))?;
    let document = match Document::load(&folder) {
        Ok(document) => document,
        Err(findings) => {
            // Cargo shows these lines as they are; the exit status fails the build without a panic's noise.
            for finding in &findings.0 {
                emit(&format!("cargo::error=openapi/{finding}"))?;
            }
            std::process::exit(1);
        }
    };
    let target = Path::new(&std::env::var("OUT_DIR")?).join("document.json");
    std::fs::write(target, serde_json::to_vec(&document.root)?)?;
    Ok(())
}

/// Says a line to Cargo.
fn emit(line: &str) -> std::io::Result<()> {
    use std::io::Write;
    writeln!(std::io::stdout(), "{line}")
}
