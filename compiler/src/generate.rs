//! Compiles a document to the source code of the generated module.

use std::panic::{AssertUnwindSafe, catch_unwind};

use openapiv3::OpenAPI;
use progenitor_impl::{GenerationSettings, Generator, InterfaceStyle, TypeImpl};
use serde_json::{Value, json};

use crate::steps::prune;
use crate::view::{View, view};
use crate::{Document, Findings, Operation, Place, check, emit, schema};

/// Compiles a document to Rust: a client, its types with their checks, and the operations' constants.
pub fn compile(document: &Document) -> Result<String, Findings> {
    check::check(document)?;
    let view = view(document)?;
    let tokens = generate(document, &view)?;
    let internal = |what: &str, error: syn::Error| {
        Findings::one(Place::of_file("openapi.yaml"), "generator", format!("{what} is not Rust: {error}"))
    };
    let mut file = syn::parse2(tokens).map_err(|error| internal("what the generator wrote", error))?;
    emit::complete(&mut file, document, &view)?;
    Ok(prettyplease::unparse(&file))
}

/// Compiles typed mocks of the document's operations for `httpmock`. They use the types of [`compile`].
pub fn mocks(document: &Document) -> Result<String, Findings> {
    check::check(document)?;
    let view = view(document)?;
    let failed = |reason: String| {
        Findings::one(Place::of_file("openapi.yaml"), "generator", format!("there are no mocks: {reason}"))
    };
    let api: OpenAPI = serde_path_to_error::deserialize(&view.root)
        .map_err(|error| failed(first_line(&error.to_string())))?;
    let generate = || Generator::new(&settings(&view.root)).httpmock(&api, "crate");
    let tokens = match catch_unwind(AssertUnwindSafe(generate)) {
        Ok(tokens) => tokens.map_err(|error| failed(first_line(&error.to_string())))?,
        Err(panic) => return Err(failed(panic_text(&*panic))),
    };
    let mut file = syn::parse2(tokens).map_err(|error| failed(error.to_string()))?;
    emit::mocks::complete(&mut file, document)?;
    Ok(prettyplease::unparse(&file))
}

/// Runs the generator. It panics on input that it does not support; such a failure is traced to the operation that
/// causes it.
fn generate(document: &Document, view: &View) -> Result<proc_macro2::TokenStream, Findings> {
    let reason = match attempt(&view.root) {
        Ok(tokens) => return Ok(tokens),
        Err(reason) => reason,
    };
    let mut findings = Findings::default();
    for operation in document.operations() {
        if let Err(reason) = attempt(&only(&view.root, &operation)) {
            let place = document.place(&operation.pointer());
            let message = format!("the generator cannot compile `{}`: {reason}", operation.id());
            findings.add(place, "generator", message);
        }
    }
    if findings.0.is_empty() {
        findings.add(
            document.place(""),
            "generator",
            format!("the generator cannot compile the document: {reason}"),
        );
    }
    Err(findings)
}

/// Returns the view reduced to one operation and the components that it needs.
fn only(root: &Value, operation: &Operation<'_>) -> Value {
    let mut root = root.clone();
    let mut item = json!({ operation.verb: root["paths"][operation.path][operation.verb] });
    if let Some(parameters) = root["paths"][operation.path].get("parameters") {
        item["parameters"] = parameters.clone();
    }
    root["paths"] = json!({ operation.path: item });
    prune(&mut root);
    root
}

fn attempt(root: &Value) -> Result<proc_macro2::TokenStream, String> {
    let api: OpenAPI =
        serde_path_to_error::deserialize(root).map_err(|error| first_line(&error.to_string()))?;
    let outcome = catch_unwind(AssertUnwindSafe(|| Generator::new(&settings(root)).generate_tokens(&api)));
    match outcome {
        Ok(tokens) => tokens.map_err(|error| first_line(&error.to_string())),
        Err(panic) => Err(panic_text(&*panic)),
    }
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    let text =
        panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    first_line(text.unwrap_or("it gave up without a reason"))
}

/// Shortens a message of the generator, which prints unsupported input over many lines.
fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().trim_end_matches([' ', '{', '(']).to_owned()
}

/// Configures the generator: positional style, the base URL parsed only once, and our own types for enumerations
/// and secrets.
fn settings(root: &Value) -> GenerationSettings {
    let mut settings = GenerationSettings::default();
    settings
        .with_interface(InterfaceStyle::Positional)
        .with_map_type("::std::collections::BTreeMap")
        .with_inner_type(quote::quote!(::reqwest::Url))
        .with_derive("PartialEq");
    let schemas = root.pointer("/components/schemas").and_then(Value::as_object);
    for (name, _) in schemas.into_iter().flatten().filter(|(_, schema)| schema::is_string_enum(schema)) {
        let path = format!("crate::types::{name}");
        settings.with_replacement(name, path, [TypeImpl::Display, TypeImpl::FromStr].into_iter());
    }
    let either = schemas.into_iter().flatten().filter(|(_, schema)| schema::is_string_or_list(schema));
    for (name, _) in either {
        settings.with_replacement(name, "crate::StringOrList", std::iter::empty());
    }
    for (format, path) in [("password", "crate::Secret"), ("date-time", "crate::Timestamp")] {
        let schema = schemars::schema::SchemaObject {
            instance_type: Some(schemars::schema::InstanceType::String.into()),
            format: Some(format.to_owned()),
            ..Default::default()
        };
        settings.with_conversion(schema, path, std::iter::empty());
    }
    settings
}
