//! Uploads of custom certificates.

use cloudflare_certificates::preflight::{Certificate, Preflight};
use cloudflare_certificates::types::{BundleMethod, NewCustomCertificate};
use cloudflare_certificates_simulator::{CertificateBuilder, KeyType, TestCa};

use crate::support::{DAY, ca, errors, fixture, issued, key, preflight, warnings};

type Places<'a> = &'a [(&'a str, Option<i64>)];

fn check(certificate: CertificateBuilder<'_>, expected: Places<'_>, warned: Places<'_>) {
    let issued = certificate.issue().unwrap();
    let new = NewCustomCertificate::with_key(issued.certificate_pem(), key(&issued)).build();
    let findings = preflight().custom_certificate(&new);
    assert_eq!(errors(&findings), expected, "{findings}");
    assert_eq!(warnings(&findings), warned, "{findings}");
}

fn forced(certificate: String, key: &str) -> NewCustomCertificate {
    NewCustomCertificate::with_key(certificate, key).bundle_method(BundleMethod::Force).build()
}

#[test]
fn a_good_certificate_has_no_findings() {
    let ca = ca();
    for key_type in [KeyType::Rsa2048, KeyType::EcdsaP256, KeyType::EcdsaP384] {
        check(ca.certificate(&["www.example.com"]).key(key_type), &[], &[]);
    }
    check(ca.certificate(&["*.example.com", "www.example.org"]), &[], &[]);
    check(ca.certificate(&["EXAMPLE.com"]), &[], &[]);
}

#[test]
fn less_than_14_days_are_an_error_with_1206() {
    let ca = ca();
    let hosts = &["www.example.com"];
    check(ca.certificate(hosts).expired(), &[("certificate", Some(1206))], &[]);
    check(ca.certificate(hosts).valid_days(13), &[("certificate", Some(1206))], &[]);
    check(ca.certificate(hosts).valid_days(15), &[], &[]);
}

#[test]
fn exactly_14_days_are_enough() {
    let issued = issued();
    let new = NewCustomCertificate::with_key(issued.certificate_pem(), key(&issued)).build();
    let at = |before| Preflight::at(issued.not_after() - before).custom_certificate(&new);
    assert!(at(DAY * 14).is_ok());
    assert_eq!(errors(&at(DAY * 14 - DAY / 86_400)), [("certificate", Some(1206))]);
}

#[test]
fn a_certificate_that_is_not_valid_yet_is_a_warning() {
    check(ca().certificate(&["www.example.com"]).not_yet_valid(), &[], &[("certificate", None)]);
}

#[test]
fn a_name_must_lie_in_the_zone_if_its_name_is_known() {
    let ca = ca();
    let expected = [("certificate", Some(2103))];
    check(ca.certificate(&["www.example.org", "badexample.com"]), &expected, &[]);
    check(ca.certificate(&[]).common_name("www.example.com"), &expected, &[]);
    check(ca.certificate(&["192.0.2.1"]), &expected, &[]);

    let issued = ca.certificate(&["www.example.org"]).issue().unwrap();
    let new = NewCustomCertificate::with_key(issued.certificate_pem(), key(&issued)).build();
    let now = Preflight::at(issued.not_before());
    assert!(now.custom_certificate(&new).is_empty());
    // A name in Unicode cannot be compared with the names of certificates.
    assert!(now.zone("bücher.example").custom_certificate(&new).is_empty());
}

#[test]
fn a_weak_key_is_an_error_and_an_unknown_one_is_not() {
    let ca = ca();
    check(ca.certificate(&["www.example.com"]).weak_key(), &[("certificate", Some(1002))], &[]);
    check(ca.certificate(&["www.example.com"]).key(KeyType::Ed25519), &[], &[("certificate", Some(1002))]);
    let small = NewCustomCertificate::for_csr(fixture!("p224.crt"), "csr").build();
    assert_eq!(errors(&preflight().custom_certificate(&small)), [("certificate", Some(1002))]);

    // The identifier of the algorithm is changed into one that nobody has.
    let known = Certificate::from_pem(fixture!("ed25519.crt")).unwrap();
    let mut der = known.der().to_vec();
    for place in 0..der.len() - 4 {
        if der[place..].starts_with(&[6, 3, 0x2b, 0x65, 0x70]) {
            der[place + 4] = 0x7f;
        }
    }
    let unknown = NewCustomCertificate::for_csr(pem(&der), "csr").bundle_method(BundleMethod::Force).build();
    assert!(preflight().custom_certificate(&unknown).is_empty());
}

fn pem(der: &[u8]) -> String {
    let mut digits = Vec::new();
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for bytes in der.chunks(3) {
        let mut group = [0; 3];
        group[..bytes.len()].copy_from_slice(bytes);
        let number = u32::from_be_bytes([0, group[0], group[1], group[2]]);
        for place in 0..=bytes.len() {
            digits.push(alphabet[(number >> (18 - 6 * place)) as usize & 63]);
        }
    }
    let base64 = String::from_utf8(digits).unwrap();
    format!("-----BEGIN CERTIFICATE-----\n{base64}\n-----END CERTIFICATE-----\n")
}

#[test]
fn certificates_of_authorities_alone_are_an_error_with_2101() {
    let ca = ca();
    let intermediate = ca.intermediate("Intermediate").unwrap();
    for certificates in [
        ca.certificate_pem().to_owned(),
        format!("{}{}", intermediate.certificate_pem(), ca.certificate_pem()),
    ] {
        let new = NewCustomCertificate::for_csr(certificates, "csr").build();
        assert_eq!(errors(&preflight().custom_certificate(&new)), [("certificate", Some(2101))]);
    }
}

#[test]
fn a_forced_bundle_begins_with_the_leaf() {
    let root = ca();
    let intermediate = root.intermediate("Intermediate").unwrap();
    let leaf = intermediate.certificate(&["www.example.com"]).issue().unwrap();
    let key = key(&leaf);
    let good = preflight().custom_certificate(&forced(leaf.chain_pem().to_owned(), key));
    assert!(good.is_empty(), "{good}");
    let reversed = format!("{}{}", intermediate.certificate_pem(), leaf.certificate_pem());
    let findings = preflight().custom_certificate(&forced(reversed, key));
    assert_eq!(errors(&findings), [("certificate", Some(2100))]);
    // Another issuer in between may be right for a cross-signed chain.
    let gap = format!("{}{}", leaf.certificate_pem(), root.certificate_pem());
    let findings = preflight().custom_certificate(&forced(gap, key));
    assert_eq!((errors(&findings), warnings(&findings)), (vec![], vec![("certificate", Some(2100))]));
}

#[test]
fn more_than_the_leaf_is_a_warning_unless_forced() {
    let intermediate = ca().intermediate("Intermediate").unwrap();
    let leaf = intermediate.certificate(&["www.example.com"]).issue().unwrap();
    for bundle_method in [None, Some(BundleMethod::Ubiquitous), Some(BundleMethod::Optimal)] {
        let new = NewCustomCertificate::with_key(leaf.chain_pem(), key(&leaf));
        let findings = preflight().custom_certificate(&new.maybe_bundle_method(bundle_method).build());
        assert_eq!((errors(&findings), warnings(&findings)), (vec![], vec![("certificate", Some(2100))]));
    }
    // Of a bundle method that is not known yet, nothing is expected.
    let new = NewCustomCertificate::with_key(leaf.chain_pem(), key(&leaf));
    let findings = preflight().custom_certificate(&new.bundle_method(BundleMethod::from("newest")).build());
    assert!(findings.is_empty(), "{findings}");
}

#[test]
fn a_self_signed_certificate_is_a_warning_unless_forced() {
    let leaf = ca().certificate(&["www.example.com"]).self_signed().issue().unwrap();
    let new = NewCustomCertificate::with_key(leaf.certificate_pem(), key(&leaf)).build();
    assert_eq!(warnings(&preflight().custom_certificate(&new)), [("certificate", Some(2100))]);
    let findings = preflight().custom_certificate(&forced(leaf.certificate_pem().to_owned(), key(&leaf)));
    assert!(findings.is_empty());
}

#[test]
fn an_unreadable_certificate_is_an_error_with_1002() {
    let whole = fixture!("p256.crt");
    for certificate in ["certificate", &whole.replace('\n', "\\n"), &whole[..300]] {
        let new = NewCustomCertificate::with_key(certificate, fixture!("p256_pkcs8.key")).build();
        assert_eq!(errors(&preflight().custom_certificate(&new)), [("certificate", Some(1002))]);
    }
}

#[test]
fn a_certificate_that_is_intact_but_not_understood_is_a_warning() {
    let new = NewCustomCertificate::with_key(pem(&[0x30, 3, 2, 1, 0]), fixture!("p256_pkcs8.key")).build();
    let findings = preflight().custom_certificate(&new);
    assert_eq!((errors(&findings), warnings(&findings)), (vec![], vec![("certificate", Some(1002))]));
    let old_label = fixture!("p256.crt").replace(" CERTIFICATE", " X509 CERTIFICATE");
    let new = NewCustomCertificate::with_key(old_label, fixture!("p256_pkcs8.key")).build();
    assert!(preflight().custom_certificate(&new).is_ok());
}

#[test]
fn an_upload_needs_a_key_or_a_csr() {
    let issued = issued();
    let (csr, _) = TestCa::csr(&["www.example.com"], KeyType::EcdsaP256).unwrap();
    let for_csr = NewCustomCertificate::for_csr(ca().sign_csr(&csr, 90).unwrap(), "csr").build();
    assert!(preflight().custom_certificate(&for_csr).is_empty());
    let neither = NewCustomCertificate::builder().certificate(issued.certificate_pem()).build();
    assert_eq!(warnings(&preflight().custom_certificate(&neither)), [("private_key", None)]);
}

#[test]
fn all_findings_come_at_once() {
    let leaf = ca().certificate(&["www.example.org"]).valid_days(3).weak_key().issue().unwrap();
    let new = NewCustomCertificate::with_key(leaf.certificate_pem(), fixture!("rsa_pkcs8.key")).build();
    let findings = preflight().custom_certificate(&new);
    let certificate = |code| ("certificate", Some(code));
    assert_eq!(
        errors(&findings),
        [certificate(1206), certificate(1002), certificate(2103), ("private_key", Some(2200))]
    );
}
