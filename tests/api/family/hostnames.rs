//! Custom hostnames, their certificates, and the fallback origin.

use cloudflare_certificates::types::*;
use cloudflare_certificates_simulator::KeyType;

use super::{ZONE, setup, until};

#[tokio::test]
async fn a_custom_hostname_walks_through_its_validation() {
    let setup = setup().await;
    let hostnames = setup.zone.custom_hostnames();
    let new = NewCustomHostname::builder()
        .hostname("app.customer.com")
        .ssl(NewCustomHostnameSsl::managed(ValidationMethod::Txt).wildcard(true).build())
        .custom_metadata([("plan".to_owned(), "gold".to_owned())].into())
        .build();
    let made = hostnames.create(&new).await.unwrap();
    assert_eq!(made.meta().status().as_u16(), 201);
    assert_eq!(made.ownership_verification.as_ref().unwrap().type_, Some(OwnershipVerificationType::Txt));
    assert_eq!(made.ssl.as_ref().unwrap().hosts, ["app.customer.com", "*.app.customer.com"]);
    let id = made.into_inner().id;
    assert!(hostnames.create(&new).await.unwrap_err().has_code(1406), "there is one");
    let status = async || {
        let hostname = hostnames.get(&id).await?;
        Ok((hostname.status.clone().unwrap(), hostname.ssl.as_ref().unwrap().status.clone().unwrap()))
    };
    let seen = until((CustomHostnameStatus::Active, CertificatePackStatus::Active), status).await;
    assert!(seen.contains(&(CustomHostnameStatus::Pending, CertificatePackStatus::PendingValidation)));
    assert!(hostnames.get(&id).await.unwrap().ownership_verification.is_none());
    assert_eq!(hostnames.quota().await.unwrap().used, Some(1));

    let list = hostnames.list().hostname_contain("customer").ssl(true).wildcard(true);
    assert_eq!(list.hostname_status(CustomHostnameStatus::Active).all().await.unwrap().len(), 1);
    assert!(hostnames.list().hostname_exact("customer").all().await.unwrap().is_empty());

    let patch = CustomHostnamePatch::builder().custom_metadata([].into()).build();
    let edited = hostnames.edit(&id, &patch).await.unwrap();
    assert!(edited.custom_metadata.is_empty(), "an empty map is a request of its own");
    assert_eq!(edited.meta().status().as_u16(), 202);
    hostnames.delete(&id).await.unwrap();
    assert!(hostnames.get_opt(&id).await.unwrap().is_none());
}

#[tokio::test]
async fn a_custom_hostname_returns_to_the_default_authority() {
    let setup = setup().await;
    let hostnames = setup.zone.custom_hostnames();
    let ssl = |authority| {
        let ssl = NewCustomHostnameSsl::managed(ValidationMethod::Txt);
        ssl.certificate_authority(authority).build()
    };
    let of = |hostname: &CustomHostname| hostname.ssl.as_ref().unwrap().certificate_authority.clone();
    let chosen = CustomHostnameCertificateAuthority::SslCom;
    let new = NewCustomHostname::builder().hostname("app.customer.com").ssl(ssl(chosen.clone())).build();
    let made = hostnames.create(&new).await.unwrap();
    assert_eq!(of(&made), Some(chosen));
    let patch = CustomHostnamePatch::builder().ssl(ssl(CustomHostnameCertificateAuthority::Empty)).build();
    let edited = hostnames.edit(&made.id, &patch).await.unwrap();
    assert_eq!(of(&edited), Some(CustomHostnameCertificateAuthority::Google));
}

#[tokio::test]
async fn a_custom_hostnames_validation_that_timed_out_is_started_again() {
    let setup = setup().await;
    let hostnames = setup.zone.custom_hostnames();
    let ssl = NewCustomHostnameSsl::managed(ValidationMethod::Txt).build();
    let new = NewCustomHostname::builder().hostname("app.customer.com").ssl(ssl.clone()).build();
    let id = hostnames.create(&new).await.unwrap().into_inner().id;
    assert!(setup.simulator.time_out_validation(&id));
    let status = async || {
        let hostname = hostnames.get(&id).await?;
        Ok(hostname.ssl.as_ref().unwrap().status.clone().unwrap())
    };
    until(CertificatePackStatus::ValidationTimedOut, status).await;
    hostnames.edit(&id, &CustomHostnamePatch::builder().ssl(ssl).build()).await.unwrap();
    until(CertificatePackStatus::Active, status).await;
}

#[tokio::test]
async fn own_certificates_of_a_custom_hostname_are_replaced_and_deleted_one_by_one() {
    let setup = setup().await;
    let hostnames = setup.zone.custom_hostnames();
    let host = "app.customer.com";
    let certificate = |key_type| {
        let issued = setup.simulator.test_ca().certificate(&[host]).key(key_type).issue().unwrap();
        let key = issued.private_key_pem().unwrap();
        CustomHostnameCertificate::builder()
            .custom_certificate(issued.certificate_pem())
            .custom_key(key)
            .build()
    };
    let (one, two) = (certificate(KeyType::EcdsaP256), certificate(KeyType::Rsa2048));
    let ssl = NewCustomHostnameSsl::builder().custom_cert_bundle([one.clone(), two]).build();
    let new = NewCustomHostname::builder().hostname(host).ssl(ssl).build();
    let made = hostnames.create(&new).await.unwrap().into_inner();
    let pack = made.ssl.unwrap().id;
    // The docs do not show the certificates' identifiers; the server does.
    let path = ["zones", ZONE, "custom_hostnames", &made.id];
    let shown = setup.client.request(reqwest::Method::GET, path).send::<serde_json::Value>().await.unwrap();
    let ids: Vec<&str> = shown["ssl"]["certificates"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["id"].as_str().unwrap())
        .collect();
    let new = certificate(KeyType::EcdsaP256);
    let edited = hostnames.certificate().update(&made.id, &pack, ids[0], &new).await.unwrap();
    assert_eq!(
        edited.ssl.as_ref().unwrap().custom_certificate.as_deref(),
        Some(new.custom_certificate.as_str())
    );
    hostnames.certificate().delete(&made.id, &pack, ids[0]).await.unwrap();
    let error = hostnames.certificate().delete(&made.id, &pack, ids[1]).await.unwrap_err();
    assert!(error.is_conflict(), "the last one stays: {error}");
    let error = hostnames.certificate().update(&made.id, "nobody", ids[1], &new).await.unwrap_err();
    assert!(error.is_not_found(), "{error}");
}

#[tokio::test]
async fn the_fallback_origin_is_deployed_and_removed_in_its_own_time() {
    let setup = setup().await;
    let hostnames = setup.zone.custom_hostnames();
    assert!(hostnames.fallback_origin().get().await.unwrap_err().is_not_found());
    let foreign = FallbackOriginUpdate::builder().origin("fallback.example.org").build();
    assert!(hostnames.fallback_origin().update(&foreign).await.is_err());
    let origin = FallbackOriginUpdate::builder().origin("fallback.example.com").build();
    hostnames.fallback_origin().update(&origin).await.unwrap();
    let status =
        async || hostnames.fallback_origin().get().await.map(|origin| origin.status.clone().unwrap());
    until(FallbackOriginStatus::Active, status).await;
    let left = hostnames.fallback_origin().delete().await.unwrap();
    assert_eq!(left.status, Some(FallbackOriginStatus::PendingDeletion));
    let there = async || match hostnames.fallback_origin().get().await {
        Err(error) if error.is_not_found() => Ok(false),
        other => other.map(|_| true),
    };
    assert_eq!(until(false, there).await, [true, false]);
}
