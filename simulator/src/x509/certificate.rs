//! What a certificate says.

use std::net::IpAddr;

use time::OffsetDateTime;
use x509_parser::extensions::GeneralName;
use x509_parser::prelude::{FromDer, X509Certificate};
use x509_parser::public_key::PublicKey;
use x509_parser::x509::{AttributeTypeAndValue, X509Name};

use super::signature::signature_name;

/// What is of interest in a parsed certificate.
#[derive(Clone, Debug)]
pub(crate) struct Certificate {
    /// The whole of it.
    pub(crate) der: Vec<u8>,
    /// The names of the extension "subject alternative names"; the common name where there is none.
    pub(crate) hosts: Vec<String>,
    /// The subject alternative names alone.
    pub(crate) sans: Vec<String>,
    /// Who issued it: the organization, or the common name if none is given.
    pub(crate) issuer: String,
    /// The algorithm of its signature as Cloudflare names it.
    pub(crate) signature: &'static str,
    pub(crate) expires_on: OffsetDateTime,
    /// The bits of the public key.
    pub(crate) public_key: Vec<u8>,
    /// Whether the public key is of a kind and length that may serve a site.
    pub(crate) has_strong_key: bool,
    /// The algorithm of the public key: `RSA`, `ECDSA`, or another one.
    pub(crate) key_type: &'static str,
    /// Whether it may issue others.
    pub(crate) is_ca: bool,
}

impl Certificate {
    /// Parses a certificate in DER form; nothing if it is none.
    pub(crate) fn parse(der: &[u8]) -> Option<Self> {
        let (rest, certificate) = X509Certificate::from_der(der).ok()?;
        if !rest.is_empty() {
            return None;
        }
        Some(Self {
            der: der.to_vec(),
            hosts: hosts(&certificate)?,
            sans: sans(&certificate)?,
            issuer: issuer(certificate.issuer()),
            signature: signature_name(&certificate.signature_algorithm),
            expires_on: certificate.validity().not_after.to_datetime(),
            public_key: certificate.public_key().subject_public_key.data.to_vec(),
            has_strong_key: has_strong_key(&certificate),
            key_type: key_type(&certificate),
            is_ca: certificate.is_ca(),
        })
    }

    /// A description of a certificate that does not exist.
    pub(crate) fn invented(host: String, expires_on: OffsetDateTime) -> Self {
        Self {
            der: Vec::new(),
            hosts: vec![host],
            sans: Vec::new(),
            issuer: "Simulator Seed".to_owned(),
            signature: "ECDSAWithSHA256",
            expires_on,
            public_key: Vec::new(),
            has_strong_key: true,
            key_type: "ECDSA",
            is_ca: false,
        }
    }
}

fn sans(certificate: &X509Certificate<'_>) -> Option<Vec<String>> {
    // An extension that is there twice or cannot be read makes the certificate unusable.
    let names = certificate.subject_alternative_name().ok()?;
    let names = names.iter().flat_map(|extension| &extension.value.general_names);
    Some(names.filter_map(host).collect())
}

fn hosts(certificate: &X509Certificate<'_>) -> Option<Vec<String>> {
    let hosts = sans(certificate)?;
    if hosts.is_empty() {
        return Some(certificate.subject().iter_common_name().filter_map(text).collect());
    }
    Some(hosts)
}

fn host(name: &GeneralName<'_>) -> Option<String> {
    match name {
        GeneralName::DNSName(name) => Some((*name).to_owned()),
        GeneralName::IPAddress(bytes) => ip_address(bytes).map(|address| address.to_string()),
        _ => None,
    }
}

/// The address in a name of the kind IP address.
pub(super) fn ip_address(bytes: &[u8]) -> Option<IpAddr> {
    match bytes {
        [a, b, c, d] => Some(IpAddr::from([*a, *b, *c, *d])),
        bytes => <[u8; 16]>::try_from(bytes).ok().map(IpAddr::from),
    }
}

fn issuer(name: &X509Name<'_>) -> String {
    let named = name.iter_organization().chain(name.iter_common_name()).find_map(text);
    named.unwrap_or_else(|| name.to_string())
}

fn text(attribute: &AttributeTypeAndValue<'_>) -> Option<String> {
    attribute.as_str().ok().map(str::to_owned)
}

fn key_type(certificate: &X509Certificate<'_>) -> &'static str {
    match certificate.public_key().parsed() {
        Ok(PublicKey::RSA(_)) => "RSA",
        Ok(PublicKey::EC(_)) => "ECDSA",
        _ => "other",
    }
}

/// RSA of at least 2048 bits or ECDSA of at least 225, as Cloudflare asks for.
fn has_strong_key(certificate: &X509Certificate<'_>) -> bool {
    match certificate.public_key().parsed() {
        Ok(PublicKey::RSA(key)) => key.key_size() >= 2048,
        Ok(PublicKey::EC(point)) => point.key_size() >= 225,
        _ => false,
    }
}
