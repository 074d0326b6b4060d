//! `openapi/` -> the generated client, its types and the operations' constants, in `OUT_DIR`.

use std::error::Error;
use std::path::Path;

use cloudflare_certificates_compiler::{Document, Findings, check, compile, mocks};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(&std::env::var("CARGO_MANIFEST_DIR")?).join("openapi");
    println!("cargo:rerun-if-changed={}", folder.display());
    let (generated, mocks) = match generate(&folder) {
        Ok(generated) => generated,
        Err(findings) => {
            // Cargo shows these lines as they are; the exit status fails the build without a panic's noise.
            for finding in &findings.0 {
                println!("cargo::error=openapi/{finding}");
            }
            std::process::exit(1);
        }
    };
    let out = std::env::var("OUT_DIR")?;
    std::fs::write(Path::new(&out).join("generated.rs"), generated)?;
    std::fs::write(Path::new(&out).join("mocks.rs"), mocks)?;
    Ok(())
}

/// The code for the resources whose features are on, and their mocks if these are wanted. Faults are found in all of them.
fn generate(folder: &Path) -> Result<(String, String), Findings> {
    let mut document = Document::load(folder)?;
    let on = |feature: &str| std::env::var_os(format!("CARGO_FEATURE_{}", feature.to_uppercase())).is_some();
    if !on("full") {
        check::check(&document)?;
        document.retain(on);
    }
    let mocks = if on("mocks") { mocks(&document)? } else { String::new() };
    Ok((compile(&document)?, mocks))
}
