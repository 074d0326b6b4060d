//! The exit code of a command that does the same to several zones or hostnames.

use crate::Failure;
use crate::exit::Exit;

/// The worst end of all of them.
pub(crate) struct Worst(Exit);

impl Worst {
    pub(crate) fn new() -> Self {
        Self(Exit::Done)
    }

    /// Prints why one failed, and goes on with the others.
    pub(crate) fn failed(&mut self, failure: &Failure) {
        failure.print();
        self.and(failure.exit);
    }

    pub(crate) fn and(&mut self, exit: Exit) {
        if severity(exit) > severity(self.0) {
            self.0 = exit;
        }
    }

    pub(crate) fn exit(self) -> Exit {
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
