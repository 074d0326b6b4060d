//! Tables for people.

use anstyle::Style;
use comfy_table::presets::NOTHING;
use comfy_table::{ContentArrangement, Table};

/// Returns the width of the terminal, if there is one. Some programs make terminals that have none.
pub(crate) fn width() -> Option<u16> {
    console::Term::stdout().size_checked().map(|(_, columns)| columns).filter(|columns| *columns > 0)
}

/// Returns a table as wide as the terminal, or as its content where there is none.
pub(super) fn render(titles: Vec<String>, rows: Vec<Vec<String>>) -> String {
    let mut table = Table::new();
    table.load_style(NOTHING);
    table.set_content_arrangement(ContentArrangement::Dynamic);
    if let Some(columns) = width() {
        table.set_width(columns);
    }
    let bold = Style::new().bold();
    table.set_header(titles.into_iter().map(|title| format!("{bold}{title}{bold:#}")));
    table.add_rows(rows);
    let lines = table.lines().map(|line| line.trim_end().to_owned());
    lines.collect::<Vec<_>>().join("\n")
}
