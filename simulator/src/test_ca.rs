//! A certificate authority for tests.

mod builder;
mod certificate;
mod csr;
mod error;
mod issued;
mod leaf;
mod subject_key;
mod validity;
mod weak_key;

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

use rcgen::{CertificateParams, CertifiedIssuer, DistinguishedName, KeyPair, PublicKeyData, SerialNumber};
use sha2::{Digest, Sha256};
use time::OffsetDateTime;

use crate::clock::SimulatedClock;
use crate::x509::KeyType;

pub use builder::TestCaBuilder;
pub use certificate::CertificateBuilder;
pub use error::TestCaError;
pub use issued::IssuedCertificate;
pub(crate) use leaf::Leaf;
pub(crate) use validity::{TimeSource, Validity};

/// A certificate authority for tests of programs that upload certificates. Nothing trusts it except the simulator.
///
/// ```
/// # fn test() -> Result<(), Box<dyn std::error::Error>> {
/// use cloudflare_certificates_simulator::{KeyType, TestCa};
///
/// let root = TestCa::new()?;
/// let ca = root.intermediate("Test Intermediate")?;
/// let certificate = ca.certificate(&["www.example.com"]).key(KeyType::Rsa2048).valid_days(30).issue()?;
/// // `certificate.chain_pem()` is the leaf and the intermediate.
/// let renewed = ca.certificate(&["www.example.com"]).with_key(certificate.private_key_pem().unwrap()).issue()?;
/// # let _ = renewed;
/// # Ok(()) }
/// # test().unwrap();
/// ```
///
/// # Certificates that are refused
///
/// With `leaf = ca.certificate(&["www.example.com"])` and `issued = leaf.issue()?`, an upload as a custom certificate
/// responds with these codes:
///
/// | certificate | made by | code |
/// |---|---|---|
/// | expired | `leaf.expired()` | 1206 |
/// | less than 14 days left | `leaf.valid_days(13)` | 1206 |
/// | weak key | `leaf.weak_key()` | 1002 |
/// | key that Cloudflare does not accept | `leaf.key(KeyType::Ed25519)` | 1002 |
/// | wrong private key | `issued` with the `private_key_pem()` of another certificate | 2200 |
/// | duplicate | `issued` again | 1220 |
/// | chain in the wrong order, bundle method `force` | `format!("{}{}", ca.certificate_pem(), issued.certificate_pem())` | 2100 |
/// | no leaf | `ca.certificate_pem()` | 2101 |
/// | host outside of the zone | `ca.certificate(&["www.example.org"])` | 2103 |
///
/// The simulator accepts two that Cloudflare may refuse: `leaf.not_yet_valid()` and `leaf.self_signed()`. A common name
/// without subject alternative names, as in `ca.certificate(&[]).common_name("www.example.com")`, is refused with code 2103.
pub struct TestCa {
    issuer: CertifiedIssuer<'static, KeyPair>,
    certificate_pem: String,
    /// The certificates from this authority's own up to the one below the root; empty for a root.
    chain_pem: String,
    key_type: KeyType,
    time: TimeSource,
    issued: AtomicU64,
}

impl TestCa {
    /// Creates a root with an ECDSA key: what it issues is signed with `ECDSAWithSHA256`.
    ///
    /// # Errors
    /// Fails if no key can be generated.
    pub fn new() -> Result<Self, TestCaError> {
        Self::builder().build()
    }

    /// Creates a root with an RSA key of 2048 bits: what it issues is signed with `SHA256WithRSA`.
    ///
    /// # Errors
    /// Fails if no key can be generated.
    pub fn with_rsa_key() -> Result<Self, TestCaError> {
        Self::builder().key(KeyType::Rsa2048).build()
    }

    /// Creates a root whose own certificate has this validity, such as one that has expired.
    ///
    /// # Errors
    /// Fails if the validity ends before it begins or leaves the years 1950 to 9999.
    pub fn with_validity(not_before: SystemTime, not_after: SystemTime) -> Result<Self, TestCaError> {
        Self::builder().validity(not_before, not_after).build()
    }

    /// Sets up a root or an intermediate authority: its key, its name and its validity.
    pub fn builder<'a>() -> TestCaBuilder<'a> {
        TestCaBuilder::new()
    }

