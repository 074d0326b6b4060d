//! What a certificate is for, and the checks for it.

use std::time::SystemTime;

use clap::ValueEnum;
use cloudflare_certificates::Secret;
use cloudflare_certificates::preflight::{Finding, Findings, Preflight};
use cloudflare_certificates::types::{
    BundleMethod, NewAccessCertificate, NewCustomCertificate, NewMtlsCertificate, NewOriginPullCertificate,
    NewTrustedCa,
};

use crate::bundle::Bundle;

/// What a certificate is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Purpose {
    /// The hosts of a zone
    Custom,
    /// A leaf among the mTLS certificates of an account
    Mtls,
    /// An authority among the mTLS certificates of an account
    MtlsCa,
    /// An authority of Access
    AccessCa,
    /// Authenticated origin pulls
    OriginPull,
    /// The custom origin trust store
    TrustedCa,
}

/// A check that is to be made.
pub(super) struct Question<'a> {
    pub(super) now: SystemTime,
    pub(super) purpose: Purpose,
    pub(super) bundle: &'a Bundle,
    pub(super) key: Option<&'a Secret>,
    pub(super) method: &'a BundleMethod,
}

impl Question<'_> {
    /// Makes the check, for a zone if one is named. Without a key, nothing is said of it.
    pub(super) fn findings(&self, zone: Option<&str>) -> Vec<Finding> {
        let mut preflight = Preflight::at(self.now);
        if let Some(zone) = zone {
            preflight = preflight.zone(zone);
        }
        let mut findings: Vec<Finding> = self.all(&preflight).into_iter().collect();
        if self.key.is_none() {
            findings.retain(|finding| finding.field != "private_key");
        }
        findings
    }

    fn all(&self, preflight: &Preflight) -> Findings {
        let text = self.bundle.text();
        let key = || self.key.cloned().unwrap_or_else(|| Secret::new(""));
        match self.purpose {
            Purpose::Custom => {
                let certificate = self.bundle.upload(self.method);
                let method = self.method.clone();
                let mut new =
                    NewCustomCertificate::builder().certificate(certificate).bundle_method(method).build();
                new.private_key = self.key.cloned();
                // Without a key, it is as if Cloudflare had it: then there is nothing to say of it.
                new.custom_csr_id = self.key.is_none().then(|| "none".to_owned());
                preflight.custom_certificate(&new)
            }
            Purpose::Mtls | Purpose::MtlsCa => {
                let ca = self.purpose == Purpose::MtlsCa;
                let mut new = NewMtlsCertificate::builder().ca(ca).certificates(text).build();
                new.private_key = self.key.cloned();
                preflight.mtls_certificate(&new)
            }
            Purpose::AccessCa => {
                // The name is not checked here.
                let new = NewAccessCertificate::builder().certificate(text).name("name").build();
                preflight.access_certificate(&new)
            }
            Purpose::OriginPull => {
                let new = NewOriginPullCertificate::builder().certificate(text).private_key(key()).build();
                preflight.origin_pull_certificate(&new)
            }
            Purpose::TrustedCa => preflight.trusted_ca(&NewTrustedCa::builder().certificate(text).build()),
        }
    }
}
