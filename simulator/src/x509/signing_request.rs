//! Certificate signing requests that others made.

use rcgen::{
    DistinguishedName, DnType, DnValue, PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384, PKCS_ED25519,
    PKCS_RSA_SHA256, PublicKeyData, SanType, SignatureAlgorithm,
};
use x509_parser::certification_request::X509CertificationRequest;
use x509_parser::der_parser::asn1_rs::Tag;
use x509_parser::extensions::{GeneralName, ParsedExtension};
use x509_parser::oid_registry::{
    OID_EC_P256, OID_KEY_TYPE_EC_PUBLIC_KEY, OID_NIST_EC_P384, OID_PKCS1_RSAENCRYPTION, OID_SIG_ED25519,
};
use x509_parser::prelude::FromDer;
use x509_parser::x509::{AttributeTypeAndValue, SubjectPublicKeyInfo, X509Name};

use super::certificate::ip_address;

/// What a CSR asks a certificate for: its subject, its subject alternative names and its public key. Other requested
/// extensions are left to the authority.
#[derive(Debug)]
pub(crate) struct SigningRequest {
    pub(crate) subject: DistinguishedName,
    pub(crate) names: Vec<SanType>,
    pub(crate) key: RequestedKey,
}

/// The public key of a CSR.
#[derive(Debug)]
pub(crate) struct RequestedKey {
    bits: Vec<u8>,
    algorithm: &'static SignatureAlgorithm,
}

impl SigningRequest {
    /// Parses a CSR in PEM form and verifies its signature; `None` if it is none, or of an unsupported algorithm.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let block = pem::parse(text).ok()?;
        if !matches!(block.tag(), "CERTIFICATE REQUEST" | "NEW CERTIFICATE REQUEST") {
            return None;
        }
        let (rest, request) = X509CertificationRequest::from_der(block.contents()).ok()?;
        if !rest.is_empty() || request.verify_signature().is_err() {
            return None;
        }
        let info = &request.certification_request_info;
        let extensions = request.requested_extensions().into_iter().flatten();
        Some(Self {
            subject: subject(&info.subject),
            names: extensions.flat_map(alternative_names).collect(),
            key: RequestedKey::new(&info.subject_pki)?,
        })
    }
}

impl RequestedKey {
    fn new(key: &SubjectPublicKeyInfo<'_>) -> Option<Self> {
        Some(Self { bits: key.subject_public_key.data.to_vec(), algorithm: algorithm(key)? })
    }

    pub(crate) fn is_rsa(&self) -> bool {
        self.algorithm == &PKCS_RSA_SHA256
    }
}

impl PublicKeyData for RequestedKey {
    fn der_bytes(&self) -> &[u8] {
        &self.bits
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        self.algorithm
    }
}

/// What rcgen calls the kind of a public key. It is read from the key itself: the hash in the CSR's signature says
/// nothing of the curve.
fn algorithm(key: &SubjectPublicKeyInfo<'_>) -> Option<&'static SignatureAlgorithm> {
    let kind = &key.algorithm.algorithm;
    if *kind == OID_PKCS1_RSAENCRYPTION {
        return Some(&PKCS_RSA_SHA256);
    }
    if *kind == OID_SIG_ED25519 {
        return Some(&PKCS_ED25519);
    }
    if *kind != OID_KEY_TYPE_EC_PUBLIC_KEY {
        return None;
    }
    let curve = key.algorithm.parameters.as_ref()?.as_oid().ok()?;
    if curve == OID_EC_P256 {
        Some(&PKCS_ECDSA_P256_SHA256)
    } else if curve == OID_NIST_EC_P384 {
        Some(&PKCS_ECDSA_P384_SHA384)
    } else {
        None
    }
}

fn subject(name: &X509Name<'_>) -> DistinguishedName {
    let mut subject = DistinguishedName::new();
    for (kind, value) in name.iter_attributes().filter_map(attribute) {
        subject.push(kind, value);
    }
    subject
}

/// An attribute of a subject; `None` for the few forms of strings that are not Unicode.
fn attribute(attribute: &AttributeTypeAndValue<'_>) -> Option<(DnType, DnValue)> {
    let kind: Vec<u64> = attribute.attr_type().iter()?.collect();
    // rcgen panics when it writes other identifiers.
    if !matches!(kind.as_slice(), [0 | 1, 0..40, ..] | [2, _, ..]) {
        return None;
    }
    let text = attribute.as_str().ok()?;
    let value = match attribute.attr_value().header.tag() {
        Tag::PrintableString => DnValue::PrintableString(text.try_into().ok()?),
        Tag::Ia5String => DnValue::Ia5String(text.try_into().ok()?),
        _ => DnValue::Utf8String(text.to_owned()),
    };
    Some((DnType::from_oid(&kind), value))
}

fn alternative_names(extension: &ParsedExtension<'_>) -> Vec<SanType> {
    let ParsedExtension::SubjectAlternativeName(names) = extension else { return Vec::new() };
    names.general_names.iter().filter_map(alternative_name).collect()
}

fn alternative_name(name: &GeneralName<'_>) -> Option<SanType> {
    match name {
        GeneralName::DNSName(name) => Some(SanType::DnsName((*name).try_into().ok()?)),
        GeneralName::RFC822Name(name) => Some(SanType::Rfc822Name((*name).try_into().ok()?)),
        GeneralName::URI(name) => Some(SanType::URI((*name).try_into().ok()?)),
        GeneralName::IPAddress(bytes) => ip_address(bytes).map(SanType::IpAddress),
        _ => None,
    }
}
