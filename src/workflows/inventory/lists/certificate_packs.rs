//! Certificate packs, of all types.

use super::{Certificate, Listed, Rows, pages};
use crate::Zone;
use crate::types::{
    CertificatePack, CertificatePackStatus, CertificatePackStatusFilter, CertificatePackType,
};
use crate::workflows::inventory::listed::{is_being_issued, seconds};
use crate::workflows::{Kind, ManagedBy};

pub(super) fn rows(zone: &Zone) -> Rows {
    pages(zone.certificate_packs().list().status(CertificatePackStatusFilter::All).per_page(50))
}

impl Certificate for CertificatePack {
    fn listed(self) -> Option<Listed> {
        let listed = Listed::new(&self);
        let ids = self.certificates.iter().map(|certificate| certificate.id.clone());
        let pack_ids = std::iter::once(self.id).chain(ids).collect();
        // Those of an active pack that are not active are not served.
        let is_active = |status: Option<&str>| status.is_none_or(|status| status == "active");
        let has_active = self.certificates.iter().any(|one| is_active(one.status.as_deref()));
        let first = self
            .certificates
            .into_iter()
            .filter(|one| !has_active || is_active(one.status.as_deref()))
            .min_by_key(|certificate| seconds(certificate.expires_on.as_ref()).unwrap_or(i64::MAX));
        let (hosts, issuer, expires_on) = first
            .map(|certificate| (certificate.hosts, certificate.issuer, certificate.expires_on))
            .unwrap_or_default();
        let also = self.type_.as_ref().and_then(own_kind);
        let is_managed = also.is_none() || self.type_ == Some(CertificatePackType::ManagedHostname);
        Some(Listed {
            hosts: if self.hosts.is_empty() { hosts } else { self.hosts },
            issuer: issuer.or_else(|| Some(self.certificate_authority?.as_str().to_owned())),
            expires_on,
            type_: self.type_.as_ref().map(|of| of.as_str().to_owned()),
            validity_days: self.validity_days,
            managed_by: if is_managed { ManagedBy::Cloudflare } else { ManagedBy::You },
            is_being_issued: is_being_issued(listed.status.as_deref()),
            created_on: seconds(self.created_on.as_ref()),
            also,
            pack_ids,
            is_spare: self.status.as_ref().is_some_and(is_spare),
            ..listed
        })
    }
}

/// Returns the kind in whose list the certificates of a pack are too.
fn own_kind(of: &CertificatePackType) -> Option<Kind> {
    match of {
        CertificatePackType::SniCustom | CertificatePackType::LegacyCustom => Some(Kind::CustomCertificates),
        CertificatePackType::MhCustom | CertificatePackType::ManagedHostname => Some(Kind::CustomHostnames),
        CertificatePackType::Keyless => Some(Kind::KeylessCertificates),
        _ => None,
    }
}

fn is_spare(status: &CertificatePackStatus) -> bool {
    matches!(
        status,
        CertificatePackStatus::BackupIssued
            | CertificatePackStatus::Deactivating
            | CertificatePackStatus::Inactive
            | CertificatePackStatus::PendingExpiration
            | CertificatePackStatus::StagingActive
            | CertificatePackStatus::StagingDeployment
    )
}
