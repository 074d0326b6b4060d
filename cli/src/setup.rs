//! Records that somebody must set up, for people.

use crate::output::printable;
use cloudflare_certificates::workflows::Setup;

/// Returns a record as one line. Its text is the server's: what would move a terminal's cursor is replaced.
pub(crate) fn line(setup: &Setup) -> String {
    printable(&setup.to_string())
}

/// Returns records as a cell of a table, one a line.
pub(crate) fn cell(all: &[Setup]) -> String {
    all.iter().map(line).collect::<Vec<_>>().join("\n")
}
