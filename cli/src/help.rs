//! The help as wide as the terminal.

use clap::builder::StyledStr;
use clap::{Command, CommandFactory};

use crate::cli::Cli;

/// Returns the command line. The paragraphs after the options are written with line ends in the code: clap wraps lines, and
/// would leave the remains of each as a line of its own.
pub(crate) fn command() -> Command {
    reflowed(Cli::command())
}

fn reflowed(mut command: Command) -> Command {
    if let Some(text) = command.get_after_help().map(reflow) {
        command = command.after_help(text);
    }
    if let Some(text) = command.get_after_long_help().map(reflow) {
        command = command.after_long_help(text);
    }
    command.mut_subcommands(reflowed)
}

/// Joins the lines of each paragraph. Indented lines, and those before them, are examples and tables: they stay.
fn reflow(text: &StyledStr) -> String {
    let text = text.ansi().to_string();
    let mut joined = String::new();
    let mut before: Option<&str> = None;
    for line in text.lines() {
        let stays = |line: &str| line.is_empty() || line.starts_with(' ') || line.ends_with(':');
        match before {
            None => {}
            Some(before) if stays(line) || stays(before) => joined.push('\n'),
            Some(_) => joined.push(' '),
        }
        joined.push_str(line);
        before = Some(line);
    }
    joined
}
