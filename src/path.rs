//! What the caller writes into a path stays one segment of it.

use crate::Violation;

/// Refuses what a URL would not keep as one segment. `Url` resolves `..` and `%2e%2e` and ends a path at `?` and `#`:
/// another operation would be addressed.
pub(crate) fn segment(parameter: &str, value: &str) -> Result<(), Violation> {
    // The usual id in one pass.
    let usual = value.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    let problem = if usual && !value.is_empty() {
        return Ok(());
    } else if value.is_empty() {
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
