//! A certificate authority for tests.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

use rcgen::{
    BasicConstraints, CertificateParams, CertificateSigningRequestParams, CertifiedIssuer, DistinguishedName,
    DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair, KeyUsagePurpose, PKCS_RSA_SHA256, RsaKeySize,
    SerialNumber,
};
use time::{Duration, OffsetDateTime};

use crate::clock::SimulatedClock;

/// The years that certificates are made for; X.509 has no others that matter.
const YEARS: std::ops::RangeInclusive<i32> = 1950..=9999;

/// A certificate authority of the test's own, so that a program can be its own issuer.
///
/// Nobody trusts it but the simulator, which trusts everybody.
pub struct TestCa {
    issuer: CertifiedIssuer<'static, KeyPair>,
    certificate_pem: String,
    clock: Option<SimulatedClock>,
    issued: AtomicU64,
}

/// Why the test's certificate authority made no certificate.
#[derive(Debug)]
pub struct TestCaError(Reason);

#[derive(Debug)]
enum Reason {
    Validity,
    Certificate(rcgen::Error),
}

impl TestCa {
    /// An authority with an ECDSA key: what it issues is signed with `ECDSAWithSHA256`.
    ///
    /// # Errors
    /// Fails if the system has no randomness to give.
    pub fn new() -> Result<Self, TestCaError> {
        Self::with_key(KeyPair::generate()?, None)
    }

