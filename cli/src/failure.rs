//! Why a command failed: one line, and an exit code.

use std::fmt::Display;
use std::io::{self, Write};
use std::process::ExitCode;

use cloudflare_certificates::preflight::Refused;
use cloudflare_certificates::{Error, ErrorKind, workflows};

use crate::advice;
use crate::exit::Exit;
use crate::output::printable;

/// A failure. Its message is one line: what happened, the API's codes and `cf-ray`, and what to do.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) exit: Exit,
    message: String,
}

impl Failure {
    pub(crate) fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self { exit, message: message.into() }
    }

    /// Wrong arguments, environment or files.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::new(Exit::Usage, message)
    }

    pub(crate) fn interrupted() -> Self {
        Self::new(Exit::Interrupted, "interrupted")
    }

    /// Puts what was being done before the message.
    pub(crate) fn while_doing(mut self, what: impl Display) -> Self {
        self.message = format!("{what}: {}", self.message);
        self
    }

    pub(crate) fn message(&self) -> &str {
        &self.message
    }

    /// Prints the message, and returns the exit code.
    pub(crate) fn report(self) -> ExitCode {
        self.print();
        self.exit.into()
    }

    /// Prints the message. A reader that closed the pipe has what it wanted: that is silent.
    pub(crate) fn print(&self) {
        if !self.message.is_empty() {
            // There is nobody to tell if even that fails.
            let _ = writeln!(anstream::stderr(), "error: {}", printable(&self.message));
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::new(exit_of_call(&error), error.to_string())
    }
}

impl From<workflows::Error> for Failure {
    fn from(error: workflows::Error) -> Self {
        use workflows::ErrorKind::{Ambiguous, Failed, Gone, NeedsAction, Refused, TimedOut};
        let exit = match error.kind() {
            TimedOut => Exit::Pending,
            NeedsAction | Ambiguous => Exit::NeedsAction,
            Refused => Exit::Refused,
            Failed | Gone => Exit::Failed,
            _ => error.call().map_or(Exit::Failed, exit_of_call),
        };
        Self::new(exit, advice::in_commands(error.to_string()))
    }
}

impl From<Refused> for Failure {
    fn from(refused: Refused) -> Self {
        Self::new(Exit::Refused, refused.to_string())
    }
}

/// A failure to write the output. If the reader closed the pipe, it is a success.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self::new(Exit::Done, "");
        }
        Self::new(Exit::Failed, format!("cannot write the output: {error}"))
    }
}

fn exit_of_call(error: &Error) -> Exit {
    match error.kind() {
        // A zone or account that the token does not see, or a mistake of the environment.
        ErrorKind::Configuration | ErrorKind::NoMatch => Exit::Usage,
        ErrorKind::InvalidRequest => Exit::Refused,
        _ if error.may_have_taken_effect() => Exit::Unknown,
        _ => Exit::Failed,
    }
}
