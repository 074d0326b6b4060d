//! The exit codes.

use std::process::ExitCode;

/// How a command ended. Scripts rely on the numbers: they never change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Done, or nothing to do.
    Done = 0,
    /// Failed: trying again may help, or not; the message says.
    Failed = 1,
    /// The arguments, the environment or a file are wrong. Nothing was sent.
    Usage = 2,
    /// A local check refused the input. Nothing was changed.
    Refused = 3,
    /// Still pending when the time was up.
    Pending = 4,
    /// Somebody must act, or, with `--fail`, something expires.
    NeedsAction = 5,
    /// A change may have taken effect, or not: look before you repeat it. Running the same command again does.
    Unknown = 6,
    /// Ended by Ctrl-C or SIGTERM.
    Interrupted = 130,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// The table of the exit codes, for the help.
pub(crate) const HELP: &str = "\
Exit codes:
  0  done, or nothing to do
  1  failed
  2  wrong arguments, environment or files; nothing was sent
  3  refused by a local check; nothing was changed
  4  still pending when the time was up
  5  somebody must act; with --fail: something expires
  6  the outcome of a change is unknown; run the command again: it looks first
  130  interrupted";
