//! `cfcerts`: the certificates of Cloudflare zones from the command line.

mod advice;
mod bundle;
mod change;
mod cli;
mod commands;
mod context;
mod credentials;
mod exit;
mod failure;
mod fleet;
mod help;
mod input;
mod interrupt;
mod kinds;
mod names;
mod output;
mod places;
mod progress;
mod prompt;
mod setup;
mod span;
mod unattended;
mod verbosity;
mod warnings;
mod whole_file;
mod worst;

use std::process::ExitCode;
use std::time::Duration;

use clap::FromArgMatches;

use cli::Cli;
use context::Context;
use exit::Exit;
use failure::Failure;

type Result<T, E = Failure> = std::result::Result<T, E>;

fn main() -> ExitCode {
    let cli = match help::command().try_get_matches().and_then(|matches| Cli::from_arg_matches(&matches)) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and the version are successes. If the message cannot be printed, there is nobody to tell.
            let _ = error.print();
            return if error.use_stderr() { Exit::Usage } else { Exit::Done }.into();
        }
    };
    cli.global.choose_colors();
    verbosity::show_spans(cli.global.verbose);
    let runtime = match tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return Failure::new(Exit::Failed, error.to_string()).report(),
    };
    let outcome = runtime.block_on(run(cli));
    // A thread that still reads from the terminal must not keep the program.
    runtime.shutdown_timeout(Duration::ZERO);
    match outcome {
        Ok(exit) => exit.into(),
        Err(failure) => failure.report(),
    }
}

/// Runs the command until it is done or interrupted. Workflows notice an interruption themselves, and say what is left.
async fn run(cli: Cli) -> Result<Exit> {
    let context = Context::new(cli.global)?;
    tokio::select! {
        biased;
        outcome = commands::run(&context, cli.command) => outcome,
        () = interrupt::at_once(&context.interrupt) => Err(Failure::interrupted()),
    }
}
