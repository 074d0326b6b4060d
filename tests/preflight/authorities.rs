//! Certificates of authorities: the trust store, mTLS and Access.

use cloudflare_certificates::preflight::Findings;
use cloudflare_certificates::types::{NewAccessCertificate, NewMtlsCertificate, NewTrustedCa};

use crate::support::{ca, errors, fixture, issued, key, preflight, warnings};

fn trusted(certificate: &str) -> Findings {
    preflight().trusted_ca(&NewTrustedCa::builder().certificate(certificate).build())
}

fn access(certificate: &str) -> Findings {
    let new = NewAccessCertificate::builder().certificate(certificate).name("visitors").build();
    preflight().access_certificate(&new)
}

#[test]
fn the_trust_store_takes_roots_of_all_key_types() {
    for root in [ca().certificate_pem(), fixture!("ml_dsa_root.crt")] {
        let findings = trusted(root);
        assert!(findings.is_ok(), "{findings}");
        // The default trust ends with the first upload.
        assert_eq!(warnings(&findings), [("certificate", None)]);
    }
}

#[test]
fn the_trust_store_takes_nothing_but_roots() {
    let ca = ca();
    let expected = [("certificate", Some(1411))];
    assert_eq!(errors(&trusted(ca.intermediate("Intermediate").unwrap().certificate_pem())), expected);
    assert_eq!(errors(&trusted(issued().certificate_pem())), expected);
    let self_signed = ca.certificate(&["origin"]).self_signed().issue().unwrap();
    let findings = trusted(self_signed.certificate_pem());
    assert!(findings.is_ok() && warnings(&findings).contains(&expected[0]), "{findings}");
    assert_eq!(errors(&trusted("certificate")), [("certificate", None)]);
}

#[test]
fn an_mtls_authority_says_that_it_is_one() {
    let check =
        |certificate: &str| preflight().mtls_certificate(&NewMtlsCertificate::authority(certificate).build());
    assert!(check(ca().certificate_pem()).is_empty());
    assert!(check(fixture!("ml_dsa_root.crt")).is_empty());
    assert_eq!(errors(&check(issued().certificate_pem())), [("certificates", None)]);
}

#[test]
fn an_mtls_leaf_comes_with_its_key() {
    let issued = issued();
    let check = |certificate: &str, key: &str| {
        preflight().mtls_certificate(&NewMtlsCertificate::leaf(certificate, key).build())
    };
    assert!(check(issued.chain_pem(), key(&issued)).is_empty());
    assert_eq!(errors(&check(issued.chain_pem(), fixture!("rsa_pkcs1.key"))), [("private_key", None)]);
    assert_eq!(errors(&check(ca().certificate_pem(), key(&issued))), [("certificates", None)]);
    let without = NewMtlsCertificate::builder().ca(false).certificates(issued.chain_pem()).build();
    assert_eq!(warnings(&preflight().mtls_certificate(&without)), [("private_key", None)]);
}

#[test]
fn access_takes_authorities() {
    let ca = ca();
    assert!(access(ca.certificate_pem()).is_empty());
    assert!(access(ca.intermediate("Intermediate").unwrap().certificate_pem()).is_empty());
    assert_eq!(errors(&access(issued().certificate_pem())), [("certificate", Some(12130))]);
    assert_eq!(errors(&access("certificate")), [("certificate", Some(12130))]);
    let several = access(&ca.certificate_pem().repeat(2));
    assert_eq!((errors(&several), warnings(&several)), (vec![], vec![("certificate", Some(12130))]));
}

#[test]
fn an_authority_beside_other_certificates_is_not_an_error() {
    let both = format!("{}{}", issued().certificate_pem(), ca().certificate_pem());
    assert!(access(&both).is_ok());
    assert!(preflight().mtls_certificate(&NewMtlsCertificate::authority(both.as_str()).build()).is_ok());
    let both = format!("{}{}", ca().certificate_pem(), issued().certificate_pem());
    assert!(trusted(&both).is_ok());
}
