//! For which hostnames the Origin CA signs.

use std::net::IpAddr;

use crate::api_error::ApiError;

/// The most names of a certificate.
const MAX_HOSTNAMES: usize = 200;

/// Returns the names as the certificate has them: in lower case, in punycode, and each only once.
///
/// Names that are no hostnames are refused with code 1010: IP addresses, wildcards in other places than the first label,
/// and wildcards directly below a top-level domain.
pub(super) fn normalize(hostnames: &[String]) -> Result<Vec<String>, ApiError> {
    let mut names = Vec::with_capacity(hostnames.len());
    for (place, hostname) in hostnames.iter().enumerate() {
        let name = to_ascii(hostname).map_err(|reason| {
            let message = format!("the hostname `{hostname}` {reason}");
            ApiError::bad_request(super::INVALID_HOSTNAME, message).at(&format!("/hostnames/{place}"))
        })?;
        if !names.contains(&name) {
            names.push(name);
        }
    }
    if names.len() > MAX_HOSTNAMES {
        let message = format!("a certificate has at most {MAX_HOSTNAMES} hostnames, not {}", names.len());
        return Err(ApiError::bad_request(super::TOO_MANY_HOSTNAMES, message).at("/hostnames"));
    }
    Ok(names)
}

fn to_ascii(hostname: &str) -> Result<String, &'static str> {
    if hostname.parse::<IpAddr>().is_ok() {
        return Err("is an IP address");
    }
    let (wildcard, domain) = match hostname.strip_prefix("*.") {
        Some(domain) => ("*.", domain),
        None => ("", hostname),
    };
    if domain.contains('*') {
        return Err("has a wildcard that is not its first label");
    }
    // The name of the root, the dot at the end, is only another spelling.
    let domain = domain.strip_suffix('.').unwrap_or(domain);
    let ascii = idna::domain_to_ascii(domain).map_err(|_| "is not a hostname")?;
    // Digits may also be spelled in another width.
    if ascii.parse::<IpAddr>().is_ok() {
        return Err("is an IP address");
    }
    if ascii.len() > 253 || !ascii.split('.').all(is_label) {
        return Err("is not a hostname");
    }
    if !ascii.contains('.') {
        return Err("has no domain above its top-level domain");
    }
    Ok(format!("{wildcard}{ascii}"))
}

fn is_label(label: &str) -> bool {
    let is_ldh = label.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    is_ldh && (1..=63).contains(&label.len()) && !label.starts_with('-') && !label.ends_with('-')
}
