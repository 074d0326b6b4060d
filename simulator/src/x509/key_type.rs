//! The kinds of key pairs.

use rcgen::{
    KeyPair, PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384, PKCS_ED25519, PKCS_RSA_SHA256, RsaKeySize,
};

/// The algorithm and the size of a key pair.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum KeyType {
    /// ECDSA on the curve P-256; signs with SHA-256.
    #[default]
    EcdsaP256,
    /// ECDSA on the curve P-384; signs with SHA-384.
    EcdsaP384,
    /// RSA of 2048 bits; signs with SHA-256.
    Rsa2048,
    /// RSA of 4096 bits; signs with SHA-256. Generating one may take seconds.
    Rsa4096,
    /// Ed25519. Cloudflare refuses it for custom certificates.
    Ed25519,
}

impl KeyType {
    pub(crate) fn generate(self) -> Result<KeyPair, rcgen::Error> {
        match self {
            Self::EcdsaP256 => KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256),
            Self::EcdsaP384 => KeyPair::generate_for(&PKCS_ECDSA_P384_SHA384),
            Self::Rsa2048 => KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048),
            Self::Rsa4096 => KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_4096),
            Self::Ed25519 => KeyPair::generate_for(&PKCS_ED25519),
        }
    }
}
