//! mTLS certificates: authorities and leaves.

use crate::Secret;
use crate::types::new_mtls_certificate_builder::{SetCa, SetCertificates, SetPrivateKey};
use crate::types::{NewMtlsCertificate, NewMtlsCertificateBuilder};

/// The two kinds of certificates. The name is optional and follows on the builder.
impl NewMtlsCertificate {
    /// An authority against which client certificates are checked. It is uploaded without a key.
    pub fn authority(certificate: impl Into<String>) -> NewMtlsCertificateBuilder<SetCertificates<SetCa>> {
        Self::builder().ca(true).certificates(certificate)
    }

    /// A leaf with its private key, which Cloudflare shows as a client.
    pub fn leaf(
        certificate: impl Into<String>,
        private_key: impl Into<Secret>,
    ) -> NewMtlsCertificateBuilder<SetPrivateKey<SetCertificates<SetCa>>> {
        Self::builder().ca(false).certificates(certificate).private_key(private_key)
    }
}
