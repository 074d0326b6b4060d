//! Certificates that are issued: client certificates, Gateway roots, the Origin CA.

use cloudflare_certificates::Client;
use cloudflare_certificates::types::*;

use super::{ZONE, setup, until};

#[tokio::test]
async fn a_client_certificate_is_issued_revoked_and_reactivated() {
    let setup = setup().await;
    let certificates = setup.zone.client_certificates();
    let new = NewClientCertificate::builder().csr(setup.csr().await).validity_days(3650).build();
    let issued = certificates.create(&new).await.unwrap().into_inner();
    assert!(issued.certificate.as_deref().unwrap().starts_with("-----BEGIN CERTIFICATE-----"));
    assert_eq!(issued.common_name.as_deref(), Some("device-1"));
    assert_eq!(issued.location.as_deref(), Some("Austin"));
    let days = issued.expires_on.as_ref().unwrap().datetime().unwrap()
        - issued.issued_on.as_ref().unwrap().datetime().unwrap();
    assert!((3650..=3652).contains(&days.num_days()), "{days}");

    let status = async || certificates.get(&issued.id).await.map(|it| it.status.clone().unwrap());
    let reactivate = ClientCertificatePatch::builder().reactivate(true).build();
    assert!(certificates.edit(&issued.id, &reactivate).await.unwrap_err().is_conflict(), "it is active");
    let revoked = certificates.revoke(&issued.id).await.unwrap();
    assert_eq!(revoked.status, Some(ClientCertificateStatus::PendingRevocation));
    until(ClientCertificateStatus::Revoked, status).await;
    let list = certificates.list().status(ClientCertificateStatusFilter::Revoked);
    assert_eq!(list.all().await.unwrap().len(), 1);
    certificates.edit(&issued.id, &reactivate).await.unwrap();
    assert_eq!(
        until(ClientCertificateStatus::Active, status).await,
        [ClientCertificateStatus::PendingReactivation, ClientCertificateStatus::Active]
    );
    let bad = NewClientCertificate::builder().csr("no CSR").validity_days(1).build();
    assert_eq!(certificates.create(&bad).await.unwrap_err().status().map(|it| it.as_u16()), Some(400));
}

#[tokio::test]
async fn a_gateway_certificate_is_activated_deactivated_and_deleted() {
    let setup = setup().await;
    let certificates = setup.account.gateway_certificates();
    let new = NewGatewayCertificate::builder().validity_period_days(1000).build();
    let made = certificates.create(&new).await.unwrap().into_inner();
    assert_eq!(made.binding_status, Some(GatewayCertificateBindingStatus::Inactive));
    assert!(made.fingerprint.is_some_and(|fingerprint| fingerprint.len() == 64));
    let answer = certificates.activate(&made.id).await.unwrap();
    assert_eq!(answer.meta().status().as_u16(), 202);
    let status = async || certificates.get(&made.id).await.map(|it| it.binding_status.clone().unwrap());
    until(GatewayCertificateBindingStatus::Available, status).await;
    assert!(certificates.delete(&made.id).await.unwrap_err().is_conflict(), "it is deployed");
    assert_eq!(certificates.deactivate(&made.id).await.unwrap().meta().status().as_u16(), 201);
    until(GatewayCertificateBindingStatus::Inactive, status).await;
    certificates.delete(&made.id).await.unwrap();
    assert!(certificates.list().all().await.unwrap().is_empty());
}

#[tokio::test]
async fn an_origin_ca_certificate_is_signed_and_revoked() {
    let setup = setup().await;
    let certificates = setup.client.origin_ca_certificates();
    let new = |kind, days| {
        NewOriginCaCertificate::builder()
            .hostnames(["example.com", "*.example.com"])
            .request_type(kind)
            .maybe_requested_validity(days)
    };
    let csr = setup.csr().await;
    let wrong = new(OriginCaRequestType::OriginRsa, None).csr(&csr).build();
    let error = certificates.create(&wrong).await.unwrap_err();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(400), "the key is ECDSA: {error}");
    let right = new(OriginCaRequestType::OriginEcc, Some(90)).csr(&csr).build();
    let signed = certificates.create(&right).await.unwrap().into_inner();
    assert!((40..=49).contains(&signed.id.len()) && signed.id.bytes().all(|byte| byte.is_ascii_digit()));
    let expires = signed.expires_on.as_ref().unwrap();
    assert!(expires.as_str().ends_with("+0000 UTC") && expires.datetime().is_some(), "{expires}");

    // What was signed is for these hosts.
    let analyzed =
        CertificateToAnalyze::builder().certificate(signed.certificate.as_deref().unwrap()).build();
    assert_eq!(setup.zone.ssl().analyze(&analyzed).await.unwrap().hosts, ["example.com", "*.example.com"]);

    assert_eq!(certificates.list(ZONE).all().await.unwrap().len(), 1);
    assert!(certificates.revoke(&signed.id).await.unwrap().revoked_at.is_some());
    assert!(certificates.get(&signed.id).await.unwrap().revoked_at.is_some(), "it is still shown");
    assert!(certificates.revoke(&signed.id).await.unwrap_err().has_code(1014));
    assert!(certificates.list(ZONE).all().await.unwrap().is_empty());
}

#[tokio::test]
async fn the_origin_ca_key_opens_the_origin_ca_and_nothing_else() {
    let setup = setup().await;
    let client = Client::builder()
        .user_service_key(setup.simulator.user_service_key())
        .base_url(setup.simulator.base_url())
        .build()
        .unwrap();
    assert!(client.origin_ca_certificates().list(ZONE).all().await.unwrap().is_empty());
    assert!(client.zone(ZONE).unwrap().total_tls().get().await.is_err());
}
