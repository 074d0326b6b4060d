//! What of a private key can be known without computing with it. Nothing here keeps, copies or shows its secret part.

use x509_cert::der::Encode;
use x509_cert::der::asn1::ObjectIdentifier;

use super::key_type::{EC, Family, RSA};
use super::public_key::PublicKey;
use super::{der, pem};
use crate::Secret;

/// What is wrong with a private key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum KeyProblem {
    /// There is no PEM block.
    NoBlock,
    /// A passphrase is needed.
    Encrypted,
    /// A block `EC PARAMETERS` stands beside the key.
    EcParameters,
    /// There is a certificate in the string.
    Certificate,
    /// There are several keys.
    Several,
    /// The block is of a kind that is not a private key, or one that Cloudflare does not take.
    OtherKind,
    /// The block has no end, or is neither Base64 nor DER.
    Damaged,
    /// The block is of a kind that this library does not know.
    Unknown,
}

/// A private key's public side.
pub(super) struct PrivateKey {
    algorithm: ObjectIdentifier,
    curve: Option<ObjectIdentifier>,
    /// As in a certificate; `None` if the key does not include it.
    public_key: Option<Vec<u8>>,
}

/// Reads a private key in one of the forms PKCS #8, PKCS #1 and SEC 1.
pub(super) fn read(private_key: &Secret) -> Result<PrivateKey, KeyProblem> {
    let blocks = pem::blocks(private_key.expose());
    let has = |label: &str| blocks.iter().any(|block| block.label == label);
    if has("ENCRYPTED PRIVATE KEY") || blocks.iter().any(|block| block.is_encrypted) {
        return Err(KeyProblem::Encrypted);
    }
    if has("EC PARAMETERS") {
        return Err(KeyProblem::EcParameters);
    }
    if has("CERTIFICATE") {
        return Err(KeyProblem::Certificate);
    }
    let block = match blocks.as_slice() {
        [] => return Err(KeyProblem::NoBlock),
        [block] => block,
        _ => return Err(KeyProblem::Several),
    };
    let known = ["PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY"].contains(&block.label);
    if !known && !block.label.ends_with("PRIVATE KEY") || block.label == "OPENSSH PRIVATE KEY" {
        return Err(KeyProblem::OtherKind);
    }
    let content = block.der.as_ref().ok_or(KeyProblem::Damaged)?;
    if !der::is_sequence(content) {
        return Err(KeyProblem::Damaged);
    }
    let key = match block.label {
        "PRIVATE KEY" => pkcs8(content),
        "RSA PRIVATE KEY" => pkcs1(content),
        "EC PRIVATE KEY" => sec1(content, None),
        _ => None,
    };
    key.ok_or(KeyProblem::Unknown)
}

impl PrivateKey {
    /// Returns whether this is the private half of a public key; `None` if that cannot be decided.
    pub(super) fn belongs_to(&self, public_key: &PublicKey) -> Option<bool> {
        if Family::of(self.algorithm)? != Family::of(public_key.algorithm)? {
            return Some(false);
        }
        if self.curve.is_some() && public_key.curve.is_some() && self.curve != public_key.curve {
            return Some(false);
        }
        let own = self.public_key.as_deref()?;
        // The same point may be written in several forms, of which the first byte tells.
        let is_point = Family::of(self.algorithm) == Some(Family::Ecdsa);
        if is_point && own.first() != public_key.bytes.first() {
            return None;
        }
        Some(own == public_key.bytes)
    }
}

/// `PrivateKeyInfo`: version, algorithm, key, and perhaps attributes and the public key.
fn pkcs8(content: &[u8]) -> Option<PrivateKey> {
    let fields = der::sequence(content)?;
    let [_version, algorithm, key, rest @ ..] = fields.as_slice() else { return None };
    let algorithm = der::elements(*algorithm)?;
    let (oid, parameters) = algorithm.split_first()?;
    let oid = der::oid(oid)?;
    let curve = parameters.first().and_then(der::oid);
    let within = match Family::of(oid) {
        Some(Family::Rsa) => pkcs1(key.value()),
        Some(Family::Ecdsa) => sec1(key.value(), curve),
        _ => None,
    };
    let beside = rest.iter().find(|field| der::has_number(field, 1));
    let beside = beside.and_then(|field| der::bit_string(field.value())).map(<[u8]>::to_vec);
    let public_key = within.and_then(|key| key.public_key).or(beside);
    Some(PrivateKey { algorithm: oid, curve, public_key })
}

/// `RSAPrivateKey`: version, modulus, exponent, and what is secret.
fn pkcs1(content: &[u8]) -> Option<PrivateKey> {
    let numbers = der::sequence(content)?;
    let [_version, modulus, exponent, _, ..] = numbers.as_slice() else { return None };
    der::unsigned(modulus)?;
    der::unsigned(exponent)?;
    let public_key = vec![*modulus, *exponent].to_der().ok()?;
    Some(PrivateKey { algorithm: RSA, curve: None, public_key: Some(public_key) })
}

/// `ECPrivateKey`: version, the secret number, and perhaps the curve and the public key.
fn sec1(content: &[u8], curve: Option<ObjectIdentifier>) -> Option<PrivateKey> {
    let fields = der::sequence(content)?;
    let [_version, _secret, rest @ ..] = fields.as_slice() else { return None };
    let tagged = |number: u32| rest.iter().find(|field| der::has_number(field, number)).copied();
    let within = |field| der::elements(field).and_then(|elements| elements.into_iter().next());
    let own_curve = tagged(0).and_then(within).as_ref().and_then(der::oid);
    let public_key = tagged(1).and_then(within);
    let public_key = public_key.and_then(|key| der::bit_string(key.value()).map(<[u8]>::to_vec));
    Some(PrivateKey { algorithm: EC, curve: own_curve.or(curve), public_key })
}
