//! Progress output, one line per step.

use std::io::{IsTerminal, Write};
use std::time::Instant;

/// Prints a line. A closed pipe (`| head`) must not stop the tour before the clean-up.
pub(crate) fn say(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

/// A step that is running.
pub(crate) struct Step {
    title: &'static str,
    start: Instant,
}

impl Step {
    /// Starts a step.
    pub(crate) fn begin(title: &'static str) -> Self {
        Self { title, start: Instant::now() }
    }

    /// Shows the progress of a long step, on the same line if stdout is a terminal.
    pub(crate) fn progress(&self, state: &str) {
        let mut out = std::io::stdout();
        if out.is_terminal() {
            let _ = write!(out, "\r  …  {:<38} {:>9}  {state:<60}", self.title, "");
            let _ = out.flush();
        }
    }

    /// Ends the step and prints its outcome.
    pub(crate) fn done(self, outcome: &str) {
        let milliseconds = self.start.elapsed().as_millis();
        let line = format!("  ok {:<38} {milliseconds:>6} ms  {outcome}", self.title);
        if std::io::stdout().is_terminal() {
            say(&format!("\r{line:<118}"));
        } else {
            say(&line);
        }
    }
}
