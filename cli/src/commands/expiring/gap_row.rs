//! A list that could not be read, as a row.

use cloudflare_certificates::workflows::{Gap, GapReason, Kind};
use serde::Serialize;

use super::row::Where;
use crate::output::{Column, Row};

pub(super) const COLUMNS: &[Column] = &[
    Column::of("zone"),
    Column::of("account"),
    Column::of("kind"),
    Column::of("reason"),
    Column::of("error"),
];

/// A list that could not be read.
#[derive(Debug, Serialize)]
pub(super) struct GapRow {
    #[serde(flatten)]
    place: Where,
    kind: Option<Kind>,
    reason: GapReason,
    error: String,
}

impl From<Gap> for GapRow {
    fn from(gap: Gap) -> Self {
        let reason = gap.reason();
        Self {
            place: gap.place.map(Where::from).unwrap_or_default(),
            kind: gap.kind,
            reason,
            error: gap.error.to_string(),
        }
    }
}

impl Row for GapRow {}
