//! `cargo xtask validate`: the document is valid, and what is not is reported.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests may panic")]

#[path = "validate/faults.rs"]
mod faults;
#[path = "validate/folder.rs"]
mod folder;
#[path = "validate/input.rs"]
mod input;

use folder::{CSRS, ROOT, copy, findings, plant, validate};

#[test]
fn the_document_is_valid_and_its_types_agree() {
    let output = validate(&[]);
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
    let last = text.lines().last().unwrap();
    let copy = copy();
    let files = std::fs::read_dir(copy.path()).unwrap().map(|entry| entry.unwrap().path());
    let operations: usize =
        files.map(|path| std::fs::read_to_string(path).unwrap().matches("operationId: ").count()).sum();
    assert!(last.starts_with(&format!("the document is valid: {operations} operations, ")), "{last}");
}

#[test]
fn an_untouched_copy_is_valid() {
    assert_eq!(findings(copy().path()), []);
}

#[test]
fn all_findings_come_at_once_in_the_order_of_their_places() {
    let folder = copy();
    // One of the standard, one of the compiler, one of an example, two of ours, planted out of order.
    plant(folder.path(), "keyless_certificates.yaml", "x-facts-from: inventory", "x-facts-from: memory", "");
    plant(folder.path(), "keyless_certificates.yaml", "port: 24008", "port: many", "");
    plant(folder.path(), CSRS, "    CustomCsrOrder:\n", "    sort_direction:\n", "");
    plant(folder.path(), CSRS, "schemas/CustomCsrOrder'", "schemas/sort_direction'", "");
    plant(folder.path(), CSRS, "      summary: List custom CSRs\n", "", "");
    plant(folder.path(), ROOT, "  title: Cloudflare certificates\n", "", "");
    let found = findings(folder.path());
    let places: Vec<_> = found.iter().map(|(file, line, ..)| (file.clone(), *line)).collect();
    assert!(places.is_sorted(), "{found:#?}");
    let rules: Vec<&str> = found.iter().map(|(_, _, rule, _)| rule.as_str()).collect();
    assert_eq!(rules, ["summary", "schema-name", "facts-from", "example", "openapi-3.0"]);
}

#[test]
fn a_person_reads_a_line_for_each_finding_and_their_number() {
    let folder = copy();
    let line = plant(folder.path(), CSRS, "x-facts-from: inventory", "x-facts-from: memory", "x-facts-from");
    let arguments = ["--folder", folder.path().to_str().unwrap()];
    let report = |arguments: &[&str]| String::from_utf8(validate(arguments).stdout).unwrap();
    let text = report(&arguments);
    let wanted = format!(
        "{CSRS}:{line}: [facts-from] `custom_csrs_list` needs `x-facts-from`: `docs` or `inventory`\n1 finding\n"
    );
    assert_eq!(text, wanted);
    plant(folder.path(), CSRS, "x-facts-from: docs", "x-facts-from: hearsay", "");
    assert_eq!(report(&arguments).lines().last(), Some("2 findings"));
}

#[test]
fn a_shared_fault_is_one_finding() {
    let folder = copy();
    plant(folder.path(), "shared.yaml", "      description: Which page to return, counted from 1.\n", "", "");
    plant(
        folder.path(),
        CSRS,
        "    parameters:\n      - $ref: shared.yaml#/components/parameters/AccountsOrZones\n",
        "    parameters:\n      - {name: accounts_or_zones, in: path, required: true, description: Its own., schema: {type: string}}\n",
        "",
    );
    let rules: Vec<String> = findings(folder.path()).into_iter().map(|(_, _, rule, _)| rule).collect();
    assert_eq!(rules, ["scope-parameters", "described"]);
}

#[test]
fn an_unknown_flag_is_refused_and_help_explains() {
    for arguments in [&["--fast"][..], &["--format", "xml"], &["--folder"], &["more"]] {
        let output = validate(arguments);
        assert!(!output.status.success() && output.stdout.is_empty(), "{arguments:?}");
        assert_eq!(String::from_utf8_lossy(&output.stderr).lines().count(), 1, "{arguments:?}");
    }
    let output = validate(&["--help"]);
    assert!(output.status.success() && String::from_utf8_lossy(&output.stdout).contains("Example:"));
}
