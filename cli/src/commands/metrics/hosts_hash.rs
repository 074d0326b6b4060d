//! A label that stays the same when a certificate is renewed.

use std::fmt::Write;

/// How many hexadecimal digits of the hash are shown.
const DIGITS: usize = 16;

/// Returns the beginning of the SHA-256 of the hosts in lower case, sorted and joined with commas; of the id if there
/// are none.
pub(super) fn hosts_hash(hosts: &[String], id: &str) -> String {
    let mut names: Vec<String> = hosts.iter().map(|host| host.to_lowercase()).collect();
    names.sort_unstable();
    names.dedup();
    let text = if names.is_empty() { id.to_owned() } else { names.join(",") };
    let mut digits = String::with_capacity(64);
    for byte in hmac_sha256::Hash::hash(text.as_bytes()) {
        let _ = write!(digits, "{byte:02x}");
    }
    digits.truncate(DIGITS);
    digits
}
