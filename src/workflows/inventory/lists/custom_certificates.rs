//! Uploaded custom certificates.

use super::{Certificate, Listed};
use crate::types::CustomCertificate;
use crate::workflows::Kind;

impl Certificate for CustomCertificate {
    fn listed(self) -> Option<Listed> {
        let listed = Listed::new(&self);
        let keyless = self.keyless_server.map(|keyless| keyless.id).filter(|id| !id.is_empty());
        Some(Listed {
            pack_ids: vec![self.id],
            hosts: self.hosts,
            issuer: self.issuer,
            expires_on: self.expires_on,
            also: keyless.as_ref().map(|_| Kind::KeylessCertificates),
            keyless,
            ..listed
        })
    }
}
