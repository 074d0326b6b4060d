//! `cfcerts completions`.

use clap::Args;

use crate::context::Context;
use crate::exit::Exit;
use crate::{Failure, Result};

#[derive(Debug, Args)]
pub(crate) struct Completions {}

pub(crate) async fn run(_context: &Context, _arguments: Completions) -> Result<Exit> {
    Err(Failure::usage("not available in this version"))
}
