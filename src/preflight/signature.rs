//! What Cloudflare calls the algorithms of signatures.

use x509_cert::der::asn1::ObjectIdentifier;

/// The names by the identifiers of the algorithms.
const NAMES: [(&str, &str); 16] = [
    ("1.2.840.113549.1.1.4", "MD5WithRSA"),
    ("1.2.840.113549.1.1.5", "SHA1WithRSA"),
    ("1.2.840.113549.1.1.10", "RSAPSS"),
    ("1.2.840.113549.1.1.11", "SHA256WithRSA"),
    ("1.2.840.113549.1.1.12", "SHA384WithRSA"),
    ("1.2.840.113549.1.1.13", "SHA512WithRSA"),
    ("1.2.840.10045.4.1", "ECDSAWithSHA1"),
    ("1.2.840.10045.4.3.2", "ECDSAWithSHA256"),
    ("1.2.840.10045.4.3.3", "ECDSAWithSHA384"),
    ("1.2.840.10045.4.3.4", "ECDSAWithSHA512"),
    ("1.3.101.112", "Ed25519"),
    ("1.3.101.113", "Ed448"),
    ("2.16.840.1.101.3.4.3.17", "ML-DSA-44"),
    ("2.16.840.1.101.3.4.3.18", "ML-DSA-65"),
    ("2.16.840.1.101.3.4.3.19", "ML-DSA-87"),
    ("1.2.840.10040.4.3", "DSAWithSHA1"),
];

/// Returns the name of an algorithm.
pub(super) fn name(algorithm: ObjectIdentifier) -> &'static str {
    let found =
        NAMES.iter().find(|(oid, _)| ObjectIdentifier::new(oid).is_ok_and(|known| known == algorithm));
    found.map_or("UnknownSignatureAlgorithm", |(_, name)| name)
}

/// Returns whether a signature of this name is one of RSA or one of ECDSA; `None` if it is neither.
pub(super) fn is_rsa(name: &str) -> Option<bool> {
    let name = name.to_ascii_uppercase();
    match (name.contains("RSA"), name.contains("ECDSA")) {
        (true, false) => Some(true),
        (false, true) => Some(false),
        _ => None,
    }
}
