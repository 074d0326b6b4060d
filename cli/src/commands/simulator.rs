//! `cfcerts simulator`.

use clap::Args;

use crate::context::Context;
use crate::exit::Exit;
use crate::{Failure, Result};

#[derive(Debug, Args)]
pub(crate) struct Simulator {}

pub(crate) async fn run(_context: &Context, _arguments: Simulator) -> Result<Exit> {
    Err(Failure::usage("not available in this version"))
}
