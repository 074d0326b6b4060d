//! Writes the generator's input and output in readable form, and compares the public signatures, so that no change
//! of the interface goes unnoticed.

mod signatures;

use std::path::Path;

use cloudflare_certificates_compiler::{Document, compile, view};

use crate::Outcome;
use crate::arguments::Arguments;

pub(crate) const SUMMARY: &str =
    "Shows what the generator is given and what it writes; checks the public signatures";

/// The path of the snapshot, relative to the root of the project.
const SNAPSHOT: &str = "api/signatures.txt";

const HELP: &str = "\
Usage: cargo xtask expand [--check | --update]

Writes target/expand/view.json (what the generator is given) and target/expand/generated.rs (what is compiled), to be
read or compared before and after a change of the document.

  --check   Compares the public signatures with the snapshot api/signatures.txt and shows what differs
  --update  Writes the snapshot anew

Example: cargo xtask expand --update && git diff api/";

pub(crate) fn run(arguments: &[String]) -> Outcome {
    let mut arguments = Arguments::new(arguments);
    if arguments.help(HELP) {
        return Ok(true);
    }
    let (check, update) = (arguments.flag("--check"), arguments.flag("--update"));
    let [] = arguments.finish([])?;
    if check && update {
        return Err("--check and --update exclude each other".to_owned());
    }
    let root = crate::root();
    let faulty = |findings| format!("the document is faulty:\n{findings}");
    let document = Document::load(&root.join("openapi")).map_err(faulty)?;
    let generated = compile(&document).map_err(faulty)?;
    if check || update {
        let signatures = signatures::of_crate(&root.join("src"), &generated)?;
        return if update {
            write(&root.join(SNAPSHOT), &signatures).map(|()| true)
        } else {
            compare(&root, &signatures)
        };
    }
    let folder = root.join("target/expand");
    let given = format!("{:#}\n", view(&document).map_err(faulty)?.root);
    for (name, text) in [("view.json", &given), ("generated.rs", &generated)] {
        write(&folder.join(name), text)?;
        println!("target/expand/{name}: {} lines", text.lines().count());
    }
    Ok(true)
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    let written =
        path.parent().map_or(Ok(()), std::fs::create_dir_all).and_then(|()| std::fs::write(path, text));
    written.map_err(|error| format!("{} cannot be written: {error}", path.display()))
}

/// Prints the lines that are missing in the snapshot and those that were removed.
fn compare(root: &Path, signatures: &str) -> Outcome {
    let snapshot = std::fs::read_to_string(root.join(SNAPSHOT)).map_err(|error| {
        format!("{SNAPSHOT} cannot be read ({error}); write it with `cargo xtask expand --update`")
    })?;
    if snapshot == signatures {
        println!("the public signatures are those of {SNAPSHOT}");
        return Ok(true);
    }
    let (before, after): (Vec<&str>, Vec<&str>) = (snapshot.lines().collect(), signatures.lines().collect());
    for (sign, line) in changes(&before, &after) {
        println!("{sign} {line}");
    }
    println!(
        "the public signatures changed; if that is meant, `cargo xtask expand --update` and tell it in CHANGELOG.md"
    );
    Ok(false)
}

/// Returns the removed and the added lines, each list in its order. Enough to see a change; `git diff` after
/// `--update` shows it in context.
fn changes<'a>(before: &[&'a str], after: &[&'a str]) -> Vec<(char, &'a str)> {
    let lacking = |lines: &[&'a str], others: &[&str]| -> Vec<&'a str> {
        let mut counts = std::collections::BTreeMap::<&str, usize>::new();
        for line in others {
            *counts.entry(line).or_default() += 1;
        }
        let mut is_new = |line: &&&'a str| match counts.get_mut(**line) {
            Some(count) if *count > 0 => {
                *count -= 1;
                false
            }
            _ => true,
        };
        lines.iter().filter(|line| is_new(line)).copied().collect()
    };
    let gone = lacking(before, after).into_iter().map(|line| ('-', line));
    gone.chain(lacking(after, before).into_iter().map(|line| ('+', line))).collect()
}
