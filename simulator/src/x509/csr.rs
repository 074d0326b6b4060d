//! Certificate signing requests that the simulator makes.

use rcgen::{CertificateParams, DistinguishedName, DnType, DnValue, KeyPair};

use super::KeyType;

/// The algorithm of a custom CSR's key pair, as Cloudflare names it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum CsrKeyType {
    #[default]
    Rsa2048,
    P256v1,
}

impl CsrKeyType {
    /// The name in requests and responses.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Rsa2048 => "rsa2048",
            Self::P256v1 => "p256v1",
        }
    }
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

impl From<CsrKeyType> for KeyType {
    fn from(key_type: CsrKeyType) -> Self {
        match key_type {
            CsrKeyType::Rsa2048 => Self::Rsa2048,
            CsrKeyType::P256v1 => Self::EcdsaP256,
        }
    }
}

/// Makes a key pair and a CSR for it in PEM form.
pub(crate) fn make_csr(
    subject: &Subject<'_>,
    key_type: impl Into<KeyType>,
) -> Result<(String, KeyPair), rcgen::Error> {
    let mut params = CertificateParams::new(subject.sans)?;
    params.distinguished_name = subject.name()?;
    let key = key_type.into().generate()?;
    Ok((params.serialize_request(&key)?.pem()?, key))
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
