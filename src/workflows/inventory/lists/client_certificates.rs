//! Client certificates that Cloudflare's CA issued.

use super::{Certificate, Listed, Rows, pages};
use crate::Zone;
use crate::types::{ClientCertificate, ClientCertificateStatusFilter};
use crate::workflows::inventory::listed::only;

/// Returns the list with all statuses: the ones that are about to be active again would be missing otherwise.
pub(super) fn rows(zone: &Zone) -> Rows {
    pages(zone.client_certificates().list().status(ClientCertificateStatusFilter::All).per_page(50))
}

impl Certificate for ClientCertificate {
    fn listed(self) -> Option<Listed> {
        let listed = Listed::new(&self);
        Some(Listed {
            hosts: only(self.common_name),
            issuer: self.certificate_authority.and_then(|authority| authority.name),
            expires_on: self.expires_on,
            validity_days: self.validity_days,
            fingerprint: self.fingerprint_sha256,
            serial_number: self.serial_number,
            ..listed
        })
    }
}
