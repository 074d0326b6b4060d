//! Algorithms and sizes of public keys.

use std::fmt;

use x509_cert::der::asn1::{AnyRef, ObjectIdentifier};
use x509_cert::spki::SubjectPublicKeyInfoRef;

use super::der;

/// The algorithm of a public key, with its size where it has several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum KeyType {
    /// RSA.
    Rsa {
        /// The length of the modulus.
        bits: usize,
    },
    /// ECDSA.
    Ecdsa {
        /// The size of the curve.
        bits: usize,
    },
    /// Ed25519.
    Ed25519,
    /// Ed448.
    Ed448,
    /// ML-DSA, the post-quantum signature scheme, in any of its sizes.
    MlDsa,
    /// An algorithm that this library does not know.
    Other,
}

pub(super) const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const RSA_PSS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10");
pub(super) const EC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");
const ED448: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.113");
const ML_DSA: [ObjectIdentifier; 3] = [
    ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.3.17"),
    ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.3.18"),
    ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.3.19"),
];
/// The curve whose points do not tell its size, because it is not a number of whole bytes.
const P521: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.35");

/// The families of algorithms between which keys cannot be mixed up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    Rsa,
    Ecdsa,
    Ed25519,
    Ed448,
    MlDsa,
}

impl Family {
    pub(super) fn of(algorithm: ObjectIdentifier) -> Option<Self> {
        Some(match algorithm {
            RSA | RSA_PSS => Self::Rsa,
            EC => Self::Ecdsa,
            ED25519 => Self::Ed25519,
            ED448 => Self::Ed448,
            other if ML_DSA.contains(&other) => Self::MlDsa,
            _ => return None,
        })
    }
}

impl KeyType {
    pub(super) fn of(key: &SubjectPublicKeyInfoRef<'_>) -> Self {
        let bytes = key.subject_public_key.raw_bytes();
        match Family::of(key.algorithm.oid) {
            Some(Family::Rsa) => modulus_bits(bytes).map_or(Self::Other, |bits| Self::Rsa { bits }),
            Some(Family::Ecdsa) => match curve_bits(key.algorithm.parameters, bytes) {
                Some(bits) => Self::Ecdsa { bits },
                None => Self::Other,
            },
            Some(Family::Ed25519) => Self::Ed25519,
            Some(Family::Ed448) => Self::Ed448,
            Some(Family::MlDsa) => Self::MlDsa,
            None => Self::Other,
        }
    }

    pub(super) fn is_rsa(self) -> bool {
        matches!(self, Self::Rsa { .. })
    }

    pub(super) fn is_ecdsa(self) -> bool {
        matches!(self, Self::Ecdsa { .. })
    }
}

/// Writes it in words, such as `RSA of 2048 bits`.
impl fmt::Display for KeyType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rsa { bits } => write!(f, "RSA of {bits} bits"),
            Self::Ecdsa { bits } => write!(f, "ECDSA of {bits} bits"),
            Self::Ed25519 => f.write_str("Ed25519"),
            Self::Ed448 => f.write_str("Ed448"),
            Self::MlDsa => f.write_str("ML-DSA"),
            Self::Other => f.write_str("an unknown algorithm"),
        }
    }
}

fn modulus_bits(key: &[u8]) -> Option<usize> {
    let numbers = der::sequence(key)?;
    let modulus = der::unsigned(numbers.first()?)?;
    let first = modulus.first()?;
    Some(modulus.len() * 8 - usize::try_from(first.leading_zeros()).ok()?)
}

fn curve_bits(curve: Option<AnyRef<'_>>, point: &[u8]) -> Option<usize> {
    if curve.as_ref().and_then(der::oid) == Some(P521) {
        return Some(521);
    }
    let (form, coordinates) = point.split_first()?;
    match form {
        2 | 3 => Some(coordinates.len() * 8),
        4 => Some(coordinates.len() * 4),
        _ => None,
    }
}
