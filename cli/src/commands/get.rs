//! `cfcerts get`.

use clap::Args;
use serde::Serialize;
use serde_json::Value;

use crate::cli::Form;
use crate::context::Context;
use crate::exit::Exit;
use crate::kinds::{self, Kind, Place, RecordRow, Records, Where};
use crate::output::{Column, Row};
use crate::{Failure, Result};

const EXAMPLES: &str =
    "  cfcerts get custom-certificates 2458ce5a-0c35-4c7f-82c7-8e9487d3ff60 --zone example.com
  cfcerts get mtls-certificates 2458ce5a-0c35-4c7f-82c7-8e9487d3ff60 -o json";

#[derive(Debug, Args)]
#[command(after_long_help = kinds::table_of_kinds_that(|_| true, false, EXAMPLES))]
pub(crate) struct Get {
    /// The kind, such as custom_certificates; --help lists them
    #[arg(value_name = "KIND", value_parser = kinds::parser(), hide_possible_values = true)]
    kind: &'static Kind,
    /// The id of the record; of a custom hostname or a zone, also its name
    #[arg(value_name = "ID")]
    id: String,
    #[command(flatten)]
    place: Where,
}

/// A field of a record, for people.
#[derive(Serialize)]
struct Line {
    field: String,
    value: Value,
}

impl Row for Line {}

pub(crate) async fn run(context: &Context, get: Get) -> Result<Exit> {
    let place = get.place.find(context, get.kind, true).await?;
    let records = (get.kind.open)(&place)?;
    let Some(record) = find(get.kind, &place, &records, &get.id).await? else {
        return Err(missing(get.kind, &place, &get.id));
    };
    if context.form() != Form::Table {
        context.print(&get.kind.columns(), &record)?;
        return Ok(Exit::Done);
    }
    let mut rows = context.rows(&[Column::of("field"), Column::of("value")]);
    for (field, value) in lines(&record.record) {
        rows.push(&Line { field, value })?;
    }
    rows.finish()?;
    Ok(Exit::Done)
}

/// Reads a record.
pub(super) async fn find(
    kind: &'static Kind,
    place: &Place,
    records: &Records,
    id: &str,
) -> Result<Option<RecordRow>> {
    let get = records.get.as_ref().ok_or_else(|| Failure::usage(format!("{} cannot be read", kind.name)))?;
    Ok(get(id.to_owned()).await?.map(|record| RecordRow::new(kind, place, record)))
}

pub(super) fn missing(kind: &Kind, place: &Place, id: &str) -> Failure {
    let message = format!("{} {id}: there is none with this id{}", kind.name, place.in_words());
    Failure::new(Exit::Failed, message)
}

/// Returns the fields of a record with a value; those of objects with the name of the object: `ssl.status`.
fn lines(record: &Value) -> Vec<(String, Value)> {
    let mut found = Vec::new();
    for (name, value) in record.as_object().into_iter().flatten() {
        match value {
            Value::Null => {}
            Value::Array(items) if items.is_empty() => {}
            Value::Object(_) => {
                let inner = lines(value).into_iter();
                found.extend(inner.map(|(field, value)| (format!("{name}.{field}"), value)));
            }
            Value::String(text) if text.trim_start().starts_with("-----BEGIN ") => {
                found.push((name.clone(), "PEM; --output json shows it".into()));
            }
            value => found.push((name.clone(), value.clone())),
        }
    }
    found
}
