//! Authenticated origin pulls.

use cloudflare_certificates::types::*;

use super::{setup, until};

#[tokio::test]
async fn an_origin_pull_certificate_of_a_zone_is_deployed_and_deleted() {
    let setup = setup().await;
    let pulls = setup.zone.origin_tls_client_auth();
    let (certificate, key) = setup.leaf("client.example.com");
    let new = NewOriginPullCertificate::builder().certificate(certificate).private_key(key).build();
    let id = pulls.create(&new).await.unwrap().into_inner().id;
    let status = async || pulls.get(&id).await.map(|it| it.status.clone().unwrap());
    until(OriginPullStatus::Active, status).await;
    let on = OriginPullSettingsUpdate::builder().enabled(true).build();
    pulls.settings().update(&on).await.unwrap();
    assert_eq!(pulls.settings().get().await.unwrap().enabled, Some(true));
    assert_eq!(pulls.list().all().await.unwrap().len(), 1);
    assert_eq!(pulls.delete(&id).await.unwrap().status, Some(OriginPullStatus::PendingDeletion));
    until(None, async || pulls.get_opt(&id).await.map(|it| it.map(|it| it.id.clone()))).await;
}

#[tokio::test]
async fn hostnames_show_a_certificate_until_the_association_is_removed() {
    let setup = setup().await;
    let pulls = setup.zone.origin_tls_client_auth();
    let certificates = pulls.hostname_certificates();
    let (certificate, key) = setup.leaf("client.example.com");
    let new = NewOriginPullCertificate::builder().certificate(certificate).private_key(key).build();
    let id = certificates.create(&new).await.unwrap().into_inner().id;
    let config = |item| OriginPullHostnamesUpdate::builder().config([item]).build();
    let host = "app.example.com";
    let unknown = config(OriginPullHostnameUpdate::enable(host, "nobody"));
    assert!(pulls.hostnames().update(&unknown).await.is_err());
    pulls.hostnames().update(&config(OriginPullHostnameUpdate::enable(host, &id))).await.unwrap();
    assert_eq!(pulls.hostnames().get(host).await.unwrap().enabled, Some(true));
    assert!(certificates.delete(&id).await.unwrap_err().has_code(1433), "it is associated");
    pulls.hostnames().update(&config(OriginPullHostnameUpdate::disable(host, &id))).await.unwrap();
    assert_eq!(pulls.hostnames().get(host).await.unwrap().enabled, Some(false));
    pulls.hostnames().update(&config(OriginPullHostnameUpdate::remove(host, &id))).await.unwrap();
    assert!(pulls.hostnames().get_opt(host).await.unwrap().is_none());
    let status = async || certificates.get(&id).await.map(|certificate| certificate.status.clone().unwrap());
    until(OriginPullStatus::Active, status).await;
    certificates.delete(&id).await.unwrap();
    until(None, async || certificates.get_opt(&id).await.map(|it| it.map(|it| it.id.clone()))).await;
}
