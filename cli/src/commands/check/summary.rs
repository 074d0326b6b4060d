//! What a certificate says, for people.

use std::io::Write;
use std::time::SystemTime;

use cloudflare_certificates::Secret;
use cloudflare_certificates::preflight::Certificate;

use crate::Result;
use crate::bundle::Bundle;
use crate::context::Context;
use crate::output::printable;
use crate::span;

/// Prints it above the findings.
pub(super) fn print(context: &Context, bundle: &Bundle, key: Option<&Secret>) -> Result<()> {
    let Some(leaf) = bundle.leaf() else { return Ok(()) };
    let chain: Vec<&str> = bundle.chain().map(Certificate::subject_name).collect();
    let mut lines = vec![
        ("hosts", leaf.names().join(", ")),
        ("issuer", leaf.issuer_name().to_owned()),
        ("expires on", format!("{} ({})", leaf.expires_on(), until(leaf, context.now()))),
        ("key", format!("{}, signed with {}", leaf.key_type(), leaf.signature())),
        ("serial number", leaf.serial_number()),
        ("SHA-256", leaf.fingerprint_sha256()),
        ("chain", if chain.is_empty() { "none in the file".to_owned() } else { chain.join(" < ") }),
    ];
    if let Some(key) = key {
        let matches = match leaf.matches_key(key) {
            Some(true) => "belongs to the certificate",
            Some(false) => "belongs to another certificate",
            None => "cannot be compared",
        };
        lines.push(("private key", matches.to_owned()));
    }
    let mut out = anstream::stdout();
    for (name, value) in lines {
        writeln!(out, "{name:<14} {}", printable(&value))?;
    }
    writeln!(out)?;
    out.flush()?;
    Ok(())
}

fn until(leaf: &Certificate, now: SystemTime) -> String {
    match (leaf.not_after().duration_since(now), leaf.not_before().duration_since(now)) {
        (Err(ago), _) => format!("{} ago", span::show(ago.duration())),
        (Ok(_), Ok(later)) if !later.is_zero() => format!("valid in {}", span::show(later)),
        (Ok(left), _) => format!("in {}", span::show(left)),
    }
}
