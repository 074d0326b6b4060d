//! The mTLS certificates of accounts.

use super::{Certificate, Listed};
use crate::types::{MtlsCertificate, MtlsCertificateType};
use crate::workflows::ManagedBy;
use crate::workflows::inventory::listed::only;

impl Certificate for MtlsCertificate {
    fn listed(self) -> Option<Listed> {
        let listed = Listed::new(&self);
        let is_own = self.type_.as_ref().is_none_or(|of| *of == MtlsCertificateType::Custom);
        Some(Listed {
            type_: self.type_.map(|of| of.as_str().to_owned()),
            hosts: only(self.name),
            issuer: self.issuer,
            expires_on: self.expires_on,
            managed_by: if is_own { ManagedBy::You } else { ManagedBy::Cloudflare },
            serial_number: self.serial_number,
            ..listed
        })
    }
}
