//! `cfcerts expiring`.

mod gap_row;
mod gaps;
mod row;
mod time_line;

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use clap::Args;
use cloudflare_certificates::workflows::{Attention, Entry, Inventory, InventoryItem, SweepProgress};

use crate::cli::Form;
use crate::context::Context;
use crate::exit::Exit;
use crate::fleet::{self, Fleet};
use crate::output::Rows;
use crate::{Result, span};

use gap_row::GapRow;
pub(super) use gaps::Gaps;
pub(super) use row::Certificate;

/// The time line of `--all`.
const QUARTER: Duration = Duration::from_secs(90 * 86_400);

/// Lists the certificates of all kinds that expire soon, have expired, or wait for somebody, over all zones and accounts
/// that the token may see, the first to expire first.
///
/// Lists that cannot be read are named on standard error: what the token may not read (`permission`), what the plan does
/// not include (`entitlement`), what failed (`transient`, `other`). Only the last two make it fail, unless --strict.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  cfcerts expiring
  cfcerts expiring --within 14d --zone example.com --zone example.org
  cfcerts expiring --attention --fail --quiet || notify   # exit code 5: somebody must act
  cfcerts expiring --all -o csv > certificates.csv", after_long_help = LONG)]
pub(crate) struct Expiring {
    #[command(flatten)]
    fleet: Fleet,
    /// What expires within this time
    #[arg(long, value_name = "TIME", default_value = "30d", value_parser = span::parse)]
    within: Duration,
    /// Everything, whenever it expires
    #[arg(long, conflicts_with_all = ["attention", "within"])]
    all: bool,
    /// Only what somebody must act on: not what Cloudflare will renew
    #[arg(long)]
    attention: bool,
    /// The lists that could not be read, instead of the certificates
    #[arg(long, conflicts_with_all = ["all", "attention", "within", "fail"])]
    gaps: bool,
    /// Exit with 5 if there is any certificate to show
    #[arg(long)]
    fail: bool,
    /// Exit with 1 if any list could not be read, for whatever reason
    #[arg(long)]
    strict: bool,
    /// Start at this zone, as an interrupted run said
    #[arg(long, value_name = "ID")]
    from_zone: Option<String>,
}

const LONG: &str = "\
Examples:
  cfcerts expiring
  cfcerts expiring --within 14d --zone example.com --zone example.org
  cfcerts expiring --attention --fail --quiet || notify   # exit code 5: somebody must act
  cfcerts expiring --all -o csv > certificates.csv

The table: the time line begins today and ends with --within (90 days with --all). WHO is who renews it.

Fields of JSON and CSV, in the order in which certificates are found:
  zone, zone_id, account, account_id   where it is: a zone or an account
  kind           such as custom_certificates; the resource's name
  id             of the record; a renewal may change it
  hosts          the names that it is for
  issuer         as the server states it
  expires_on     RFC 3339; days_left: whole days until then, negative if it has expired
  status         as the server states it; progress: pending, ready, needs_action, failed or gone
  managed_by     who renews it: cloudflare or you
  attention      why somebody must act: expired, failed, needs_action, expiring (within --within, at most 30 days unless
                 --attention), not_renewed (Cloudflare should have renewed it by now); null if nobody must
  type           of packs, such as universal or advanced, and of mTLS certificates
  validity_days, fingerprint, serial_number   where the server states them
With --gaps: zone, zone_id, account, account_id, kind, reason (permission, entitlement, transient, other), error";

