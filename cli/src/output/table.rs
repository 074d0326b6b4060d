//! Tables for people.

use anstyle::Style;
use comfy_table::presets::NOTHING;
use comfy_table::{ColumnConstraint, ContentArrangement, Table, Width};

/// The space around a cell.
const PADDING: usize = 2;

/// Returns the width of the terminal, if there is one. Some programs make terminals that have none.
pub(crate) fn width() -> Option<u16> {
    console::Term::stdout().size_checked().map(|(_, columns)| columns).filter(|columns| *columns > 0)
}

/// Returns a table as wide as the terminal, or as its content where there is none. No word is broken, so that ids and
/// records can be copied: if the words are too wide for the terminal, each row is a list of fields.
pub(super) fn render(titles: &[String], rows: &[Vec<String>]) -> String {
    let Some(width) = width() else { return table(titles, rows, None) };
    let longest = longest_words(titles, rows);
    let least: usize = longest.iter().map(|word| word + PADDING).sum();
    if least <= usize::from(width) {
        table(titles, rows, Some((width, &longest)))
    } else {
        lists(titles, rows)
    }
}

fn table(titles: &[String], rows: &[Vec<String>], limits: Option<(u16, &[usize])>) -> String {
    let mut table = Table::new();
    table.load_style(NOTHING);
    table.set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(titles.iter().map(|title| bold(title)));
    table.add_rows(rows);
    if let Some((width, longest)) = limits {
        table.set_width(width);
        for (column, longest) in table.column_iter_mut().zip(longest) {
            let least = u16::try_from(longest + PADDING).unwrap_or(u16::MAX);
            column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(least)));
        }
    }
    let lines = table.lines().map(|line| line.trim_end().to_owned());
    lines.collect::<Vec<_>>().join("\n")
}

/// Returns each row as its fields, one a line, without those that are empty.
fn lists(titles: &[String], rows: &[Vec<String>]) -> String {
    let widest = titles.iter().map(|title| console::measure_text_width(title)).max().unwrap_or_default();
    let list = |row: &Vec<String>| {
        let fields = titles.iter().zip(row).filter(|(_, cell)| !cell.trim().is_empty());
        let lines = fields.map(|(title, cell)| {
            let space = " ".repeat(widest.saturating_sub(console::measure_text_width(title)));
            let indented = cell.replace('\n', &format!("\n{}", " ".repeat(widest + PADDING)));
            format!("{}{space}  {indented}", bold(title))
        });
        lines.collect::<Vec<_>>().join("\n")
    };
    rows.iter().map(list).collect::<Vec<_>>().join("\n\n")
}

fn longest_words(titles: &[String], rows: &[Vec<String>]) -> Vec<usize> {
    let longest =
        |text: &str| text.split_whitespace().map(console::measure_text_width).max().unwrap_or_default();
    let of_column = |(index, title): (usize, &String)| {
        let cells = rows.iter().filter_map(|row| row.get(index)).map(|cell| longest(cell));
        cells.chain([longest(title)]).max().unwrap_or_default()
    };
    titles.iter().enumerate().map(of_column).collect()
}

fn bold(text: &str) -> String {
    let bold = Style::new().bold();
    format!("{bold}{text}{bold:#}")
}
