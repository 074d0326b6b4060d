//! `openapi/` -> the generated client, its types and the operations' constants, in `OUT_DIR`.

use std::error::Error;
use std::path::Path;

use cloudflare_certificates_compiler::{Document, Findings, check, compile};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(&std::env::var("CARGO_MANIFEST_DIR")?).join("openapi");
    println!("cargo:rerun-if-changed={}", folder.display());
    let generated = match generate(&folder) {
        Ok(generated) => generated,
        Err(findings) => {
            // Cargo shows these lines as they are; the exit status fails the build without a panic's noise.
            for finding in &findings.0 {
                println!("cargo::error=openapi/{finding}");
            }
            std::process::exit(1);
        }
    };
    std::fs::write(Path::new(&std::env::var("OUT_DIR")?).join("generated.rs"), generated)?;
    Ok(())
}

/// The code for the resources whose features are on. Faults are found in all of them.
fn generate(folder: &Path) -> Result<String, Findings> {
    let mut document = Document::load(folder)?;
    let on = |feature: &str| std::env::var_os(format!("CARGO_FEATURE_{}", feature.to_uppercase())).is_some();
    if !on("full") {
        check::check(&document)?;
        document.retain(on);
    }
    compile(&document)
}
