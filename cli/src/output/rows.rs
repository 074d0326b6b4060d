//! Rows that are printed as they come, or at the end as a table.

use std::io::{self, IsTerminal, Write};
use std::marker::PhantomData;

use serde::Serialize;
use serde_json::Value;

use super::{cell, table};
use crate::Result;
use crate::cli::Form;
use crate::context::Context;

/// What a command prints: each row is one record, with stable field names.
pub(crate) trait Row: Serialize {
    /// Returns how a table shows a column, if not as the field's value; it may be styled.
    fn cell(&self, _field: &str) -> Option<String> {
        None
    }
}

impl Row for Value {}

/// A column of tables and CSV.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Column {
    /// The field of the record.
    pub(crate) field: &'static str,
    /// Whether only tables have it.
    pub(crate) only_shown: bool,
}

impl Column {
    /// A field of the record.
    pub(crate) const fn of(field: &'static str) -> Self {
        Self { field, only_shown: false }
    }

    /// A column of tables only, which [`Row::cell`] fills.
    pub(crate) const fn shown(field: &'static str) -> Self {
        Self { field, only_shown: true }
    }
}

/// Prints rows.
pub(crate) struct Rows<R> {
    form: Form,
    columns: Vec<Column>,
    /// The rows of a table, which is printed at the end.
    cells: Vec<Vec<String>>,
    written: u64,
    row: PhantomData<R>,
}

impl Context {
    /// Returns the form of the output.
    pub(crate) fn form(&self) -> Form {
        let default = || if io::stdout().is_terminal() { Form::Table } else { Form::Jsonl };
        self.global.output.unwrap_or_else(default)
    }

    /// Starts to print rows with these columns. JSON has all fields of the records.
    pub(crate) fn rows<R: Row>(&self, columns: &[Column]) -> Rows<R> {
        let columns = columns.to_vec();
        Rows { form: self.form(), columns, cells: Vec::new(), written: 0, row: PhantomData }
    }

    /// Prints one row.
    pub(crate) fn print<R: Row>(&self, columns: &[Column], row: &R) -> Result<()> {
        let mut rows = self.rows(columns);
        rows.push(row)?;
        rows.finish()
    }
}

impl<R: Row> Rows<R> {
    /// Starts a table, whatever form is asked for.
    pub(crate) fn table(columns: &[Column]) -> Self {
        Self { form: Form::Table, columns: columns.to_vec(), cells: Vec::new(), written: 0, row: PhantomData }
    }

    /// Prints a row, or keeps it for the table.
    pub(crate) fn push(&mut self, row: &R) -> Result<()> {
        match self.form {
            Form::Table => {
                let value = serde_json::to_value(row).map_err(io::Error::other)?;
                let cell = |column: &Column| {
                    row.cell(column.field).unwrap_or_else(|| cell::printable(&field(&value, column)))
                };
                let cells = self.columns.iter().map(cell).collect();
                self.cells.push(cells);
            }
            Form::Jsonl => {
                let line = serde_json::to_string(row).map_err(io::Error::other)?;
                write_flushed(&format!("{line}\n"))?;
            }
            Form::Json => {
                let item = serde_json::to_string_pretty(row).map_err(io::Error::other)?;
                let before = if self.written == 0 { "[\n" } else { ",\n" };
                write_flushed(&format!("{before}{item}"))?;
            }
            Form::Csv => {
                let value = serde_json::to_value(row).map_err(io::Error::other)?;
                self.write_header_of_csv()?;
                write_flushed(&csv_line(self.fields().map(|column| field(&value, column)))?)?;
            }
        }
        self.written += 1;
        Ok(())
    }

    /// Ends the output.
    pub(crate) fn finish(mut self) -> Result<()> {
        match self.form {
            Form::Table if self.cells.is_empty() => {}
            Form::Table => {
                let titles: Vec<String> = self.columns.iter().map(|column| title(column.field)).collect();
                let table = table::render(&titles, &self.cells);
                let mut out = anstream::stdout();
                writeln!(out, "{table}")?;
                out.flush()?;
            }
            Form::Jsonl => {}
            Form::Json => write_flushed(if self.written == 0 { "[]\n" } else { "\n]\n" })?,
            Form::Csv => self.write_header_of_csv()?,
        }
        Ok(())
    }

    fn fields(&self) -> impl Iterator<Item = &Column> {
        self.columns.iter().filter(|column| !column.only_shown)
    }

    fn write_header_of_csv(&mut self) -> Result<()> {
        if self.written > 0 {
            return Ok(());
        }
        write_flushed(&csv_line(self.fields().map(|column| column.field.to_owned()))?)
    }
}

/// Returns the text of a field, or of a field in a field: `place.name`.
fn field(value: &Value, column: &Column) -> String {
    let found = column.field.split('.').try_fold(value, |value, name| value.get(name));
    found.map(cell::text).unwrap_or_default()
}

fn title(field: &str) -> String {
    field.replace(['_', '.'], " ").to_uppercase()
}

fn csv_line(cells: impl Iterator<Item = String>) -> Result<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(cells).map_err(io::Error::other)?;
    let line = writer.into_inner().map_err(|error| io::Error::other(error.to_string()))?;
    Ok(String::from_utf8_lossy(&line).into_owned())
}

/// Writes each row at once, so that a reader sees it when it is known.
fn write_flushed(text: &str) -> Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(())
}
