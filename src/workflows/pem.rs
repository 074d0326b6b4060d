//! The content of PEM strings, without what servers and editors change: line ends, line lengths, text around it.

/// Returns the Base64 of the first block with this label, without whitespace; `None` if there is no such block.
pub(super) fn first_body(pem: &str, label: &str) -> Option<String> {
    let (_, after) = pem.split_once(&format!("-----BEGIN {label}-----"))?;
    let (body, _) = after.split_once(&format!("-----END {label}-----"))?;
    let body: String = body.split_ascii_whitespace().collect();
    (!body.is_empty()).then_some(body)
}
