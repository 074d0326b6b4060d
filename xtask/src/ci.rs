//! The steps of CI.

use std::process::{Command, Stdio};

use crate::Outcome;
use crate::arguments::Arguments;

pub(crate) const SUMMARY: &str = "Runs what .ci/run runs";

const HELP: &str = "\
Usage: cargo xtask ci [--without-tests]

Runs every check of the project, one after the other, and stops at the first that fails, naming it. `.ci/run` runs it
without the tests, and then the README's test command.";

/// A step: its name, the arguments of cargo, an environment variable that it needs, whether its output is shown,
/// and a library that it needs.
struct Step<'a> {
    name: &'static str,
    arguments: &'a [&'a str],
    variable: Option<(&'static str, &'static str)>,
    shown: bool,
    /// A library that `pkg-config` must find; without it the step is skipped.
    library: Option<&'static str>,
}

/// The library that native-tls needs on platforms without a TLS library of their own.
const OPENSSL: Option<&str> =
    if cfg!(any(windows, target_vendor = "apple")) { None } else { Some("openssl") };
const ALONE: &str = "without resources";
const SDK: &str = "cloudflare-certificates";

const fn step(name: &'static str, arguments: &'static [&'static str]) -> Step<'static> {
    Step { name, arguments, variable: None, shown: true, library: None }
}

const STEPS: [Step<'static>; 22] = [
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
    step("tour", &["run", "--quiet", "-p", "cfcerts", "--", "tour"]),
    // Then with each resource alone, and its workflows.
    step(ALONE, &["check", "--package", SDK, "--no-default-features"]),
    step("without workflows", &["check", "--package", SDK, "--no-default-features", "--features", "full"]),
    step("feature schemars", &["check", "--package", SDK, "--features", "schemars"]),
    step("feature mocks", &["test", "--package", SDK, "--features", "mocks", "--test", "mocks"]),
    step("its example", &["test", "--package", SDK, "--features", "mocks", "--doc", "mocks"]),
    // In the workspace, the feature preflight is on: these workflows check less without it.
    step(
        "workflows without preflight",
        &[
            "test",
            "--package",
            SDK,
            "--test",
            "workflows",
            "--",
            "access_certificates",
            "custom_certificates",
            "mtls_certificates",
            "origin_ca_certificates",
        ],
    ),
    step("command line alone", &["check", "--package", "cfcerts", "--no-default-features"]),
    step(
        "feature preflight alone",
        &["check", "--package", SDK, "--no-default-features", "--features", "preflight"],
    ),
    step(
        "without TLS",
        &["test", "--package", SDK, "--no-default-features", "--features", "custom_csrs", "--test", "tls"],
    ),
    step(
        "feature rustls-no-provider",
        &[
            "test",
            "--package",
            SDK,
            "--no-default-features",
            "--features",
            "custom_csrs,rustls-no-provider",
            "--test",
            "tls",
            "--test",
            "crypto_provider",
        ],
    ),
    Step { library: OPENSSL, ..step("all features at once", &["check", "--package", SDK, "--all-features"]) },
    Step {
        library: OPENSSL,
        ..step(
            "feature native-tls",
            &[
                "test",
                "--package",
                SDK,
                "--no-default-features",
                "--features",
                "custom_csrs,native-tls",
                "--test",
                "tls",
            ],
        )
    },
];

const TESTS: Step<'static> = step("tests", &["test", "--workspace"]);

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
        if step.name == ALONE {
            for resource in resources()? {
                println!("\n== {resource} alone");
                let features = format!("{resource},workflows");
                let arguments = [step.arguments, &["--features", &features]].concat();
                if !passes(&Step { arguments: &arguments, ..*step })? {
                    eprintln!("\n`{resource}` alone failed: cargo {}", arguments.join(" "));
                    return Ok(false);
                }
            }
        }
    }
    Ok(true)
}

/// Returns the features that are resources: the members of `full`.
fn resources() -> Result<Vec<String>, String> {
    let path = crate::root().join("Cargo.toml");
    let manifest = std::fs::read_to_string(&path).map_err(|error| format!("Cargo.toml: {error}"))?;
    let list = manifest.split_once("\nfull = [").and_then(|(_, rest)| rest.split_once(']'));
    let (list, _) = list.ok_or("Cargo.toml has no feature `full`")?;
    let names = list.split(',').map(|name| name.trim().trim_matches('"'));
    Ok(names.filter(|name| !name.is_empty()).map(str::to_owned).collect())
}

fn passes(step: &Step<'_>) -> Result<bool, String> {
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
