//! The simulator's own authorities. Each is created when it is first used, because an RSA key is slow to generate.

use std::sync::OnceLock;

use rcgen::{DistinguishedName, DnType, DnValue};

use crate::clock::SimulatedClock;
use crate::test_ca::{TestCa, TestCaError, TimeSource, Validity};
use crate::x509::KeyType;

/// The name of the authority that signs client certificates.
pub(crate) const MANAGED_CA: &str = "Cloudflare Managed CA for the simulator";

/// The authorities that sign what the simulator issues, all in simulated time.
pub(crate) struct Authorities {
    time: TimeSource,
    managed: OnceLock<TestCa>,
    origin_rsa: OnceLock<TestCa>,
    origin_ecc: OnceLock<TestCa>,
}

impl Authorities {
    pub(crate) fn new(clock: SimulatedClock) -> Self {
        Self {
            time: clock.into(),
            managed: OnceLock::new(),
            origin_rsa: OnceLock::new(),
            origin_ecc: OnceLock::new(),
        }
    }

    /// The roots in PEM form, of those that sign with a key that does not change.
    pub(crate) fn roots(&self) -> Result<[String; 3], TestCaError> {
        let pem = |authority: &TestCa| authority.certificate_pem().to_owned();
        Ok([pem(self.managed()?), pem(self.origin_rsa()?), pem(self.origin_ecc()?)])
    }

    /// The authority that signs client certificates.
    pub(crate) fn managed(&self) -> Result<&TestCa, TestCaError> {
        self.get_or_create(&self.managed, KeyType::EcdsaP256, name(DnType::CommonName, MANAGED_CA))
    }

    /// The Origin CA that signs with RSA. Like Cloudflare's, it is named by its organizational unit.
    pub(crate) fn origin_rsa(&self) -> Result<&TestCa, TestCaError> {
        let unit = "Simulator Origin SSL Certificate Authority";
        self.get_or_create(&self.origin_rsa, KeyType::Rsa2048, name(DnType::OrganizationalUnitName, unit))
    }

    /// The Origin CA that signs with ECDSA.
    pub(crate) fn origin_ecc(&self) -> Result<&TestCa, TestCaError> {
        let unit = "Simulator Origin SSL ECC Certificate Authority";
        self.get_or_create(&self.origin_ecc, KeyType::EcdsaP256, name(DnType::OrganizationalUnitName, unit))
    }

    /// Makes a Gateway root in PEM form, valid for exactly so many days from now on.
    pub(crate) fn gateway_root(&self, id: &str, days: i64) -> Result<String, TestCaError> {
        let name = name(DnType::CommonName, &format!("Gateway CA of the simulator {id}"));
        TestCa::root_certificate(name, Validity::exact_days(self.time.now(), days)?)
    }

    fn get_or_create<'a>(
        &self,
        cell: &'a OnceLock<TestCa>,
        key_type: KeyType,
        name: DistinguishedName,
    ) -> Result<&'a TestCa, TestCaError> {
        if let Some(authority) = cell.get() {
            return Ok(authority);
        }
        let authority = TestCa::builder().key(key_type).name(name).time(self.time.clone()).build()?;
        // If two requests come at the same time, one of the two authorities is kept.
        Ok(cell.get_or_init(|| authority))
    }
}

/// The name of an authority of the simulator.
fn name(kind: DnType, value: &str) -> DistinguishedName {
    let mut name = DistinguishedName::new();
    // X.509 has countries in this form only; these two letters always fit it.
    if let Ok(country) = "US".try_into() {
        name.push(DnType::CountryName, DnValue::PrintableString(country));
    }
    name.push(DnType::OrganizationName, "Simulator, Inc.");
    name.push(kind, value);
    name
}
