//! What a certificate says.

use std::time::{Duration, SystemTime};

use chrono::{DateTime, Utc};
use x509_cert::certificate::{CertificateInner, Raw, Version};
use x509_cert::der::{Decode, Encode};
use x509_cert::ext::pkix::BasicConstraints;

use super::parse_error::{ParseError, Reason};
use super::public_key::PublicKey;
use super::{KeyType, der, fingerprint, names, pem, private_key, signature};
use crate::{Secret, Timestamp};

/// A certificate, and those that came with it: reads what Cloudflare identifies and shows certificates by.
///
/// ```
/// # fn example(pem: &str) -> Result<(), cloudflare_certificates::preflight::ParseError> {
/// use std::time::{Duration, SystemTime};
/// use cloudflare_certificates::preflight::Certificate;
///
/// let certificate = Certificate::from_pem(pem)?;
/// if certificate.expires_within(SystemTime::now(), Duration::from_secs(30 * 86_400)) {
///     println!("{}: renew {:?}", certificate.fingerprint_sha256(), certificate.names());
/// }
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    der: Vec<u8>,
    serial: Vec<u8>,
    /// `None` if they cannot be read.
    alternative_names: Option<Vec<String>>,
    common_name: Option<String>,
    issuer: String,
    issuer_name: String,
    issuer_der: Vec<u8>,
    subject_name: String,
    subject_der: Vec<u8>,
    signature: &'static str,
    /// Since 1970.
    not_before: Duration,
    not_after: Duration,
    pub(super) key: PublicKey,
    is_ca: bool,
    has_extensions: bool,
    chain: Vec<Self>,
}

impl Certificate {
    /// Reads the certificates of a PEM string and returns the leaf: the first one that is not a CA's, or else the first
    /// one. The others are its [`chain`](Self::chain). Blocks of other kinds are ignored.
    ///
    /// # Errors
    /// Fails if the string has no certificate, or one that cannot be read.
    pub fn from_pem(pem: &str) -> Result<Self, ParseError> {
        let mut all = Self::all_from_pem(pem)?;
        let place = all.iter().position(|certificate| !certificate.is_ca).unwrap_or(0);
        let none = ParseError(Reason::NoBlock("CERTIFICATE"));
        // There is one: otherwise, the string would have been an error.
        let mut leaf = (place < all.len()).then(|| all.remove(place)).ok_or(none)?;
        leaf.chain = all;
        Ok(leaf)
    }

    /// Reads all certificates of a PEM string, in its order. None of them has a [`chain`](Self::chain).
    ///
    /// # Errors
    /// Fails if the string has no certificate, or one that cannot be read.
    pub fn all_from_pem(pem: &str) -> Result<Vec<Self>, ParseError> {
        let blocks = pem::blocks(pem);
        let certificates = blocks.iter().filter(|block| block.label == "CERTIFICATE");
        let certificates: Result<Vec<_>, _> = certificates
            .map(|block| block.der.as_ref().ok_or(ParseError(Reason::Damaged)))
            .map(|der| Self::from_der(der?))
            .collect();
        certificates.and_then(|certificates| {
            if certificates.is_empty() {
                return Err(ParseError(Reason::NoBlock("CERTIFICATE")));
            }
            Ok(certificates)
        })
    }

    /// Reads a certificate in DER form.
    ///
    /// # Errors
    /// Fails if it is not a certificate, or one that this library does not understand.
    pub fn from_der(der: &[u8]) -> Result<Self, ParseError> {
        let reason = if der::is_sequence(der) { Reason::NotUnderstood } else { Reason::Damaged };
        let parsed = CertificateInner::<Raw>::from_der(der).map_err(|_| ParseError(reason))?;
        Self::new(der, &parsed).ok_or(ParseError(Reason::NotUnderstood))
    }

    fn new(der: &[u8], parsed: &CertificateInner<Raw>) -> Option<Self> {
        let tbs = parsed.tbs_certificate();
        let constraints = tbs.get_extension::<BasicConstraints>();
        Some(Self {
            der: der.to_vec(),
            serial: tbs.serial_number().as_bytes().to_vec(),
            alternative_names: names::alternative_names(tbs.extensions().map_or(&[], Vec::as_slice)),
            common_name: names::common_name(tbs.subject()),
            issuer: names::short(tbs.issuer()),
            issuer_name: tbs.issuer().to_string(),
            issuer_der: tbs.issuer().to_der().ok()?,
            subject_name: tbs.subject().to_string(),
            subject_der: tbs.subject().to_der().ok()?,
            signature: signature::name(parsed.signature_algorithm().oid),
            not_before: tbs.validity().not_before.to_unix_duration(),
            not_after: tbs.validity().not_after.to_unix_duration(),
            key: PublicKey::new(tbs.subject_public_key_info())?,
            is_ca: constraints.is_ok_and(|found| found.is_some_and(|(_, constraints)| constraints.ca)),
            has_extensions: tbs.version() == Version::V3 && tbs.extensions().is_some(),
            chain: Vec::new(),
        })
    }
}

