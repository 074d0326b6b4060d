//! How a test authority is set up.

use std::sync::atomic::AtomicU64;
use std::time::SystemTime;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DistinguishedName, DnType, IsCa, KeyUsagePurpose,
};

use super::TestCa;
use super::error::TestCaError;
use super::validity::{TimeSource, Validity};
use crate::x509::KeyType;

/// Sets up a [`TestCa`]; from [`TestCa::builder`].
#[derive(Clone, Debug)]
#[must_use = "an authority is only made by `build`"]
pub struct TestCaBuilder<'a> {
    parent: Option<&'a TestCa>,
    name: DistinguishedName,
    key_type: KeyType,
    validity: Option<(SystemTime, SystemTime)>,
    time: TimeSource,
}

impl<'a> TestCaBuilder<'a> {
    pub(super) fn new() -> Self {
        let mut name = DistinguishedName::new();
        name.push(DnType::OrganizationName, "Simulator Test CA");
        name.push(DnType::CommonName, "Simulator Test Root");
        Self { parent: None, name, key_type: KeyType::default(), validity: None, time: TimeSource::default() }
    }

    /// Sets the type of the authority's key, and with it the algorithm of its signatures; ECDSA on P-256 by default.
    pub fn key(mut self, key_type: KeyType) -> Self {
        self.key_type = key_type;
        self
    }

    /// Sets the common name of the authority; `Simulator Test Root` by default.
    pub fn common_name(mut self, name: impl Into<String>) -> Self {
        self.name.push(DnType::CommonName, name.into());
        self
    }

    /// Sets from when to when the authority's own certificate is valid; from 1975 to 4096 by default. What the
    /// authority issues may begin earlier and end later.
    pub fn validity(mut self, not_before: SystemTime, not_after: SystemTime) -> Self {
        self.validity = Some((not_before, not_after));
        self
    }

    /// Makes an intermediate authority of this one, instead of a root.
    pub fn issued_by(mut self, parent: &'a TestCa) -> Self {
        self.parent = Some(parent);
        self.time = parent.time.clone();
        self
    }

    /// Replaces the whole name.
    pub(crate) fn name(mut self, name: DistinguishedName) -> Self {
        self.name = name;
        self
    }

    pub(crate) fn time(mut self, time: TimeSource) -> Self {
        self.time = time;
        self
    }

    /// Makes the authority, with a new key.
    ///
    /// # Errors
    /// Fails if no key can be generated, or if the validity ends before it begins or leaves the years 1950 to 9999.
    pub fn build(self) -> Result<TestCa, TestCaError> {
        let mut params = authority(self.name);
        if let Some((not_before, not_after)) = self.validity {
            Validity::between(not_before, not_after)?.apply(&mut params);
        }
        let key = self.key_type.generate()?;
        let (issuer, chain_pem) = match self.parent {
            None => (CertifiedIssuer::self_signed(params, key)?, String::new()),
            Some(parent) => {
                params.serial_number = Some(parent.next_serial());
                params.use_authority_key_identifier_extension = true;
                let issuer = CertifiedIssuer::signed_by(params, key, &parent.issuer)?;
                let chain_pem = format!("{}{}", issuer.pem(), parent.chain_pem());
                (issuer, chain_pem)
            }
        };
        Ok(TestCa {
            certificate_pem: issuer.pem(),
            issuer,
            chain_pem,
            key_type: self.key_type,
            time: self.time,
            issued: AtomicU64::new(0),
        })
    }
}

/// The certificate of an authority.
pub(super) fn authority(name: DistinguishedName) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = name;
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params
}
