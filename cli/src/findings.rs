//! What local checks find.

use std::io::Write;

use cloudflare_certificates::preflight::Findings;

use crate::Result;

/// Prints the warnings, and fails if there is an error.
pub(crate) fn accept(findings: Findings) -> Result<()> {
    for warning in &findings.into_result()? {
        // Nothing depends on whether a warning can be printed.
        let _ = writeln!(anstream::stderr(), "{warning}");
    }
    Ok(())
}
