//! What CI runs, step by step.

use std::process::{Command, Stdio};

use crate::Outcome;
use crate::arguments::Arguments;

pub(crate) const SUMMARY: &str = "Runs what .ci/run runs";

const HELP: &str = "\
Usage: cargo xtask ci [--without-tests]

Runs every check of the project, one after the other, and stops at the first that fails, naming it. `.ci/run` runs it
without the tests, and then the README's test command.";

/// A step: its name, the arguments of cargo, a variable of the environment that it needs, whether what it writes is of
/// interest, and a library that it needs.
struct Step {
    name: &'static str,
    arguments: &'static [&'static str],
    variable: Option<(&'static str, &'static str)>,
    shown: bool,
    /// A library that `pkg-config` must know; without it the step is left out.
    library: Option<&'static str>,
}

const SDK: &str = "cloudflare-certificates";

const fn step(name: &'static str, arguments: &'static [&'static str]) -> Step {
    Step { name, arguments, variable: None, shown: true, library: None }
}

const STEPS: [Step; 14] = [
    step("format", &["fmt", "--all", "--check"]),
    step("lints", &["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]),
    step("lints without features", &["clippy", "--package", SDK, "--", "-D", "warnings"]),
    step(
        "reader alone",
        &["check", "--package", "cloudflare-certificates-compiler", "--no-default-features"],
    ),
    Step {
        name: "documentation",
        arguments: &["doc", "--workspace", "--no-deps"],
        variable: Some(("RUSTDOCFLAGS", "-D warnings")),
        ..step("", &[])
    },
    step("document", &["xtask", "validate"]),
    Step { shown: false, ..step("bundle", &["xtask", "bundle"]) },
    step("signatures", &["xtask", "expand", "--check"]),
    step("benchmarks compile", &["check", "--benches"]),
    step("tour", &["run", "--quiet", "--example", "tour"]),
    step("feature schemars", &["check", "--package", SDK, "--features", "schemars"]),
    step("without TLS", &["test", "--package", SDK, "--no-default-features", "--test", "tls"]),
    step(
        "feature rustls-no-provider",
        &[
            "test",
            "--package",
            SDK,
            "--no-default-features",
            "--features",
            "rustls-no-provider",
            "--test",
            "tls",
            "--test",
            "crypto_provider",
        ],
    ),
    Step {
        library: if cfg!(any(windows, target_vendor = "apple")) { None } else { Some("openssl") },
        ..step(
            "feature native-tls",
            &["test", "--package", SDK, "--no-default-features", "--features", "native-tls", "--test", "tls"],
        )
    },
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
        if let Some(library) = step.library.filter(|library| !has(library)) {
            println!("left out: this machine lacks the development files of {library}, or pkg-config");
            continue;
        }
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

fn has(library: &str) -> bool {
    let found = Command::new("pkg-config").args(["--exists", library]).stdin(Stdio::null()).status();
    found.is_ok_and(|status| status.success())
}
