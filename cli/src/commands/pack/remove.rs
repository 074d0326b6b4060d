//! `cfcerts pack remove`.

use clap::Args;

use super::existing;
use super::row::{CHANGED, Changed};
use crate::Result;
use crate::change::{Change, Confirmed};
use crate::context::Context;
use crate::exit::Exit;

#[derive(Debug, Args)]
#[command(after_help = "\
A pack that does not exist is a success. Packs of Universal SSL, custom certificates and custom hostnames are refused: they
go with what they belong to.

Example:
  cfcerts pack remove --zone example.com 3822ff90-ea29-44df-9e55-21300bb9419b --yes")]
pub(crate) struct Remove {
    /// The id of the pack
    id: String,
    /// The zone, by name or id
    #[arg(long)]
    zone: String,
    #[command(flatten)]
    confirmed: Confirmed,
    #[command(flatten)]
    change: Change,
}

pub(super) async fn run(context: &Context, command: Remove) -> Result<Exit> {
    let Remove { id, zone, confirmed, change } = command;
    let is_agreed = confirmed.yes || change.dry_run;
    context.can_confirm(is_agreed, &format!("Remove the pack {id} of {zone}?")).await?;
    let zone = change.looking(&zone, context.zone(&zone)).await?;
    let packs = zone.zone.certificate_packs();
    let Some(pack) = existing(&packs, &id).await? else {
        context.print(CHANGED, &Changed::absent(&zone, &id))?;
        return Ok(Exit::Done);
    };
    pack.check_removable()?;
    if change.dry_run {
        context.print(CHANGED, &Changed::new("would_remove", &zone, &pack))?;
        return Ok(Exit::Done);
    }
    let hosts = pack.hosts.join(", ");
    let status = pack.status.as_ref().map_or("no status", |status| status.as_str());
    let question =
        format!("Remove the pack {id} of {} ({status})? {hosts} lose this certificate.", zone.name);
    context.confirm(confirmed.yes, &question).await?;
    let mut removal = packs.remove(&id);
    if let Some(timeout) = change.timeout {
        removal = removal.at_most(timeout);
    }
    context.run(&format!("remove the pack {id}"), removal.steps()).await?;
    context.print(CHANGED, &Changed::new("removed", &zone, &pack))?;
    Ok(Exit::Done)
}
