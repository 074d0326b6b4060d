//! One line a step.

use std::io::Write;
use std::time::Instant;

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
        use std::io::IsTerminal;
        if std::io::stdout().is_terminal() {
            print!("\r  …  {:<38} {:>9}  {state:<40}", self.title, "");
            // Only the progress is lost if the terminal cannot be written to.
            let _ = std::io::stdout().flush();
        }
    }

    /// Ends it with what came of it.
    pub(crate) fn done(self, outcome: &str) {
        use std::io::IsTerminal;
        let back = if std::io::stdout().is_terminal() { "\r" } else { "" };
        let elapsed = self.start.elapsed();
        println!("{back}  ok {:<38} {:>6} ms  {outcome:<40}", self.title, elapsed.as_millis());
    }
}
