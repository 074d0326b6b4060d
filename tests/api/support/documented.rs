//! The docs' own examples, from the document.

use std::path::Path;

use cloudflare_certificates_compiler::Document;
use serde_json::Value;

/// The docs' example of an operation's request body.
pub fn request(operation: &str) -> Value {
    example(operation, |operation| {
        operation.pointer("/requestBody/content/application~1json/examples/docs/value").cloned()
    })
}

/// The docs' example of an operation's answer, envelope included.
pub fn response(operation: &str) -> Value {
    example(operation, |operation| {
        operation.pointer("/responses/2XX/content/application~1json/examples/docs/value").cloned()
    })
}

fn example(id: &str, find: impl Fn(&Value) -> Option<Value>) -> Value {
    let document = Document::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi")).unwrap();
    let operations = document.operations();
    let operation = operations.iter().find(|operation| operation.id() == id);
    operation
        .and_then(|operation| find(operation.value))
        .unwrap_or_else(|| panic!("the docs have no example of {id}"))
}
