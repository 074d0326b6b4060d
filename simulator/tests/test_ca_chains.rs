//! The chains that authorities for tests make, and the CSRs that they make and sign.

#![allow(clippy::unwrap_used)] // A test fails by panicking.

mod parsed;

use std::time::{Duration, SystemTime};

use cloudflare_certificates_simulator::{KeyType, TestCa};
use parsed::{DAY, Parsed, seconds};

#[test]
fn a_chain_leads_from_the_leaf_to_the_root() {
    let root = TestCa::new().unwrap();
    let upper = root.intermediate("Upper").unwrap();
    let lower = upper.intermediate("Lower").unwrap();
    for (ca, length) in [(&root, 1), (&upper, 2), (&lower, 3)] {
        let issued = ca.certificate(&["example.com"]).issue().unwrap();
        let mut chain = Parsed::all(issued.chain_pem());
        assert_eq!(chain.len(), length);
        assert_eq!(chain[0], Parsed::one(issued.certificate_pem()));
        chain.push(Parsed::one(root.certificate_pem()));
        assert!(chain.windows(2).all(|pair| pair[0].is_issued_by(&pair[1])), "{length}");
        assert!(chain[1..].iter().all(|authority| authority.is_ca));
    }
}

#[test]
fn an_intermediate_has_a_name_and_a_key_of_the_same_type() {
    let root = TestCa::with_rsa_key().unwrap();
    let intermediate = Parsed::one(root.intermediate("Test Intermediate").unwrap().certificate_pem());
    assert_eq!(intermediate.subject, "O=Simulator Test CA, CN=Test Intermediate");
    assert_eq!((intermediate.key.as_str(), intermediate.is_ca), ("RSA 2048", true));
    assert_eq!(intermediate.key_usage, "Key Cert Sign, CRL Sign");
}

#[test]
fn an_intermediate_can_have_another_key_and_another_validity() {
    let root = TestCa::new().unwrap();
    let now = SystemTime::now();
    let ca = TestCa::builder().issued_by(&root).key(KeyType::Ed25519).validity(now - 2 * DAY, now - DAY);
    let ca = ca.build().unwrap();
    let intermediate = Parsed::one(ca.certificate_pem());
    assert_eq!(intermediate.key, "Ed25519");
    assert_eq!(intermediate.validity, (seconds(now - 2 * DAY), seconds(now - DAY)));
    assert!(intermediate.is_issued_by(&Parsed::one(root.certificate_pem())));
}

#[test]
fn an_authority_can_have_expired() {
    let (begin, end) = (SystemTime::UNIX_EPOCH + DAY, SystemTime::UNIX_EPOCH + 2 * DAY);
    let ca = TestCa::with_validity(begin, end).unwrap();
    let root = Parsed::one(ca.certificate_pem());
    assert_eq!(root.validity, (seconds(begin), seconds(end)));
    let leaf = ca.certificate(&["example.com"]).issue().unwrap();
    assert!(Parsed::one(leaf.certificate_pem()).is_issued_by(&root));
    assert!(leaf.not_after() > SystemTime::now() + Duration::from_secs(60));
}

#[test]
fn a_csr_is_signed_for_its_subject_its_names_and_its_key() {
    let ca = TestCa::new().unwrap();
    for key_type in [KeyType::EcdsaP256, KeyType::EcdsaP384, KeyType::Rsa2048, KeyType::Ed25519] {
        let (csr, private_key) = TestCa::csr(&["example.com", "192.0.2.1"], key_type).unwrap();
        let issued = ca.certificate(&[]).for_csr(&csr).issue().unwrap();
        assert_eq!(issued.private_key_pem(), None);
        let leaf = Parsed::one(issued.certificate_pem());
        assert_eq!(leaf.subject, "CN=example.com");
        assert_eq!(leaf.names, ["DNSName(example.com)", "IPAddress(c0:00:02:01)"]);
        // The same key again gives the same public half.
        let same = ca.certificate(&[]).with_key(private_key).issue().unwrap();
        assert_eq!(leaf.public_key, Parsed::one(same.certificate_pem()).public_key, "{key_type:?}");
        assert_eq!(Parsed::one(&ca.sign_csr(&csr, 90).unwrap()).public_key, leaf.public_key);
    }
}

#[test]
fn a_key_on_one_curve_stays_there_if_its_csr_has_another_hash() {
    // OpenSSL hashes with SHA-256 whatever the curve.
    let leaf = Parsed::one(&TestCa::new().unwrap().sign_csr(include_str!("data/p384.csr"), 90).unwrap());
    assert_eq!(
        (leaf.key.as_str(), leaf.subject.as_str()),
        ("EC 384", "C=US, O=Example, Inc., CN=example.com")
    );
}

#[test]
fn hosts_and_common_name_take_the_place_of_those_of_a_csr() {
    let (csr, _) = TestCa::csr(&["example.com"], KeyType::EcdsaP256).unwrap();
    let ca = TestCa::new().unwrap();
    let issued = ca.certificate(&["example.org"]).for_csr(csr).common_name("other").issue().unwrap();
    let leaf = Parsed::one(issued.certificate_pem());
    assert_eq!((leaf.subject.as_str(), leaf.names), ("CN=other", vec!["DNSName(example.org)".to_owned()]));
}

#[test]
fn a_csr_does_not_make_an_authority() {
    let mut params = rcgen::CertificateParams::new(["example.com".to_owned()]).unwrap();
    params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let csr = params.serialize_request(&rcgen::KeyPair::generate().unwrap()).unwrap().pem().unwrap();
    assert!(!Parsed::one(&TestCa::new().unwrap().sign_csr(&csr, 90).unwrap()).is_ca);
}

#[test]
fn what_is_no_csr_is_an_error() {
    let ca = TestCa::new().unwrap();
    let (csr, private_key) = TestCa::csr(&["example.com"], KeyType::EcdsaP256).unwrap();
    let mut altered = pem::parse(&csr).unwrap().into_contents();
    // In the middle of the names: the signature is wrong now.
    let place = altered.windows(7).position(|bytes| bytes == b"example").unwrap();
    altered[place] = b'E';
    let altered = pem::encode(&pem::Pem::new("CERTIFICATE REQUEST", altered));
    for wrong in ["", "nonsense", &private_key, ca.certificate_pem(), &altered] {
        ca.sign_csr(wrong, 90).unwrap_err();
    }
    ca.sign_csr(&csr, 90).unwrap();
    TestCa::csr(&["höst"], KeyType::EcdsaP256).unwrap_err();
}
