//! What answers say of a certificate beside its hosts and dates.

use md5::Md5;
use sha2::{Digest, Sha256};
use time::OffsetDateTime;
use x509_parser::extensions::ParsedExtension;
use x509_parser::prelude::{FromDer, X509Certificate};
use x509_parser::x509::AttributeTypeAndValue;

/// Subject, serial number and fingerprints.
#[derive(Clone, Debug)]
pub(crate) struct Details {
    /// In decimal digits.
    pub(crate) serial: String,
    /// In hexadecimal digits.
    pub(crate) serial_hex: String,
    pub(crate) common_name: Option<String>,
    pub(crate) country: Option<String>,
    pub(crate) locality: Option<String>,
    pub(crate) state: Option<String>,
    pub(crate) organization: Option<String>,
    pub(crate) organizational_unit: Option<String>,
    /// The subject key identifier in hexadecimal digits.
    pub(crate) ski: Option<String>,
    /// The SHA-256 fingerprint in hexadecimal digits.
    pub(crate) fingerprint: String,
    /// The MD5 fingerprint the way OpenSSL writes it.
    pub(crate) fingerprint_md5: String,
    pub(crate) issuer: String,
    pub(crate) not_before: OffsetDateTime,
    pub(crate) not_after: OffsetDateTime,
    pub(crate) has_rsa_key: bool,
}

impl Details {
    /// Reads a certificate in DER form; nothing if it is none.
    pub(crate) fn of(der: &[u8]) -> Option<Self> {
        let (_, certificate) = X509Certificate::from_der(der).ok()?;
        let subject = certificate.subject();
        let ski = certificate.extensions().iter().find_map(|extension| match extension.parsed_extension() {
            ParsedExtension::SubjectKeyIdentifier(id) => Some(hex(id.0)),
            _ => None,
        });
        Some(Self {
            serial: certificate.tbs_certificate.serial.to_string(),
            serial_hex: hex(certificate.tbs_certificate.raw_serial()),
            common_name: subject.iter_common_name().find_map(text),
            country: subject.iter_country().find_map(text),
            locality: subject.iter_locality().find_map(text),
            state: subject.iter_state_or_province().find_map(text),
            organization: subject.iter_organization().find_map(text),
            organizational_unit: subject.iter_organizational_unit().find_map(text),
            ski,
            fingerprint: hex(&Sha256::digest(der)),
            fingerprint_md5: md5_fingerprint(der),
            issuer: certificate.issuer().to_string(),
            not_before: certificate.validity().not_before.to_datetime(),
            not_after: certificate.validity().not_after.to_datetime(),
            has_rsa_key: matches!(
                certificate.public_key().parsed(),
                Ok(x509_parser::public_key::PublicKey::RSA(_))
            ),
        })
    }
}

fn md5_fingerprint(der: &[u8]) -> String {
    let bytes: Vec<String> = Md5::digest(der).iter().map(|byte| format!("{byte:02X}")).collect();
    format!("MD5 Fingerprint={}", bytes.join(":"))
}

/// Returns bytes as hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Returns the SHA-256 fingerprint in hexadecimal digits.
pub(crate) fn sha256(der: &[u8]) -> String {
    hex(&Sha256::digest(der))
}

fn text(attribute: &AttributeTypeAndValue<'_>) -> Option<String> {
    attribute.as_str().ok().map(str::to_owned)
}
