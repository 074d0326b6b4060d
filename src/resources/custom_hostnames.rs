//! Custom hostnames: the three ways to get a certificate.

use crate::Secret;
use crate::types::new_custom_hostname_ssl_builder::{
    SetCustomCertificate, SetCustomCsrId, SetCustomKey, SetMethod, SetType,
};
use crate::types::{
    CustomHostnameCertificateType, NewCustomHostnameSsl, NewCustomHostnameSslBuilder, ValidationMethod,
};

/// The three ways to get a certificate. Set the optional fields on the returned builder.
impl NewCustomHostnameSsl {
    /// Starts a certificate that Cloudflare orders, with its validation method.
    pub fn managed(method: ValidationMethod) -> NewCustomHostnameSslBuilder<SetType<SetMethod>> {
        Self::builder().method(method).type_(CustomHostnameCertificateType::Dv)
    }

    /// Starts your own certificate with its private key, both PEM.
    pub fn custom(
        certificate: impl Into<String>,
        private_key: impl Into<Secret>,
    ) -> NewCustomHostnameSslBuilder<SetCustomKey<SetCustomCertificate>> {
        Self::builder().custom_certificate(certificate).custom_key(private_key)
    }

    /// Starts your own certificate that was issued for a custom CSR: Cloudflare already has its private key.
    pub fn for_csr(
        certificate: impl Into<String>,
        custom_csr_id: impl Into<String>,
    ) -> NewCustomHostnameSslBuilder<SetCustomCsrId<SetCustomCertificate>> {
        Self::builder().custom_certificate(certificate).custom_csr_id(custom_csr_id)
    }
}
