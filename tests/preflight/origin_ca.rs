//! Requests to the Origin CA.

use cloudflare_certificates::preflight::Findings;
use cloudflare_certificates::types::{NewOriginCaCertificate, OriginCaRequestType};
use cloudflare_certificates_simulator::{KeyType, TestCa};

use crate::support::{errors, fixture, preflight, warnings};

fn check(csr: &str, hostnames: &[&str], days: i64) -> Findings {
    let new = NewOriginCaCertificate::builder()
        .csr(csr)
        .hostnames(hostnames.iter().copied())
        .request_type(OriginCaRequestType::OriginEcc)
        .requested_validity(days)
        .build();
    preflight().origin_ca_certificate(&new)
}

fn csr(key_type: KeyType) -> String {
    TestCa::csr(&["example.com"], key_type).unwrap().0
}

#[test]
fn hostnames_and_wildcards_of_one_level_are_accepted() {
    let csr = csr(KeyType::EcdsaP256);
    let findings =
        check(&csr, &["example.com", "*.example.com", "*.a.example.com", "bücher.example.com"], 5475);
    assert!(findings.is_empty(), "{findings}");
}

#[test]
fn addresses_and_other_wildcards_are_errors_with_1010() {
    let hosts = ["192.0.2.1", "2001:db8::1", "*.*.example.com", "a.*.example.com", "*.com", "example.com"];
    let findings = check(&csr(KeyType::EcdsaP256), &hosts, 90);
    let expected: Vec<_> = errors(&findings);
    let fields: Vec<String> = (0..5).map(|place| format!("hostnames[{place}]")).collect();
    let fields: Vec<_> = fields.iter().map(|field| (field.as_str(), Some(1010))).collect();
    assert_eq!(expected, fields);
}

#[test]
fn more_than_200_hostnames_are_an_error_with_1005() {
    let names: Vec<String> = (0..201).map(|number| format!("h{number}.example.com")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let csr = csr(KeyType::EcdsaP256);
    assert_eq!(errors(&check(&csr, &names, 90)), [("hostnames", Some(1005))]);
    assert!(check(&csr, &names[..200], 90).is_empty());
}

#[test]
fn only_the_listed_validities_are_available() {
    let csr = csr(KeyType::EcdsaP256);
    for days in [7, 30, 90, 365, 730, 1095, 5475] {
        assert!(check(&csr, &["example.com"], days).is_empty(), "{days}");
    }
    assert_eq!(errors(&check(&csr, &["example.com"], 60)), [("requested_validity", None)]);
}

#[test]
fn the_csr_must_be_readable_and_should_be_of_the_requested_type() {
    for csr in ["csr", fixture!("p256.crt"), &csr(KeyType::EcdsaP256)[..100]] {
        assert_eq!(errors(&check(csr, &["example.com"], 90)), [("csr", Some(1011))]);
    }
    let findings = check(&csr(KeyType::Rsa2048), &["example.com"], 90);
    assert_eq!((errors(&findings), warnings(&findings)), (vec![], vec![("request_type", None)]));
}