/// Names, numbers and dates.
impl Certificate {
    /// Returns the hostnames and IP addresses of the certificate: its subject alternative names, or its common name if it
    /// has none. Cloudflare shows them as `hosts`.
    pub fn names(&self) -> Vec<&str> {
        match self.alternative_names.as_deref() {
            Some([]) | None => self.common_name.as_deref().into_iter().collect(),
            Some(names) => names.iter().map(String::as_str).collect(),
        }
    }

    /// Returns whether one of the [`names`](Self::names) is good for a hostname. A wildcard stands for one label.
    pub fn covers(&self, hostname: &str) -> bool {
        let hostname = names::normalize(hostname);
        self.names().iter().any(|name| names::covers(&names::normalize(name), &hostname))
    }

    /// Returns the issuer's organization, or else its common name, as Cloudflare shows it for custom certificates.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// Returns the whole name of the issuer, in the notation of RFC 4514: `CN=Example Root,O=Example,C=US`.
    pub fn issuer_name(&self) -> &str {
        &self.issuer_name
    }

    /// Returns the whole name of the subject, in the notation of RFC 4514.
    pub fn subject_name(&self) -> &str {
        &self.subject_name
    }

    /// Returns the serial number in lowercase hexadecimal digits.
    pub fn serial_number(&self) -> String {
        fingerprint::hex(&self.serial)
    }

    /// Returns the serial number in decimal digits. It is the id of an Origin CA certificate, and what Cloudflare shows
    /// for mTLS and origin pull certificates.
    pub fn serial_number_decimal(&self) -> String {
        fingerprint::decimal(&self.serial)
    }

    /// Returns the SHA-256 fingerprint in lowercase hexadecimal digits.
    pub fn fingerprint_sha256(&self) -> String {
        fingerprint::sha256(&self.der)
    }

    /// Returns the MD5 fingerprint as Access shows it: `MD5 Fingerprint=` and uppercase hexadecimal digits with colons.
    pub fn fingerprint_md5(&self) -> String {
        fingerprint::md5(&self.der)
    }

    /// Returns when the certificate begins to be valid.
    pub fn not_before(&self) -> SystemTime {
        point(self.not_before)
    }

    /// Returns when the certificate expires.
    pub fn not_after(&self) -> SystemTime {
        point(self.not_after)
    }

    /// Returns when the certificate expires, as a timestamp like those of the API.
    pub fn expires_on(&self) -> Timestamp {
        let seconds = i64::try_from(self.not_after.as_secs()).unwrap_or(i64::MAX);
        Timestamp::from(DateTime::<Utc>::from_timestamp(seconds, 0).unwrap_or(DateTime::<Utc>::MAX_UTC))
    }

    /// Returns whether the certificate has expired, or will have expired in `within` from `now` on.
    pub fn expires_within(&self, now: SystemTime, within: Duration) -> bool {
        now.checked_add(within).is_none_or(|then| self.not_after() <= then)
    }

    /// Returns the algorithm of the signature as Cloudflare names it, such as `SHA256WithRSA` or `ECDSAWithSHA384`. It is
    /// the issuer's choice, and need not be that of the certificate's own key.
    pub fn signature(&self) -> &'static str {
        self.signature
    }

    /// Returns the certificate in DER form.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// Returns the subject alternative names; `None` if they cannot be read.
    pub(super) fn alternative_names(&self) -> Option<&[String]> {
        self.alternative_names.as_deref()
    }
}

/// The key, and the place in a chain.
impl Certificate {
    /// Returns the algorithm and the size of the public key.
    pub fn key_type(&self) -> KeyType {
        self.key.key_type
    }

    /// Returns the public key as `SubjectPublicKeyInfo` in DER form. A certificate that was issued for a CSR has the same
    /// as the [CSR](super::Csr::public_key_der).
    pub fn public_key_der(&self) -> &[u8] {
        &self.key.der
    }

    /// Returns whether a private key in PEM form belongs to this certificate; `None` if that cannot be decided, because
    /// the key cannot be read or does not include its public half.
    pub fn matches_key(&self, private_key: &Secret) -> Option<bool> {
        private_key::read(private_key).ok()?.belongs_to(&self.key)
    }

    /// Returns whether the certificate may issue others, according to its basic constraints.
    pub fn is_ca(&self) -> bool {
        self.is_ca
    }

    /// Returns whether subject and issuer are the same. The signature itself is not verified.
    pub fn is_self_signed(&self) -> bool {
        self.issuer_der == self.subject_der
    }

    /// Returns whether the issuer of this certificate has the name of another one's subject. The signature itself is not
    /// verified.
    pub fn is_issued_by(&self, issuer: &Self) -> bool {
        self.issuer_der == issuer.subject_der
    }

    /// Returns the other certificates of the PEM string from which this one was [read](Self::from_pem), in its order.
    pub fn chain(&self) -> &[Self] {
        &self.chain
    }

    /// Whether the certificate says nothing of what it may be used for, as those of the oldest roots.
    pub(super) fn is_without_constraints(&self) -> bool {
        !self.has_extensions
    }
}

/// The dates of certificates end with the year 9999, so they are within the range of `SystemTime`.
fn point(since_1970: Duration) -> SystemTime {
    SystemTime::UNIX_EPOCH.checked_add(since_1970).unwrap_or(SystemTime::UNIX_EPOCH)
}
