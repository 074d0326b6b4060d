//! `cargo xtask validate`: one fault of every rule is planted, and reported with rule, file and line.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on shall panic")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

fn validate(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xtask")).arg("validate").args(arguments).output().unwrap()
}

fn ours() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../openapi")
}

/// A copy of the document with one text replaced in one file, and the line at which the new text begins.
fn planted(file: &str, old: &str, new: &str) -> (tempfile::TempDir, usize) {
    let folder = tempfile::tempdir().unwrap();
    for entry in std::fs::read_dir(ours()).unwrap() {
        let path = entry.unwrap().path();
        std::fs::copy(&path, folder.path().join(path.file_name().unwrap())).unwrap();
    }
    let path = folder.path().join(file);
    let text = std::fs::read_to_string(&path).unwrap();
    let at = text.find(old).unwrap_or_else(|| panic!("{file} does not contain {old:?}"));
    let line = text[..at].lines().count() + 1;
    std::fs::write(&path, text.replacen(old, new, 1)).unwrap();
    (folder, line)
}

/// What validate says of a folder.
fn findings(folder: &Path) -> Vec<Value> {
    let output = validate(&["--format", "json", "--folder", folder.to_str().unwrap()]);
    let report: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("no report: {}", String::from_utf8_lossy(&output.stderr)));
    assert_eq!(output.status.success(), report["valid"] == true);
    report["findings"].as_array().unwrap().clone()
}

/// Plants a fault and expects a finding of this rule in this file, at most so many lines from the fault.
fn check(rule: &str, file: &str, old: &str, new: &str) {
    let (folder, line) = planted(file, old, new);
    let found = findings(folder.path());
    let near = |finding: &&Value| {
        let at = usize::try_from(finding["line"].as_u64().unwrap()).unwrap();
        finding["rule"] == rule && finding["file"] == file && at.abs_diff(line) <= 12
    };
    assert!(found.iter().any(|finding| near(&finding)), "{rule} near {file}:{line}, found {found:#?}");
}

const CSRS: &str = "custom_csrs.yaml";

#[test]
fn the_document_is_valid_and_its_types_agree() {
    let output = validate(&[]);
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
    assert!(text.contains("the document is valid: 22 operations"), "{text}");
}

#[test]
fn a_fault_of_every_rule_is_reported_at_its_place() {
    check("openapi-3.0", CSRS, "      summary: List custom CSRs\n", "      summary: [List custom CSRs]\n");
    check("summary", CSRS, "      summary: List custom CSRs\n", "");
    check(
        "description",
        CSRS,
        "      description: Lists the custom CSRs of an account or a zone, page by page.\n",
        "      description: List custom CSRs.\n",
    );
    check(
        "docs-page",
        CSRS,
        "https://developers.cloudflare.com/api/resources/custom_csrs/methods/list/",
        "https://example.com/",
    );
    check("facts-from", CSRS, "x-facts-from: inventory", "x-facts-from: memory");
    check("permissions", CSRS, "      x-api-token-group: ['Account: SSL and Certificates Write']\n", "");
    check(
        "security",
        CSRS,
        "      x-pagination: page\n",
        "      x-pagination: page\n      security:\n        - nobody: []\n",
    );
    check(
        "security",
        "openapi.yaml",
        "security:\n  - api_token: []\n  - api_email: []\n    api_key: []\n",
        "security: []\n",
    );
    check(
        "2xx",
        CSRS,
        "        2XX:\n          description: One page",
        "        '200':\n          description: One page",
    );
    check(
        "shared-error",
        CSRS,
        "        4XX:\n          $ref: shared.yaml#/components/responses/Error\n",
        "        4XX:\n          description: An error of its own.\n",
    );
    check("pagination", CSRS, "      x-pagination: page\n", "");
    check("pagination", CSRS, "      x-pagination: page\n", "      x-pagination: cursor\n");
    check("pagination", CSRS, "        - $ref: shared.yaml#/components/parameters/PerPage\n", "");
    check(
        "scope-parameters",
        CSRS,
        "      - $ref: shared.yaml#/components/parameters/AccountOrZoneId\n    get:",
        "      - name: account_or_zone_id\n        in: path\n        required: true\n        description: Its own.\n        schema:\n          type: string\n    get:",
    );
    check("described", CSRS, "          description: By what the list is sorted.\n", "");
    check("described", CSRS, "          description: The subject's city or locality.\n", "");
    check("described", CSRS, "      description: What a new custom CSR shall say.\n", "");
    check("extension", CSRS, "      x-facts-from: docs\n", "      x-facts-from: docs\n      x-mood: good\n");
    check(
        "extension",
        "shared.yaml",
        "x-correction: The pages show `number`; a page's number is an integer.",
        "x-correction: 7",
    );
    check("bounds", CSRS, "          minItems: 1\n", "          minItems: 1\n          maxLength: 5\n");
    check("enum-values", CSRS, "enum: [asc, desc]", "enum: [asc, asc]");
    check(
        "number",
        CSRS,
        "        state:\n          type: string\n          minLength: 1\n",
        "        state:\n          type: number\n",
    );
    check("secret", "custom_certificates.yaml", "          format: password\n", "");
    check("example", CSRS, "                  country: US\n", "                  country: USA\n");
    check(
        "unused",
        CSRS,
        "    SortDirection:\n",
        "    Lonely:\n      type: string\n      description: Alone.\n    SortDirection:\n",
    );
    // One of the compiler's rules, of which its own tests plant every one.
    check("dangling-ref", CSRS, "'#/components/schemas/SortDirection'", "'#/components/schemas/Nowhere'");
}

