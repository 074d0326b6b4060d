//! `cfcerts list`.

use clap::Args;
use futures_util::TryStreamExt;

use crate::cli::Form;
use crate::context::Context;
use crate::exit::Exit;
use crate::kinds::{self, Kind, RecordRow, Where};
use crate::output::printable;
use crate::{Failure, Result};

#[derive(Debug, Args)]
#[command(after_long_help = kinds::table_of_kinds())]
pub(crate) struct List {
    /// The kind, such as custom_certificates; --help lists them
    #[arg(value_name = "KIND", value_parser = kinds::parser(), hide_possible_values = true)]
    kind: &'static Kind,
    #[command(flatten)]
    place: Where,
    /// Only records with this status
    #[arg(long, value_name = "STATUS")]
    status: Option<String>,
    /// Only records with this text in their name or hosts
    #[arg(long, value_name = "TEXT")]
    name: Option<String>,
    /// At most so many
    #[arg(long, value_name = "NUMBER")]
    limit: Option<usize>,
}

pub(crate) async fn run(context: &Context, list: List) -> Result<Exit> {
    let kind = list.kind;
    if let Some(status) = &list.status {
        kind.check_status(status)?;
    }
    let place = list.place.find(context, kind, false).await?;
    let where_ = place.in_words();
    let cannot = || Failure::usage(format!("{} cannot be listed: get one by its id", kind.name));
    let mut records = (kind.open)(&place)?.list.ok_or_else(cannot)?;
    let mut rows = context.rows::<RecordRow>(&kind.columns());
    // Rows that are printed as they come are progress enough, and a line that changes would be among them.
    let waits = context.form() == Form::Table;
    let spinner = waits.then(|| context.progress.spinner(format!("{}{where_}", kind.name)));
    let mut count = 0;
    let mut outcome = Ok(());
    while list.limit.is_none_or(|limit| count < limit) {
        let record = match records.try_next().await {
            Ok(Some(record)) => record,
            Ok(None) => break,
            Err(error) => {
                outcome = Err(error);
                break;
            }
        };
        let is_wanted = list.status.as_ref().is_none_or(|status| kind.fields.has_status(&record, status))
            && list.name.as_ref().is_none_or(|text| kind.fields.has_name(&record, text));
        if !is_wanted {
            continue;
        }
        rows.push(&RecordRow::new(kind, &place, record))?;
        count += 1;
        if let Some(spinner) = &spinner {
            spinner.set_message(printable(&format!("{}{where_}: {count}", kind.name)));
        }
    }
    if let Some(spinner) = spinner {
        spinner.finish_and_clear();
    }
    // What was read is shown, and the failure says that it is not all.
    rows.finish()?;
    outcome?;
    if count == 0 && waits {
        context.progress.note(&format!("no {}{where_}", kind.name));
    }
    Ok(Exit::Done)
}
