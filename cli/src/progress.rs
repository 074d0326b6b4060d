//! Progress on standard error: a line that changes on a terminal, one line per change elsewhere.

mod waits;

use std::io::{self, IsTerminal, Write};
use std::time::Duration;

use cloudflare_certificates::workflows::{Event, Setup, Step, Steps};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use self::waits::Waits;
use crate::context::Context;
use crate::exit::Exit;
use crate::output::printable;
use crate::{Failure, Result, setup};

/// How often a spinner turns.
const TURN: Duration = Duration::from_millis(120);

/// Where progress is shown.
pub(crate) struct Progress {
    quiet: bool,
    terminal: bool,
    /// Whether spans are shown: a line that changes would be among them.
    verbose: bool,
    waits: Waits,
}

impl Progress {
    pub(crate) fn new(quiet: bool, verbose: bool) -> Self {
        let terminal = io::stderr().is_terminal();
        Self { quiet, terminal, verbose, waits: Waits::new(terminal && !quiet && !verbose) }
    }

    /// Returns what shows that calls wait.
    pub(crate) fn waits(&self) -> Waits {
        self.waits.clone()
    }

    /// Prints a line, unless `--quiet` is set.
    pub(crate) fn note(&self, line: &str) {
        if !self.quiet {
            let _ = writeln!(anstream::stderr(), "{}", printable(line));
        }
    }

    /// Starts a line that changes, with a spinner. It is hidden if standard error is not a terminal, or with `--quiet`.
    pub(crate) fn spinner(&self, message: impl Into<String>) -> ProgressBar {
        let spinner = self.bar(None, "{spinner} {elapsed} {msg}");
        spinner.set_message(printable(&message.into()));
        spinner.enable_steady_tick(TURN);
        spinner
    }

    /// Starts a bar for that many parts, with a template of indicatif's.
    pub(crate) fn bar(&self, parts: Option<u64>, template: &str) -> ProgressBar {
        let target = if self.quiet || self.verbose || !self.terminal {
            ProgressDrawTarget::hidden()
        } else {
            ProgressDrawTarget::stderr()
        };
        let bar = ProgressBar::with_draw_target(parts, target);
        let bar = match ProgressStyle::with_template(template) {
            Ok(style) => bar.with_style(style),
            Err(_) => bar,
        };
        self.waits.print_above(&bar);
        bar
    }

    /// Returns whether lines can change.
    pub(crate) fn is_terminal(&self) -> bool {
        self.terminal
    }

    /// Prints a line, unless `--quiet` is set, above a line that changes.
    pub(crate) fn say(&self, bar: &ProgressBar, line: &str) {
        if self.quiet {
            return;
        }
        // Progress that cannot be printed is no reason to stop.
        bar.suspend(|| {
            let _ = writeln!(anstream::stderr(), "{}", printable(line));
        });
    }
}

impl Context {
    /// Runs a workflow and shows its steps. If the program is interrupted, the failure says what is done and left.
    pub(crate) async fn run<T: Send + 'static>(&self, what: &str, mut steps: Steps<T>) -> Result<T> {
        let spinner = self.progress.spinner(what);
        let mut shown = Vec::new();
        let outcome = loop {
            let event = tokio::select! {
                biased;
                event = steps.try_next() => event,
                () = self.interrupt.happened() => break Err(interrupted(what, &steps)),
            };
            match event {
                Ok(Some(Event::Done(result))) => break Ok(result),
                Ok(Some(Event::Step(step))) => {
                    self.show(&spinner, what, &step);
                    self.show_setup(&spinner, &step.setup, &mut shown);
                }
                Ok(Some(_)) => {}
                Ok(None) => {
                    break Err(Failure::new(Exit::Failed, format!("{what}: it ended without a result")));
                }
                Err(error) => break Err(error.into()),
            }
        };
        spinner.finish_and_clear();
        outcome
    }

    fn show(&self, spinner: &ProgressBar, what: &str, step: &Step) {
        spinner.set_message(printable(&format!("{what}: {step}")));
        if step.action.is_change() || !self.progress.terminal {
            self.progress.say(spinner, &step.to_string());
        }
    }
}

impl Context {
    /// Shows what somebody must set up, each record once.
    pub(crate) fn show_setup(&self, spinner: &ProgressBar, all: &[Setup], shown: &mut Vec<Setup>) {
        for one in all {
            if !shown.contains(one) {
                self.progress.say(spinner, &format!("to set up: {}", setup::line(one)));
                shown.push(one.clone());
            }
        }
    }
}

/// Says what is done and what is left.
fn interrupted<T: Send + 'static>(what: &str, steps: &Steps<T>) -> Failure {
    let mut message = format!("{what}: interrupted");
    let done: Vec<String> = steps.done().iter().map(ToString::to_string).collect();
    if !done.is_empty() {
        message.push_str(&format!("; done: {}", done.join(", ")));
    }
    if !steps.left().is_empty() {
        message.push_str(&format!("; left: {}", steps.left().join(", ")));
    }
    message.push_str("; run the same command again: it looks what is there, and continues");
    Failure::new(Exit::Interrupted, message)
}
