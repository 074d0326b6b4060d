//! `cfcerts hostname retry`.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use clap::Args;
use cloudflare_certificates::types::CustomHostname;
use cloudflare_certificates::workflows::{Onboarding, Record};
use cloudflare_certificates::{CustomHostnames, Progress};

use super::named::Named;
use super::report::Report;
use super::row::expires_on;
use super::{follow, look, target};
use crate::change::Change;
use crate::context::Context;
use crate::exit::Exit;
use crate::{Failure, Result};

const AT_MOST: Duration = Duration::from_secs(60 * 60);

#[derive(Debug, Args)]
#[command(after_help = "\
It helps when a validation has timed out, and when a hostname was blocked or had moved and no longer is. The record of the
ownership stays; the certificate's records may be new ones, which are in the field `setup`. Active hostnames are left alone.

Example:
  cfcerts hostname retry --zone example.com app.customer.com --wait")]
pub(crate) struct Retry {
    #[command(flatten)]
    named: Named,
    /// The zone that serves them, by name or id
    #[arg(long)]
    zone: String,
    /// What their DNS is to point at [default: the zone's fallback origin]
    #[arg(long, value_name = "HOST")]
    target: Option<String>,
    /// Wait until they are active, with their certificates
    #[arg(long)]
    wait: bool,
    #[command(flatten)]
    change: Change,
}

/// A hostname after the retry.
struct Retried {
    action: &'static str,
    record: CustomHostname,
}

pub(super) async fn run(context: &Context, command: Retry) -> Result<Exit> {
    let Retry { named, zone, target: named_target, wait, change } = command;
    let started = Instant::now();
    let which = named.read_some()?;
    let zone = change.looking(&zone, context.zone(&zone)).await?;
    let handle = zone.zone.custom_hostnames();
    let target = target(&handle, named_target).await?.unwrap_or_default();
    let mut outcomes = Vec::with_capacity(which.len());
    for (which, found) in which.iter().zip(look::all(&handle, &which).await?) {
        let outcome = match found {
            Some(record) => retried(context, &handle, record, &change).await,
            None => Err(Failure::new(Exit::Failed, format!("{} has no custom hostname {which}", zone.name))),
        };
        match outcome {
            Err(failure) if failure.exit == Exit::Interrupted => return Err(failure),
            outcome => outcomes.push((which, outcome)),
        }
    }
    let state = |record: &CustomHostname| Onboarding::of(record).with_target(&target);
    let mut last = HashMap::new();
    if wait && !change.dry_run {
        let states =
            outcomes.iter().filter_map(|(_, outcome)| outcome.as_ref().ok()).map(|one| state(&one.record));
        let at_most = change.timeout.unwrap_or(AT_MOST).saturating_sub(started.elapsed());
        last.extend(follow::until(context, &handle, states.collect(), follow::is_settled, at_most).await?);
    }
    let mut report = Report::new(context, &zone.name, wait && !change.dry_run);
    for (which, outcome) in outcomes {
        let outcome = outcome.and_then(|Retried { action, record }| {
            let last = last.remove(&record.id).unwrap_or_else(|| Ok(state(&record)))?;
            Ok((action, last, expires_on(&record)))
        });
        report.push(which, outcome)?;
    }
    report.finish()
}

async fn retried(
    context: &Context,
    handle: &CustomHostnames,
    record: CustomHostname,
    change: &Change,
) -> Result<Retried> {
    if record.progress() == Progress::Ready {
        return Ok(Retried { action: "unchanged", record });
    }
    if change.dry_run {
        return Ok(Retried { action: "would_retry", record });
    }
    let name = record.hostname.as_deref().unwrap_or(&record.id);
    let mut repair = handle.repair(&record.id);
    if let Some(timeout) = change.timeout {
        repair = repair.at_most(timeout);
    }
    let record = context.run(&format!("validate {name} again"), repair.steps()).await?;
    Ok(Retried { action: "retried", record })
}
