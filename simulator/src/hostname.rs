//! Hostnames.

use std::net::IpAddr;

/// Why a string is no hostname.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HostnameError {
    /// It is an IP address, is too long, or has characters or labels that no hostname has.
    Malformed,
    /// It has characters outside of ASCII.
    NotAscii,
    /// Its top-level domain is reserved, such as `localhost`.
    Reserved,
    /// It has only one label.
    SingleLabel,
}

/// Checks a hostname without a wildcard.
///
/// The domains `example.com`, `example.net` and `example.org`, which Cloudflare refuses for custom hostnames and CSRs, are
/// accepted: tests and documentation use them.
pub(crate) fn check(name: &str) -> Result<(), HostnameError> {
    if !name.is_ascii() {
        return Err(HostnameError::NotAscii);
    }
    if name.len() > 255 || name.parse::<IpAddr>().is_ok() || !name.split('.').all(is_label) {
        return Err(HostnameError::Malformed);
    }
    match name.rsplit_once('.') {
        _ if is_reserved(name.rsplit('.').next().unwrap_or_default()) => Err(HostnameError::Reserved),
        None => Err(HostnameError::SingleLabel),
        Some((_, top)) if top.bytes().all(|byte| byte.is_ascii_digit()) => Err(HostnameError::Malformed),
        Some(_) => Ok(()),
    }
}

/// Whether a string is a hostname, with or without a leading wildcard. Reserved top-level domains count: tests have zones in them.
pub(crate) fn is_hostname(name: &str) -> bool {
    matches!(check(name.strip_prefix("*.").unwrap_or(name)), Ok(()) | Err(HostnameError::Reserved))
}

fn is_label(label: &str) -> bool {
    let allowed = label.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    allowed && (1..=63).contains(&label.len()) && !label.starts_with('-') && !label.ends_with('-')
}

fn is_reserved(top_level: &str) -> bool {
    ["example", "invalid", "localhost", "test"]
        .iter()
        .any(|reserved| top_level.eq_ignore_ascii_case(reserved))
}
