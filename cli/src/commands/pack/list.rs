//! `cfcerts pack list`.

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use cloudflare_certificates::Progress;
use cloudflare_certificates::types::{CertificatePackStatus, CertificatePackStatusFilter};

use super::progress;
use super::row::{LISTED, Listed};
use crate::Result;
use crate::context::Context;
use crate::exit::Exit;

const PER_PAGE: u32 = 50;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  cfcerts pack list --zone example.com
  cfcerts pack list --zone example.com --status validation_timed_out -o jsonl | jq -r .id")]
pub(crate) struct List {
    /// The zone, by name or id
    #[arg(long)]
    zone: String,
    /// List only packs with this status; say it several times, or with commas between them
    #[arg(long, value_delimiter = ',', value_parser = status(), hide_possible_values = true)]
    status: Vec<CertificatePackStatus>,
}

fn status() -> impl TypedValueParser<Value = CertificatePackStatus> {
    PossibleValuesParser::new(CertificatePackStatus::KNOWN.iter().map(CertificatePackStatus::as_str))
        .map(|text| CertificatePackStatus::from(&*text))
}

pub(super) async fn run(context: &Context, command: List) -> Result<Exit> {
    let zone = context.zone(&command.zone).await?;
    let list = zone.zone.certificate_packs().list();
    let mut packs = list.status(CertificatePackStatusFilter::All).per_page(PER_PAGE).stream();
    let mut rows = context.rows(LISTED);
    while let Some(pack) = packs.try_next().await? {
        let is_wanted = match &*command.status {
            [] => progress(&pack) != Progress::Gone,
            statuses => pack.status.as_ref().is_some_and(|status| statuses.contains(status)),
        };
        if is_wanted {
            rows.push(&Listed::new(&zone, &pack))?;
        }
    }
    rows.finish()?;
    Ok(Exit::Done)
}
