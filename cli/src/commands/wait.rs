//! `cfcerts wait`.

use std::time::Duration;

use clap::Args;

use super::get::find;
use crate::context::Context;
use crate::exit::Exit;
use crate::kinds::{self, Kind, RecordRow, Until, Waiting, Where};
use crate::{Failure, Result, span};

const EXAMPLES: &str = "  cfcerts wait certificate-packs 3822ff90-ea29-44df-9e55-21300bb9419b --zone example.com
  cfcerts wait certificate-packs 3822ff90-ea29-44df-9e55-21300bb9419b --zone example.com --until pending_validation
  cfcerts wait custom-certificates 2458ce5a-0c35-4c7f-82c7-8e9487d3ff60 --zone example.com --until gone --timeout 5m";

#[derive(Debug, Args)]
#[command(after_long_help = kinds::table_of_kinds_that(|kind| !matches!(kind.at, kinds::At::Token), false, EXAMPLES))]
pub(crate) struct Wait {
    /// The kind, such as custom_certificates; --help lists them
    #[arg(value_name = "KIND", value_parser = kinds::parser(), hide_possible_values = true)]
    kind: &'static Kind,
    /// The id of the record; of a custom hostname or a zone, also its name
    #[arg(value_name = "ID")]
    id: String,
    #[command(flatten)]
    place: Where,
    /// What to wait for: ready, gone, or a status of the kind
    #[arg(long, value_name = "STATE", default_value = "ready")]
    until: String,
    /// How long to wait, such as 15m [default: 15m, an hour for hostnames, 3m until gone]
    #[arg(long, value_name = "TIME", value_parser = span::parse)]
    timeout: Option<Duration>,
}

pub(crate) async fn run(context: &Context, wait: Wait) -> Result<Exit> {
    let kind = wait.kind;
    let until = match wait.until.as_str() {
        "ready" => Until::Ready,
        "gone" => Until::Gone,
        status => {
            kind.check_status(status)?;
            Until::Status(status.to_owned())
        }
    };
    let place = wait.place.find(context, kind, true).await?;
    let cannot = || Failure::usage(format!("{} cannot be waited for", kind.name));
    let records = (kind.open)(&place)?;
    let named = match kinds::is_name(&wait.id) {
        true => find(kind, &place, &records, &wait.id).await?,
        false => None,
    };
    let wait_for = records.wait.ok_or_else(cannot)?;
    let what = format!("{} {}", kind.name, wait.id);
    let id = named.map_or(wait.id, |record| record.id);
    let waiting = Waiting { what, id, until, fields: kind.fields, timeout: wait.timeout };
    let record = wait_for(context, waiting).await?;
    context.print(&kind.columns(), &RecordRow::new(kind, &place, record))?;
    Ok(Exit::Done)
}
