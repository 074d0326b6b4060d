//! What a certificate in PEM form says, read with x509-parser.

// Each test binary uses its own part of this; a test fails by panicking.
#![allow(dead_code, unreachable_pub, clippy::unwrap_used, clippy::panic)]

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use x509_parser::prelude::{FromDer, ParsedExtension, X509Certificate};
use x509_parser::public_key::PublicKey;

pub const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// A certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parsed {
    pub der: Vec<u8>,
    /// From when to when it is valid, in seconds since 1970.
    pub validity: (i64, i64),
    pub subject: String,
    pub issuer: String,
    /// In lowercase hexadecimal digits.
    pub serial: String,
    pub names: Vec<String>,
    pub is_ca: bool,
    /// The names of the key usages, as x509-parser writes them.
    pub key_usage: String,
    /// Whether it may authenticate servers, and clients.
    pub usages: (bool, bool),
    pub subject_key_id: Option<String>,
    pub authority_key_id: Option<String>,
    /// `RSA 2048`, `EC 256`, `Ed25519`.
    pub key: String,
    pub public_key: Vec<u8>,
}

impl Parsed {
    /// The one certificate of a PEM text.
    #[track_caller]
    pub fn one(text: &str) -> Self {
        let all = Self::all(text);
        assert_eq!(all.len(), 1, "{text}");
        all.into_iter().next().unwrap()
    }

    /// The certificates of a PEM text.
    pub fn all(text: &str) -> Vec<Self> {
        let blocks = pem::parse_many(text).unwrap();
        blocks.iter().inspect(|block| assert_eq!(block.tag(), "CERTIFICATE")).map(Self::block).collect()
    }

    fn block(block: &pem::Pem) -> Self {
        let der = block.contents().to_vec();
        let (rest, certificate) = X509Certificate::from_der(&der).unwrap();
        assert!(rest.is_empty());
        let key_id = |wanted: fn(&ParsedExtension<'_>) -> Option<String>| {
            certificate.extensions().iter().find_map(|extension| wanted(extension.parsed_extension()))
        };
        let usages = certificate.extended_key_usage().unwrap().map(|it| it.value);
        Self {
            validity: (
                certificate.validity().not_before.timestamp(),
                certificate.validity().not_after.timestamp(),
            ),
            subject: certificate.subject().to_string(),
            issuer: certificate.issuer().to_string(),
            serial: hex(certificate.tbs_certificate.raw_serial()),
            names: names(&certificate),
            is_ca: certificate.is_ca(),
            key_usage: certificate.key_usage().unwrap().map(|it| it.value.to_string()).unwrap_or_default(),
            usages: usages.map_or((false, false), |usages| (usages.server_auth, usages.client_auth)),
            subject_key_id: key_id(|extension| match extension {
                ParsedExtension::SubjectKeyIdentifier(id) => Some(hex(id.0)),
                _ => None,
            }),
            authority_key_id: key_id(|extension| match extension {
                ParsedExtension::AuthorityKeyIdentifier(id) => id.key_identifier.as_ref().map(|id| hex(id.0)),
                _ => None,
            }),
            key: key(&certificate),
            public_key: certificate.public_key().raw.to_vec(),
            der,
        }
    }

    /// The length of the validity in seconds.
    pub fn seconds(&self) -> i64 {
        self.validity.1 - self.validity.0
    }

    /// Whether the name, the key identifier and the signature are those of an issuer.
    pub fn is_issued_by(&self, issuer: &Self) -> bool {
        let (_, child) = X509Certificate::from_der(&self.der).unwrap();
        let (_, parent) = X509Certificate::from_der(&issuer.der).unwrap();
        // Only a root may leave out whose key has signed it.
        let same_id = match &self.authority_key_id {
            Some(id) => issuer.subject_key_id.as_ref() == Some(id),
            None => self == issuer,
        };
        same_id && self.issuer == issuer.subject && child.verify_signature(Some(parent.public_key())).is_ok()
    }

    /// The object identifier of the signature's algorithm.
    pub fn signature(&self) -> String {
        let (_, certificate) = X509Certificate::from_der(&self.der).unwrap();
        certificate.signature_algorithm.algorithm.to_id_string()
    }
}

/// Whole seconds since 1970.
pub fn seconds(time: SystemTime) -> i64 {
    time.duration_since(UNIX_EPOCH).unwrap().as_secs().try_into().unwrap()
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn names(certificate: &X509Certificate<'_>) -> Vec<String> {
    let names = certificate.subject_alternative_name().unwrap();
    names.iter().flat_map(|it| &it.value.general_names).map(ToString::to_string).collect()
}

fn key(certificate: &X509Certificate<'_>) -> String {
    match certificate.public_key().parsed().unwrap() {
        PublicKey::RSA(key) => format!("RSA {}", key.key_size()),
        PublicKey::EC(point) => format!("EC {}", point.key_size()),
        PublicKey::Unknown(_) => "Ed25519".to_owned(),
        other => panic!("{other:?}"),
    }
}
