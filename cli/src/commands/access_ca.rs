//! `cfcerts access-ca`.

use clap::Subcommand;

use crate::context::Context;
use crate::exit::Exit;
use crate::{Failure, Result};

#[derive(Debug, Subcommand)]
pub(crate) enum AccessCa {
    /// Rotate
    Rotate,
}

pub(crate) async fn run(_context: &Context, _command: AccessCa) -> Result<Exit> {
    Err(Failure::usage("not available in this version"))
}
