//! The certificates of custom hostnames.

use super::{Certificate, Listed};
use crate::types::CustomHostname;
use crate::workflows::ManagedBy;
use crate::workflows::inventory::listed::{days, is_being_issued, only, seconds};

impl Certificate for CustomHostname {
    /// A hostname without `ssl` has no certificate.
    fn listed(self) -> Option<Listed> {
        let listed = Listed::new(&self);
        let ssl = self.ssl?;
        let is_own = ssl.custom_certificate.is_some_and(|pem| !pem.is_empty());
        let first = ssl
            .certificates
            .into_iter()
            .min_by_key(|certificate| seconds(certificate.expires_on.as_ref()).unwrap_or(i64::MAX))
            .unwrap_or_default();
        let expires_on = first.expires_on.or(ssl.expires_on);
        let issued_on = first.issued_on.or(ssl.uploaded_on);
        Some(Listed {
            pack_ids: vec![ssl.id],
            hostname: self.hostname.clone(),
            is_being_issued: is_being_issued(ssl.status.as_ref().map(|status| status.as_str())),
            hosts: if ssl.hosts.is_empty() { only(self.hostname) } else { ssl.hosts },
            issuer: first.issuer.or(ssl.issuer).or_else(|| {
                Some(ssl.certificate_authority?.as_str().to_owned()).filter(|name| !name.is_empty())
            }),
            validity_days: days(issued_on.as_ref(), expires_on.as_ref()),
            expires_on,
            managed_by: if is_own { ManagedBy::You } else { ManagedBy::Cloudflare },
            fingerprint: first.fingerprint_sha256,
            serial_number: first.serial_number.or(ssl.serial_number),
            ..listed
        })
    }
}
