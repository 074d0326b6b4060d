//! Origin CA certificates, whose ids are their serial numbers.

use super::{Certificate, Listed};
use crate::types::OriginCaCertificate;

impl Certificate for OriginCaCertificate {
    fn listed(self) -> Option<Listed> {
        let listed = Listed::new(&self);
        Some(Listed {
            hosts: self.hostnames,
            expires_on: self.expires_on,
            validity_days: self.requested_validity,
            serial_number: Some(self.id).filter(|id| !id.is_empty()),
            ..listed
        })
    }
}
