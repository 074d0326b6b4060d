//! Private keys: their forms, and to which certificate they belong.

use cloudflare_certificates::Secret;
use cloudflare_certificates::preflight::Certificate;
use cloudflare_certificates::types::{NewCustomCertificate, NewMtlsCertificate};
use cloudflare_certificates_simulator::KeyType;

use crate::support::{ca, errors, fixture, issued, key, preflight, warnings};

fn matches(certificate: &str, key: &str) -> Option<bool> {
    Certificate::from_pem(certificate).unwrap().matches_key(&Secret::new(key))
}

#[test]
fn keys_in_all_forms_belong_to_their_certificates() {
    for key in [fixture!("p256_sec1.key"), fixture!("p256_pkcs8.key")] {
        assert_eq!(matches(fixture!("p256.crt"), key), Some(true));
    }
    for key in [fixture!("rsa_pkcs1.key"), fixture!("rsa_pkcs8.key")] {
        assert_eq!(matches(fixture!("rsa.crt"), key), Some(true));
    }
    for key_type in [KeyType::Rsa2048, KeyType::EcdsaP256, KeyType::EcdsaP384, KeyType::Ed25519] {
        let issued = ca().certificate(&["example.com"]).key(key_type).issue().unwrap();
        assert_eq!(matches(issued.certificate_pem(), key(&issued)), Some(true), "{key_type:?}");
    }
}

#[test]
fn another_key_does_not_belong_to_a_certificate() {
    for key in [fixture!("rsa_pkcs8.key"), fixture!("ed25519_pkcs8.key"), key(&issued())] {
        assert_eq!(matches(fixture!("p256.crt"), key), Some(false));
    }
    let other = ca().certificate(&["example.com"]).key(KeyType::Rsa2048).issue().unwrap();
    assert_eq!(matches(fixture!("rsa.crt"), key(&other)), Some(false));
    assert_eq!(matches(fixture!("rsa.crt"), fixture!("p256_sec1.key")), Some(false));
    // Another curve, of which the private key alone is enough to tell.
    assert_eq!(matches(fixture!("p224.crt"), fixture!("p256_pkcs8_without_public.key")), Some(false));
}

#[test]
fn what_cannot_be_decided_is_neither_true_nor_false() {
    for key in [fixture!("p256_sec1_without_public.key"), fixture!("p256_pkcs8_without_public.key")] {
        assert_eq!(matches(fixture!("p256.crt"), key), None);
    }
    assert_eq!(matches(fixture!("ed25519.crt"), fixture!("ed25519_pkcs8.key")), None);
    assert_eq!(matches(fixture!("ml_dsa.crt"), fixture!("ml_dsa_pkcs8.key")), None);
    assert_eq!(matches(fixture!("p256.crt"), "key"), None);
    let new = NewCustomCertificate::with_key(fixture!("p256.crt"), fixture!("p256_pkcs8_without_public.key"));
    assert!(preflight().custom_certificate(&new.build()).is_ok());
}

#[test]
fn keys_that_cloudflare_cannot_use_are_errors_with_2106() {
    let (certificate, good) = (fixture!("p256.crt"), fixture!("p256_pkcs8.key"));
    let check = |key: &str, problem: &str| {
        let findings =
            preflight().custom_certificate(&NewCustomCertificate::with_key(certificate, key).build());
        assert_eq!(errors(&findings), [("private_key", Some(2106))], "{problem}");
        assert_eq!(findings.errors().next().unwrap().problem, problem);
    };
    check(fixture!("p256_encrypted_pkcs8.key"), "it is encrypted with a passphrase");
    check(fixture!("p256_encrypted_sec1.key"), "it is encrypted with a passphrase");
    check(fixture!("p256_ec_parameters.key"), "a block `EC PARAMETERS` stands beside the key");
    check(&format!("{certificate}{good}"), "it contains a certificate");
    check("secret", "it is not in PEM form");
    check(&good[..good.len() - 30], "it is damaged");
    check(
        "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
        "it is not a private key of a certificate",
    );
    check(
        "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----",
        "it is not a private key of a certificate",
    );
}

#[test]
fn what_stands_beside_a_key_is_only_a_warning_where_nothing_is_documented() {
    let with_certificate = format!("{}{}", fixture!("p256.crt"), fixture!("p256_pkcs8.key"));
    for key in [fixture!("p256_ec_parameters.key"), &with_certificate] {
        let new = NewMtlsCertificate::leaf(fixture!("p256.crt"), key).build();
        let findings = preflight().mtls_certificate(&new);
        assert_eq!((errors(&findings), warnings(&findings)), (vec![], vec![("private_key", None)]));
    }
}

#[test]
fn a_key_in_the_field_of_the_certificate_is_an_error() {
    let both = format!("{}{}", fixture!("p256.crt"), fixture!("p256_pkcs8.key"));
    let new = NewCustomCertificate::with_key(both, fixture!("p256_pkcs8.key")).build();
    assert_eq!(errors(&preflight().custom_certificate(&new)), [("certificate", Some(1002))]);
}

#[test]
fn forms_that_are_not_understood_are_only_warnings() {
    let good = fixture!("p256_pkcs8.key");
    let other = "-----BEGIN NEWEST PRIVATE KEY-----\nMAA=\n-----END NEWEST PRIVATE KEY-----";
    for key in [&good.repeat(2), other, "-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----"] {
        let new = NewCustomCertificate::with_key(fixture!("p256.crt"), key).build();
        let findings = preflight().custom_certificate(&new);
        assert_eq!(errors(&findings), []);
        assert!(warnings(&findings).contains(&("private_key", Some(2106))), "{findings}");
    }
}

#[test]
fn no_finding_and_no_error_shows_a_key() {
    let certificate = fixture!("p256.crt");
    let key = fixture!("p256_sec1.key");
    let other = fixture!("rsa_pkcs8.key");
    for (certificate, key) in [(certificate, other), (key, certificate), (key, key), (key, &key[..60])] {
        let findings =
            preflight().custom_certificate(&NewCustomCertificate::with_key(certificate, key).build());
        let refused = findings.clone().into_result().unwrap_err();
        let text = format!("{findings} {findings:?} {refused} {refused:?}");
        for line in
            key.lines().chain(certificate.lines()).filter(|line| line.len() > 30 && !line.contains("--"))
        {
            assert!(!text.contains(&line[..20]), "{text}");
        }
    }
}
