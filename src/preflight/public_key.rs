//! Public keys of certificates and CSRs.

use x509_cert::SubjectPublicKeyInfo;
use x509_cert::der::Encode;
use x509_cert::der::asn1::ObjectIdentifier;
use x509_cert::der::referenced::OwnedToRef;

use super::der;
use super::key_type::KeyType;

/// A public key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PublicKey {
    /// The structure `SubjectPublicKeyInfo`.
    pub(super) der: Vec<u8>,
    pub(super) algorithm: ObjectIdentifier,
    /// The curve of an elliptic key.
    pub(super) curve: Option<ObjectIdentifier>,
    /// The key alone.
    pub(super) bytes: Vec<u8>,
    pub(super) key_type: KeyType,
}

impl PublicKey {
    pub(super) fn new(key: &SubjectPublicKeyInfo) -> Option<Self> {
        let info = key.owned_to_ref();
        Some(Self {
            der: key.to_der().ok()?,
            algorithm: info.algorithm.oid,
            curve: info.algorithm.parameters.as_ref().and_then(der::oid),
            bytes: info.subject_public_key.raw_bytes().to_vec(),
            key_type: KeyType::of(&info),
        })
    }
}
