//! Ensures that a path parameter stays one segment of the path.

use std::borrow::Cow;

use crate::Violation;

/// Rejects a value that would not remain one path segment. `Url` resolves `..` and `%2e%2e` and ends a path at `?`
/// and `#`: another endpoint would be called.
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

/// Returns the value as a path segment. Nearly every id needs no escape and is passed through.
pub(crate) fn encoded<'a>(parameter: &str, value: &'a str) -> Result<Cow<'a, str>, Violation> {
    if is_usual(value) {
        return Ok(Cow::Borrowed(value));
    }
    segment(parameter, value)?;
    Ok(progenitor_client::encode_path(value).into())
}

/// Returns whether the value is not empty and has only letters, digits, `-` and `_`.
fn is_usual(value: &str) -> bool {
    !value.is_empty() && value.bytes().all(|byte| USUAL[usize::from(byte)])
}

/// A lookup table by byte: every call checks its ids.
static USUAL: [bool; 256] = {
    let mut usual = [false; 256];
    let mut byte: u8 = 0;
    while byte < u8::MAX {
        usual[byte as usize] = byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        byte += 1;
    }
    usual
};
