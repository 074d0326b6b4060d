//! Prometheus' text format, version 0.0.4.

use std::fmt::{Display, Write};
use std::time::UNIX_EPOCH;

use cloudflare_certificates::RateLimitStatus;

use super::samples::{Labels, Samples};

/// Writes all metrics. A number of failed sweeps is only known to a server.
pub(super) fn write(samples: &Samples, limit: &RateLimitStatus, failed_sweeps: Option<u64>) -> String {
    let mut text = String::new();
    let once = |labels| (labels, 1);
    family(
        &mut text,
        "cloudflare_certificate_not_after_timestamp_seconds",
        "When the certificate expires; of several with the same labels, the first to expire.",
        samples.not_after.iter().map(|(labels, seconds)| (labels, *seconds)),
    );
    family(
        &mut text,
        "cloudflare_certificate_status",
        "The status of the certificate, as Cloudflare states it.",
        samples.status.iter().map(once),
    );
    family(
        &mut text,
        "cloudflare_certificate_needs_attention",
        "Why somebody must act on the certificate.",
        samples.attention.iter().map(once),
    );
    family(
        &mut text,
        "cloudflare_certificate_info",
        "The hosts of the certificate, at most ten.",
        samples.info.iter().map(once),
    );
    family(
        &mut text,
        "cloudflare_certificates_scrape_errors",
        "The lists that the last sweep could not read.",
        samples.errors.iter().map(|(labels, count)| (labels, *count)),
    );
    single(
        &mut text,
        "cloudflare_certificates_scrape_duration_seconds",
        "How long the last complete sweep took.",
        "gauge",
        samples.duration.as_secs_f64(),
    );
    let ended = samples.ended.and_then(|ended| ended.duration_since(UNIX_EPOCH).ok()).unwrap_or_default();
    single(
        &mut text,
        "cloudflare_certificates_last_success_timestamp_seconds",
        "When the last complete sweep ended.",
        "gauge",
        ended.as_secs(),
    );
    if let Some(failed) = failed_sweeps {
        let help = "How many sweeps ended before they were complete.";
        single(&mut text, "cloudflare_certificates_failed_sweeps_total", help, "counter", failed);
    }
    rate_limit(&mut text, limit);
    text
}

fn rate_limit(text: &mut String, status: &RateLimitStatus) {
    if let Some(remaining) = status.remaining {
        let help = "How many requests the rate limit of the API allows now.";
        single(text, "cloudflare_rate_limit_remaining", help, "gauge", remaining);
    }
    if let Some(limit) = status.limit {
        let help = "How many requests the rate limit of the API allows in a window.";
        single(text, "cloudflare_rate_limit_limit", help, "gauge", limit);
    }
}

fn single(text: &mut String, name: &str, help: &str, kind: &str, value: impl Display) {
    // Writing to a string cannot fail.
    let _ = write!(text, "# HELP {name} {help}\n# TYPE {name} {kind}\n{name} {value}\n");
}

fn family<'a, V: Display>(
    text: &mut String,
    name: &str,
    help: &str,
    samples: impl Iterator<Item = (&'a Labels, V)>,
) {
    let _ = write!(text, "# HELP {name} {help}\n# TYPE {name} gauge\n");
    for (labels, value) in samples {
        let labels: Vec<String> =
            labels.iter().map(|(name, value)| format!("{name}=\"{}\"", escaped(value))).collect();
        let _ = writeln!(text, "{name}{{{}}} {value}", labels.join(","));
    }
}

/// Escapes the value of a label. Other control characters are no part of a name: they are replaced.
fn escaped(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    for character in value.chars() {
        match character {
            '\\' => text.push_str("\\\\"),
            '"' => text.push_str("\\\""),
            '\n' => text.push_str("\\n"),
            other if other.is_control() => text.push('\u{fffd}'),
            other => text.push(other),
        }
    }
    text
}
