//! `cfcerts deploy`.

use clap::Args;

use crate::context::Context;
use crate::exit::Exit;
use crate::{Failure, Result};

#[derive(Debug, Args)]
pub(crate) struct Deploy {}

pub(crate) async fn run(_context: &Context, _arguments: Deploy) -> Result<Exit> {
    Err(Failure::usage("not available in this version"))
}
