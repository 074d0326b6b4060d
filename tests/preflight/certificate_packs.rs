//! Orders of certificate packs.

use cloudflare_certificates::preflight::Findings;
use cloudflare_certificates::types::{
    CertificateAuthority, NewCertificatePack, NewCertificatePackType, ValidationMethod,
};

use crate::support::{errors, preflight, warnings};

fn pack(authority: CertificateAuthority, hosts: &[&str], days: i64) -> NewCertificatePack {
    NewCertificatePack::builder()
        .certificate_authority(authority)
        .hosts(hosts.iter().copied())
        .type_(NewCertificatePackType::Advanced)
        .validation_method(ValidationMethod::Txt)
        .validity_days(days)
        .build()
}

fn check(authority: CertificateAuthority, hosts: &[&str], days: i64) -> Findings {
    preflight().certificate_pack(&pack(authority, hosts, days))
}

const GOOD: [&str; 2] = ["example.com", "*.example.com"];

#[test]
fn each_authority_has_its_validities() {
    use CertificateAuthority::{Google, LetsEncrypt, SslCom};
    for (authority, days) in [(Google, 14), (Google, 90), (LetsEncrypt, 90), (SslCom, 90)] {
        let findings = check(authority, &GOOD, days);
        assert!(findings.is_empty(), "{findings}");
    }
    for (authority, days) in [(Google, 365), (LetsEncrypt, 365), (LetsEncrypt, 30)] {
        assert_eq!(errors(&check(authority, &GOOD, days)), [("validity_days", None)]);
    }
    // Enterprise zones may.
    assert_eq!(warnings(&check(SslCom, &GOOD, 365)), [("validity_days", None)]);
    assert!(check(CertificateAuthority::from("newest"), &GOOD, 365).is_empty());
}

#[test]
fn a_pack_has_1_to_50_hosts() {
    let names: Vec<String> = (0..51).map(|number| format!("h{number}.example.com")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let google = CertificateAuthority::Google;
    assert_eq!(errors(&check(google.clone(), &[], 90)), [("hosts", None)]);
    assert_eq!(errors(&check(google.clone(), &names, 90)), [("hosts", None)]);
    assert!(check(google.clone(), &names[..49], 90).is_empty());
    // The name of the zone is added, which may be one too many.
    let findings = check(google, &names[..50], 90);
    assert_eq!((errors(&findings), warnings(&findings)), (vec![], vec![("hosts", None)]));
}

#[test]
fn hosts_lie_in_the_zone_and_wildcards_stand_in_front() {
    let hosts = ["example.com", "www.example.org", "a.*.example.com", "*.*.example.com", "*.a.example.com"];
    let findings = check(CertificateAuthority::Google, &hosts, 90);
    assert_eq!(errors(&findings), [("hosts[1]", None), ("hosts[2]", None), ("hosts[3]", None)]);
}

#[test]
fn the_zones_own_name_need_not_be_among_the_hosts() {
    assert!(check(CertificateAuthority::Google, &["www.example.com"], 90).is_empty());
}

#[test]
fn wildcards_are_not_validated_by_http() {
    let mut new = pack(CertificateAuthority::Google, &GOOD, 90);
    new.validation_method = ValidationMethod::Http;
    assert_eq!(errors(&preflight().certificate_pack(&new)), [("validation_method", None)]);
    new.hosts.pop();
    assert!(preflight().certificate_pack(&new).is_empty());
}

#[test]
fn google_issues_no_punycode_and_lets_encrypt_for_ten_names() {
    let hosts = ["example.com", "xn--bcher-kva.example.com"];
    assert_eq!(errors(&check(CertificateAuthority::Google, &hosts, 90)), [("hosts[1]", None)]);
    assert!(check(CertificateAuthority::LetsEncrypt, &hosts, 90).is_empty());
    let names: Vec<String> = (0..11).map(|number| format!("h{number}.example.com")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let findings = check(CertificateAuthority::LetsEncrypt, &names, 90);
    assert_eq!((errors(&findings), warnings(&findings)), (vec![], vec![("hosts", None)]));
    assert!(check(CertificateAuthority::LetsEncrypt, &names[..10], 90).is_empty());
}

#[test]
fn long_names_alone_may_need_branding() {
    let name = format!("{}.example.com", "a".repeat(60));
    // The name of the zone, which is added, is short enough for a common name.
    assert!(check(CertificateAuthority::Google, &[&name], 90).is_empty());
    let new = pack(CertificateAuthority::Google, &[&name], 90);
    let unknown = cloudflare_certificates::preflight::Preflight::at(std::time::SystemTime::now());
    assert_eq!(warnings(&unknown.certificate_pack(&new)), [("cloudflare_branding", Some(1469))]);
}
