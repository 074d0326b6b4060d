//! The lines of the tour, one per step.

use std::io::{IsTerminal, Write};
use std::time::Instant;

use anstyle::{AnsiColor, Style};

const DONE: Style = AnsiColor::Green.on_default();
const TITLE: Style = AnsiColor::Cyan.on_default().bold();
const FAINT: Style = Style::new().dimmed();

/// How much of a state is shown, so that the line is not broken.
const SHORT: usize = 30;

/// Prints a line. A closed pipe (`| head`) must not stop the tour before the clean-up.
pub(super) fn say(line: &str) {
    let _ = writeln!(anstream::stdout(), "{line}");
}

/// Prints a line that explains the one before.
pub(super) fn remark(line: &str) {
    say(&format!("     {FAINT}{line}{FAINT:#}"));
}

/// Starts a part of the tour.
pub(super) fn part(title: &str) {
    say(&format!("\n{TITLE}{title}{TITLE:#}"));
}

/// Goes back to the beginning of the line and clears it, on a terminal, with or without colours.
fn again() -> bool {
    let mut out = std::io::stdout();
    let is_terminal = out.is_terminal();
    if is_terminal {
        let _ = write!(out, "\r\u{1b}[2K");
        let _ = out.flush();
    }
    is_terminal
}

/// A step that is running.
pub(super) struct Step {
    title: &'static str,
    start: Instant,
}

impl Step {
    /// Starts a step.
    pub(super) fn begin(title: &'static str) -> Self {
        Self { title, start: Instant::now() }
    }

    /// Shows the progress of a long step, on the same line if stdout is a terminal.
    pub(super) fn progress(&self, state: &str) {
        if again() {
            let state: String = state.chars().take(SHORT).collect();
            let mut out = std::io::stdout();
            let _ = write!(out, "  … {:<36} {:>7}  {state}", self.title, "");
            let _ = out.flush();
        }
    }

    /// Ends the step and prints its outcome.
    pub(super) fn done(self, outcome: &str) {
        let took = format!("{} ms", self.start.elapsed().as_millis());
        again();
        let title = self.title;
        say(&format!("  {DONE}✓{DONE:#} {title:<36} {FAINT}{took:>7}{FAINT:#}  {outcome}"));
    }
}
