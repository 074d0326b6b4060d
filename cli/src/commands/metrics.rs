//! `cfcerts metrics`.

use clap::Args;

use crate::context::Context;
use crate::exit::Exit;
use crate::{Failure, Result};

#[derive(Debug, Args)]
pub(crate) struct Metrics {}

pub(crate) async fn run(_context: &Context, _arguments: Metrics) -> Result<Exit> {
    Err(Failure::usage("not available in this version"))
}
