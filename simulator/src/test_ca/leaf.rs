//! What a leaf certificate says.

use rcgen::{
    CertificateParams, DistinguishedName, ExtendedKeyUsagePurpose, IsCa, KeyUsagePurpose, SanType,
    SerialNumber,
};

use super::validity::Validity;

/// A leaf certificate to be signed.
pub(crate) struct Leaf {
    pub(crate) subject: DistinguishedName,
    pub(crate) names: Vec<SanType>,
    pub(crate) usages: Vec<ExtendedKeyUsagePurpose>,
    pub(crate) validity: Validity,
    pub(crate) serial: SerialNumber,
}

impl From<Leaf> for CertificateParams {
    fn from(leaf: Leaf) -> Self {
        let Leaf { subject, names, usages, validity, serial } = leaf;
        let mut params = Self::default();
        params.distinguished_name = subject;
        params.subject_alt_names = names;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::KeyEncipherment];
        params.extended_key_usages = usages;
        // With this, rcgen also writes the subject key identifier.
        params.is_ca = IsCa::ExplicitNoCa;
        params.use_authority_key_identifier_extension = true;
        validity.apply(&mut params);
        params.serial_number = Some(serial);
        params
    }
}
