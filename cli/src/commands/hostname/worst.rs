//! The exit code of many hostnames.

use std::io::Write;

use crate::Failure;
use crate::exit::Exit;
use crate::setup::printable;

/// The worst end of all.
pub(super) struct Worst(Exit);

impl Worst {
    pub(super) fn new() -> Self {
        Self(Exit::Done)
    }

    /// Prints why one failed, and goes on with the others.
    pub(super) fn failed(&mut self, failure: &Failure) {
        // There is nobody to tell if that fails.
        let _ = writeln!(anstream::stderr(), "error: {}", printable(failure.message()));
        self.and(failure.exit);
    }

    pub(super) fn and(&mut self, exit: Exit) {
        if severity(exit) > severity(self.0) {
            self.0 = exit;
        }
    }

    pub(super) fn exit(self) -> Exit {
        self.0
    }
}

/// What somebody has to look into comes before what only takes longer.
fn severity(exit: Exit) -> u8 {
    match exit {
        Exit::Done => 0,
        Exit::Pending => 1,
        Exit::NeedsAction => 2,
        Exit::Refused => 3,
        Exit::Usage => 4,
        Exit::Failed => 5,
        Exit::Unknown => 6,
        Exit::Interrupted => 7,
    }
}
