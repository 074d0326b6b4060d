//! A certificate that was issued.

use std::fmt;
use std::time::SystemTime;

use super::error::{Reason, TestCaError};
use crate::x509::Details;

/// A certificate that a [`TestCa`](super::TestCa) issued, with its private key unless it was issued for a CSR.
#[derive(Clone)]
pub struct IssuedCertificate {
    certificate_pem: String,
    private_key_pem: Option<String>,
    chain_pem: String,
    details: Details,
}

impl IssuedCertificate {
    /// `issuers_pem` is the certificates between this one and the root.
    pub(super) fn new(
        certificate: &rcgen::Certificate,
        private_key_pem: Option<&str>,
        issuers_pem: &str,
    ) -> Result<Self, TestCaError> {
        let certificate_pem = certificate.pem();
        Ok(Self {
            chain_pem: format!("{certificate_pem}{issuers_pem}"),
            certificate_pem,
            private_key_pem: private_key_pem.map(str::to_owned),
            details: Details::of(certificate.der()).ok_or(Reason::Unreadable)?,
        })
    }

    /// Returns the certificate in PEM form, without its issuers.
    pub fn certificate_pem(&self) -> &str {
        &self.certificate_pem
    }

    /// Returns the private key in PEM form; `None` if the certificate was issued for a CSR.
    pub fn private_key_pem(&self) -> Option<&str> {
        self.private_key_pem.as_deref()
    }

    /// Returns the certificate and the intermediates that lead to the root, in this order, in PEM form. The root is
    /// not included.
    pub fn chain_pem(&self) -> &str {
        &self.chain_pem
    }

    /// Returns the SHA-256 fingerprint in lowercase hexadecimal digits, as Cloudflare shows it for client
    /// certificates.
    pub fn fingerprint_sha256(&self) -> &str {
        &self.details.fingerprint
    }

    /// Returns the MD5 fingerprint as Cloudflare shows it for Access certificates: `MD5 Fingerprint=` and uppercase
    /// hexadecimal digits with colons.
    pub fn fingerprint_md5(&self) -> &str {
        &self.details.fingerprint_md5
    }

    /// Returns the serial number in lowercase hexadecimal digits.
    pub fn serial_number(&self) -> &str {
        &self.details.serial_hex
    }

    /// Returns when the certificate begins to be valid, in whole seconds.
    pub fn not_before(&self) -> SystemTime {
        self.details.not_before.into()
    }

    /// Returns when the certificate expires, in whole seconds.
    pub fn not_after(&self) -> SystemTime {
        self.details.not_after.into()
    }
}

/// Does not show the private key.
impl fmt::Debug for IssuedCertificate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { certificate_pem, private_key_pem: _, chain_pem: _, details } = self;
        let mut debug = formatter.debug_struct("IssuedCertificate");
        debug.field("certificate_pem", certificate_pem).field("serial", &details.serial_hex);
        debug.field("not_before", &details.not_before).field("not_after", &details.not_after);
        debug.finish_non_exhaustive()
    }
}
