//! `cfcerts pack rotate`.

use clap::Args;
use cloudflare_certificates::types::NewCertificatePack;

use super::existing;
use super::row::{CHANGED, Changed};
use crate::change::{Change, Confirmed};
use crate::context::Context;
use crate::exit::Exit;
use crate::{Failure, Result};

#[derive(Debug, Args)]
#[command(after_help = "\
For a while there are two packs, which the quota has to allow. The old one is never removed before the new one is active. If
it is interrupted, run it again: it continues.

Example:
  cfcerts pack rotate --zone example.com 3822ff90-ea29-44df-9e55-21300bb9419b --yes")]
pub(crate) struct Rotate {
    /// The id of the pack
    id: String,
    /// The zone, by name or id
    #[arg(long)]
    zone: String,
    #[command(flatten)]
    change: Change,
    #[command(flatten)]
    confirmed: Confirmed,
}

pub(super) async fn run(context: &Context, command: Rotate) -> Result<Exit> {
    let Rotate { id, zone, change, confirmed } = command;
    let question = format!("Remove the pack {id} when one for the same hosts has taken its place?");
    if !change.dry_run {
        context.confirm(confirmed.yes, &question).await?;
    }
    let zone = change.looking(&zone, context.zone(&zone)).await?;
    let packs = zone.zone.certificate_packs();
    if change.dry_run {
        let Some(pack) = existing(&packs, &id).await? else {
            return Err(Failure::new(Exit::Failed, format!("{} has no pack {id}", zone.name)));
        };
        let order = NewCertificatePack::same_as(&pack)?;
        let row = Changed::ordered("would_replace", &zone, &order).in_place_of(Some(id));
        context.print(CHANGED, &row)?;
        return Ok(Exit::Done);
    }
    let mut rotation = packs.rotate(&id);
    if let Some(timeout) = change.timeout {
        rotation = rotation.at_most(timeout);
    }
    let rotated = context.run(&format!("rotate the pack {id}"), rotation.steps()).await?;
    let row = Changed::new("replaced", &zone, &rotated.pack).in_place_of(Some(rotated.replaced));
    context.print(CHANGED, &row)?;
    Ok(Exit::Done)
}
