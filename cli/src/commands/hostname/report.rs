//! The rows of several hostnames that were changed, and the exit code of all.

use cloudflare_certificates::Timestamp;
use cloudflare_certificates::workflows::Onboarding;

use super::follow;
use super::row::{CHANGED, Changed, Seen};
use crate::Result;
use crate::context::Context;
use crate::exit::Exit;
use crate::output::Rows;
use crate::worst::Worst;

/// What was done to a hostname, its state then, and when its certificate expires.
pub(super) type Done = (&'static str, Onboarding, Option<Timestamp>);

pub(super) struct Report<'a> {
    zone: &'a str,
    /// Whether a hostname that is not active is a failure.
    must_be_active: bool,
    rows: Rows<Changed>,
    worst: Worst,
}

impl<'a> Report<'a> {
    pub(super) fn new(context: &Context, zone: &'a str, must_be_active: bool) -> Self {
        Self { zone, must_be_active, rows: context.rows(CHANGED), worst: Worst::new() }
    }

    /// Prints the row of a hostname, and why it failed if it did.
    pub(super) fn push(&mut self, hostname: &str, outcome: Result<Done>) -> Result<()> {
        match outcome {
            Ok((action, state, expires_on)) => {
                self.rows.push(&Changed::new(action, Seen::new(self.zone, &state, expires_on)))?;
                if let Some(failure) = follow::must_be_active(&state).err().filter(|_| self.must_be_active) {
                    self.worst.failed(&failure);
                }
            }
            Err(failure) => {
                self.rows.push(&Changed::failed(Seen::named(self.zone, hostname), failure.message()))?;
                self.worst.failed(&failure);
            }
        }
        Ok(())
    }

    pub(super) fn finish(self) -> Result<Exit> {
        self.rows.finish()?;
        Ok(self.worst.exit())
    }
}
