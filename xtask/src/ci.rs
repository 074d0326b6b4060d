//! What CI runs, step by step.

use std::process::{Command, Stdio};

use crate::Outcome;
use crate::arguments::Arguments;

pub(crate) const SUMMARY: &str = "Runs what .ci/run runs";

const HELP: &str = "\
Usage: cargo xtask ci [--without-tests]

Runs every check of the project, one after the other, and stops at the first that fails, naming it. `.ci/run` runs it
without the tests, and then the README's test command.";

/// A step: its name, the arguments of cargo, a variable of the environment that it needs, and whether what it writes
/// is of interest.
struct Step {
    name: &'static str,
    arguments: &'static [&'static str],
    variable: Option<(&'static str, &'static str)>,
    shown: bool,
}

const fn step(name: &'static str, arguments: &'static [&'static str]) -> Step {
    Step { name, arguments, variable: None, shown: true }
}

const STEPS: [Step; 10] = [
    step("format", &["fmt", "--all", "--check"]),
    step("lints", &["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]),
    step(
        "lints without features",
        &["clippy", "--package", "cloudflare-certificates", "--", "-D", "warnings"],
    ),
    step(
        "reader alone",
        &["check", "--package", "cloudflare-certificates-compiler", "--no-default-features"],
    ),
    Step {
        name: "documentation",
        arguments: &["doc", "--workspace", "--no-deps"],
        variable: Some(("RUSTDOCFLAGS", "-D warnings")),
        shown: true,
    },
    step("document", &["xtask", "validate"]),
    Step { name: "bundle", arguments: &["xtask", "bundle"], variable: None, shown: false },
    step("signatures", &["xtask", "expand", "--check"]),
    step("benchmarks compile", &["check", "--benches"]),
    step("tour", &["run", "--quiet", "--example", "tour"]),
];

const TESTS: Step = step("tests", &["test", "--workspace"]);

pub(crate) fn run(arguments: &[String]) -> Outcome {
    let mut arguments = Arguments::new(arguments);
    if arguments.help(HELP) {
        return Ok(true);
    }
    let tests = !arguments.flag("--without-tests");
    let [] = arguments.finish([])?;
    for step in STEPS.iter().chain(tests.then_some(&TESTS)) {
        println!("\n== {}: cargo {}", step.name, step.arguments.join(" "));
        if !passes(step)? {
            eprintln!("\n`{}` failed: cargo {}", step.name, step.arguments.join(" "));
            return Ok(false);
        }
    }
    Ok(true)
}

fn passes(step: &Step) -> Result<bool, String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(step.arguments).current_dir(crate::root()).stdin(Stdio::null()).envs(step.variable);
    if !step.shown {
        command.stdout(Stdio::null());
    }
    let status = command.status().map_err(|error| format!("cargo cannot be run: {error}"))?;
    Ok(status.success())
}
