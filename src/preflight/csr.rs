//! What a certificate signing request says.

use x509_cert::der::{Decode, Encode};
use x509_cert::ext::Extension;
use x509_cert::request::CertReq;

use super::parse_error::{ParseError, Reason};
use super::public_key::PublicKey;
use super::{KeyType, der, names, pem};

const LABELS: [&str; 2] = ["CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"];
const EXTENSIONS: &str = "1.2.840.113549.1.9.14";

/// A certificate signing request. A certificate that was issued for it has the same
/// [public key](super::Certificate::public_key_der), whatever else the authority changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Csr {
    names: Vec<String>,
    common_name: Option<String>,
    subject_name: String,
    key: PublicKey,
}

impl Csr {
    /// Reads the CSR of a PEM string. Its signature is not verified.
    ///
    /// # Errors
    /// Fails if the string has no CSR, or one that cannot be read.
    pub fn from_pem(pem: &str) -> Result<Self, ParseError> {
        let blocks = pem::blocks(pem);
        let block = blocks.iter().find(|block| LABELS.contains(&block.label));
        let block = block.ok_or(ParseError(Reason::NoBlock("CERTIFICATE REQUEST")))?;
        Self::from_der(block.der.as_ref().ok_or(ParseError(Reason::Damaged))?)
    }

    /// Reads a CSR in DER form. Its signature is not verified.
    ///
    /// # Errors
    /// Fails if it is not a CSR, or one that this library does not understand.
    pub fn from_der(der: &[u8]) -> Result<Self, ParseError> {
        let reason = if der::is_sequence(der) { Reason::NotUnderstood } else { Reason::Damaged };
        let request = CertReq::from_der(der).map_err(|_| ParseError(reason))?;
        Self::new(&request).ok_or(ParseError(Reason::NotUnderstood))
    }

    fn new(request: &CertReq) -> Option<Self> {
        Some(Self {
            names: names::alternative_names(&extensions(request)).unwrap_or_default(),
            common_name: names::common_name(&request.info.subject),
            subject_name: request.info.subject.to_string(),
            key: PublicKey::new(&request.info.public_key)?,
        })
    }

    /// Returns the hostnames and IP addresses that the CSR asks for: its subject alternative names, or its common name if
    /// it has none.
    pub fn names(&self) -> Vec<&str> {
        match self.names.as_slice() {
            [] => self.common_name.as_deref().into_iter().collect(),
            names => names.iter().map(String::as_str).collect(),
        }
    }

    /// Returns the whole name of the subject, in the notation of RFC 4514.
    pub fn subject_name(&self) -> &str {
        &self.subject_name
    }

    /// Returns the algorithm and the size of the public key.
    pub fn key_type(&self) -> KeyType {
        self.key.key_type
    }

    /// Returns the public key as `SubjectPublicKeyInfo` in DER form.
    pub fn public_key_der(&self) -> &[u8] {
        &self.key.der
    }

    /// Returns whether a certificate was issued for the key of this CSR.
    pub fn is_for(&self, certificate: &super::Certificate) -> bool {
        self.key.der == certificate.key.der
    }
}

/// The extensions that are asked for. What cannot be read is left out.
fn extensions(request: &CertReq) -> Vec<Extension> {
    let attributes = request.info.attributes.iter();
    let values = attributes
        .filter(|attribute| attribute.oid.to_string() == EXTENSIONS)
        .flat_map(|attribute| attribute.values.iter());
    values.filter_map(|value| Vec::<Extension>::from_der(&value.to_der().ok()?).ok()).flatten().collect()
}
