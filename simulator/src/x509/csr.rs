//! Certificate signing requests.

use rcgen::{
    CertificateParams, DistinguishedName, DnType, DnValue, KeyPair, PKCS_ECDSA_P256_SHA256, PKCS_RSA_SHA256,
    RsaKeySize,
};
use serde::{Deserialize, Serialize};

/// The algorithm of a CSR's key pair.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum KeyType {
    #[default]
    Rsa2048,
    P256v1,
}

/// Whom a CSR is for.
pub(crate) struct Subject<'a> {
    pub(crate) common_name: &'a str,
    pub(crate) organization: &'a str,
    pub(crate) organizational_unit: Option<&'a str>,
    pub(crate) locality: &'a str,
    pub(crate) state: &'a str,
    pub(crate) country: &'a str,
    pub(crate) sans: &'a [String],
}

impl KeyType {
    fn generate(self) -> Result<KeyPair, rcgen::Error> {
        match self {
            Self::Rsa2048 => KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048),
            Self::P256v1 => KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256),
        }
    }
}

/// Makes a key pair and a CSR for it in PEM form.
pub(crate) fn make_csr(subject: &Subject<'_>, key_type: KeyType) -> Result<(String, KeyPair), String> {
    let make = || {
        let mut params = CertificateParams::new(subject.sans)?;
        params.distinguished_name = subject.name()?;
        let key = key_type.generate()?;
        Ok::<_, rcgen::Error>((params.serialize_request(&key)?.pem()?, key))
    };
    make().map_err(|error| error.to_string())
}

impl Subject<'_> {
    fn name(&self) -> Result<DistinguishedName, rcgen::Error> {
        let mut name = DistinguishedName::new();
        // X.509 allows no other kind of text for a country.
        name.push(DnType::CountryName, DnValue::PrintableString(self.country.try_into()?));
        name.push(DnType::StateOrProvinceName, self.state);
        name.push(DnType::LocalityName, self.locality);
        name.push(DnType::OrganizationName, self.organization);
        if let Some(unit) = self.organizational_unit {
            name.push(DnType::OrganizationalUnitName, unit);
        }
        name.push(DnType::CommonName, self.common_name);
        Ok(name)
    }
}
