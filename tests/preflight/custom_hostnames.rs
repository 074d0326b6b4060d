//! Custom hostnames: ordered certificates, and the customer's own.

use cloudflare_certificates::preflight::{Certificate, Findings};
use cloudflare_certificates::types::{
    CustomHostnameCertificate, CustomHostnamePatch, NewCustomHostname, NewCustomHostnameSsl, ValidationMethod,
};
use cloudflare_certificates_simulator::{IssuedCertificate, KeyType};

use crate::support::{ca, errors, fixture, issued, key, preflight, warnings};

fn hostname(name: &str, ssl: NewCustomHostnameSsl) -> Findings {
    preflight().custom_hostname(&NewCustomHostname::builder().hostname(name).ssl(ssl).build())
}

fn own(certificate: &str, key: &str) -> Findings {
    hostname("www.example.com", NewCustomHostnameSsl::custom(certificate, key).build())
}

fn one(issued: &IssuedCertificate) -> CustomHostnameCertificate {
    CustomHostnameCertificate::builder()
        .custom_certificate(issued.certificate_pem())
        .custom_key(key(issued))
        .build()
}

#[test]
fn what_is_no_hostname_is_refused_with_1407() {
    let new = |name: &str| preflight().custom_hostname(&NewCustomHostname::builder().hostname(name).build());
    for name in [
        "https://app.customer.net/",
        "app.customer.net/",
        "app customer.net",
        "customer",
        "192.0.2.1",
        "a@b.net",
    ] {
        assert_eq!(errors(&new(name)), [("hostname", Some(1407))], "{name}");
    }
    for name in
        ["app.customer.net", "*.customer.net", "_x.customer.net", "bücher.customer.net", "xn--bcher-kva.net"]
    {
        assert!(new(name).is_ok(), "{name}");
    }
}

#[test]
fn good_requests_have_no_findings() {
    let issued = issued();
    assert!(own(issued.certificate_pem(), key(&issued)).is_empty());
    let wildcard = ca().intermediate("I").unwrap().certificate(&["*.example.com"]).issue().unwrap();
    assert!(own(wildcard.chain_pem(), key(&wildcard)).is_empty());
    assert!(
        hostname("app.customer.net", NewCustomHostnameSsl::managed(ValidationMethod::Txt).build()).is_empty()
    );
    assert!(
        preflight().custom_hostname(&NewCustomHostname::builder().hostname("a.b.net").build()).is_empty()
    );
}

#[test]
fn an_own_certificate_has_one_leaf_for_the_hostname() {
    let ca = ca();
    let (first, second) = (issued(), issued());
    let field = "ssl.custom_certificate";
    let both = format!("{}{}", first.certificate_pem(), second.certificate_pem());
    assert_eq!(errors(&own(&both, key(&first))), [(field, Some(1444))]);
    let other = ca.certificate(&["a.www.example.com"]).issue().unwrap();
    assert_eq!(errors(&own(other.certificate_pem(), key(&other))), [(field, Some(1446))]);
    let authority = errors_of(own(ca.certificate_pem(), key(&first)));
    assert_eq!(authority, [(field.to_owned(), Some(1445))]);
    assert_eq!(errors(&own("certificate", key(&first))), [(field, Some(1426))]);
}

fn errors_of(findings: Findings) -> Vec<(String, Option<i64>)> {
    errors(&findings).into_iter().map(|(field, code)| (field.to_owned(), code)).collect()
}

#[test]
fn a_common_name_alone_may_not_count() {
    let without = ca().certificate(&[]).common_name("www.example.com").issue().unwrap();
    let findings = own(without.certificate_pem(), key(&without));
    assert_eq!(
        (errors(&findings), warnings(&findings)),
        (vec![], vec![("ssl.custom_certificate", Some(1446))])
    );
}

#[test]
fn an_own_certificate_comes_with_its_key() {
    let issued = issued();
    let certificate = issued.certificate_pem();
    let field = "ssl.custom_key";
    assert_eq!(errors(&own(certificate, fixture!("p256_encrypted_pkcs8.key"))), [(field, Some(1428))]);
    assert_eq!(errors(&own(certificate, fixture!("p256_pkcs8.key"))), [(field, Some(1429))]);
    let csr = NewCustomHostnameSsl::for_csr(certificate, "csr").build();
    assert!(hostname("www.example.com", csr).is_empty());
    let neither = NewCustomHostnameSsl::builder().custom_certificate(certificate).build();
    assert_eq!(warnings(&hostname("www.example.com", neither)), [(field, Some(1428))]);
}

