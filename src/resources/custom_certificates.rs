//! Custom certificates: the two ways to upload one, when one expires, and their priorities.

use std::time::{Duration, SystemTime};

use super::expiry;
use crate::Secret;
use crate::types::new_custom_certificate_builder::{SetCertificate, SetCustomCsrId, SetPrivateKey};
use crate::types::{
    CustomCertificate, CustomCertificatePriorities, CustomCertificatePriority, NewCustomCertificate,
    NewCustomCertificateBuilder,
};

/// The two ways to upload a certificate. Set the optional fields on the returned builder.
impl NewCustomCertificate {
    /// Starts a certificate with its private key, both PEM.
    pub fn with_key(
        certificate: impl Into<String>,
        private_key: impl Into<Secret>,
    ) -> NewCustomCertificateBuilder<SetPrivateKey<SetCertificate>> {
        Self::builder().certificate(certificate).private_key(private_key)
    }

    /// Starts a certificate that was issued for a custom CSR: Cloudflare already has its private key.
    pub fn for_csr(
        certificate: impl Into<String>,
        custom_csr_id: impl Into<String>,
    ) -> NewCustomCertificateBuilder<SetCustomCsrId<SetCertificate>> {
        Self::builder().certificate(certificate).custom_csr_id(custom_csr_id)
    }
}

impl CustomCertificate {
    /// Returns whether the certificate has expired, or will have expired in `within` from `now` on; `false` if its
    /// `expires_on` is unknown.
    ///
    /// ```no_run
    /// # async fn f(client: cloudflare_certificates::Client, zone: cloudflare_certificates::Zone) -> Result<(), Box<dyn std::error::Error>> {
    /// use std::time::Duration;
    ///
    /// let now = client.clock().system_time();
    /// for certificate in zone.custom_certificates().list().all().await? {
    ///     if certificate.expires_within(now, Duration::from_secs(30 * 86_400)) {
    ///         println!("{:?} expires on {:?}", certificate.hosts, certificate.expires_on);
    ///     }
    /// }
    /// # Ok(()) }
    /// ```
    pub fn expires_within(&self, now: SystemTime, within: Duration) -> bool {
        expiry::is_within(self.expires_on.as_ref(), now, within)
    }
}

impl CustomCertificatePriorities {
    /// Creates priorities from the certificates' ids, the one with the highest priority first.
    pub fn in_order<S: Into<String>>(ids: impl IntoIterator<Item = S>) -> Self {
        let ids: Vec<String> = ids.into_iter().map(Into::into).collect();
        let numbers = (1..=ids.len()).rev().map(|number| i64::try_from(number).unwrap_or(i64::MAX));
        Self::builder()
            .certificates(ids.into_iter().zip(numbers).map(CustomCertificatePriority::from))
            .build()
    }
}

impl<S: Into<String>> From<(S, i64)> for CustomCertificatePriority {
    fn from((id, priority): (S, i64)) -> Self {
        Self::builder().id(id).priority(priority).build()
    }
}
