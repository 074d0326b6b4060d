//! The document against a field-level inventory of the API.

mod compare;
mod inventory;

use std::collections::BTreeMap;
use std::path::PathBuf;

use cloudflare_certificates_compiler::Document;
use serde_json::json;

use crate::Outcome;
use crate::arguments::{Arguments, Format};
use compare::{Entry, State};

pub(crate) const SUMMARY: &str = "Compares the document with an inventory of the API, field by field";

const HELP: &str = "\
Usage: cargo xtask coverage <inventory.json> [--only-ours] [--format human|json]

Compares openapi/ with an inventory of the API: a JSON list of operations with `http_method`, `path`, `resource`, `query`,
`body` and `response`, whose fields have `name`, `required`, `type`, `enum`, `fields` and `items`. Counted are operations,
parameters, fields of bodies and answers, and values of enumerations:

  covered    it is the same in both
  explained  it differs, and an `x-correction` at the place says why
  different  it differs
  missing    the document lacks it
  ours only  the inventory lacks it and no `x-correction` explains it

  --only-ours  Leaves out the operations that the document lacks

The exit status is 0 only if nothing is missing, different or ours only.

Example: cargo xtask coverage inventory.json --only-ours";

pub(crate) fn run(arguments: &[String]) -> Outcome {
    let mut arguments = Arguments::new(arguments);
    if arguments.help(HELP) {
        return Ok(true);
    }
    let format = arguments.format()?;
    let only_ours = arguments.flag("--only-ours");
    let [path] = arguments.finish(["<inventory.json>"])?;
    let inventory = inventory::read(&PathBuf::from(path))?;
    let document = Document::load(&crate::root().join("openapi"))
        .map_err(|findings| format!("the document is faulty:\n{findings}"))?;
    let mut entries = compare::compare(&document, &inventory);
    if only_ours {
        entries.retain(|entry| !(entry.what == "operation" && entry.state == State::Missing));
    }
    entries.sort();
    Ok(report(format, &entries))
}

/// Prints a table per resource and what is not covered; whether all is.
fn report(format: Format, entries: &[Entry]) -> bool {
    let fine = entries.iter().all(|entry| matches!(entry.state, State::Covered | State::Explained));
    let mut table: BTreeMap<&str, [usize; 5]> = BTreeMap::new();
    for entry in entries {
        table.entry(&entry.resource).or_default()[entry.state as usize] += 1;
    }
    let mut total = [0; 5];
    for counts in table.values() {
        (0..5).for_each(|state| total[state] += counts[state]);
    }
    if format == Format::Json {
        let rows: serde_json::Map<_, _> =
            table.iter().map(|(name, counts)| ((*name).to_owned(), named(counts))).collect();
        let list: Vec<_> =
            entries.iter().filter(|entry| entry.state != State::Covered).map(Entry::json).collect();
        println!("{:#}", json!({ "resources": rows, "total": named(&total), "entries": list }));
        return fine;
    }
    for entry in entries.iter().filter(|entry| !matches!(entry.state, State::Covered)) {
        println!("{entry}");
    }
    println!(
        "\n{:<44} {:>9} {:>9} {:>9} {:>9} {:>9}",
        "resource", "covered", "explained", "different", "missing", "ours only"
    );
    for (name, counts) in table.iter().map(|(name, counts)| (*name, counts)).chain([("total", &total)]) {
        let [covered, explained, different, missing, ours] = counts;
        println!("{name:<44} {covered:>9} {explained:>9} {different:>9} {missing:>9} {ours:>9}");
    }
    fine
}

fn named(counts: &[usize; 5]) -> serde_json::Value {
    let [covered, explained, different, missing, ours] = counts;
    json!({ "covered": covered, "explained": explained, "different": different, "missing": missing, "ours_only": ours })
}
