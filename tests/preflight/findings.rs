//! How findings are read.

use cloudflare_certificates::preflight::{Refused, Severity};
use cloudflare_certificates::types::{NewCustomCertificate, NewTrustedCa};

use crate::support::{ca, fixture, issued, preflight};

#[test]
fn each_finding_is_a_line_with_what_to_do() {
    let issued = issued();
    let new = NewCustomCertificate::with_key(issued.certificate_pem(), fixture!("p256_pkcs8.key")).build();
    let findings = preflight().custom_certificate(&new);
    assert_eq!(
        findings.to_string(),
        "error: private_key: it belongs to another certificate; send the key for which the certificate was issued, \
         or the certificate of this key (code 2200)"
    );
    let finding = findings.into_iter().next().unwrap();
    assert_eq!((finding.severity, finding.code), (Severity::Error, Some(2200)));
}

#[test]
fn errors_become_an_error_that_keeps_all_findings() {
    let leaf = ca().intermediate("I").unwrap().certificate(&["a.example.org"]).issue().unwrap();
    let new = NewCustomCertificate::with_key(leaf.chain_pem(), fixture!("p256_pkcs8.key")).build();
    let findings = preflight().custom_certificate(&new);
    assert_eq!((findings.errors().count(), findings.warnings().count()), (2, 1));
    let refused: Refused = findings.clone().into_result().unwrap_err();
    assert_eq!(*refused.findings(), findings);
    let error: Box<dyn std::error::Error + Send + Sync> = refused.into();
    let text = error.to_string();
    assert!(text.starts_with("Cloudflare would refuse this: certificate: none of its subject"), "{text}");
    assert!(text.contains("(code 2103) / private_key: it belongs") && !text.contains('\n'), "{text}");
}

#[test]
fn warnings_are_no_reason_to_stop() {
    let findings =
        preflight().trusted_ca(&NewTrustedCa::builder().certificate(ca().certificate_pem()).build());
    assert!(findings.is_ok() && !findings.is_empty());
    let warnings = findings.into_result().unwrap();
    assert_eq!(warnings.len(), 1);
    assert!(warnings.iter().all(|finding| finding.severity == Severity::Warning));
}

#[test]
fn what_is_never_sent_is_a_finding_too() {
    let new = NewCustomCertificate::with_key(fixture!("p256.crt"), fixture!("p256_pkcs8.key"))
        .policy("a".repeat(9));
    let mut new = new.build();
    new.certificate.clear();
    let findings = preflight().custom_certificate(&new);
    assert_eq!(findings.errors().count(), 1, "one for each field: {findings}");
}
