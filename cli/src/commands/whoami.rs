//! `cfcerts whoami`.

mod credentials;
mod places;
mod probe;
mod row;

use std::collections::BTreeSet;

use clap::Args;
use cloudflare_certificates::Client;
use futures_util::StreamExt;
use indicatif::ProgressBar;

use crate::context::Context;
use crate::exit::Exit;
use crate::output::{Rows, printable};
use crate::{Failure, Result};
use places::Places;
use probe::Probe;
use row::{Access, COLUMNS, Found};

/// How many probes are in flight.
const IN_FLIGHT: usize = 8;

const HELP: &str = "\
Cloudflare does not state the permissions of a token, so each kind of certificate is probed with one small GET in each
place: no more than the first three zones and accounts, unless you name them. What the token may change cannot be found
out without a change: needs_to_write names the permissions for that, one of which is enough.

Rows: scope (credentials, zone, account), name, id, kind, command, access (ok, no_permission, not_in_plan, failed),
needs and needs_to_write (each permission is enough), status, plan, expires_on, not_before, error

The first row is about the credentials, then come the zones and accounts, at most 50 each, then the probes. The command
is what works with that kind; expiring, metrics, list and get work with every kind.

Exit code 1: the token is invalid, disabled or expired. With --fail 5: a permission is missing.

Examples:
  cfcerts whoami
  cfcerts whoami --zone example.com --fail --output json";

#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(crate) struct Whoami {
    /// A zone to probe, by name or id; may be repeated
    #[arg(long)]
    zone: Vec<String>,
    /// An account to probe, by name or id; may be repeated
    #[arg(long)]
    account: Vec<String>,
    /// Exit with 5 if a permission to read is missing
    #[arg(long)]
    fail: bool,
}

pub(crate) async fn run(context: &Context, arguments: Whoami) -> Result<Exit> {
    let client = context.client()?;
    let mut rows = context.rows(COLUMNS);
    let credentials = credentials::identify(&client).await?;
    rows.push(&credentials.row)?;
    if let Some(problem) = credentials.problem {
        rows.finish()?;
        return Err(Failure::new(Exit::Failed, problem));
    }
    let mut missing = BTreeSet::new();
    let (probes, mut remarks) = if credentials.only_origin_ca {
        only_origin_ca(&client, &arguments)?
    } else {
        let places = Places::find(context, &client, &arguments.zone, &arguments.account).await?;
        for row in &places.rows {
            note(&mut missing, row);
            rows.push(row)?;
        }
        (Probe::of(&client, &places), places.remarks)
    };
    probe(context, probes, &mut rows, &mut missing).await?;
    rows.finish()?;
    remarks.extend(credentials.remark.map(str::to_owned));
    for remark in remarks {
        context.progress.say(&ProgressBar::hidden(), &remark);
    }
    outcome(arguments.fail, missing)
}

/// Probes with several requests in flight; the rows keep their order.
async fn probe(
    context: &Context,
    probes: Vec<Probe>,
    rows: &mut Rows<Found>,
    missing: &mut BTreeSet<String>,
) -> Result<()> {
    let spinner = context.progress.spinner("probe");
    let mut results = futures_util::stream::iter(probes).map(Probe::run).buffered(IN_FLIGHT);
    while let Some(row) = results.next().await {
        spinner.set_message(printable(&format!("{} of {}", row.kind, row.name)));
        note(missing, &row);
        rows.push(&row)?;
    }
    spinner.finish_and_clear();
    Ok(())
}

/// The user service key cannot look up zones, so it can be probed only where the id of one is given.
fn only_origin_ca(client: &Client, arguments: &Whoami) -> Result<(Vec<Probe>, Vec<String>)> {
    let zones = arguments.zone.iter();
    let probes = zones.map(|zone| Probe::of_origin_ca(client, zone)).collect::<Result<Vec<_>>>()?;
    let mut remarks = Vec::new();
    if probes.is_empty() {
        remarks.push("whether the key is valid was not tried: give the id of a zone with --zone".to_owned());
    }
    Ok((probes, remarks))
}

fn note(missing: &mut BTreeSet<String>, row: &Found) {
    if row.access == Access::NoPermission {
        missing.insert(format!("{} (needs {})", row.kind, row.needs.join(" or ")));
    }
}

fn outcome(fail: bool, missing: BTreeSet<String>) -> Result<Exit> {
    if !fail || missing.is_empty() {
        return Ok(Exit::Done);
    }
    let missing: Vec<String> = missing.into_iter().collect();
    let message = format!("the credentials may not read {}", missing.join(", "));
    Err(Failure::new(Exit::NeedsAction, message))
}
