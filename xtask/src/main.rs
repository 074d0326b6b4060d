//! `cargo xtask <task>`: what the developers of this project run.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for the terminal")]

mod bundle;

use std::process::ExitCode;

const HELP: &str = "\
Usage: cargo xtask <task>

Tasks:
  bundle    Writes the whole document as one self-contained OpenAPI file (JSON) to standard output

Each task explains itself with --help.";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["bundle", rest @ ..] => bundle::run(rest),
        ["help" | "--help" | "-h"] => {
            println!("{HELP}");
            ExitCode::SUCCESS
        }
        [] => {
            eprintln!("{HELP}");
            ExitCode::FAILURE
        }
        [unknown, ..] => {
            eprintln!("cargo xtask: there is no task `{unknown}`\n\n{HELP}");
            ExitCode::FAILURE
        }
    }
}
