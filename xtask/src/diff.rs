//! Shows what changed between two OpenAPI documents, for users of an SDK generated from them.

mod fields;
mod operations;
mod source;

use std::path::PathBuf;

use serde_json::json;

use crate::Outcome;
use crate::arguments::{Arguments, Format};

pub(crate) const SUMMARY: &str =
    "Compares the document with another OpenAPI document and names what breaks users";

const HELP: &str = "\
Usage: cargo xtask diff <other.json|other.yaml|folder> [--ours <file or folder>] [--reverse] [--path <text> | --all]
                        [--format human|json]

Compares <other>, the older document, with openapi/, the newer one: an older bundle of ours, or Cloudflare's own
document. Operations are matched by verb and path, whatever their parameters and schemas are called; the scope switch of
ours matches both /accounts/{…} and /zones/{…}. Only paths that openapi/ has are compared.

  --ours <…>     Another document instead of openapi/
  --reverse      From openapi/ to <other>: what has Cloudflare changed since?
  --path <text>  Only operations whose path contains this, also those that openapi/ lacks
  --all          Every operation of both

Each change is BREAKING or compatible for users of the SDK, apart for requests and responses: responses are read
leniently, so there only what disappears or changes its kind breaks. The last line has the semver step (before 1.0 a
breaking change is a minor step). The exit status is 0 if nothing breaks. OpenAPI 3.0 and 3.1 are understood.

Example: cargo xtask bundle > old.json; git switch topic; cargo xtask diff old.json";

/// One change, from the point of view of a user of the SDK.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Change {
    operation: String,
    side: Side,
    /// The part that changed: a field, a parameter, the operation itself.
    what: String,
    how: String,
    breaking: bool,
}

/// The side on which a change is: the request, the response, or the operation as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Side {
    Operation,
    Request,
    Response,
}

impl Side {
    fn name(self) -> &'static str {
        match self {
            Self::Operation => "operation",
            Self::Request => "request",
            Self::Response => "response",
        }
    }
}

/// Selects the operations to compare.
enum Filter {
    OfOurs,
    Containing(String),
    All,
}

pub(crate) fn run(arguments: &[String]) -> Outcome {
    let mut arguments = Arguments::new(arguments);
    if arguments.help(HELP) {
        return Ok(true);
    }
    let format = arguments.format()?;
    let ours = arguments.value("--ours")?.map_or_else(|| crate::root().join("openapi"), PathBuf::from);
    let filter = match (arguments.value("--path")?, arguments.flag("--all")) {
        (Some(_), true) => return Err("--path and --all exclude each other".to_owned()),
        (Some(text), false) => Filter::Containing(text),
        (None, true) => Filter::All,
        (None, false) => Filter::OfOurs,
    };
    let reverse = arguments.flag("--reverse");
    let [other] = arguments.finish(["<other>"])?;
    let (ours, other) = (source::read(&ours)?, source::read(&PathBuf::from(other))?);
    let mut changes = operations::compare(&other, &ours, &filter, reverse);
    changes.sort();
    changes.dedup();
    Ok(report(format, &changes))
}

/// Prints the changes; returns whether none of them is breaking.
fn report(format: Format, changes: &[Change]) -> bool {
    let breaking = changes.iter().filter(|change| change.breaking).count();
    let step = match (breaking, changes.len()) {
        (1.., _) => "major",
        (0, 1..) => "minor",
        _ => "patch",
    };
    if format == Format::Json {
        let list: Vec<_> = changes
            .iter()
            .map(|Change { operation, side, what, how, breaking }| {
                json!({ "operation": operation, "side": side.name(), "what": what, "how": how, "breaking": breaking })
            })
            .collect();
        println!("{:#}", json!({ "changes": list, "breaking": breaking, "semver": step }));
        return breaking == 0;
    }
    let mut last = "";
    for Change { operation, side, what, how, breaking } in changes {
        if last != operation {
            println!("{operation}");
            last = operation;
        }
        let weight = if *breaking { "BREAKING  " } else { "compatible" };
        println!("  {weight} {:<9} {what}: {how}", side.name());
    }
    let compatible = changes.len() - breaking;
    let before = if breaking > 0 { " (minor before 1.0)" } else { "" };
    println!("{breaking} breaking, {compatible} compatible; the semver step is {step}{before}");
    breaking == 0
}
