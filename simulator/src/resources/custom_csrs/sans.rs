//! Which subject alternative names a custom CSR may have.

use std::net::IpAddr;

use crate::api_error::ApiError;

/// The longest name.
const MAX_LENGTH: usize = 255;
/// Names in these top-level domains are refused.
const RESERVED: [&str; 4] = ["test", "example", "invalid", "localhost"];

/// Refuses names with the codes of Cloudflare's page "Custom CSRs" (Cloudflare for SaaS, status codes).
///
/// Code 1416, for names in `example.com`, `example.net` and `example.org`, is left out: the documentation's own request
/// for a new CSR has such names, and so have most tests.
pub(super) fn check(sans: &[String]) -> Result<(), ApiError> {
    let problem = sans.iter().enumerate().find_map(|(place, san)| Some((place, san, problem(san)?)));
    match problem {
        None => Ok(()),
        Some((place, san, (code, reason))) => {
            Err(ApiError::bad_request(code, format!("the name `{san}` {reason}"))
                .at(&format!("/sans/{place}")))
        }
    }
}

fn problem(san: &str) -> Option<(u32, &'static str)> {
    if !san.is_ascii() {
        return Some((super::NON_ASCII_SAN, "has characters that are not ASCII"));
    }
    if san.len() > MAX_LENGTH {
        return Some((super::INVALID_SAN, "is longer than 255 characters"));
    }
    if san.parse::<IpAddr>().is_ok() {
        return Some((super::INVALID_SAN, "is an IP address"));
    }
    // The documentation counts `*` among the characters that are refused, but a wildcard is a usual name.
    let labels: Vec<&str> = san.strip_prefix("*.").unwrap_or(san).split('.').collect();
    if !labels.iter().all(|label| label.is_empty() || is_label(label)) {
        return Some((super::INVALID_SAN, "has characters that a name cannot have"));
    }
    let top = labels.last().map(|label| label.to_ascii_lowercase()).unwrap_or_default();
    if RESERVED.contains(&top.as_str()) {
        return Some((super::RESERVED_SAN, "is in a reserved top-level domain"));
    }
    if labels.len() < 2 || labels.contains(&"") {
        return Some((super::PUBLIC_SUFFIX_SAN, "is not below a public suffix"));
    }
    None
}

fn is_label(label: &str) -> bool {
    let is_ldh = label.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    is_ldh && label.len() <= 63 && !label.starts_with('-') && !label.ends_with('-')
}
