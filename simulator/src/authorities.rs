//! The simulator's own certificate authorities.

use crate::clock::SimulatedClock;
use crate::test_ca::{TestCa, TestCaError};

/// The authorities that sign for Cloudflare.
pub(crate) struct Authorities {
    /// Signs client certificates, and makes the roots of Gateway.
    pub(crate) client: TestCa,
    /// Signs the certificates of origins.
    pub(crate) origin: TestCa,
}

impl Authorities {
    pub(crate) fn new(clock: &SimulatedClock) -> Result<Self, TestCaError> {
        Ok(Self { client: TestCa::with_clock(clock.clone())?, origin: TestCa::with_clock(clock.clone())? })
    }

    /// The roots in PEM form.
    pub(crate) fn roots(&self) -> Vec<&str> {
        vec![self.client.certificate_pem(), self.origin.certificate_pem()]
    }
}
