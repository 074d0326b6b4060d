//! `cfcerts hostname remove`.

use clap::Args;
use cloudflare_certificates::CustomHostnames;
use cloudflare_certificates::types::CustomHostname;
use cloudflare_certificates::workflows::Onboarding;

use super::look;
use super::named::Named;
use super::row::{CHANGED, Changed, Seen, expires_on};
use crate::Result;
use crate::change::{Change, Confirmed};
use crate::context::Context;
use crate::exit::Exit;
use crate::worst::Worst;

#[derive(Debug, Args)]
#[command(after_help = "\
A hostname that does not exist is a success. A hostname that fails does not end the others.

Example:
  cfcerts hostname remove --zone example.com app.customer.com --yes")]
pub(crate) struct Remove {
    #[command(flatten)]
    named: Named,
    /// The zone that serves them, by name or id
    #[arg(long)]
    zone: String,
    #[command(flatten)]
    confirmed: Confirmed,
    #[command(flatten)]
    change: Change,
}

pub(super) async fn run(context: &Context, command: Remove) -> Result<Exit> {
    let Remove { named, zone, confirmed, change } = command;
    let which = named.read_some()?;
    let is_agreed = confirmed.yes || change.dry_run;
    context.can_confirm(is_agreed, &question(&which)).await?;
    let zone = change.looking(&zone, context.zone(&zone)).await?;
    let handle = zone.zone.custom_hostnames();
    let found = look::all(&handle, &which).await?;
    if found.iter().any(Option::is_some) {
        context.confirm(is_agreed, &question(&names(&found))).await?;
    }
    let mut rows = context.rows(CHANGED);
    let mut worst = Worst::new();
    for (which, found) in which.iter().zip(found) {
        let Some(record) = found else {
            rows.push(&Changed::new("unchanged", Seen::absent(&zone.name, which)))?;
            continue;
        };
        let seen = Seen::new(&zone.name, &Onboarding::of(&record), expires_on(&record));
        if change.dry_run {
            rows.push(&Changed::new("would_remove", seen))?;
            continue;
        }
        match removed(context, &handle, &record, &change).await {
            Ok(()) => {
                let name = record.hostname.as_deref().unwrap_or(&record.id);
                rows.push(&Changed::new("removed", Seen::absent(&zone.name, name).with_id(&record.id)))?;
            }
            Err(failure) if failure.exit == Exit::Interrupted => return Err(failure),
            Err(failure) => {
                rows.push(&Changed::failed(seen, failure.message()))?;
                worst.failed(&failure);
            }
        }
    }
    rows.finish()?;
    Ok(worst.exit())
}

async fn removed(
    context: &Context,
    handle: &CustomHostnames,
    record: &CustomHostname,
    change: &Change,
) -> Result<()> {
    let mut removal = handle.offboard(&record.id);
    if let Some(timeout) = change.timeout {
        removal = removal.at_most(timeout);
    }
    let name = record.hostname.as_deref().unwrap_or(&record.id);
    context.run(&format!("remove {name}"), removal.steps()).await
}

fn names(found: &[Option<CustomHostname>]) -> Vec<String> {
    let name = |record: &CustomHostname| record.hostname.clone().unwrap_or_else(|| record.id.clone());
    found.iter().flatten().map(name).collect()
}

fn question(names: &[String]) -> String {
    format!("Remove {} with the certificates?", names.join(", "))
}