#[test]
fn all_findings_come_at_once_in_the_order_of_their_places() {
    let (folder, _) = planted(CSRS, "      summary: List custom CSRs\n", "");
    let path = folder.path().join("keyless_certificates.yaml");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replacen("x-facts-from: inventory", "x-facts-from: memory", 1)).unwrap();
    let found = findings(folder.path());
    let files: Vec<&str> = found.iter().map(|finding| finding["file"].as_str().unwrap()).collect();
    assert_eq!(files, [CSRS, "keyless_certificates.yaml"]);
}

#[test]
fn what_is_no_document_gets_one_clear_line() {
    for (name, text, wanted) in [
        ("a tab", "openapi: 3.0.3\n\tinfo: {}\n", "syntax"),
        ("a syntax error", "openapi: 3.0.3\ninfo: [\n", "syntax"),
        ("a duplicate key", "openapi: 3.0.3\nopenapi: 3.0.3\n", "syntax"),
        ("3.1", "openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths: {}\n", "not-openapi"),
        ("Swagger 2", "swagger: '2.0'\ninfo: {title: t, version: '1'}\npaths: {}\n", "not-openapi"),
        ("HTML", "<!DOCTYPE html><html></html>\n", "not-openapi"),
    ] {
        let (folder, _) = planted(CSRS, "openapi: 3.0.3", "openapi: 3.0.3");
        std::fs::write(folder.path().join("odd.yaml"), text).unwrap();
        let found = findings(folder.path());
        assert_eq!(found.len(), 1, "{name}: {found:#?}");
        assert_eq!(
            (found[0]["rule"].as_str(), found[0]["file"].as_str()),
            (Some(wanted), Some("odd.yaml")),
            "{name}"
        );
    }
}

#[test]
fn a_reference_out_of_the_folder_and_a_cycle_are_refused() {
    check("foreign-ref", CSRS, "'#/components/schemas/SortDirection'", "'../secret.yaml#/x'");
    check(
        "cyclic-ref",
        CSRS,
        "    SortDirection:\n",
        "    Snake:\n      allOf:\n        - $ref: '#/components/schemas/Snake'\n    SortDirection:\n",
    );
}

#[test]
fn a_missing_folder_is_one_finding() {
    let found = findings(Path::new("/nowhere/at/all"));
    assert_eq!((found.len(), found[0]["rule"].as_str()), (1, Some("unreadable")));
}

#[test]
fn an_unknown_flag_is_refused_and_help_explains() {
    let output = validate(&["--fast"]);
    assert!(!output.status.success() && output.stdout.is_empty());
    assert!(String::from_utf8_lossy(&output.stderr).contains("--fast"));
    let output = validate(&["--help"]);
    assert!(output.status.success() && String::from_utf8_lossy(&output.stdout).contains("Example:"));
}