    /// Creates a root whose certificates begin and end in simulated time.
    pub(crate) fn with_clock(clock: SimulatedClock) -> Result<Self, TestCaError> {
        Self::builder().time(clock.into()).build()
    }

    /// Creates an intermediate authority below this one, with a key of the same type.
    ///
    /// The [chain](IssuedCertificate::chain_pem) of a certificate that it issues includes its own certificate and
    /// those between it and the root.
    ///
    /// # Errors
    /// Fails if no key can be generated.
    pub fn intermediate(&self, common_name: &str) -> Result<Self, TestCaError> {
        Self::builder().issued_by(self).key(self.key_type).common_name(common_name).build()
    }

    /// Returns the authority's own certificate in PEM form.
    pub fn certificate_pem(&self) -> &str {
        &self.certificate_pem
    }

    /// Starts a certificate for these hosts: names, wildcards or IP addresses.
    pub fn certificate(&self, hosts: &[&str]) -> CertificateBuilder<'_> {
        CertificateBuilder::new(self, hosts)
    }

    /// Issues a certificate for hosts and a new ECDSA key, valid for `validity_days` from now on; a negative number
    /// gives one that expired that many days ago. Returns the certificate and its private key, both in PEM form.
    ///
    /// # Errors
    /// Fails if a host is not valid in a certificate, or if the validity leaves the years 1950 to 9999.
    pub fn issue(&self, hosts: &[&str], validity_days: i64) -> Result<(String, String), TestCaError> {
        let issued = self.certificate(hosts).valid_days(validity_days).issue()?;
        let private_key = issued.private_key_pem().unwrap_or_default().to_owned();
        Ok((issued.certificate_pem().to_owned(), private_key))
    }

    /// Issues a certificate for the subject, the names and the key of a CSR in PEM form, valid for `validity_days`
    /// from now on; a negative number gives one that expired that many days ago. Returns the certificate in PEM form.
    ///
    /// # Errors
    /// Fails if the CSR cannot be read, if its signature is wrong, or if the validity leaves the years 1950 to 9999.
    pub fn sign_csr(&self, csr_pem: &str, validity_days: i64) -> Result<String, TestCaError> {
        let issued = self.certificate(&[]).for_csr(csr_pem).valid_days(validity_days).issue()?;
        Ok(issued.certificate_pem().to_owned())
    }

    /// Returns a new root certificate in PEM form. Its private key is dropped.
    pub(crate) fn root_certificate(
        name: DistinguishedName,
        validity: Validity,
    ) -> Result<String, TestCaError> {
        let mut params = builder::authority(name);
        validity.apply(&mut params);
        Ok(params.self_signed(&KeyType::default().generate()?)?.pem())
    }

    pub(crate) fn sign(
        &self,
        leaf: Leaf,
        key: &impl PublicKeyData,
    ) -> Result<rcgen::Certificate, TestCaError> {
        Ok(CertificateParams::from(leaf).signed_by(key, &self.issuer)?)
    }

    pub(crate) fn now(&self) -> OffsetDateTime {
        self.time.now()
    }

    fn chain_pem(&self) -> &str {
        &self.chain_pem
    }

    /// A serial number that no other certificate of any test authority has.
    fn next_serial(&self) -> SerialNumber {
        let count = self.issued.fetch_add(1, Ordering::Relaxed);
        let public_key = self.issuer.key().der_bytes();
        let digest = Sha256::new().chain_update(public_key).chain_update(count.to_be_bytes()).finalize();
        let mut bytes = digest.to_vec();
        bytes.truncate(16);
        if let Some(first) = bytes.first_mut() {
            // Positive, and never shorter.
            *first = *first & 0x3f | 0x40;
        }
        SerialNumber::from(bytes)
    }
}

/// Does not show the key.
impl fmt::Debug for TestCa {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { issuer: _, certificate_pem, chain_pem: _, key_type, time: _, issued } = self;
        let mut debug = formatter.debug_struct("TestCa");
        debug.field("certificate_pem", certificate_pem).field("key_type", key_type).field("issued", issued);
        debug.finish_non_exhaustive()
    }
}
