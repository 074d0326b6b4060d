//! What the caller writes into a path stays one segment of it.

use std::borrow::Cow;

use crate::Violation;

/// Refuses what a URL would not keep as one segment. `Url` resolves `..` and `%2e%2e` and ends a path at `?` and `#`:
/// another operation would be addressed.
pub(crate) fn segment(parameter: &str, value: &str) -> Result<(), Violation> {
    if is_usual(value) {
        return Ok(());
    }
    let problem = if value.is_empty() {
        "must not be empty"
    } else if value == "." || value == ".." {
        "must not be a dot segment"
    } else if value.contains(['/', '\\', '?', '#', '%']) {
        "must not contain `/`, `\\`, `?`, `#` or `%`"
    } else if value.chars().any(|c| c.is_control() || c.is_whitespace()) {
        "must not contain white space or control characters"
    } else {
        return Ok(());
    };
    Err(Violation { field: parameter.to_owned(), problem: problem.to_owned() })
}

/// A segment of a path as it is in a URL. Nearly every id needs no escape and is passed through.
pub(crate) fn encode_path(segment: &str) -> Cow<'_, str> {
    if is_usual(segment) { Cow::Borrowed(segment) } else { progenitor_client::encode_path(segment).into() }
}

/// Letters, digits, `-` and `_`, and not empty.
fn is_usual(value: &str) -> bool {
    let usual = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'-' | b'_');
    !value.is_empty() && value.bytes().all(usual)
}
