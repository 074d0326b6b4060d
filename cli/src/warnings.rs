//! What local checks warn about.

use std::io::Write;

use cloudflare_certificates::preflight::Findings;

use crate::context::Context;

/// Shows warnings on standard error, unless `--quiet` is set.
pub(crate) fn show(context: &Context, findings: &Findings) {
    for warning in findings.warnings().filter(|_| !context.global.quiet) {
        // A warning that cannot be printed is no reason to stop.
        let _ = writeln!(anstream::stderr(), "{warning}");
    }
}