pub(crate) async fn run(context: &Context, arguments: Expiring) -> Result<Exit> {
    let inventory = arguments.inventory(context).await?;
    // What was found until then is shown.
    context.interrupt.handle();
    if arguments.gaps {
        return list_gaps(context, &arguments, inventory).await;
    }
    let scale = if arguments.all { QUARTER } else { arguments.within };
    let columns = if context.form() == Form::Table { row::table() } else { row::FIELDS };
    let mut found = Found { rows: context.rows(columns), kept: Vec::new(), count: 0, gaps: Gaps::default() };
    let streams = context.form() != Form::Table;
    let (progress, outcome) = fleet::read(context, inventory, |item| {
        match item {
            InventoryItem::Entry(entry) if arguments.wants(&entry, context.now()) => {
                let certificate = Certificate::new(*entry, context.now(), scale);
                found.push(certificate, streams)?;
            }
            InventoryItem::Gap(gap) => found.gaps.push(&gap),
            _ => {}
        }
        Ok(())
    })
    .await;
    let (count, gaps) = (found.count, found.finish()?);
    let bar = indicatif::ProgressBar::hidden();
    gaps.show(context);
    outcome?;
    context.progress.say(&bar, &arguments.summary(count, &progress));
    if arguments.fail && count > 0 {
        return Ok(Exit::NeedsAction);
    }
    gaps.verdict(arguments.strict)
}

impl Expiring {
    async fn inventory(&self, context: &Context) -> Result<Inventory> {
        let mut inventory = self.fleet.inventory(context).await?;
        if let Some(zone) = &self.from_zone {
            inventory = inventory.from_zone(zone);
        }
        Ok(if self.attention {
            inventory.needing_attention().expiring_within(self.within)
        } else {
            inventory
        })
    }

    /// Returns whether a certificate is shown: what needs attention, and what expires in time.
    fn wants(&self, entry: &Entry, now: SystemTime) -> bool {
        if self.all || self.attention {
            return true;
        }
        let within = i64::try_from(self.within.as_secs()).unwrap_or(i64::MAX);
        let is_within = seconds_left(entry, now).is_some_and(|left| left <= within);
        is_within || entry.attention.is_some_and(|attention| attention != Attention::Expiring)
    }

    fn summary(&self, count: u64, progress: &SweepProgress) -> String {
        let places = match progress.done {
            1 => "1 zone or account".to_owned(),
            done => format!("{done} zones and accounts"),
        };
        let within = span::show(self.within);
        match count {
            0 if self.all => format!("no certificates in {places}"),
            0 if self.attention => format!("nobody must act: {} certificates in {places}", progress.entries),
            0 => format!("nothing expires within {within} in {places} ({} certificates)", progress.entries),
            _ => format!("{count} of {} certificates in {places}", progress.entries),
        }
    }
}

/// What the sweep has found so far.
struct Found {
    rows: Rows<Certificate>,
    /// The rows of a table, which is sorted.
    kept: Vec<Certificate>,
    count: u64,
    gaps: Gaps,
}

impl Found {
    fn push(&mut self, certificate: Certificate, streams: bool) -> Result<()> {
        self.count += 1;
        if streams {
            return self.rows.push(&certificate);
        }
        self.kept.push(certificate);
        Ok(())
    }

    fn finish(mut self) -> Result<Gaps> {
        Certificate::sort(&mut self.kept);
        self.kept.iter().try_for_each(|certificate| self.rows.push(certificate))?;
        self.rows.finish()?;
        Ok(self.gaps)
    }
}

/// Prints the certificates as a table, whatever form is asked for.
pub(super) fn print_table(mut certificates: Vec<Certificate>) -> Result<()> {
    Certificate::sort(&mut certificates);
    let mut rows = Rows::table(row::table());
    certificates.iter().try_for_each(|certificate| rows.push(certificate))?;
    rows.finish()
}

async fn list_gaps(context: &Context, arguments: &Expiring, inventory: Inventory) -> Result<Exit> {
    let (mut rows, mut gaps) = (context.rows(gap_row::COLUMNS), Gaps::default());
    let (_, outcome) = fleet::read(context, inventory, |item| {
        if let InventoryItem::Gap(gap) = item {
            gaps.push(&gap);
            rows.push(&GapRow::from(*gap))?;
        }
        Ok(())
    })
    .await;
    rows.finish()?;
    outcome?;
    gaps.verdict(arguments.strict)
}

/// Returns the seconds until a certificate expires, negative if it has expired.
fn seconds_left(entry: &Entry, now: SystemTime) -> Option<i64> {
    let now = now.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    let expires_on = entry.expires_on.as_ref()?.datetime()?.timestamp();
    Some(expires_on.saturating_sub(i64::try_from(now).unwrap_or(i64::MAX)))
}