#[test]
fn a_bundle_has_at_most_one_certificate_of_each_key_type() {
    let ca = ca();
    let issue = |key_type| one(&ca.certificate(&["www.example.com"]).key(key_type).issue().unwrap());
    let (rsa, ecdsa) = (issue(KeyType::Rsa2048), issue(KeyType::EcdsaP256));
    let bundle = |certificates: [CustomHostnameCertificate; 2]| {
        hostname("www.example.com", NewCustomHostnameSsl::builder().custom_cert_bundle(certificates).build())
    };
    assert!(bundle([rsa.clone(), ecdsa]).is_empty());
    let twice = bundle([rsa.clone(), issue(KeyType::Rsa2048)]);
    assert_eq!(errors(&twice), [("ssl.custom_cert_bundle", Some(1434))]);
    let mut wrong = rsa.clone();
    wrong.custom_key = fixture!("rsa_pkcs8.key").into();
    let findings = bundle([wrong, issue(KeyType::EcdsaP384)]);
    assert_eq!(errors(&findings), [("ssl.custom_cert_bundle[0].custom_key", Some(1429))]);
}

#[test]
fn an_expired_own_certificate_is_a_warning() {
    let expired = ca().certificate(&["www.example.com"]).expired().issue().unwrap();
    let findings = own(expired.certificate_pem(), key(&expired));
    assert_eq!(
        (errors(&findings), warnings(&findings)),
        (vec![], vec![("ssl.custom_certificate", Some(1426))])
    );
}

#[test]
fn a_hostname_beyond_64_characters_needs_branding() {
    let name = format!("{}.customer.net", "a".repeat(53));
    let managed = || NewCustomHostnameSsl::managed(ValidationMethod::Txt);
    assert_eq!(name.len(), 66);
    let findings = hostname(&name, managed().build());
    assert_eq!(errors(&findings), [("ssl.cloudflare_branding", Some(1469))]);
    assert!(hostname(&name, managed().cloudflare_branding(true).build()).is_empty());
    assert!(hostname(&name[2..], managed().build()).is_empty());
    // What a patch leaves out may be there already.
    let patch =
        |ssl| preflight().custom_hostname_patch(&name, &CustomHostnamePatch::builder().ssl(ssl).build());
    assert!(patch(managed().build()).is_empty());
    assert!(!patch(managed().cloudflare_branding(false).build()).is_ok());
}

#[test]
fn an_order_needs_method_and_type() {
    let neither = hostname("a.customer.net", NewCustomHostnameSsl::builder().wildcard(true).build());
    assert_eq!(errors(&neither), [("ssl", Some(1440))]);
    let http = NewCustomHostnameSsl::managed(ValidationMethod::Http).wildcard(true).build();
    assert_eq!(warnings(&hostname("a.customer.net", http)), [("ssl.method", Some(1434))]);
}

#[test]
fn a_patch_has_the_rules_of_a_new_hostname() {
    let issued = issued();
    let ssl = NewCustomHostnameSsl::custom(issued.certificate_pem(), key(&issued)).build();
    let patch = CustomHostnamePatch::builder().ssl(ssl).build();
    assert!(preflight().custom_hostname_patch("www.example.com", &patch).is_empty());
    let findings = preflight().custom_hostname_patch("app.example.com", &patch);
    assert_eq!(errors(&findings), [("ssl.custom_certificate", Some(1446))]);
    let nothing = CustomHostnamePatch::builder().build();
    assert!(preflight().custom_hostname_patch("app.example.com", &nothing).is_empty());
}

#[test]
fn rsa_is_replaced_by_rsa() {
    let ca = ca();
    let issue = |key_type| ca.certificate(&["www.example.com"]).key(key_type).issue().unwrap();
    let (rsa, ecdsa) = (issue(KeyType::Rsa2048), issue(KeyType::EcdsaP256));
    let old = Certificate::from_pem(rsa.certificate_pem()).unwrap();
    let check = |new: &IssuedCertificate| {
        preflight().custom_hostname_certificate("www.example.com", &one(new), Some(&old))
    };
    assert!(check(&issue(KeyType::Rsa2048)).is_empty());
    assert_eq!(errors(&check(&ecdsa)), [("custom_certificate", None)]);
    assert!(preflight().custom_hostname_certificate("www.example.com", &one(&ecdsa), None).is_empty());
}
