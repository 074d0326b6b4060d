//! The roots of the custom origin trust store.

use super::{Certificate, Listed};
use crate::types::TrustedCa;

impl Certificate for TrustedCa {
    fn listed(self) -> Option<Listed> {
        let listed = Listed::new(&self);
        Some(Listed { issuer: self.issuer, expires_on: self.expires_on, ..listed })
    }
}
