//! Asks before something is destroyed.

use std::io::{self, BufRead, IsTerminal, Read, Write};

use crate::context::Context;
use crate::exit::Exit;
use crate::{Failure, Result};

/// More than any answer has.
const LONGEST: u64 = 1024;

impl Context {
    /// Asks whether to do this, on a terminal; elsewhere it needs `--yes`.
    pub(crate) async fn confirm(&self, yes: bool, question: &str) -> Result<()> {
        if yes {
            return Ok(());
        }
        if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
            let message = format!("there is no terminal to ask on, and --yes was not given: {question}");
            return Err(Failure::usage(message));
        }
        write!(anstream::stderr(), "{question} [y/N] ")?;
        let answer = tokio::task::spawn_blocking(|| {
            let mut answer = Vec::new();
            io::stdin().lock().take(LONGEST).read_until(b'\n', &mut answer).map(|_| answer)
        });
        // If the program is interrupted, the thread that reads ends with it.
        let answer = tokio::select! {
            answer = answer => answer.map_err(io::Error::other)??,
            () = self.interrupt.happened() => {
                // The line of the question has no end yet.
                writeln!(anstream::stderr())?;
                return Err(Failure::new(Exit::Interrupted, "interrupted; nothing was changed"));
            }
        };
        if !answer.ends_with(b"\n") {
            writeln!(anstream::stderr())?;
        }
        match String::from_utf8_lossy(&answer).trim() {
            "y" | "Y" | "yes" => Ok(()),
            _ => Err(Failure::usage("nothing was changed")),
        }
    }
}
