//! The CAs of Access.

use super::{Certificate, Listed};
use crate::types::AccessCertificate;
use crate::workflows::inventory::listed::only;

impl Certificate for AccessCertificate {
    fn listed(self) -> Option<Listed> {
        let listed = Listed::new(&self);
        let hosts = self.associated_hostnames;
        Some(Listed {
            hosts: if hosts.is_empty() { only(self.name) } else { hosts },
            expires_on: self.expires_on,
            fingerprint: self.fingerprint,
            ..listed
        })
    }
}
