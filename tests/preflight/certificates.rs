//! What certificates and CSRs say.

use std::time::{Duration, SystemTime};

use cloudflare_certificates::Timestamp;
use cloudflare_certificates::preflight::{Certificate, Csr, KeyType};
use cloudflare_certificates_simulator::{self as simulator, TestCa};

use crate::support::{DAY, ca, fixture, issued};

#[test]
fn fingerprints_serial_number_and_dates_are_those_of_openssl() {
    let certificate = Certificate::from_pem(fixture!("p256.crt")).unwrap();
    assert_eq!(
        certificate.fingerprint_sha256(),
        "5a2ca944d2f526fec54347cfde155a9139e796a1f9cbe3c5b6bd08a13e127e91"
    );
    assert_eq!(
        certificate.fingerprint_md5(),
        "MD5 Fingerprint=A4:48:C4:CF:67:8F:B0:06:01:48:5A:D2:D9:D3:32:F2"
    );
    assert_eq!(certificate.serial_number(), "1234");
    assert_eq!(certificate.serial_number_decimal(), "4660");
    // 2099-01-01.
    assert_eq!(certificate.not_after(), SystemTime::UNIX_EPOCH + Duration::from_secs(4_070_908_800));
    assert_eq!(certificate.expires_on(), Timestamp::new("2099-01-01T00:00:00Z"));
}

#[test]
fn an_issued_certificate_is_described_as_the_server_describes_it() {
    let root = ca();
    let issued = root.certificate(&["www.example.com", "*.example.com", "192.0.2.1"]).issue().unwrap();
    let certificate = Certificate::from_pem(issued.certificate_pem()).unwrap();
    assert_eq!(certificate.names(), ["www.example.com", "*.example.com", "192.0.2.1"]);
    assert_eq!(certificate.fingerprint_sha256(), issued.fingerprint_sha256());
    assert_eq!(certificate.fingerprint_md5(), issued.fingerprint_md5());
    assert_eq!(certificate.serial_number(), issued.serial_number());
    assert_eq!(certificate.not_before(), issued.not_before());
    assert_eq!(certificate.not_after(), issued.not_after());
    assert_eq!(certificate.issuer(), "Simulator Test CA");
    assert_eq!(certificate.issuer_name(), "CN=Simulator Test Root,O=Simulator Test CA");
    assert_eq!(certificate.signature(), "ECDSAWithSHA256");
    assert!(!certificate.is_ca() && !certificate.is_self_signed());
    assert!(certificate.is_issued_by(&Certificate::from_pem(root.certificate_pem()).unwrap()));
}

#[test]
fn the_key_type_is_that_of_the_key_and_the_signature_that_of_the_issuer() {
    let check = |issued: simulator::IssuedCertificate, key_type: KeyType, signature: &str| {
        let certificate = Certificate::from_pem(issued.certificate_pem()).unwrap();
        assert_eq!((certificate.key_type(), certificate.signature()), (key_type, signature));
    };
    let (ecdsa, rsa) = (ca(), TestCa::with_rsa_key().unwrap());
    let issue = |ca: &TestCa, key| ca.certificate(&["example.com"]).key(key).issue().unwrap();
    check(issue(&ecdsa, simulator::KeyType::Rsa2048), KeyType::Rsa { bits: 2048 }, "ECDSAWithSHA256");
    check(issue(&rsa, simulator::KeyType::EcdsaP384), KeyType::Ecdsa { bits: 384 }, "SHA256WithRSA");
    check(issue(&rsa, simulator::KeyType::Ed25519), KeyType::Ed25519, "SHA256WithRSA");
    let weak = ecdsa.certificate(&["example.com"]).weak_key().issue().unwrap();
    check(weak, KeyType::Rsa { bits: 1024 }, "ECDSAWithSHA256");
    let post_quantum = Certificate::from_pem(fixture!("ml_dsa.crt")).unwrap();
    assert_eq!((post_quantum.key_type(), post_quantum.signature()), (KeyType::MlDsa, "ML-DSA-44"));
    let small = Certificate::from_pem(fixture!("p224.crt")).unwrap();
    assert_eq!(small.key_type(), KeyType::Ecdsa { bits: 224 });
}

