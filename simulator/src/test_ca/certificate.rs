//! How a test certificate is described.

use std::fmt;
use std::time::SystemTime;

use rcgen::{CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, SanType};

use super::TestCa;
use super::error::{Reason, TestCaError};
use super::issued::IssuedCertificate;
use super::leaf::Leaf;
use super::subject_key::{KeySource, SubjectKey};
use super::validity::Validity;
use crate::x509::KeyType;

/// A certificate to be issued for tests; from [`TestCa::certificate`].
///
/// By default, it is valid for 90 days and has a new ECDSA key. If several methods set the key, or the validity, the last
/// one wins.
#[derive(Clone)]
#[must_use = "a certificate is only issued by `issue`"]
pub struct CertificateBuilder<'a> {
    ca: &'a TestCa,
    hosts: Vec<String>,
    common_name: Option<String>,
    span: Span,
    key: KeySource,
    self_signed: bool,
}

#[derive(Clone, Copy, Debug)]
enum Span {
    Days(i64),
    NotYet,
    Between(SystemTime, SystemTime),
}

impl<'a> CertificateBuilder<'a> {
    pub(super) fn new(ca: &'a TestCa, hosts: &[&str]) -> Self {
        Self {
            ca,
            hosts: hosts.iter().map(|host| (*host).to_owned()).collect(),
            common_name: None,
            span: Span::Days(90),
            key: KeySource::New(KeyType::default()),
            self_signed: false,
        }
    }

    /// Sets for how many days from now on the certificate is valid. A negative number gives one that expired that many
    /// days ago.
    ///
    /// It begins five minutes before now, for computers whose clocks are behind.
    pub fn valid_days(mut self, days: i64) -> Self {
        self.span = Span::Days(days);
        self
    }

    /// Sets from when to when the certificate is valid; X.509 keeps whole seconds.
    pub fn validity(mut self, not_before: SystemTime, not_after: SystemTime) -> Self {
        self.span = Span::Between(not_before, not_after);
        self
    }

    /// Makes a certificate that expired yesterday. Cloudflare refuses it as a custom certificate with code 1206.
    pub fn expired(self) -> Self {
        self.valid_days(-1)
    }

    /// Makes a certificate that becomes valid in 30 days and is valid for 90 days then.
    pub fn not_yet_valid(mut self) -> Self {
        self.span = Span::NotYet;
        self
    }

    /// Issues the certificate for a new key pair of this type.
    pub fn key(mut self, key_type: KeyType) -> Self {
        self.key = KeySource::New(key_type);
        self
    }

    /// Issues the certificate for an existing private key in PEM form (PKCS #8, PKCS #1 or SEC 1), to renew a
    /// certificate with the same key.
    pub fn with_key(mut self, private_key_pem: impl Into<String>) -> Self {
        self.key = KeySource::Existing(private_key_pem.into());
        self
    }

    /// Issues the certificate for the subject and the public key of a CSR in PEM form, and for its names if
    /// [`TestCa::certificate`] was given none.
    pub fn for_csr(mut self, csr_pem: impl Into<String>) -> Self {
        self.key = KeySource::Csr(csr_pem.into());
        self
    }

    /// Issues the certificate for an RSA key of 1024 bits, always the same one. Cloudflare refuses it as a custom
    /// certificate with code 1002.
    pub fn weak_key(mut self) -> Self {
        self.key = KeySource::Weak;
        self
    }

    /// Sets the common name of the subject, which has none otherwise, or that of the CSR.
    pub fn common_name(mut self, name: impl Into<String>) -> Self {
        self.common_name = Some(name.into());
        self
    }

    /// Signs the certificate with its own private key instead of the authority's. Its subject, which is its issuer,
    /// has the first host as its common name unless another one is set.
    pub fn self_signed(mut self) -> Self {
        self.self_signed = true;
        self
    }

    /// Issues the certificate.
    ///
    /// # Errors
    /// Fails if a host is not valid in a certificate, if the validity ends before it begins or
    /// leaves the years 1950 to 9999, if the CSR or the private key cannot be read, or if a certificate without its
    /// private key is to be self-signed.
    pub fn issue(self) -> Result<IssuedCertificate, TestCaError> {
        let key = self.key.clone().load()?;
        let leaf = Leaf {
            subject: self.subject(&key),
            names: self.names(&key)?,
            usages: vec![ExtendedKeyUsagePurpose::ServerAuth],
            validity: self.validity_now()?,
            serial: self.ca.next_serial(),
        };
        if self.self_signed {
            let pair = key.pair().ok_or(Reason::SelfSigned)?;
            let certificate = CertificateParams::from(leaf).self_signed(pair)?;
            return IssuedCertificate::new(&certificate, key.private_key_pem(), "");
        }
        let certificate = self.ca.sign(leaf, &key)?;
        IssuedCertificate::new(&certificate, key.private_key_pem(), self.ca.chain_pem())
    }

    fn subject(&self, key: &SubjectKey) -> DistinguishedName {
        let mut subject = key.csr().map(|csr| csr.subject.clone()).unwrap_or_default();
        let first_host = self.hosts.first().filter(|_| self.self_signed);
        if let Some(name) = self.common_name.as_ref().or(first_host) {
            subject.push(DnType::CommonName, name.as_str());
        }
        subject
    }

    fn names(&self, key: &SubjectKey) -> Result<Vec<SanType>, TestCaError> {
        match key.csr() {
            Some(csr) if self.hosts.is_empty() => Ok(csr.names.clone()),
            _ => Ok(CertificateParams::new(self.hosts.as_slice())?.subject_alt_names),
        }
    }

    fn validity_now(&self) -> Result<Validity, TestCaError> {
        let now = self.ca.now();
        match self.span {
            Span::Days(days) => Validity::days(now, days),
            Span::NotYet => Validity::between_days(now, 30, 120),
            Span::Between(not_before, not_after) => Validity::between(not_before, not_after),
        }
    }
}

/// Does not show a private key.
impl fmt::Debug for CertificateBuilder<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { ca: _, hosts, common_name, span, key: _, self_signed } = self;
        let mut debug = formatter.debug_struct("CertificateBuilder");
        debug.field("hosts", hosts).field("common_name", common_name).field("span", span);
        debug.field("self_signed", self_signed).finish_non_exhaustive()
    }
}
