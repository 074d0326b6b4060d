//! `cfcerts hostname status`.

use clap::Args;
use cloudflare_certificates::Progress;
use cloudflare_certificates::types::CustomHostname;
use cloudflare_certificates::workflows::{Onboarding, Record};

use super::named::Named;
use super::row::{SEEN, Seen, expires_on};
use super::{look, target};
use crate::context::Context;
use crate::exit::Exit;
use crate::worst::Worst;
use crate::{Failure, Result};

const PER_PAGE: u32 = 50;

#[derive(Debug, Args)]
#[command(after_help = "\
It only looks. The field `actor` is who has to act: `customer`, the hostname's owner, or `provider`, you; it is null if
nobody has to. `setup` has the records to set, `problems` what Cloudflare reports, with advice.

Examples:
  cfcerts hostname status --zone example.com
  cfcerts hostname status --zone example.com app.customer.com --fail
  cfcerts hostname status --zone example.com --from hostnames.txt -o csv")]
pub(crate) struct Status {
    #[command(flatten)]
    named: Named,
    /// The zone that serves them, by name or id
    #[arg(long)]
    zone: String,
    /// What their DNS is to point at [default: the zone's fallback origin]
    #[arg(long, value_name = "HOST")]
    target: Option<String>,
    /// Exit with 5 if somebody has to act
    #[arg(long)]
    fail: bool,
}

pub(super) async fn run(context: &Context, command: Status) -> Result<Exit> {
    let Status { named, zone, target: named_target, fail } = command;
    let is_selected = !named.hostnames.is_empty() || named.from.is_some();
    let which = named.read()?;
    let zone = context.zone(&zone).await?;
    let handle = zone.zone.custom_hostnames();
    let target = target(&handle, named_target).await?.unwrap_or_default();

    let mut rows = context.rows(SEEN);
    let mut worst = Worst::new();
    let seen = |record: &CustomHostname| {
        let state = Onboarding::of(record).with_target(&target);
        let row = Seen::new(&zone.name, &state, expires_on(record));
        let must_act = row.needs_somebody();
        (row, must_act)
    };
    if is_selected {
        for (which, found) in which.iter().zip(look::all(&handle, &which).await?) {
            let Some(record) = found else {
                rows.push(&Seen::absent(&zone.name, which))?;
                let message = format!("{} has no custom hostname {which}", zone.name);
                worst.failed(&Failure::new(Exit::Failed, message));
                continue;
            };
            let (row, must_act) = seen(&record);
            rows.push(&row)?;
            worst.and(exit(fail && must_act));
        }
    } else {
        let mut list = handle.list().per_page(PER_PAGE).stream();
        while let Some(record) = list.try_next().await? {
            if record.progress() == Progress::Gone {
                continue;
            }
            let (row, must_act) = seen(&record);
            rows.push(&row)?;
            worst.and(exit(fail && must_act));
        }
    }
    rows.finish()?;
    Ok(worst.exit())
}

fn exit(must_act: bool) -> Exit {
    if must_act { Exit::NeedsAction } else { Exit::Done }
}
