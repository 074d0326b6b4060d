//! The zones and accounts of commands that look at many, and how these are read.

use std::time::{SystemTime, UNIX_EPOCH};

use clap::Args;
use cloudflare_certificates::workflows::{Inventory, InventoryItem, Kind, SweepProgress, ZoneFilter};
use indicatif::ProgressBar;

use crate::context::Context;
use crate::exit::Exit;
use crate::names::Names;
use crate::{Failure, Result};

/// Which zones and accounts, which kinds, and how fast.
#[derive(Clone, Debug, Args)]
pub(crate) struct Fleet {
    /// Only this zone and its account, by name or id; can be repeated
    #[arg(long = "zone", value_name = "ZONE", conflicts_with_all = ["account", "all_zones"])]
    zones: Vec<String>,
    /// Only this account and its zones
    #[arg(long, value_name = "ACCOUNT", conflicts_with = "all_zones")]
    account: Option<String>,
    /// All zones and accounts that the token may see; the default
    #[arg(long)]
    all_zones: bool,
    /// Only this kind, named as in `cfcerts list --help`, such as custom_certificates; can be repeated, or several with commas
    #[arg(
        long = "kind",
        value_name = "KIND",
        value_delimiter = ',',
        value_parser = Names::new(Kind::ALL.iter().map(|kind| kind.as_str()), |name| name.parse::<Kind>().ok()),
        hide_possible_values = true
    )]
    kinds: Vec<Kind>,
    /// The percentage of the rate limit that it may use
    #[arg(long, value_name = "PERCENT", default_value_t = 50, value_parser = clap::value_parser!(u8).range(1..=100))]
    share: u8,
    /// How many requests may be in flight
    #[arg(long, value_name = "REQUESTS", default_value_t = 16, value_parser = clap::value_parser!(u16).range(1..=256))]
    in_flight: u16,
}

impl Fleet {
    /// Returns the inventory of these zones and accounts.
    pub(crate) async fn inventory(&self, context: &Context) -> Result<Inventory> {
        let client = context.client()?;
        let filter = match &self.account {
            _ if !self.zones.is_empty() => ZoneFilter::named(&self.zones),
            Some(account) => ZoneFilter::account(context.account(Some(account)).await?.account.id()),
            None => ZoneFilter::all(),
        };
        let inventory =
            client.inventory().zones(filter).in_flight(self.in_flight.into()).rate_limit_share(self.share);
        Ok(if self.kinds.is_empty() { inventory } else { inventory.kinds(self.kinds.iter().copied()) })
    }
}

/// Reads an inventory to its end, shows how far it is, and passes on certificates and gaps. If it fails or is interrupted,
/// the failure says where to continue. Returns how far it came.
pub(crate) async fn read(
    context: &Context,
    inventory: Inventory,
    mut each: impl FnMut(InventoryItem) -> Result<()>,
) -> (SweepProgress, Result<()>) {
    let bar = context.progress.bar(None, "{spinner} {elapsed} {bar:24} {pos}/{len} zones and accounts{msg}");
    bar.enable_steady_tick(std::time::Duration::from_millis(120));
    let (mut sweep, mut progress) = (inventory.stream(), SweepProgress::default());
    let outcome = loop {
        let item = tokio::select! {
            item = sweep.try_next() => item,
            () = context.interrupt.happened() => break Err(Failure::interrupted()),
        };
        let outcome = match item {
            Ok(None) => break Ok(()),
            Ok(Some(InventoryItem::Progress(now))) => {
                show(context, &bar, &progress, &now);
                progress = now;
                Ok(())
            }
            Ok(Some(item)) => each(item),
            Err(error) => Err(error.into()),
        };
        if outcome.is_err() {
            break outcome;
        }
    };
    bar.finish_and_clear();
    let outcome = outcome.and_then(|()| check_seen(&sweep.progress()));
    let outcome = outcome.map_err(|failure| with_position(failure, &progress));
    (progress, outcome)
}

/// Fails if there was nothing to visit: a report of nothing must not look like good news.
fn check_seen(progress: &SweepProgress) -> Result<()> {
    if progress.done > 0 || progress.gaps > 0 {
        return Ok(());
    }
    let message = "the token sees neither a zone nor an account, and so nothing was read: `cfcerts whoami` shows what it may do";
    Err(Failure::new(Exit::Failed, message))
}

fn show(context: &Context, bar: &ProgressBar, before: &SweepProgress, now: &SweepProgress) {
    if let Some(total) = now.total {
        bar.set_length(total);
    }
    bar.set_position(now.done);
    let found = format!(", {} certificates", now.entries);
    match now.waiting_until {
        Some(until) => {
            let wait = format!("waiting for the rate limit until {}", time_of_day(until));
            if before.waiting_until.is_none() && !context.progress.is_terminal() {
                context.progress.say(bar, &wait);
            }
            bar.set_message(format!("{found}; {wait}"));
        }
        None => bar.set_message(found),
    }
}

/// Adds how far the sweep came, and where it can continue. A closed pipe has no message.
fn with_position(failure: Failure, progress: &SweepProgress) -> Failure {
    if failure.exit == Exit::Done {
        return failure;
    }
    let of = progress.total.map(|total| format!(" of {total}")).unwrap_or_default();
    let mut message = format!("{} after {}{of} zones and accounts", failure.message(), progress.done);
    if let Some(zone) = &progress.resume_from {
        message.push_str(&format!("; continue with --from-zone {zone}"));
    }
    Failure::new(failure.exit, message)
}

/// Returns the time of day in UTC.
fn time_of_day(time: SystemTime) -> String {
    let seconds = time.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs() % 86_400;
    format!("{:02}:{:02}:{:02} UTC", seconds / 3_600, seconds / 60 % 60, seconds % 60)
}
