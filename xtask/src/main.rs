//! `cargo xtask <task>`: tasks for the developers of this project.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for the terminal")]

mod arguments;
mod bundle;
mod ci;
mod coverage;
mod diff;
mod expand;
mod new;
mod validate;

use std::path::PathBuf;
use std::process::ExitCode;

/// A task: its name, its line in the list of tasks, and the function that runs it with the arguments after its
/// name.
struct Task {
    name: &'static str,
    summary: &'static str,
    run: fn(&[String]) -> Outcome,
}

/// The outcome of a task. `Ok(true)`: success. `Ok(false)`: the task ran and printed findings. `Err`: the task
/// could not run; the reason, in one line.
type Outcome = Result<bool, String>;

const TASKS: [Task; 7] = [
    Task { name: "validate", summary: validate::SUMMARY, run: validate::run },
    Task { name: "bundle", summary: bundle::SUMMARY, run: bundle::run },
    Task { name: "coverage", summary: coverage::SUMMARY, run: coverage::run },
    Task { name: "diff", summary: diff::SUMMARY, run: diff::run },
    Task { name: "expand", summary: expand::SUMMARY, run: expand::run },
    Task { name: "new", summary: new::SUMMARY, run: new::run },
    Task { name: "ci", summary: ci::SUMMARY, run: ci::run },
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some((name, rest)) = arguments.split_first() else {
        eprintln!("{}", help());
        return ExitCode::FAILURE;
    };
    if matches!(name.as_str(), "help" | "--help" | "-h") {
        println!("{}", help());
        return ExitCode::SUCCESS;
    }
    let Some(task) = TASKS.iter().find(|task| task.name == name) else {
        eprintln!("cargo xtask: there is no task `{name}`\n\n{}", help());
        return ExitCode::FAILURE;
    };
    match (task.run)(rest) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(reason) => {
            eprintln!("cargo xtask {name}: {reason}");
            ExitCode::FAILURE
        }
    }
}

fn help() -> String {
    let mut text = "Usage: cargo xtask <task> [arguments]\n\nTasks:\n".to_owned();
    for Task { name, summary, .. } in &TASKS {
        text.push_str(&format!("  {name:<10} {summary}\n"));
    }
    text + "\nEach task explains itself with --help. The exit status is 0 only when all is well."
}

/// Returns the root folder of the project.
fn root() -> PathBuf {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    root.parent().map(PathBuf::from).unwrap_or(root)
}
