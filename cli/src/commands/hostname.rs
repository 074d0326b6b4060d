//! `cfcerts hostname`.

use clap::Subcommand;

use crate::context::Context;
use crate::exit::Exit;
use crate::{Failure, Result};

#[derive(Debug, Subcommand)]
pub(crate) enum Hostname {
    /// Add
    Add,
    /// Status
    Status,
    /// Retry
    Retry,
    /// Remove
    Remove,
}

pub(crate) async fn run(_context: &Context, _command: Hostname) -> Result<Exit> {
    Err(Failure::usage("not available in this version"))
}
