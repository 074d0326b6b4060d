//! A record as the commands print it.

use serde::Serialize;
use serde_json::Value;

use super::fields::{earliest, first, texts};
use super::{Kind, Place};
use crate::output::{Column, Row};

/// A record, with the same fields for all kinds, and as the API shows it.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct RecordRow {
    /// What was done, of commands that change something.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) action: Option<&'static str>,
    pub(crate) kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) zone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) account: Option<String>,
    pub(crate) id: String,
    pub(crate) name: Option<String>,
    pub(crate) status: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) certificate_status: Option<String>,
    pub(crate) hosts: Vec<String>,
    pub(crate) issuer: Option<String>,
    pub(crate) expires_on: Option<String>,
    /// The record as the API shows it, without secrets.
    #[serde(skip_serializing_if = "Value::is_null")]
    pub(crate) record: Value,
}

impl Row for RecordRow {
    /// Of a date, people want the day.
    fn cell(&self, field: &str) -> Option<String> {
        let (day, _) = self.expires_on.as_deref().filter(|_| field == "expires_on")?.split_once('T')?;
        let is_day = day.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
        is_day.then(|| day.to_owned())
    }
}

impl RecordRow {
    pub(crate) fn new(kind: &'static Kind, place: &Place, record: Value) -> Self {
        let fields = &kind.fields;
        Self {
            action: None,
            kind: kind.name,
            zone: place.zone_name().map(str::to_owned),
            account: place.account_id().map(str::to_owned),
            id: first(&record, &[fields.id]).unwrap_or_default(),
            name: first(&record, fields.name),
            status: first(&record, fields.status),
            certificate_status: first(&record, fields.certificate_status),
            hosts: fields.hosts.iter().flat_map(|path| texts(&record, path)).collect(),
            issuer: first(&record, fields.issuer),
            expires_on: earliest(&record, fields.expires_on),
            record,
        }
    }

    /// A record that does not exist.
    pub(crate) fn absent(kind: &'static Kind, place: &Place, id: &str) -> Self {
        Self { id: id.to_owned(), ..Self::new(kind, place, Value::Null) }
    }

    /// Sets what was done. A removed record needs no details.
    pub(crate) fn acted(mut self, action: &'static str) -> Self {
        self.action = Some(action);
        self.record = Value::Null;
        self
    }

    /// Returns what identifies it for people: `12ab (www.example.com, active)`.
    pub(crate) fn in_words(&self) -> String {
        let hosts = self.hosts.iter().take(3).cloned().collect::<Vec<_>>().join(", ");
        let more = self.hosts.len().saturating_sub(3);
        let hosts = if more > 0 { format!("{hosts} and {more} more") } else { hosts };
        let known = [self.name.clone().unwrap_or_default(), hosts, self.status.clone().unwrap_or_default()];
        let known: Vec<String> = known.into_iter().filter(|text| !text.is_empty()).collect();
        let text =
            if known.is_empty() { self.id.clone() } else { format!("{} ({})", self.id, known.join("; ")) };
        text.chars().map(|character| if character.is_control() { '\u{fffd}' } else { character }).collect()
    }
}

impl Kind {
    /// Returns the columns of tables and CSV.
    pub(crate) fn columns(&self) -> Vec<Column> {
        let others = self.fields.columns().map(|(column, _)| Column::of(column));
        std::iter::once(Column::of("id")).chain(others).collect()
    }

    /// Returns the columns of what a change prints.
    pub(crate) fn columns_of_changes(&self) -> Vec<Column> {
        [Column::of("action"), Column::of("kind")].into_iter().chain(self.columns()).collect()
    }
}
