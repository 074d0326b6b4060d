//! Writes the document as one file, for tools that do not follow references to other files.

use std::io::Write;
use std::path::PathBuf;

use cloudflare_certificates_compiler::{Document, check};
use saphyr::{Mapping, Scalar, Yaml, YamlEmitter};
use serde_json::Value;

use crate::Outcome;
use crate::arguments::Arguments;

pub(crate) const SUMMARY: &str =
    "Writes the whole document as one self-contained OpenAPI file to standard output";

const HELP: &str = "\
Usage: cargo xtask bundle [--yaml] [--folder <folder>] > openapi.json

Checks the document in openapi/ (or in another folder) and writes it as one self-contained OpenAPI 3.0.3 file, in JSON or
in YAML. The same document gives the same bytes. If the document is faulty, the findings go to standard error and nothing
to standard output.

Example: cargo xtask bundle > openapi.json && npx @stoplight/prism-cli mock openapi.json";

pub(crate) fn run(arguments: &[String]) -> Outcome {
    let mut arguments = Arguments::new(arguments);
    if arguments.help(HELP) {
        return Ok(true);
    }
    let is_yaml = arguments.flag("--yaml");
    let folder = arguments.value("--folder")?.map(PathBuf::from);
    let [] = arguments.finish([])?;
    let document = Document::load(&folder.unwrap_or_else(|| crate::root().join("openapi")))
        .and_then(|document| check::check(&document).map(|()| document))
        .map_err(|findings| format!("the document is faulty:\n{findings}"))?;
    let text = if is_yaml { yaml(&document.root)? } else { format!("{:#}", document.root) };
    writeln!(std::io::stdout(), "{text}").map_err(|error| error.to_string())?;
    Ok(true)
}

/// Returns the document in YAML, with multi-line strings as block scalars.
fn yaml(document: &Value) -> Result<String, String> {
    let mut text = String::new();
    let mut emitter = YamlEmitter::new(&mut text);
    emitter.multiline(true);
    emitter.dump(&node(document)).map_err(|error| error.to_string())?;
    Ok(text.trim_start_matches("---\n").to_owned())
}

fn node(value: &Value) -> Yaml<'_> {
    let text = |text| Yaml::Value(Scalar::String(std::borrow::Cow::Borrowed(text)));
    match value {
        Value::Null => Yaml::Value(Scalar::Null),
        Value::Bool(value) => Yaml::Value(Scalar::Boolean(*value)),
        Value::Number(number) => Yaml::Value(match number.as_i64() {
            Some(number) => Scalar::Integer(number),
            None => Scalar::FloatingPoint(number.as_f64().unwrap_or_default().into()),
        }),
        Value::String(value) => text(value),
        Value::Array(items) => Yaml::Sequence(items.iter().map(node).collect()),
        Value::Object(map) => {
            let entries = map.iter().map(|(key, value)| (text(key), node(value)));
            Yaml::Mapping(entries.collect::<Mapping<'_>>())
        }
    }
}
