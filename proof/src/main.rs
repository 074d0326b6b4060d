//! Proves that no step of the pipeline loses or invents a field: compares the JSON schemas of the generated types
//! with the document's, and sends every example of the document through its type and back.
//!
//! `cargo xtask validate` runs it once the document itself has no findings. Prints one finding per line, as JSON.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for the terminal")]

mod examples;
mod fields;

use std::path::Path;
use std::process::ExitCode;

use cloudflare_certificates_compiler::{Document, Finding, view};

fn main() -> ExitCode {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../openapi");
    let loaded = Document::load(&folder).and_then(|document| view(&document).map(|view| (document, view)));
    let (document, view) = match loaded {
        Ok(loaded) => loaded,
        Err(findings) => {
            eprintln!("{findings}");
            return ExitCode::FAILURE;
        }
    };
    let mut findings = fields::compare(&document, &view);
    findings.extend(examples::round_trips(&document, &view));
    findings.sort();
    for Finding { place, rule, message } in &findings {
        println!(
            "{}",
            serde_json::json!({ "file": place.file, "line": place.line, "rule": rule, "message": message })
        );
    }
    if findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]

    use super::*;
    use cloudflare_certificates_compiler::View;
    use serde_json::json;

    fn loaded() -> (Document, View) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../openapi");
        let document = Document::load(&folder).unwrap();
        let view = view(&document).unwrap();
        (document, view)
    }

    /// Returns the messages if the document differs at this place from the one for which the types were generated.
    fn messages(pointer: &str, value: serde_json::Value) -> Vec<String> {
        let (document, mut view) = loaded();
        let (parent, key) = pointer.rsplit_once('/').unwrap();
        view.bounded.pointer_mut(parent).unwrap()[key] = value;
        fields::compare(&document, &view).into_iter().map(|finding| finding.message).collect()
    }

    #[test]
    fn the_document_and_the_types_agree() {
        let (document, view) = loaded();
        assert_eq!(fields::compare(&document, &view), []);
        assert_eq!(examples::round_trips(&document, &view), []);
    }

    #[test]
    fn a_lost_field_is_found() {
        let found = messages("/components/schemas/CustomCsr/properties/purpose", json!({ "type": "string" }));
        assert_eq!(found, ["the generated type lost the field `purpose`"]);
    }

    #[test]
    fn an_invented_field_is_found() {
        let found =
            messages("/components/schemas/Tunnel/properties", json!({ "vnet_id": { "type": "string" } }));
        assert_eq!(found, ["the generated type invented the field `private_ip`"]);
    }

    #[test]
    fn a_field_of_another_kind_is_found() {
        let found = messages("/components/schemas/CustomCsr/properties/csr", json!({ "type": "integer" }));
        assert_eq!(found, ["the field `csr` is integer in the document and string in the generated type"]);
    }

    #[test]
    fn another_value_of_an_enumeration_is_found() {
        let found = messages("/components/schemas/CustomCsrKeyType/enum", json!(["rsa2048"]));
        assert!(
            !found.is_empty() && found.iter().all(|message| message.contains("`key_type` is one of")),
            "{found:?}"
        );
    }

    #[test]
    fn a_requirement_that_is_not_the_types_is_found() {
        let found = messages("/components/schemas/NewCustomCsr/required", json!(["common_name"]));
        assert_eq!(found, ["what the document requires is not what the generated type requires"]);
    }

    #[test]
    fn an_example_that_loses_a_field_is_found_at_its_line() {
        let (mut document, view) = loaded();
        let pointer = "/paths/~1{accounts_or_zones}~1{account_or_zone_id}~1custom_csrs/post/requestBody/content/\
                       application~1json/examples/docs/value";
        document.root.pointer_mut(pointer).unwrap()["color"] = json!("red");
        let found = examples::round_trips(&document, &view);
        assert_eq!(found.len(), 1);
        assert!(found[0].message.contains("`/color`"), "{}", found[0]);
        assert!(found[0].place.file == "custom_csrs.yaml" && found[0].place.line > 0, "{}", found[0]);
    }
}
