//! `cfcerts completions`.

use std::io::{self, Write};

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use crate::Result;
use crate::cli::Cli;
use crate::context::Context;
use crate::exit::Exit;

const EXAMPLES: &str = "\
Examples:
  cfcerts completions bash > /etc/bash_completion.d/cfcerts
  cfcerts completions zsh > ~/.zfunc/_cfcerts
  cfcerts completions fish > ~/.config/fish/completions/cfcerts.fish";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Completions {
    /// The shell
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

pub(crate) async fn run(_context: &Context, completions: Completions) -> Result<Exit> {
    // Written at once: the generator panics if its reader goes away.
    let mut script = Vec::new();
    clap_complete::generate(completions.shell, &mut Cli::command(), "cfcerts", &mut script);
    let mut out = io::stdout().lock();
    out.write_all(&script)?;
    out.flush()?;
    Ok(Exit::Done)
}
