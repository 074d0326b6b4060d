//! When an uploaded certificate becomes active, and how fast other things go through their stages.

use std::time::Duration;

/// When a pending custom certificate becomes active; and how long each stage of other things takes: the validation of
/// certificate packs and custom hostnames, deployments, revocations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Activation {
    /// So much simulated time after the upload; see [`Simulator::advance`](crate::Simulator::advance).
    After(Duration),
    /// After so many answers that showed it as pending: with 2, a program that polls sees pending, pending, active.
    ///
    /// A read is an answer to a GET of the certificate, or of a list that shows it or from which its being
    /// pending kept it out. The answer to the upload itself is none.
    AfterReads(u32),
}

impl Activation {
    /// Two seconds of simulated time after the upload.
    pub const fn by_clock() -> Self {
        Self::After(Duration::from_secs(2))
    }
}

/// Two reads, so that a program that polls and knows no simulated time comes to its end.
impl Default for Activation {
    fn default() -> Self {
        Self::AfterReads(2)
    }
}
