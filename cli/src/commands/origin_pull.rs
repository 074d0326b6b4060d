//! `cfcerts origin-pull`.

use clap::Subcommand;

use crate::context::Context;
use crate::exit::Exit;
use crate::{Failure, Result};

#[derive(Debug, Subcommand)]
pub(crate) enum OriginPull {
    /// Rotate
    Rotate,
}

pub(crate) async fn run(_context: &Context, _command: OriginPull) -> Result<Exit> {
    Err(Failure::usage("not available in this version"))
}
