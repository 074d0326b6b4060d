//! The key that a certificate is issued for.

use rcgen::{KeyPair, PublicKeyData, SignatureAlgorithm};

use super::error::{Reason, TestCaError};
use super::weak_key::{PRIVATE_KEY_PEM, WeakKey};
use crate::x509::{KeyType, SigningRequest};

/// Where the key comes from.
#[derive(Clone)]
pub(super) enum KeySource {
    /// A new key pair is generated.
    New(KeyType),
    /// A private key in PEM form.
    Existing(String),
    /// A CSR in PEM form.
    Csr(String),
    /// The key of 1024 bits.
    Weak,
}

/// The key itself.
#[allow(clippy::large_enum_variant)] // There is one at a time, and not for long.
pub(super) enum SubjectKey {
    Pair(KeyPair, String),
    Csr(SigningRequest),
    Weak(WeakKey),
}

impl KeySource {
    pub(super) fn load(self) -> Result<SubjectKey, TestCaError> {
        Ok(match self {
            Self::New(key_type) => {
                let pair = key_type.generate()?;
                let text = pair.serialize_pem();
                SubjectKey::Pair(pair, text)
            }
            // The PEM text stays as it is: the key may be in another form than the one that rcgen writes.
            Self::Existing(text) => {
                SubjectKey::Pair(KeyPair::from_pem(&text).map_err(|_| Reason::PrivateKey)?, text)
            }
            Self::Csr(text) => SubjectKey::Csr(SigningRequest::parse(&text).ok_or(Reason::Csr)?),
            Self::Weak => SubjectKey::Weak(WeakKey::read()?),
        })
    }
}

impl SubjectKey {
    /// The private key in PEM form; `None` for a CSR.
    pub(super) fn private_key_pem(&self) -> Option<&str> {
        match self {
            Self::Pair(_, text) => Some(text),
            Self::Csr(_) => None,
            Self::Weak(_) => Some(PRIVATE_KEY_PEM),
        }
    }

    pub(super) fn csr(&self) -> Option<&SigningRequest> {
        match self {
            Self::Csr(request) => Some(request),
            Self::Pair(..) | Self::Weak(_) => None,
        }
    }

    pub(super) fn pair(&self) -> Option<&KeyPair> {
        match self {
            Self::Pair(pair, _) => Some(pair),
            Self::Csr(_) | Self::Weak(_) => None,
        }
    }

    fn public(&self) -> &dyn PublicKeyData {
        match self {
            Self::Pair(pair, _) => pair,
            Self::Csr(request) => &request.key,
            Self::Weak(key) => key,
        }
    }
}

impl PublicKeyData for SubjectKey {
    fn der_bytes(&self) -> &[u8] {
        self.public().der_bytes()
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        self.public().algorithm()
    }
}
