//! Warnings.

use std::io::Write;

use cloudflare_certificates::preflight::Findings;

use crate::Result;
use crate::context::Context;
use crate::output::printable;

/// Shows the warnings of a local check, and fails if there is an error.
pub(crate) fn accept(context: &Context, findings: Findings) -> Result<()> {
    for warning in findings.into_result()?.warnings() {
        say(context, &format!("{}: {}; {}", warning.field, warning.problem, warning.advice));
    }
    Ok(())
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
