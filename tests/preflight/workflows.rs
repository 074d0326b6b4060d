//! Workflows make the checks before they upload, and know certificates by what they say.

use cloudflare_certificates::types::{
    CertificateAuthority, NewAccessCertificate, NewCertificatePack, NewCertificatePackType,
    NewCustomCertificate, NewMtlsCertificate, NewOriginPullCertificate, ValidationMethod,
};
use cloudflare_certificates::workflows::{Error, ErrorKind};
use cloudflare_certificates::{Account, Client, ClockFn, Zone};
use cloudflare_certificates_simulator::Simulator;

async fn start() -> (Simulator, Zone, Account) {
    let simulator = Simulator::builder().zone("example.com").start().await.unwrap();
    let (now, sleep_until) = simulator.clock().functions();
    let client = Client::builder()
        .api_token(simulator.token())
        .base_url(simulator.base_url())
        .clock(ClockFn::new(now, sleep_until))
        .build()
        .unwrap();
    let zone = simulator.zones()[0].clone();
    let (zone, account) = (client.zone(zone.id()).unwrap(), client.account(zone.account_id()).unwrap());
    (simulator, zone, account)
}

/// Fails unless a check refused it, and nothing was changed.
fn assert_refused(simulator: &Simulator, error: &Error, code: Option<i64>) {
    assert_eq!(error.kind(), ErrorKind::Refused, "{error}");
    let refused = error.refused().unwrap();
    assert!(refused.findings().errors().any(|finding| finding.code == code), "{error}");
    assert!(simulator.requests().iter().all(|request| request.method == "GET"), "{:?}", simulator.requests());
}

#[tokio::test]
async fn a_certificate_with_the_key_of_another_is_not_uploaded() {
    let (simulator, zone, _) = start().await;
    let issue = || simulator.test_ca().certificate(&["www.example.com"]).issue().unwrap();
    let (one, other) = (issue(), issue());
    let new = NewCustomCertificate::with_key(one.certificate_pem(), other.private_key_pem().unwrap()).build();
    let error = zone.custom_certificates().ensure(&new).await.unwrap_err();
    assert_refused(&simulator, &error, Some(2200));
    assert!(!format!("{error} {error:?}").contains("PRIVATE KEY"), "{error}");
}

#[tokio::test]
async fn a_pack_that_its_authority_does_not_issue_is_not_ordered() {
    let (simulator, zone, _) = start().await;
    let order = NewCertificatePack::builder()
        .certificate_authority(CertificateAuthority::LetsEncrypt)
        .hosts(["example.com"])
        .type_(NewCertificatePackType::Advanced)
        .validation_method(ValidationMethod::Txt)
        .validity_days(365)
        .build();
    let error = zone.certificate_packs().ensure(&order).await.unwrap_err();
    assert_refused(&simulator, &error, None);
}

#[tokio::test]
async fn what_is_no_certificate_is_not_uploaded_as_a_ca_or_for_origin_pulls() {
    let (simulator, zone, account) = start().await;
    let pem = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    let new = NewAccessCertificate::builder().certificate(pem).name("devices").build();
    assert_eq!(zone.access_certificates().ensure(&new).await.unwrap_err().kind(), ErrorKind::Refused);
    let new = NewMtlsCertificate::authority(pem).build();
    assert_eq!(account.mtls_certificates().ensure(&new).await.unwrap_err().kind(), ErrorKind::Refused);
    let new = NewOriginPullCertificate::builder().certificate(pem).private_key("x").build();
    assert_eq!(zone.origin_tls_client_auth().ensure(&new).await.unwrap_err().kind(), ErrorKind::Refused);
    assert!(simulator.requests().iter().all(|request| request.method == "GET"), "{:?}", simulator.requests());
}

#[tokio::test]
async fn an_access_ca_is_known_by_its_fingerprint_whatever_its_name_is() {
    let (simulator, zone, _) = start().await;
    let pem = simulator.test_ca().certificate_pem();
    let new = |name: &str| NewAccessCertificate::builder().certificate(pem).name(name).build();
    let certificates = zone.access_certificates();
    let created = certificates.ensure(&new("devices")).await.unwrap();
    let existed = certificates.ensure(&new("another name")).await.unwrap();
    assert!(created.is_created() && !existed.is_created());
    assert_eq!(created.get().id, existed.get().id);
}

#[tokio::test]
async fn a_replacement_that_is_refused_for_two_reasons_says_both() {
    let (simulator, zone, _) = start().await;
    let certificates = zone.custom_certificates();
    let (pem, key) = simulator.test_ca().issue(&["www.example.com", "api.example.com"], 90).unwrap();
    let old =
        certificates.create(&NewCustomCertificate::with_key(pem, key).build()).await.unwrap().id.clone();
    let (fewer, own_key) = simulator.test_ca().issue(&["www.example.com"], 120).unwrap();
    let (_, other_key) = simulator.test_ca().issue(&["www.example.com"], 120).unwrap();

    let error = certificates.replace(&old, &fewer, other_key.as_str()).await.unwrap_err();
    assert_eq!((error.kind(), error.id()), (ErrorKind::Refused, &*old));
    assert!(
        error.refused().unwrap().findings().errors().any(|finding| finding.code == Some(2200)),
        "{error}"
    );
    let line = error.to_string();
    assert!(line.contains("left for api.example.com") && line.contains("2200"), "{line}");
    assert!(line.contains("allow_fewer_hosts"), "{line}");

    let error = certificates.replace(&old, &fewer, own_key).await.unwrap_err();
    assert!(error.refused().is_none() && error.to_string().contains("left for api.example.com"), "{error}");
    let error = certificates.replace(&old, &fewer, other_key).allow_fewer_hosts().await.unwrap_err();
    assert!(error.refused().is_some() && !error.to_string().contains("api.example.com"), "{error}");
    assert!(simulator.requests().iter().all(|request| request.method != "PATCH"));
}
