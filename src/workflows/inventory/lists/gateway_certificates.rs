//! The certificates of Gateway.

use super::{Certificate, Listed};
use crate::Progress;
use crate::types::GatewayCertificate;

impl Certificate for GatewayCertificate {
    /// One that is not activated is kept beside the one that Gateway uses.
    fn listed(self) -> Option<Listed> {
        let listed = Listed::new(&self);
        Some(Listed {
            issuer: self.issuer_org.or(self.issuer_raw),
            expires_on: self.expires_on,
            fingerprint: self.fingerprint,
            is_spare: listed.progress == Progress::NeedsAction,
            ..listed
        })
    }
}
