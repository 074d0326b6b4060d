//! `cfcerts hostname`.

mod add;
mod follow;
mod look;
mod named;
mod remove;
mod report;
mod retry;
mod row;
mod status;

use clap::Subcommand;
use cloudflare_certificates::CustomHostnames;

use crate::Result;
use crate::context::Context;
use crate::exit::Exit;

#[derive(Debug, Subcommand)]
pub(crate) enum Hostname {
    /// Create hostnames unless they exist, and show what their owners have to set up
    Add(add::Add),
    /// Show how far hostnames have come, who has to act, and what is to be set up
    Status(status::Status),
    /// Have hostnames and their certificates validated again
    Retry(retry::Retry),
    /// Remove hostnames with their certificates
    Remove(remove::Remove),
}

pub(crate) async fn run(context: &Context, command: Hostname) -> Result<Exit> {
    match command {
        Hostname::Add(command) => add::run(context, command).await,
        Hostname::Status(command) => status::run(context, command).await,
        Hostname::Retry(command) => retry::run(context, command).await,
        Hostname::Remove(command) => remove::run(context, command).await,
    }
}

/// Returns what the DNS of hostnames is to point at: what the user says, or the zone's fallback origin, if it has one.
async fn target(handle: &CustomHostnames, named: Option<String>) -> Result<Option<String>> {
    if named.is_some() {
        return Ok(named);
    }
    match handle.fallback_origin().get().await {
        Ok(found) => Ok(found.into_inner().origin),
        Err(error) if error.is_not_found() => Ok(None),
        Err(error) => Err(error.into()),
    }
}
