//! What ready, gone and needing somebody mean for each resource that can be waited for.

use cloudflare_certificates::types::{
    ClientCertificatePatch, CustomHostname, FallbackOriginUpdate, GatewayCertificate, NewAccessCertificate,
    NewClientCertificate, NewCustomHostname, NewCustomHostnameSsl, NewGatewayCertificate,
    NewKeylessCertificate, NewMtlsCertificate, NewOriginPullCertificate, NewTrustedCa, ValidationMethod,
};
use cloudflare_certificates::workflows::ErrorKind;
use cloudflare_certificates::{Account, Progress, Zone};
use cloudflare_certificates_simulator::{KeyType, Simulator, TestCa};
use serde_json::json;

use crate::support::{account_of, client, zone};

async fn start() -> (Simulator, Zone, Account) {
    let simulator = Simulator::builder().zone("example.com").start().await.unwrap();
    let (zone, account) = (zone(&simulator), account_of(&client(&simulator), &simulator));
    (simulator, zone, account)
}

fn progress_of(hostname: &serde_json::Value) -> Progress {
    use cloudflare_certificates::workflows::Record as _;
    serde_json::from_value::<CustomHostname>(hostname.clone()).unwrap().progress()
}

#[test]
fn a_hostname_is_ready_only_when_both_it_and_its_certificate_are() {
    for (hostname, certificate, expected) in [
        ("active", "active", Progress::Ready),
        ("pending", "active", Progress::Pending),
        ("active", "pending_validation", Progress::Pending),
        ("a new stage", "active", Progress::Pending),
        ("active", "a new stage", Progress::Pending),
        ("active", "validation_timed_out", Progress::NeedsAction),
        ("blocked", "active", Progress::NeedsAction),
        ("moved", "active", Progress::NeedsAction),
        ("pending", "validation_timed_out", Progress::NeedsAction),
        ("active", "expired", Progress::Failed),
        ("pending_deletion", "active", Progress::Gone),
        ("deleted", "validation_timed_out", Progress::Gone),
    ] {
        let record = json!({ "id": "x", "status": hostname, "ssl": { "status": certificate } });
        assert_eq!(progress_of(&record), expected, "{hostname}, {certificate}");
    }
    assert_eq!(
        progress_of(&json!({ "id": "x", "status": "active" })),
        Progress::Ready,
        "without a certificate"
    );
    assert_eq!(progress_of(&json!({ "id": "x" })), Progress::Pending, "the server left the status out");
}

#[tokio::test]
async fn a_hostname() {
    let (_simulator, zone, _) = start().await;
    let new = NewCustomHostname::builder()
        .hostname("app.customer.com")
        .ssl(NewCustomHostnameSsl::managed(ValidationMethod::Txt).build())
        .build();
    let hostnames = zone.custom_hostnames();
    let id = hostnames.create(&new).await.unwrap().into_inner().id;
    let hostname = hostnames.wait(&id).await.unwrap();
    assert_eq!(hostname.status.unwrap().as_str(), "active");
    assert_eq!(hostname.ssl.unwrap().status.unwrap().as_str(), "active");
}

#[tokio::test]
async fn the_fallback_origin_also_when_it_is_active_already() {
    let (simulator, zone, _) = start().await;
    let origin = zone.custom_hostnames().fallback_origin();
    origin.update(&FallbackOriginUpdate::builder().origin("origin.example.com").build()).await.unwrap();
    origin.wait().await.unwrap();
    let before = simulator.requests_seen();
    assert_eq!(origin.wait().await.unwrap().status.unwrap().as_str(), "active");
    assert_eq!(simulator.requests_seen() - before, 1);
    origin.delete().await.unwrap();
    origin.wait().until(Progress::Gone).await.unwrap();
}