    /// An authority with an RSA key: what it issues is signed with `SHA256WithRSA`.
    ///
    /// # Errors
    /// Fails if the system has no randomness to give.
    pub fn with_rsa_key() -> Result<Self, TestCaError> {
        Self::with_key(KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048)?, None)
    }

    /// An authority that lives in simulated time.
    pub(crate) fn with_clock(clock: SimulatedClock) -> Result<Self, TestCaError> {
        Self::with_key(KeyPair::generate()?, Some(clock))
    }

    fn with_key(key: KeyPair, clock: Option<SimulatedClock>) -> Result<Self, TestCaError> {
        let mut params = CertificateParams::default();
        params.distinguished_name = DistinguishedName::new();
        params.distinguished_name.push(DnType::OrganizationName, "Simulator Test CA");
        params.distinguished_name.push(DnType::CommonName, "Simulator Test Root");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let issuer = CertifiedIssuer::self_signed(params, key)?;
        Ok(Self { certificate_pem: issuer.pem(), issuer, clock, issued: AtomicU64::new(0) })
    }

    /// The authority's own certificate, a root, in PEM form.
    pub fn certificate_pem(&self) -> &str {
        &self.certificate_pem
    }

    /// Issues a certificate for a CSR in PEM form, for its subject, its names and its key. It is valid for so many
    /// days from now on; a negative number gives one that expired so many days ago.
    ///
    /// # Errors
    /// Fails if the CSR cannot be read, if its signature is wrong, or if the calendar does not reach that far.
    pub fn sign_csr(&self, csr_pem: &str, validity_days: i64) -> Result<String, TestCaError> {
        let mut csr = CertificateSigningRequestParams::from_pem(csr_pem)?;
        self.fill(&mut csr.params, validity_days)?;
        Ok(csr.signed_by(&self.issuer)?.pem())
    }

    /// Issues a certificate for the key of a CSR in PEM form: for its subject and these names, or its own where none are
    /// given, with this serial number.
    pub(crate) fn sign(
        &self,
        csr_pem: &str,
        hosts: Option<&[String]>,
        validity_days: i64,
        serial: SerialNumber,
    ) -> Result<String, TestCaError> {
        let mut csr = CertificateSigningRequestParams::from_pem(csr_pem)?;
        if let Some(hosts) = hosts {
            csr.params.subject_alt_names = CertificateParams::new(hosts)?.subject_alt_names;
        }
        self.fill(&mut csr.params, validity_days)?;
        csr.params.serial_number = Some(serial);
        Ok(csr.signed_by(&self.issuer)?.pem())
    }

    /// Makes another root in simulated time, valid for so many days; in PEM form.
    pub(crate) fn new_root(&self, common_name: &str, validity_days: i64) -> Result<String, TestCaError> {
        let mut params = CertificateParams::default();
        params.distinguished_name = DistinguishedName::new();
        params.distinguished_name.push(DnType::OrganizationName, "Simulator, Inc.");
        params.distinguished_name.push(DnType::CommonName, common_name);
        self.fill(&mut params, validity_days)?;
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.extended_key_usages.clear();
        params.use_authority_key_identifier_extension = false;
        Ok(params.self_signed(&KeyPair::generate()?)?.pem())
    }

    /// Issues a certificate for hosts with an ECDSA key that is made for it. It is valid for so many days from now
    /// on; a negative number gives one that expired so many days ago. Returns the certificate and its private key,
    /// both in PEM form.
    ///
    /// # Errors
    /// Fails if a host cannot stand in a certificate, or if the calendar does not reach that far.
    pub fn issue(&self, hosts: &[&str], validity_days: i64) -> Result<(String, String), TestCaError> {
        let hosts: Vec<String> = hosts.iter().map(|host| (*host).to_owned()).collect();
        let mut params = CertificateParams::new(hosts)?;
        params.distinguished_name = DistinguishedName::new();
        self.fill(&mut params, validity_days)?;
        let key = KeyPair::generate()?;
        Ok((params.signed_by(&key, &self.issuer)?.pem(), key.serialize_pem()))
    }

    /// Makes a key pair and a CSR for hosts with it. Returns the CSR and the private key, both in PEM form.
    ///
    /// # Errors
    /// Fails if a host cannot stand in a CSR.
    pub fn csr(hosts: &[&str]) -> Result<(String, String), TestCaError> {
        let hosts: Vec<String> = hosts.iter().map(|host| (*host).to_owned()).collect();
        let mut params = CertificateParams::new(hosts)?;
        params.distinguished_name = DistinguishedName::new();
        let key = KeyPair::generate()?;
        Ok((params.serialize_request(&key)?.pem()?, key.serialize_pem()))
    }

    /// What every certificate of this authority has.
    fn fill(&self, params: &mut CertificateParams, validity_days: i64) -> Result<(), TestCaError> {
        (params.not_before, params.not_after) =
            self.validity(validity_days).ok_or(TestCaError(Reason::Validity))?;
        let serial = self.issued.fetch_add(1, Ordering::Relaxed) + 1;
        params.serial_number = Some(SerialNumber::from(serial));
        params.use_authority_key_identifier_extension = true;
        params.insert_extended_key_usage(ExtendedKeyUsagePurpose::ServerAuth);
        Ok(())
    }

    /// From when to when; one that has expired was valid for a day before.
    fn validity(&self, days: i64) -> Option<(OffsetDateTime, OffsetDateTime)> {
        let now = self.clock.as_ref().map_or_else(OffsetDateTime::now_utc, SimulatedClock::moment);
        let end = now.checked_add(Duration::seconds(days.checked_mul(24 * 60 * 60)?))?;
        let start = end.min(now).checked_sub(Duration::DAY)?;
        (YEARS.contains(&start.year()) && YEARS.contains(&end.year())).then_some((start, end))
    }
}

/// Shows no key.
impl fmt::Debug for TestCa {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { issuer: _, certificate_pem, clock: _, issued } = self;
        let mut debug = formatter.debug_struct("TestCa");
        debug.field("certificate_pem", certificate_pem).field("issued", issued).finish_non_exhaustive()
    }
}

impl From<rcgen::Error> for TestCaError {
    fn from(error: rcgen::Error) -> Self {
        Self(Reason::Certificate(error))
    }
}

impl fmt::Display for TestCaError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match &self.0 {
            Reason::Validity => "the certificate's validity leaves the calendar",
            Reason::Certificate(_) => "the certificate could not be made",
        })
    }
}

impl std::error::Error for TestCaError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.0 {
            Reason::Validity => None,
            Reason::Certificate(error) => Some(error),
        }
    }
}
