//! Validates the document, and each of its files, against the published JSON Schema of OpenAPI 3.0.

use std::collections::BTreeSet;

use cloudflare_certificates_compiler::{Document, Finding, Place};
use jsonschema::error::ValidationErrorKind;
use jsonschema::{Draft, ValidationError, Validator};
use serde_json::Value;

use super::files::File;
use super::short;

const RULE: &str = "openapi-3.0";
const SCHEMA: &str = include_str!("../../schemas/openapi-3.0.json");
/// The file with the document-wide parts.
const ROOT: &str = "openapi.yaml";

pub(super) fn proof(document: &Document) -> Vec<Finding> {
    let validator = match validator() {
        Ok(validator) => validator,
        Err(reason) => {
            let message = format!("the schema of OpenAPI 3.0 cannot be used: {reason}");
            return vec![Finding { place: document.place(""), rule: RULE, message }];
        }
    };
    let mut found = Vec::new();
    for path in &document.files {
        match File::read(path) {
            Ok(file) => {
                found.extend(against(&validator, &file.value, |pointer| file.place(pointer)));
                lost(&file, &mut found);
            }
            Err(finding) => found.push(finding),
        }
    }
    // Skips the merged document if a file already has the same fault.
    let known: BTreeSet<Place> = found.iter().map(|finding| finding.place.clone()).collect();
    let merged = against(&validator, &document.root, |pointer| document.place(pointer));
    found.extend(merged.into_iter().filter(|finding| !known.contains(&finding.place)));
    found
}

fn validator() -> Result<Validator, String> {
    let schema: Value = serde_json::from_str(SCHEMA).map_err(|error| error.to_string())?;
    jsonschema::options().with_draft(Draft::Draft4).build(&schema).map_err(|error| error.to_string())
}

fn against(validator: &Validator, value: &Value, place: impl Fn(&str) -> Place) -> Vec<Finding> {
    let finding = |error: ValidationError<'_>| {
        let (pointer, text) = innermost(&error);
        let message = format!("{} (at {pointer}); see the OpenAPI 3.0.3 specification", short(&text));
        Finding { place: place(&pointer), rule: RULE, message }
    };
    validator.iter_errors(value).map(finding).collect()
}

/// Returns the location and the message of a fault. "Neither an X nor a reference" does not help for what is
/// plainly an X: then the fault in the X is reported, that of the alternative with the deepest location.
fn innermost(error: &ValidationError<'_>) -> (String, String) {
    let alternatives = match error.kind() {
        ValidationErrorKind::OneOfNotValid { context } | ValidationErrorKind::AnyOf { context } => {
            context.as_slice()
        }
        _ => &[],
    };
    let is_reference = |faults: &[ValidationError<'static>]| {
        faults.iter().any(
            |fault| matches!(fault.kind(), ValidationErrorKind::Required { property } if property == "$ref"),
        )
    };
    let inner = alternatives.iter().filter(|faults| !is_reference(faults));
    let inner = inner.flatten().map(innermost).max_by_key(|(pointer, _)| pointer.matches('/').count());
    inner.unwrap_or_else(|| (error.instance_path().to_string(), error.to_string()))
}

/// Reports document-wide parts in other files than the root file: they would be lost silently.
fn lost(file: &File, found: &mut Vec<Finding>) {
    if file.name == ROOT {
        return;
    }
    for key in ["servers", "security", "tags", "externalDocs"] {
        if file.value.get(key).is_some() {
            let place = file.place(&format!("/{key}"));
            let message = format!("`{key}` of the whole is read from {ROOT} only; move it there");
            found.push(Finding { place, rule: "lost", message });
        }
    }
}
