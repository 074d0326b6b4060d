//! `cfcerts origin-ca`.

use clap::Subcommand;

use crate::context::Context;
use crate::exit::Exit;
use crate::{Failure, Result};

#[derive(Debug, Subcommand)]
pub(crate) enum OriginCa {
    /// Issue
    Issue,
    /// Revoke
    Revoke,
}

pub(crate) async fn run(_context: &Context, _command: OriginCa) -> Result<Exit> {
    Err(Failure::usage("not available in this version"))
}
