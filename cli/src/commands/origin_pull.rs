//! `cfcerts origin-pull`.

mod hostnames;
mod rotate;
mod zone;

use clap::Subcommand;

use crate::Result;
use crate::context::Context;
use crate::exit::Exit;

#[derive(Debug, Subcommand)]
pub(crate) enum OriginPull {
    /// Replace the client certificate that Cloudflare presents to origins
    Rotate(rotate::Rotate),
}

pub(crate) async fn run(context: &Context, command: OriginPull) -> Result<Exit> {
    match command {
        OriginPull::Rotate(command) => rotate::run(context, command).await,
    }
}
