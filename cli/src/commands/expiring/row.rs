//! A certificate as a row.

use std::time::{Duration, SystemTime};

use anstyle::Style;
use cloudflare_certificates::workflows::{Attention, Entry, Kind, ManagedBy, Place};
use cloudflare_certificates::{Progress, Timestamp};
use serde::Serialize;

use super::{seconds_left, time_line};
use crate::output::{Column, Row, printable};
use crate::span;

/// The columns of CSV.
pub(super) const FIELDS: &[Column] = &[
    Column::of("zone"),
    Column::of("account"),
    Column::of("kind"),
    Column::of("id"),
    Column::of("hosts"),
    Column::of("issuer"),
    Column::of("expires_on"),
    Column::of("days_left"),
    Column::of("status"),
    Column::of("progress"),
    Column::of("managed_by"),
    Column::of("attention"),
    Column::of("type"),
    Column::of("validity_days"),
    Column::of("fingerprint"),
    Column::of("serial_number"),
    Column::of("zone_id"),
    Column::of("account_id"),
];

const WIDE: &[Column] = &[
    Column::of("zone"),
    Column::of("kind"),
    Column::of("hosts"),
    Column::of("issuer"),
    Column::of("expires_on"),
    Column::shown("left"),
    Column::shown("time_line"),
    Column::shown("who"),
    Column::of("attention"),
];

/// Where there is no room for who issued it, and whom it concerns: `attention` says that somebody must act.
const NARROW: &[Column] = &[
    Column::of("zone"),
    Column::of("kind"),
    Column::of("hosts"),
    Column::of("expires_on"),
    Column::shown("left"),
    Column::shown("time_line"),
    Column::of("attention"),
];

/// Where there is no room for dates either.
const NARROWEST: &[Column] = &[
    Column::of("zone"),
    Column::of("kind"),
    Column::of("hosts"),
    Column::shown("left"),
    Column::shown("time_line"),
    Column::of("attention"),
];

/// Returns the columns of a table, as many as the terminal has room for.
pub(super) fn table() -> &'static [Column] {
    match columns_of_terminal() {
        ..100 => NARROWEST,
        100..140 => NARROW,
        140.. => WIDE,
    }
}

/// Returns whether kinds and time lines are shown shorter.
fn is_narrow() -> bool {
    columns_of_terminal() < 140
}

fn columns_of_terminal() -> u16 {
    crate::output::width().unwrap_or(u16::MAX)
}

/// The zone or account of a row.
#[derive(Debug, Default, Serialize)]
pub(super) struct Where {
    zone: Option<String>,
    zone_id: Option<String>,
    account: Option<String>,
    account_id: Option<String>,
}

impl From<Place> for Where {
    fn from(place: Place) -> Self {
        let name = if place.name().is_empty() { place.id() } else { place.name() };
        let (name, id) = (Some(name.to_owned()), Some(place.id().to_owned()));
        if place.is_zone() {
            Self { zone: name, zone_id: id, ..Self::default() }
        } else {
            Self { account: name, account_id: id, ..Self::default() }
        }
    }
}

/// A certificate.
#[derive(Debug, Serialize)]
pub(in crate::commands) struct Certificate {
    #[serde(flatten)]
    place: Where,
    kind: Kind,
    id: String,
    hosts: Vec<String>,
    issuer: Option<String>,
    expires_on: Option<String>,
    days_left: Option<i64>,
    status: Option<String>,
    progress: &'static str,
    managed_by: ManagedBy,
    attention: Option<Attention>,
    #[serde(rename = "type")]
    type_: Option<String>,
    validity_days: Option<i64>,
    fingerprint: Option<String>,
    serial_number: Option<String>,
    #[serde(skip)]
    seconds_left: Option<i64>,
    #[serde(skip)]
    scale: Duration,
    #[serde(skip)]
    is_narrow: bool,
}

impl Certificate {
    /// Makes the row of a certificate, with a time line of this length.
    pub(in crate::commands) fn new(entry: Entry, now: SystemTime, scale: Duration) -> Self {
        let seconds_left = seconds_left(&entry, now);
        Self {
            place: entry.place.into(),
            kind: entry.kind,
            id: entry.id,
            hosts: entry.hosts,
            issuer: entry.issuer,
            expires_on: entry.expires_on.as_ref().map(rfc3339),
            days_left: seconds_left.map(|seconds| seconds.div_euclid(86_400)),
            status: entry.status,
            progress: word(entry.progress),
            managed_by: entry.managed_by,
            attention: entry.attention,
            type_: entry.type_,
            validity_days: entry.validity_days,
            fingerprint: entry.fingerprint,
            serial_number: entry.serial_number,
            seconds_left,
            scale,
            is_narrow: is_narrow(),
        }
    }

    /// Sorts rows: the first to expire first; those that never do, or not yet, last.
    pub(super) fn sort(rows: &mut [Self]) {
        rows.sort_by(|a, b| {
            let key = |row: &Self| (row.seconds_left.is_none(), row.seconds_left);
            key(a).cmp(&key(b)).then_with(|| a.name().cmp(&b.name())).then_with(|| a.id.cmp(&b.id))
        });
    }

    fn name(&self) -> String {
        match (&self.place.zone, &self.place.account) {
            (Some(zone), _) => zone.clone(),
            (_, Some(account)) => format!("account {account}"),
            _ => String::new(),
        }
    }

    fn left(&self) -> String {
        let length = |seconds: i64| span::show(Duration::from_secs(seconds.unsigned_abs()));
        match self.seconds_left {
            Some(seconds) if seconds <= 0 => format!("-{}", length(seconds)),
            Some(seconds) => length(seconds),
            None => String::new(),
        }
    }
}

impl Row for Certificate {
    fn cell(&self, field: &str) -> Option<String> {
        let style = time_line::style(self.seconds_left);
        Some(match field {
            "zone" => printable(&self.name()),
            "kind" if self.is_narrow => short(self.kind).to_owned(),
            "hosts" => printable(&match self.hosts.as_slice() {
                [] => String::new(),
                [host] => host.clone(),
                [first, others @ ..] => format!("{first} +{}", others.len()),
            }),
            "expires_on" => {
                let text = self.expires_on.as_deref().unwrap_or_default();
                printable(text.split('T').next().unwrap_or_default())
            }
            "left" => format!("{style}{}{style:#}", self.left()),
            "time_line" => {
                time_line::draw(self.seconds_left, self.scale, if self.is_narrow { 12 } else { 20 })
            }
            "who" => match self.managed_by {
                ManagedBy::You => "you".to_owned(),
                _ => "Cloudflare".to_owned(),
            },
            "attention" => {
                let bold = Style::new().bold();
                self.attention
                    .map(|attention| format!("{bold}{}{bold:#}", attention.as_str()))
                    .unwrap_or_default()
            }
            _ => return None,
        })
    }
}

/// Returns the name of a kind without the word that most of them share.
fn short(kind: Kind) -> &'static str {
    let name = kind.as_str();
    name.strip_suffix("_certificates").or_else(|| name.strip_prefix("certificate_")).unwrap_or(name)
}

/// Returns a date in one form. The Origin CA states `2027-02-20 03:23:00 +0000 UTC`.
fn rfc3339(date: &Timestamp) -> String {
    match date.datetime() {
        Some(date) => date.to_rfc3339().replace("+00:00", "Z"),
        None => date.as_str().to_owned(),
    }
}

fn word(progress: Progress) -> &'static str {
    match progress {
        Progress::Ready => "ready",
        Progress::NeedsAction => "needs_action",
        Progress::Failed => "failed",
        Progress::Gone => "gone",
        _ => "pending",
    }
}
