//! A key pair that is too weak for Cloudflare.

use rcgen::{PKCS_RSA_SHA256, PublicKeyData, SignatureAlgorithm};

use super::error::{Reason, TestCaError};

/// An RSA key of 1024 bits. It is a part of this crate, because no library here generates such keys, and it is no
/// secret.
pub(super) const PRIVATE_KEY_PEM: &str = include_str!("weak_key.pem");
const PUBLIC_KEY_PEM: &str = include_str!("weak_public_key.pem");

/// The public half of the weak key.
pub(super) struct WeakKey(Vec<u8>);

impl WeakKey {
    pub(super) fn read() -> Result<Self, TestCaError> {
        let block = pem::parse(PUBLIC_KEY_PEM).map_err(|_| Reason::PrivateKey)?;
        Ok(Self(block.into_contents()))
    }
}

impl PublicKeyData for WeakKey {
    fn der_bytes(&self) -> &[u8] {
        &self.0
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        &PKCS_RSA_SHA256
    }
}
