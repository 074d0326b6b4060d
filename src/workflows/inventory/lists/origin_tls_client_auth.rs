//! Certificates for authenticated origin pulls, of zones and of hostnames.

use super::{Certificate, Listed};
use crate::types::{OriginPullCertificate, OriginPullHostnameCertificate};
use crate::workflows::inventory::listed::only;

impl Certificate for OriginPullCertificate {
    fn listed(self) -> Option<Listed> {
        let listed = Listed::new(&self);
        Some(Listed {
            issuer: self.issuer,
            expires_on: self.expires_on,
            serial_number: self.serial_number,
            ..listed
        })
    }
}

impl Certificate for OriginPullHostnameCertificate {
    fn listed(self) -> Option<Listed> {
        let listed = Listed::new(&self);
        Some(Listed {
            hosts: only(self.hostname),
            issuer: self.issuer,
            expires_on: self.expires_on,
            serial_number: self.serial_number,
            ..listed
        })
    }
}
