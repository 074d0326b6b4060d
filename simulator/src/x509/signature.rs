//! What Cloudflare calls the algorithms of signatures.

use x509_parser::oid_registry::{
    OID_PKCS1_SHA1WITHRSA, OID_PKCS1_SHA256WITHRSA, OID_PKCS1_SHA384WITHRSA, OID_PKCS1_SHA512WITHRSA,
    OID_SIG_ECDSA_WITH_SHA256, OID_SIG_ECDSA_WITH_SHA384, OID_SIG_ECDSA_WITH_SHA512, OID_SIG_ED25519, Oid,
};
use x509_parser::x509::AlgorithmIdentifier;

/// The name of a signature's algorithm, such as `SHA256WithRSA`.
pub(super) fn signature_name(algorithm: &AlgorithmIdentifier<'_>) -> &'static str {
    let names: [(Oid<'static>, &'static str); 8] = [
        (OID_PKCS1_SHA256WITHRSA, "SHA256WithRSA"),
        (OID_PKCS1_SHA384WITHRSA, "SHA384WithRSA"),
        (OID_PKCS1_SHA512WITHRSA, "SHA512WithRSA"),
        (OID_PKCS1_SHA1WITHRSA, "SHA1WithRSA"),
        (OID_SIG_ECDSA_WITH_SHA256, "ECDSAWithSHA256"),
        (OID_SIG_ECDSA_WITH_SHA384, "ECDSAWithSHA384"),
        (OID_SIG_ECDSA_WITH_SHA512, "ECDSAWithSHA512"),
        (OID_SIG_ED25519, "Ed25519"),
    ];
    let found = names.iter().find(|(oid, _)| *oid == algorithm.algorithm);
    found.map_or("UnknownSignatureAlgorithm", |(_, name)| name)
}
