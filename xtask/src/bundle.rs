//! The document as one file, for tools that do not follow references to other files.

use std::io::Write;

use cloudflare_certificates_compiler::{Document, check};

use crate::Outcome;
use crate::arguments::Arguments;

pub(crate) const SUMMARY: &str =
    "Writes the whole document as one self-contained OpenAPI file to standard output";

const HELP: &str = "\
Usage: cargo xtask bundle > openapi.json

Checks the document in openapi/ and writes it as one self-contained OpenAPI 3.0.3 file (JSON). The same document gives
the same bytes. If the document is faulty, the findings go to standard error and nothing to standard output.

Example: cargo xtask bundle > openapi.json && npx @stoplight/prism-cli mock openapi.json";

pub(crate) fn run(arguments: &[String]) -> Outcome {
    let mut arguments = Arguments::new(arguments);
    if arguments.help(HELP) {
        return Ok(true);
    }
    let [] = arguments.finish([])?;
    let document = Document::load(&crate::root().join("openapi"))
        .and_then(|document| check::check(&document).map(|()| document))
        .map_err(|findings| format!("the document is faulty:\n{findings}"))?;
    let text = format!("{:#}\n", document.root);
    std::io::stdout().write_all(text.as_bytes()).map_err(|error| error.to_string())?;
    Ok(true)
}
