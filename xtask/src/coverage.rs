//! Compares the document with a field-level inventory of the API.

mod compare;
mod inventory;
mod ours;

use std::collections::BTreeMap;
use std::fmt::Display;
use std::path::PathBuf;

use cloudflare_certificates_compiler::Document;
use serde_json::{Map, Value, json};

use crate::Outcome;
use crate::arguments::{Arguments, Format};
use compare::{Entry, State};

pub(crate) const SUMMARY: &str = "Compares the document with an inventory of the API, field by field";

const HELP: &str = "\
Usage: cargo xtask coverage <inventory.json> [--only-ours] [--folder <folder>] [--format human|json]

Compares openapi/ (or another folder) with an inventory of the API: a JSON list of operations with `http_method`, `path`, `resource`,
`path_params`, `query`, `body` and `response`, whose fields have `name`, `required`, `type`, `enum`, `fields` and `items`.
Operations are matched by verb and path, parameters of paths by position. Counted are operations, parameters, fields of
bodies and answers, and values of enumerations:

  covered    it is the same in both
  corrected  the inventory calls an integer a number, as the docs do
  explained  it differs, and the `x-correction` that stands at the place is shown: judge whether it explains it
  different  it differs
  missing    the document lacks it; of an operation that it lacks, nothing else is counted
  ours only  the inventory lacks it

  --only-ours  Leaves out the operations that the document lacks

The exit status is 0 only if nothing is missing or different, and no field or value is ours only.

Example: cargo xtask coverage inventory.json --only-ours";

pub(crate) fn run(arguments: &[String]) -> Outcome {
    let mut arguments = Arguments::new(arguments);
    if arguments.help(HELP) {
        return Ok(true);
    }
    let format = arguments.format()?;
    let only_ours = arguments.flag("--only-ours");
    let folder = arguments.value("--folder")?.map(PathBuf::from);
    let [path] = arguments.finish(["<inventory.json>"])?;
    let inventory = inventory::read(&PathBuf::from(path))?;
    let document = Document::load(&folder.unwrap_or_else(|| crate::root().join("openapi")))
        .map_err(|findings| format!("the document is faulty:\n{findings}"))?;
    let mut entries = compare::compare(&document, &inventory);
    if only_ours {
        entries.retain(|entry| !(entry.is_operation() && entry.state == State::Missing));
    }
    entries.sort();
    Ok(report(format, &entries))
}

/// The number of entries in each state.
type Counts = [usize; State::NAMES.len()];

/// Prints a table per resource and the entries that are not covered; returns whether all are.
fn report(format: Format, entries: &[Entry]) -> bool {
    let mut table: BTreeMap<&str, Counts> = BTreeMap::new();
    let mut total = Counts::default();
    for entry in entries {
        table.entry(&entry.resource).or_default()[entry.state as usize] += 1;
        total[entry.state as usize] += 1;
    }
    // Entries that differ only in wording are counted, not listed.
    let shown = entries.iter().filter(|entry| !matches!(entry.state, State::Covered | State::Corrected));
    if format == Format::Json {
        let rows: Map<_, _> =
            table.iter().map(|(name, counts)| ((*name).to_owned(), named(counts))).collect();
        let list: Vec<_> = shown.map(Entry::json).collect();
        println!("{:#}", json!({ "resources": rows, "total": named(&total), "entries": list }));
    } else {
        shown.for_each(|entry| println!("{entry}"));
        println!("\n{}", row("resource", State::NAMES));
        table.iter().for_each(|(name, counts)| println!("{}", row(name, *counts)));
        println!("{}", row("total", total));
    }
    entries.iter().all(Entry::is_fine)
}

fn row<T: Display>(name: &str, cells: [T; State::NAMES.len()]) -> String {
    let cells = cells.map(|cell| format!(" {cell:>9}")).concat();
    format!("{name:<50}{cells}")
}

fn named(counts: &Counts) -> Value {
    let names = State::NAMES.iter().map(|name| name.replace(' ', "_"));
    names.zip(counts.iter().copied().map(Value::from)).collect::<Map<_, _>>().into()
}
