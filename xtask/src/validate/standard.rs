//! The document against the published JSON Schema of OpenAPI 3.0.

use cloudflare_certificates_compiler::{Document, Finding, Place};
use serde_json::Value;

const SCHEMA: &str = include_str!("../../schemas/openapi-3.0.json");
/// The validator quotes what it finds wrong; a whole path item helps nobody.
const MAX_CHARS: usize = 160;

pub(super) fn proof(document: &Document) -> Vec<Finding> {
    let finding = |place: Place, message: String| Finding { place, rule: "openapi-3.0", message };
    let unusable = |reason: String| {
        vec![finding(document.place(""), format!("the schema of OpenAPI 3.0 cannot be used: {reason}"))]
    };
    let schema: Value = match serde_json::from_str(SCHEMA) {
        Ok(schema) => schema,
        Err(error) => return unusable(error.to_string()),
    };
    let options = jsonschema::options().with_draft(jsonschema::Draft::Draft4);
    let validator = match options.build(&schema) {
        Ok(validator) => validator,
        Err(error) => return unusable(error.to_string()),
    };
    validator
        .iter_errors(&document.root)
        .map(|error| {
            let pointer = error.instance_path().to_string();
            let text = error.to_string();
            let mut short: String = text.chars().take(MAX_CHARS).collect();
            if short.len() < text.len() {
                short.push('…');
            }
            finding(
                document.place(&pointer),
                format!("{short} (at {pointer}); see the OpenAPI 3.0.3 specification"),
            )
        })
        .collect()
}
