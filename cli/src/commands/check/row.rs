//! A finding as a row.

use anstyle::{AnsiColor, Style};
use cloudflare_certificates::preflight::{Finding, Severity};
use serde::Serialize;

use crate::output::{Column, Row};

pub(super) const COLUMNS: &[Column] = &[
    Column::of("level"),
    Column::of("field"),
    Column::of("code"),
    Column::of("problem"),
    Column::of("advice"),
    Column::of("zone"),
];

#[derive(Serialize)]
pub(super) struct Found {
    level: String,
    field: String,
    code: Option<i64>,
    problem: String,
    advice: String,
    zone: Option<String>,
}

impl Found {
    pub(super) fn new(finding: Finding, zone: Option<&str>) -> Self {
        Self {
            level: finding.severity.to_string(),
            field: finding.field,
            code: finding.code,
            problem: finding.problem,
            advice: finding.advice,
            zone: zone.map(str::to_owned),
        }
    }
}

impl Row for Found {
    fn cell(&self, field: &str) -> Option<String> {
        let is_error = self.level == Severity::Error.to_string();
        let color = if is_error { AnsiColor::Red } else { AnsiColor::Yellow };
        let style = Style::new().fg_color(Some(color.into())).bold();
        (field == "level").then(|| format!("{style}{}{style:#}", self.level))
    }
}
