//! mTLS certificates: CAs and leaves.

use crate::Secret;
use crate::types::new_mtls_certificate_builder::{SetCa, SetCertificates, SetPrivateKey};
use crate::types::{NewMtlsCertificate, NewMtlsCertificateBuilder};

/// The two kinds of certificates. Set the optional name on the returned builder.
impl NewMtlsCertificate {
    /// Starts a CA against which client certificates are verified. It is uploaded without a key.
    pub fn authority(certificate: impl Into<String>) -> NewMtlsCertificateBuilder<SetCertificates<SetCa>> {
        Self::builder().ca(true).certificates(certificate)
    }

    /// Starts a leaf with its private key, which Cloudflare presents as a client.
    pub fn leaf(
        certificate: impl Into<String>,
        private_key: impl Into<Secret>,
    ) -> NewMtlsCertificateBuilder<SetPrivateKey<SetCertificates<SetCa>>> {
        Self::builder().ca(false).certificates(certificate).private_key(private_key)
    }
}
