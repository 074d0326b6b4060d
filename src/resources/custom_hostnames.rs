//! Custom hostnames: the three ways to a certificate.

use crate::Secret;
use crate::types::new_custom_hostname_ssl_builder::{
    SetCustomCertificate, SetCustomCsrId, SetCustomKey, SetMethod, SetType,
};
use crate::types::{
    CustomHostnameCertificateType, NewCustomHostnameSsl, NewCustomHostnameSslBuilder, ValidationMethod,
};

/// The three ways to a certificate. The other fields are optional and follow on the builder.
impl NewCustomHostnameSsl {
    /// One that Cloudflare orders, and how it is validated.
    pub fn managed(method: ValidationMethod) -> NewCustomHostnameSslBuilder<SetType<SetMethod>> {
        Self::builder().method(method).type_(CustomHostnameCertificateType::Dv)
    }

    /// One's own with its private key, both PEM.
    pub fn custom(
        certificate: impl Into<String>,
        private_key: impl Into<Secret>,
    ) -> NewCustomHostnameSslBuilder<SetCustomKey<SetCustomCertificate>> {
        Self::builder().custom_certificate(certificate).custom_key(private_key)
    }

    /// One's own that was issued for a custom CSR: its private key is with Cloudflare already.
    pub fn for_csr(
        certificate: impl Into<String>,
        custom_csr_id: impl Into<String>,
    ) -> NewCustomHostnameSslBuilder<SetCustomCsrId<SetCustomCertificate>> {
        Self::builder().custom_certificate(certificate).custom_csr_id(custom_csr_id)
    }
}
