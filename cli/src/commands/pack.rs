//! `cfcerts pack`.

use clap::Subcommand;

use crate::context::Context;
use crate::exit::Exit;
use crate::{Failure, Result};

#[derive(Debug, Subcommand)]
pub(crate) enum Pack {
    /// Ensure
    Ensure,
    /// List
    List,
    /// Remove
    Remove,
}

pub(crate) async fn run(_context: &Context, _command: Pack) -> Result<Exit> {
    Err(Failure::usage("not available in this version"))
}
