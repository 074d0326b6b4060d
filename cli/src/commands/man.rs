//! `cfcerts man`.

use std::path::PathBuf;

use clap::Args;

use crate::context::Context;
use crate::exit::Exit;
use crate::{Failure, Result, help};

const EXAMPLES: &str = "\
Examples:
  cfcerts man /usr/local/share/man/man1
  cfcerts man man && man ./man/cfcerts-deploy.1";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Man {
    /// The directory, which is created if it does not exist; existing pages are replaced
    #[arg(value_name = "DIRECTORY")]
    directory: PathBuf,
}

pub(crate) async fn run(context: &Context, man: Man) -> Result<Exit> {
    let directory = man.directory;
    let failed = |error| {
        Failure::new(
            Exit::Failed,
            format!("cannot write the man pages into {}: {error}", directory.display()),
        )
    };
    std::fs::create_dir_all(&directory).map_err(failed)?;
    clap_mangen::generate_to(help::command(), &directory).map_err(failed)?;
    context.progress.note(&format!("the man pages are in {}", directory.display()));
    Ok(Exit::Done)
}
