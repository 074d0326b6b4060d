//! Why no certificate was issued.

use std::fmt;

/// An error of a [`TestCa`](super::TestCa).
#[derive(Debug)]
pub struct TestCaError(Reason);

#[derive(Debug)]
pub(super) enum Reason {
    /// The validity is not one that X.509 can express.
    Validity,
    /// The CSR cannot be read or its signature is wrong.
    Csr,
    /// The private key cannot be read.
    PrivateKey,
    /// A certificate cannot be self-signed without its private key.
    SelfSigned,
    /// The certificate cannot be encoded or signed.
    Encoding(rcgen::Error),
    /// An issued certificate cannot be read.
    Unreadable,
}

impl From<Reason> for TestCaError {
    fn from(reason: Reason) -> Self {
        Self(reason)
    }
}

impl From<rcgen::Error> for TestCaError {
    fn from(error: rcgen::Error) -> Self {
        Self(Reason::Encoding(error))
    }
}

impl fmt::Display for TestCaError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match &self.0 {
            Reason::Validity => "the certificate ends before it begins, or outside of the years 1950 to 9999",
            Reason::Csr => "the CSR cannot be read, its signature is wrong, or its key is not supported",
            Reason::PrivateKey => "the private key cannot be read",
            Reason::SelfSigned => "a certificate cannot be self-signed without its private key",
            Reason::Encoding(_) => "the certificate could not be issued",
            Reason::Unreadable => "the issued certificate cannot be read",
        })
    }
}

impl std::error::Error for TestCaError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.0 {
            Reason::Encoding(error) => Some(error),
            Reason::Validity | Reason::Csr | Reason::PrivateKey | Reason::SelfSigned | Reason::Unreadable => {
                None
            }
        }
    }
}
