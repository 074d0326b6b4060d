//! `cfcerts access-ca`.

mod place;
mod rotate;

use clap::Subcommand;

use crate::Result;
use crate::context::Context;
use crate::exit::Exit;

#[derive(Debug, Subcommand)]
pub(crate) enum AccessCa {
    /// Replace a CA by another one, which takes over its hostnames
    Rotate(rotate::Rotate),
}

pub(crate) async fn run(context: &Context, command: AccessCa) -> Result<Exit> {
    match command {
        AccessCa::Rotate(command) => rotate::run(context, command).await,
    }
}
