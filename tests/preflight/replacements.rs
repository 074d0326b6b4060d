//! Replacements of custom certificates.

use cloudflare_certificates::types::{BundleMethod, CustomCertificate, CustomCertificatePatch};
use cloudflare_certificates_simulator::{IssuedCertificate, KeyType, TestCa};
use serde_json::json;

use crate::support::{ca, errors, issued, key, preflight, warnings};

fn old(signature: &str, bundle_method: &str) -> CustomCertificate {
    let old = json!({ "id": "old", "signature": signature, "bundle_method": bundle_method });
    serde_json::from_value(old).unwrap()
}

fn patch(issued: &IssuedCertificate) -> CustomCertificatePatch {
    CustomCertificatePatch::builder().certificate(issued.certificate_pem()).private_key(key(issued)).build()
}

fn issue(ca: &TestCa, key_type: KeyType) -> IssuedCertificate {
    ca.certificate(&["www.example.com"]).key(key_type).issue().unwrap()
}

#[test]
fn another_signature_type_is_an_error_with_1228() {
    let (ecdsa, rsa) = (ca(), TestCa::with_rsa_key().unwrap());
    let check = |signature, new: &IssuedCertificate| {
        preflight().replacing(&old(signature, "ubiquitous")).custom_certificate_patch(&patch(new))
    };
    let expected = [("certificate", Some(1228))];
    assert_eq!(errors(&check("SHA256WithRSA", &issue(&ecdsa, KeyType::EcdsaP256))), expected);
    assert_eq!(errors(&check("ECDSAWithSHA384", &issue(&rsa, KeyType::Rsa2048))), expected);
    assert!(check("SHA512WithRSA", &issue(&rsa, KeyType::Rsa2048)).is_empty());
    assert!(check("ECDSAWithSHA384", &issue(&ecdsa, KeyType::EcdsaP384)).is_empty());
    // Nothing is known of the old key, so the signature alone is not enough.
    let doubtful = check("SHA256WithRSA", &issue(&ecdsa, KeyType::Rsa2048));
    assert_eq!((errors(&doubtful), warnings(&doubtful)), (vec![], expected.to_vec()));
    assert!(check("SHA256WithRSA", &issue(&rsa, KeyType::EcdsaP256)).is_empty());
    assert!(check("new kind", &issue(&rsa, KeyType::EcdsaP256)).is_empty());
}

#[test]
fn a_forced_bundle_must_repeat_its_method() {
    let forced = preflight().replacing(&old("ECDSAWithSHA256", "force"));
    let expected = [("bundle_method", Some(2100))];
    assert_eq!(errors(&forced.custom_certificate_patch(&patch(&issued()))), expected);
    let options = CustomCertificatePatch::builder().policy("(region: EU)").build();
    assert_eq!(errors(&forced.custom_certificate_patch(&options)), expected);
    let repeated = CustomCertificatePatch::builder().bundle_method(BundleMethod::Force).build();
    assert!(forced.custom_certificate_patch(&repeated).is_empty());
}

#[test]
fn a_patch_has_the_rules_of_an_upload() {
    let soon = ca().certificate(&["www.example.org"]).valid_days(3).issue().unwrap();
    let certificate = |code| ("certificate", Some(code));
    let findings = preflight().custom_certificate_patch(&patch(&soon));
    assert_eq!(errors(&findings), [certificate(1206), certificate(2103)]);
    let wrong = CustomCertificatePatch::builder()
        .certificate(issued().certificate_pem())
        .private_key(key(&soon))
        .build();
    assert_eq!(errors(&preflight().custom_certificate_patch(&wrong)), [("private_key", Some(2200))]);
}

#[test]
fn the_chain_is_expected_in_the_order_of_the_old_bundle_method_if_that_is_known() {
    let intermediate = ca().intermediate("Intermediate").unwrap();
    let leaf = intermediate.certificate(&["www.example.com"]).issue().unwrap();
    let patch = CustomCertificatePatch::builder().certificate(leaf.chain_pem()).build();
    assert!(preflight().custom_certificate_patch(&patch).is_empty());
    let ubiquitous = preflight().replacing(&old("ECDSAWithSHA256", "ubiquitous"));
    assert_eq!(warnings(&ubiquitous.custom_certificate_patch(&patch)), [("certificate", Some(2100))]);
}

#[test]
fn a_patch_of_options_has_nothing_to_check() {
    let patch = CustomCertificatePatch::builder().policy("(region: EU)").build();
    assert!(preflight().custom_certificate_patch(&patch).is_empty());
}
