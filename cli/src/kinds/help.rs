//! The kinds, for the help of the commands.

use std::fmt::Write;

use super::{Detach, Kind, all};

/// What every help of these commands says about the rows.
const ROWS: &str = "\
JSON has the same fields for all kinds: kind, zone or account (an id), id, name, status, certificate_status (of custom hostnames), hosts, \
issuer, expires_on, and `record`, the record as the API shows it. Secrets are left out.";

/// Returns the table of the kinds, with their columns.
pub(crate) fn table_of_kinds() -> String {
    let mut text = format!("Kinds, with the columns of tables and CSV:\n{}\n{ROWS}", lines(|_| true, false));
    text.push_str(
        "\n\nExamples:\n  cfcerts list custom-certificates --zone example.com\n  \
         cfcerts list zones --status active -o csv\n  \
         cfcerts list certificate-packs --zone example.com --name www. -o jsonl | jq -r .id",
    );
    text
}

/// Returns the table of the kinds that a command knows, with examples; for `remove`, with what `--from` names.
pub(crate) fn table_of_kinds_that(knows: fn(&Kind) -> bool, removes: bool, examples: &str) -> String {
    let lines = lines(knows, removes);
    format!("Kinds, with the columns of tables and CSV:\n{lines}\n{ROWS}\n\nExamples:\n{examples}")
}

fn lines(knows: fn(&Kind) -> bool, removes: bool) -> String {
    let mut text = String::new();
    for kind in all().filter(|kind| knows(kind)) {
        let columns: Vec<&str> =
            std::iter::once("id").chain(kind.fields.columns().map(|(column, _)| column)).collect();
        let from = match kind.detach {
            Detach::Zones if removes => "; --from: zones",
            Detach::Hostnames if removes => "; --from: hostnames",
            _ => "",
        };
        let place = format!("{} {}", kind.name, kind.at.options());
        // Writing to a string cannot fail.
        let _ = writeln!(text, "  {}\n      {}{from}", place.trim_end(), columns.join(", "));
    }
    text
}
