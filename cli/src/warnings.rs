//! Warnings.

use std::io::Write;

use cloudflare_certificates::preflight::Findings;

use crate::context::Context;
use crate::output::printable;

/// Shows what a local check warns about.
pub(crate) fn show(context: &Context, findings: &Findings) {
    for warning in findings.warnings() {
        say(context, &format!("{}: {}; {}", warning.field, warning.problem, warning.advice));
    }
}

/// Shows a warning on standard error, unless `--quiet` is set.
pub(crate) fn say(context: &Context, warning: &str) {
    if !context.global.quiet {
        warn(warning);
    }
}

/// Shows a warning on standard error.
pub(crate) fn warn(warning: &str) {
    // A warning that cannot be printed is no reason to stop.
    let _ = writeln!(anstream::stderr(), "warning: {}", printable(warning));
}