#[test]
fn the_leaf_is_found_wherever_it_is_and_the_rest_is_its_chain() {
    let root = ca();
    let intermediate = root.intermediate("Intermediate").unwrap();
    let leaf = intermediate.certificate(&["www.example.com"]).issue().unwrap();
    let [first, second, third] =
        [leaf.certificate_pem(), intermediate.certificate_pem(), root.certificate_pem()];
    for text in [format!("{first}{second}{third}"), format!("{second}{first}{third}")] {
        let certificate = Certificate::from_pem(&text).unwrap();
        assert_eq!(certificate.fingerprint_sha256(), leaf.fingerprint_sha256());
        let names: Vec<&str> = certificate.chain().iter().map(Certificate::subject_name).collect();
        assert_eq!(
            names,
            ["CN=Intermediate,O=Simulator Test CA", "CN=Simulator Test Root,O=Simulator Test CA"]
        );
    }
    // Without a leaf, the first one is returned.
    let certificate = Certificate::from_pem(&format!("{third}{second}")).unwrap();
    assert!(certificate.is_ca() && certificate.is_self_signed());
    assert_eq!(certificate.chain().len(), 1);
}

#[test]
fn a_certificate_expires_within_a_time_if_it_ends_before_that() {
    let issued = ca().certificate(&["example.com"]).valid_days(30).issue().unwrap();
    let certificate = Certificate::from_pem(issued.certificate_pem()).unwrap();
    let now = issued.not_after() - DAY * 30;
    assert!(!certificate.expires_within(now, DAY * 29));
    assert!(certificate.expires_within(now, DAY * 30));
    assert!(certificate.expires_within(now, Duration::MAX));
    assert!(!certificate.expires_within(now, Duration::ZERO));
    assert!(certificate.expires_within(issued.not_after(), Duration::ZERO));
}

#[test]
fn a_common_name_is_only_a_name_without_subject_alternative_names() {
    let root = ca();
    let with = root.certificate(&["a.example.com"]).common_name("b.example.com").issue().unwrap();
    assert_eq!(Certificate::from_pem(with.certificate_pem()).unwrap().names(), ["a.example.com"]);
    let without = root.certificate(&[]).common_name("b.example.com").issue().unwrap();
    assert_eq!(Certificate::from_pem(without.certificate_pem()).unwrap().names(), ["b.example.com"]);
}

#[test]
fn a_wildcard_covers_hostnames_of_one_level_in_any_case() {
    let issued = ca().certificate(&["*.example.com"]).issue().unwrap();
    let certificate = Certificate::from_pem(issued.certificate_pem()).unwrap();
    assert!(certificate.covers("WWW.Example.com"));
    assert!(!certificate.covers("example.com") && !certificate.covers("a.b.example.com"));
}

#[test]
fn a_certificate_is_recognized_by_the_public_key_of_its_csr() {
    let (csr, _) = TestCa::csr(&["a.example.com", "b.example.com"], simulator::KeyType::Rsa2048).unwrap();
    let certificate = Certificate::from_pem(&ca().sign_csr(&csr, 90).unwrap()).unwrap();
    let csr = Csr::from_pem(&csr).unwrap();
    assert_eq!(csr.public_key_der(), certificate.public_key_der());
    assert!(csr.is_for(&certificate));
    assert_eq!(csr.names(), ["a.example.com", "b.example.com"]);
    assert_eq!(csr.key_type(), KeyType::Rsa { bits: 2048 });
    assert_eq!(csr.subject_name(), "CN=a.example.com");
    let other = Certificate::from_pem(issued().certificate_pem()).unwrap();
    assert!(!csr.is_for(&other));
}

#[test]
fn what_cannot_be_read_is_an_error_without_the_input() {
    let key = fixture!("p256_pkcs8.key");
    for text in ["", "certificate", key] {
        let error = Certificate::from_pem(text).unwrap_err();
        assert_eq!(error.to_string(), "there is no PEM block `CERTIFICATE`");
        assert!(error.is_damaged());
    }
    let whole = fixture!("p256.crt");
    for text in [&whole[..whole.len() / 2], &whole.replace("MII", "!!!"), &whole.replacen('\n', "\nAAAA", 2)]
    {
        let error = Certificate::from_pem(text).unwrap_err();
        assert_eq!(error.to_string(), "a PEM block has no end, or its content is damaged");
        assert!(error.is_damaged());
    }
    assert!(Csr::from_pem(whole).unwrap_err().is_damaged());
    assert!(!Certificate::from_der(&[0x30, 0]).unwrap_err().is_damaged(), "it is intact DER");
}
