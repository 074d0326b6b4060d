//! `cfcerts remove`.

use clap::Args;

use super::get::find;
use crate::change::{Change, Confirmed};
use crate::context::Context;
use crate::exit::Exit;
use crate::kinds::{self, Detach, Kind, RecordRow, Removal, Removing, Until, Waiting, Where};
use crate::{Failure, Result};

const EXAMPLES: &str = "  cfcerts remove custom-certificates 2458ce5a-0c35-4c7f-82c7-8e9487d3ff60 --zone example.com --dry-run
  cfcerts remove access-certificates f174e90a-fafe-4643-bbbc-4a0ed4fc8415 --zone example.com --detach --yes
  cfcerts remove mtls-certificates 2458ce5a-0c35-4c7f-82c7-8e9487d3ff60 --detach --from example.com --from example.net";

/// The statuses of records that are shown for a while after their removal, or forever.
const REMOVED: [&str; 3] = ["deleted", "pending_revocation", "revoked"];

#[derive(Debug, Args)]
#[command(after_long_help = kinds::table_of_kinds_that(|kind| !matches!(kind.at, kinds::At::Token), true, EXAMPLES))]
pub(crate) struct Remove {
    /// The kind, such as custom_certificates; --help lists them
    #[arg(value_name = "KIND", value_parser = kinds::parser(), hide_possible_values = true)]
    kind: &'static Kind,
    /// The id of the record; of a custom hostname or a zone, also its name
    #[arg(value_name = "ID")]
    id: String,
    #[command(flatten)]
    place: Where,
    /// First take it away from the hostnames that use it: they lose what it protects
    #[arg(long)]
    detach: bool,
    /// With --detach, a zone or a hostname to take it away from; may be repeated
    #[arg(long, value_name = "ZONE|HOSTNAME", requires = "detach")]
    from: Vec<String>,
    #[command(flatten)]
    change: Change,
    #[command(flatten)]
    confirmed: Confirmed,
}

pub(crate) async fn run(context: &Context, remove: Remove) -> Result<Exit> {
    let kind = remove.kind;
    check(&remove)?;
    let place = remove.place.find(context, kind, true).await?;
    let records = (kind.open)(&place)?;
    let Some(found) = find(kind, &place, &records, &remove.id).await? else {
        check_id(kind, &remove.id)?;
        context.progress.note(&format!("{} {}: there is none{}", kind.name, remove.id, place.in_words()));
        return done(context, RecordRow::absent(kind, &place, &remove.id).acted("unchanged"), kind);
    };
    if found.status.as_deref().is_some_and(|status| REMOVED.contains(&status)) {
        context.progress.note(&format!("{} {}: it is removed already", kind.name, found.in_words()));
        return done(context, found.acted("unchanged"), kind);
    }
    let what = format!("remove {} {}", kind.name, found.in_words());
    if kind.detach == Detach::OwnHostnames && !found.hosts.is_empty() && !remove.detach {
        let message = format!("{what}: it protects these hostnames; --detach takes it away from them first");
        return Err(Failure::new(Exit::NeedsAction, message));
    }
    if remove.change.dry_run {
        return done(context, found.acted("would_remove"), kind);
    }
    let remover = records.remove.ok_or_else(|| Failure::usage(format!("{} cannot be removed", kind.name)))?;
    let removing = removing(context, &remove, &found.id).await?;
    let question = format!("Remove {} {}{}?", kind.name, found.in_words(), place.in_words());
    context.confirm(remove.confirmed.yes, &question).await?;
    let removal = remover(&removing)?;
    let is_call = matches!(removal, Removal::Call(_));
    removal.run(context, &what, remove.change.timeout).await?;
    if let Some(wait) = records.wait.filter(|_| is_call) {
        let (fields, timeout) = (kind.fields, remove.change.timeout);
        wait(context, Waiting { what, id: found.id.clone(), until: Until::Gone, fields, timeout }).await?;
    }
    done(context, found.acted("removed"), kind)
}

/// Checks the options before anything is sent.
fn check(remove: &Remove) -> Result<()> {
    let kind = remove.kind;
    let problem = match (kind.detach, remove.detach, remove.from.is_empty()) {
        (Detach::Nothing, true, _) => "have nothing to detach: leave --detach out",
        (Detach::Zones, true, true) => "are detached from the hostnames of zones: name them with --from",
        (Detach::Hostnames, true, true) => "are detached from hostnames: name them with --from",
        (Detach::OwnHostnames, true, false) => "are detached from all of their hostnames: leave --from out",
        _ => return Ok(()),
    };
    Err(Failure::usage(format!("{} {problem}", kind.name)))
}

/// Fails if what does not exist has no id: it is not gone, but was named in a way that no record is found by.
fn check_id(kind: &Kind, id: &str) -> Result<()> {
    if kinds::is_name(id) && !kind.goes_by_name() {
        let message = format!(
            "{} go by their ids, not by names such as {id}: `cfcerts list {}` shows them",
            kind.name, kind.name
        );
        return Err(Failure::usage(message));
    }
    Ok(())
}

/// Returns what to remove, and the zones or hostnames to take it away from.
async fn removing(context: &Context, remove: &Remove, id: &str) -> Result<Removing> {
    let mut removing = Removing { id: id.to_owned(), zones: Vec::new(), hostnames: Vec::new() };
    match remove.kind.detach {
        Detach::Zones => {
            for zone in &remove.from {
                removing.zones.push(context.zone(zone).await?.zone);
            }
        }
        _ => removing.hostnames.clone_from(&remove.from),
    }
    Ok(removing)
}

/// Prints what was done.
fn done(context: &Context, row: RecordRow, kind: &Kind) -> Result<Exit> {
    context.print(&kind.columns_of_changes(), &row)?;
    Ok(Exit::Done)
}
