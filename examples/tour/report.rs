//! One line a step.

use std::io::{IsTerminal, Write};
use std::time::Instant;

/// Prints a line. A reader that went away (`| head`) must not stop the tour before it has cleaned up.
pub(crate) fn say(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

/// A step that is under way.
pub(crate) struct Step {
    title: &'static str,
    start: Instant,
}

impl Step {
    /// Begins a step.
    pub(crate) fn begin(title: &'static str) -> Self {
        Self { title, start: Instant::now() }
    }

    /// Shows how far a long step has come, on the same line if somebody is watching.
    pub(crate) fn progress(&self, state: &str) {
        let mut out = std::io::stdout();
        if out.is_terminal() {
            let _ = write!(out, "\r  …  {:<38} {:>9}  {state:<60}", self.title, "");
            let _ = out.flush();
        }
    }

    /// Ends it with what came of it.
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