#[tokio::test]
async fn certificates_for_origin_pulls_and_their_tombstones() {
    let (simulator, zone, _) = start().await;
    let issued = simulator.test_ca().certificate(&["client.example.com"]).issue().unwrap();
    let new = NewOriginPullCertificate::builder()
        .certificate(issued.certificate_pem())
        .private_key(issued.private_key_pem().unwrap())
        .build();
    let certificates = zone.origin_tls_client_auth();
    let id = certificates.create(&new).await.unwrap().into_inner().id;
    assert_eq!(certificates.wait(&id).await.unwrap().id, id);
    certificates.delete(&id).await.unwrap();
    certificates.wait(&id).until(Progress::Gone).await.unwrap();

    let certificates = certificates.hostname_certificates();
    let id = certificates.create(&new).await.unwrap().into_inner().id;
    assert_eq!(certificates.wait(&id).await.unwrap().id, id);
    certificates.delete(&id).await.unwrap();
    certificates.wait(&id).until(Progress::Gone).await.unwrap();
}

#[tokio::test]
async fn client_certificates_and_their_reactivation() {
    let (_simulator, zone, _) = start().await;
    let (csr, _key) = TestCa::csr(&["device.example.com"], KeyType::EcdsaP256).unwrap();
    let certificates = zone.client_certificates();
    let new = NewClientCertificate::builder().csr(csr).validity_days(365).build();
    let id = certificates.create(&new).await.unwrap().into_inner().id;
    assert_eq!(certificates.wait(&id).await.unwrap().id, id);
    certificates.revoke(&id).await.unwrap();
    let revoked = certificates.wait(&id).until(Progress::Gone).await.unwrap();
    assert!(revoked.status.unwrap().as_str().contains("revo"));
    assert_eq!(certificates.wait(&id).await.unwrap_err().kind(), ErrorKind::Gone);
    certificates.edit(&id, &ClientCertificatePatch::builder().reactivate(true).build()).await.unwrap();
    assert_eq!(certificates.wait(&id).await.unwrap().status.unwrap().as_str(), "active");
}

#[tokio::test]
async fn mtls_and_access_certificates_which_have_no_status() {
    let (simulator, zone, account) = start().await;
    let pem = simulator.test_ca().certificate_pem();
    let certificates = account.mtls_certificates();
    let id = certificates.create(&NewMtlsCertificate::authority(pem).build()).await.unwrap().into_inner().id;
    assert_eq!(certificates.wait(&id).await.unwrap().id, id);
    certificates.delete(&id).await.unwrap();
    certificates.wait(&id).until(Progress::Gone).await.unwrap();

    let certificates = zone.access_certificates();
    let new = NewAccessCertificate::builder().certificate(pem).name("devices").build();
    let id = certificates.create(&new).await.unwrap().into_inner().id;
    assert_eq!(certificates.wait(&id).await.unwrap().id, id);
}

#[tokio::test]
async fn gateway_certificates_which_somebody_must_activate() {
    let (_simulator, _, account) = start().await;
    let certificates = account.gateway_certificates();
    let id = certificates.create(&NewGatewayCertificate::builder().build()).await.unwrap().into_inner().id;
    let error = certificates.wait(&id).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NeedsAction);
    assert!(error.to_string().contains("activate(id)"), "{error}");
    certificates.activate(&id).await.unwrap();
    assert_eq!(certificates.wait(&id).await.unwrap().binding_status.unwrap().as_str(), "available");
    certificates.deactivate(&id).await.unwrap();
    let is_inactive = |certificate: &GatewayCertificate| {
        certificate.binding_status.as_ref().is_some_and(|status| status.as_str() == "inactive")
    };
    certificates.wait(&id).until(is_inactive).await.unwrap();
}

#[tokio::test]
async fn keyless_certificates_and_trusted_roots() {
    let (simulator, zone, _) = start().await;
    let issued = simulator.test_ca().certificate(&["keyless.example.com"]).issue().unwrap();
    let new = NewKeylessCertificate::builder()
        .certificate(issued.certificate_pem())
        .host("keyless.example.com")
        .port(24008)
        .build();
    let id = zone.keyless_certificates().create(&new).await.unwrap().into_inner().id;
    assert_eq!(zone.keyless_certificates().wait(&id).await.unwrap().id, id);

    let root = NewTrustedCa::builder().certificate(simulator.test_ca().certificate_pem()).build();
    let id = zone.custom_trust_store().create(&root).await.unwrap().into_inner().id;
    assert_eq!(zone.custom_trust_store().wait(&id).await.unwrap().id, id);
    zone.custom_trust_store().delete(&id).await.unwrap();
    zone.custom_trust_store().wait(&id).until(Progress::Gone).await.unwrap();
}
