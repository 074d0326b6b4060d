//! `cfcerts pack retry`.

use std::time::Instant;

use clap::Args;
use cloudflare_certificates::Progress;

use super::row::{CHANGED, Changed};
use super::{existing, progress};
use crate::change::Change;
use crate::context::Context;
use crate::exit::Exit;
use crate::{Failure, Result};

#[derive(Debug, Args)]
#[command(after_help = "\
Set the records first: `cfcerts pack list` has them in the field `setup`. The pack may get new ones, which are shown.

Example:
  cfcerts pack retry --zone example.com 3822ff90-ea29-44df-9e55-21300bb9419b")]
pub(crate) struct Retry {
    /// The id of the pack
    id: String,
    /// The zone, by name or id
    #[arg(long)]
    zone: String,
    /// Do not wait until it is active
    #[arg(long)]
    no_wait: bool,
    #[command(flatten)]
    change: Change,
}

pub(super) async fn run(context: &Context, command: Retry) -> Result<Exit> {
    let Retry { id, zone, no_wait, change } = command;
    let started = Instant::now();
    let zone = change.looking(&zone, context.zone(&zone)).await?;
    let packs = zone.zone.certificate_packs();
    let Some(pack) = existing(&packs, &id).await? else {
        return Err(Failure::new(Exit::Failed, format!("{} has no pack {id}", zone.name)));
    };
    let is_active = progress(&pack) == Progress::Ready;
    if is_active || change.dry_run {
        let action = if is_active { "unchanged" } else { "would_retry" };
        context.print(CHANGED, &Changed::new(action, &zone, &pack))?;
        return Ok(Exit::Done);
    }
    let what = format!("validate the pack {id} again");
    let mut repair = packs.repair(&id);
    if let Some(timeout) = change.timeout {
        repair = repair.at_most(timeout);
    }
    let mut pack = context.run(&what, repair.steps()).await?;
    if !no_wait {
        let mut wait = packs.wait(&id);
        if let Some(timeout) = change.timeout {
            wait = wait.at_most(timeout.saturating_sub(started.elapsed()));
        }
        pack = context.run(&what, wait.steps()).await?;
    }
    context.print(CHANGED, &Changed::new("retried", &zone, &pack))?;
    Ok(Exit::Done)
}
