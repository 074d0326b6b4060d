//! The document as one file, for tools that do not follow references to other files.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use cloudflare_certificates_compiler::{Document, check};

const HELP: &str = "\
Usage: cargo xtask bundle > openapi.json

Checks the document in openapi/ and writes it as one self-contained OpenAPI 3.0.3 file. The same document gives the
same bytes. If the document is faulty, the findings go to standard error and nothing to standard output.";

/// Runs the task.
pub(crate) fn run(arguments: &[&str]) -> ExitCode {
    match arguments {
        [] => write(),
        ["--help" | "-h"] => {
            println!("{HELP}");
            ExitCode::SUCCESS
        }
        [unknown, ..] => {
            eprintln!("cargo xtask bundle: unknown argument `{unknown}`\n\n{HELP}");
            ExitCode::FAILURE
        }
    }
}

fn write() -> ExitCode {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../openapi");
    let document = Document::load(&folder).and_then(|document| check::check(&document).map(|()| document));
    let document = match document {
        Ok(document) => document,
        Err(findings) => {
            eprintln!("{findings}");
            return ExitCode::FAILURE;
        }
    };
    let text = format!("{:#}\n", document.root);
    match std::io::stdout().write_all(text.as_bytes()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("cargo xtask bundle: {error}");
            ExitCode::FAILURE
        }
    }
}
