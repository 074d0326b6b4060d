//! Client certificates for authenticated origin pulls.

use cloudflare_certificates::preflight::Findings;
use cloudflare_certificates::types::NewOriginPullCertificate;
use cloudflare_certificates_simulator::KeyType;

use crate::support::{ca, errors, fixture, issued, key, preflight, warnings};

fn check(certificate: &str, key: &str) -> Findings {
    let new = NewOriginPullCertificate::builder().certificate(certificate).private_key(key).build();
    preflight().origin_pull_certificate(&new)
}

#[test]
fn keys_of_all_types_are_accepted() {
    let ca = ca();
    for key_type in [KeyType::Rsa2048, KeyType::EcdsaP384, KeyType::Ed25519] {
        // Of any authority, and for any name.
        let issued = ca.certificate(&["client"]).key(key_type).self_signed().issue().unwrap();
        let findings = check(issued.certificate_pem(), key(&issued));
        assert!(findings.is_empty(), "{findings}");
    }
    let findings = check(fixture!("ml_dsa.crt"), fixture!("ml_dsa_pkcs8.key"));
    assert!(findings.is_empty(), "{findings}");
}

#[test]
fn a_leaf_is_needed() {
    let findings = check(ca().certificate_pem(), key(&issued()));
    assert_eq!(errors(&findings), [("certificate", None)]);
    assert_eq!(findings.errors().next().unwrap().problem, "there is no leaf certificate");
}

#[test]
fn the_key_must_be_usable_and_the_certificates_own() {
    let issued = issued();
    let certificate = issued.certificate_pem();
    assert_eq!(errors(&check(certificate, fixture!("p256_pkcs8.key"))), [("private_key", None)]);
    assert_eq!(errors(&check(certificate, fixture!("p256_encrypted_sec1.key"))), [("private_key", None)]);
    assert_eq!(errors(&check("certificate", key(&issued))), [("certificate", Some(1408))]);
}

#[test]
fn an_expired_certificate_is_a_warning() {
    let expired = ca().certificate(&["client"]).expired().issue().unwrap();
    let findings = check(expired.certificate_pem(), key(&expired));
    assert_eq!((errors(&findings), warnings(&findings)), (vec![], vec![("certificate", None)]));
}
