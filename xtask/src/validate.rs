//! Validates the document: valid OpenAPI, correct examples, our own rules, and types that lose nothing.

mod components;
mod examples;
mod files;
mod generated;
mod operations;
mod progress;
mod schemas;
mod standard;

use std::io::Write;
use std::path::PathBuf;

use cloudflare_certificates_compiler::{Document, Finding, check, view};
use serde_json::json;

use crate::Outcome;
use crate::arguments::{Arguments, Format};

pub(crate) const SUMMARY: &str = "Proves the document: OpenAPI 3.0, examples, round trips, and our own rules";

const HELP: &str = "\
Usage: cargo xtask validate [--folder <folder>] [--format human|json]

Checks the document in openapi/ (or in another folder) and reports every finding at once, with file, line, rule and how
to mend it:

  - every file and the whole against the published JSON Schema of OpenAPI 3.0, and the compiler's own rules (references,
    operation ids, parameters, …)
  - every example against its schema
  - our rules: summaries, descriptions, docs pages, permissions, security, shared errors, paging, secrets, bounds, …
  - openapi/ alone, once all that is in order: the generated Rust types against the document, and every example
    through its type and back

Example: cargo xtask validate --format json | jq -r '.findings[].rule' | sort | uniq -c";

/// The maximum length of a message. The validator quotes the faulty part; a whole path item would not help.
const MAX_CHARS: usize = 160;

type Proof = fn(&Document) -> Vec<Finding>;

/// The checks of a document, in order; each reports everything that it finds.
const PROOFS: [Proof; 6] =
    [standard::proof, compilable, operations::proof, schemas::proof, progress::proof, components::proof];
/// The checks that follow references to their end; they run only on a document without cycles of references.
const FOLLOWING: [Proof; 1] = [examples::proof];

pub(crate) fn run(arguments: &[String]) -> Outcome {
    let mut arguments = Arguments::new(arguments);
    if arguments.help(HELP) {
        return Ok(true);
    }
    let format = arguments.format()?;
    let folder = arguments.value("--folder")?.map(PathBuf::from);
    let [] = arguments.finish([])?;
    let ours = crate::root().join("openapi");
    let document = match Document::load(folder.as_ref().unwrap_or(&ours)) {
        Ok(document) => document,
        Err(findings) => return report(format, None, &findings.0),
    };
    let mut findings: Vec<Finding> = PROOFS.iter().flat_map(|proof| proof(&document)).collect();
    if !findings.iter().any(|finding| finding.rule == "cyclic-ref") {
        findings.extend(FOLLOWING.iter().flat_map(|proof| proof(&document)));
    }
    if findings.is_empty() && folder.is_none() {
        findings.extend(generated::proof()?);
    }
    findings.sort();
    findings.dedup();
    report(format, Some(&document), &findings)
}

/// Adds a finding at a part of the document.
fn add(
    document: &Document,
    pointer: &str,
    rule: &'static str,
    message: impl Into<String>,
    found: &mut Vec<Finding>,
) {
    found.push(Finding { place: document.place(pointer), rule, message: message.into() });
}

/// Shortens the validator's message to the useful part.
fn short(text: &str) -> String {
    match text.char_indices().nth(MAX_CHARS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// Checks the rules without which nothing can be generated.
fn compilable(document: &Document) -> Vec<Finding> {
    check::check(document)
        .and_then(|()| view(document).map(drop))
        .err()
        .map(|findings| findings.0)
        .unwrap_or_default()
}

/// Prints the findings; returns whether there are none.
fn report(format: Format, document: Option<&Document>, findings: &[Finding]) -> Outcome {
    let text = match format {
        Format::Human => human(document, findings),
        Format::Json => machine(findings),
    };
    writeln!(std::io::stdout(), "{text}")
        .map_err(|error| format!("the report cannot be written: {error}"))?;
    Ok(findings.is_empty())
}

fn machine(findings: &[Finding]) -> String {
    let list: Vec<_> = findings
        .iter()
        .map(|Finding { place, rule, message }| {
            json!({ "file": place.file, "line": place.line, "rule": rule, "message": message })
        })
        .collect();
    format!("{:#}", json!({ "valid": findings.is_empty(), "findings": list }))
}

fn human(document: Option<&Document>, findings: &[Finding]) -> String {
    let mut lines: Vec<String> = findings.iter().map(Finding::to_string).collect();
    lines.push(match (findings.len(), document) {
        (0, Some(document)) => {
            let (operations, schemas) = (document.operations().len(), document.schemas().len());
            let examples = examples::count(document);
            format!("the document is valid: {operations} operations, {schemas} schemas, {examples} examples")
        }
        (1, _) => "1 finding".to_owned(),
        (count, _) => format!("{count} findings"),
    });
    lines.join("\n")
}
