//! Certificate packs and their verification.

use cloudflare_certificates::types::*;

use super::{setup, until};

fn order() -> NewCertificatePack {
    NewCertificatePack::builder()
        .certificate_authority(CertificateAuthority::LetsEncrypt)
        .hosts(["www.example.com", "example.com", "*.example.com"])
        .type_(NewCertificatePackType::Advanced)
        .validation_method(ValidationMethod::Txt)
        .validity_days(90)
        .build()
}

#[tokio::test]
async fn a_certificate_pack_is_validated_issued_and_deployed() {
    let setup = setup().await;
    let packs = setup.zone.certificate_packs();
    let ordered = packs.create(&order()).await.unwrap();
    assert!(ordered.validation_records.is_empty(), "not yet");
    assert_eq!(ordered.hosts, ["*.example.com", "example.com", "www.example.com"]);
    let id = ordered.into_inner().id;
    let seen = std::cell::RefCell::new(Vec::new());
    let status = async || {
        let pack = packs.get(&id).await?;
        if pack.status == Some(CertificatePackStatus::PendingValidation) {
            seen.borrow_mut()
                .extend(pack.validation_records.iter().filter_map(|record| record.txt_name.clone()));
        }
        Ok(pack.status.clone().unwrap())
    };
    assert_eq!(
        until(CertificatePackStatus::Active, status).await,
        [
            CertificatePackStatus::Initializing,
            CertificatePackStatus::PendingValidation,
            CertificatePackStatus::PendingIssuance,
            CertificatePackStatus::PendingDeployment,
            CertificatePackStatus::Active,
        ]
    );
    assert!(seen.borrow().contains(&"_acme-challenge.www.example.com".to_owned()));
    let pack = packs.get(&id).await.unwrap();
    assert_eq!(pack.primary_certificate.as_deref(), Some(pack.certificates[0].id.as_str()));
    assert_eq!(packs.quota().await.unwrap().advanced.as_ref().unwrap().used, Some(1));
    packs.delete(&id).await.unwrap();
    assert_eq!(
        packs.get(&id).await.unwrap().status,
        Some(CertificatePackStatus::Deleted),
        "it is still shown"
    );
    until(None, async || packs.get_opt(&id).await.map(|pack| pack.map(|pack| pack.id.clone()))).await;
    let left = packs.list().status(CertificatePackStatusFilter::All).all().await.unwrap();
    assert!(left.iter().all(|pack| pack.type_ == Some(CertificatePackType::Universal)), "{left:?}");
}

#[tokio::test]
async fn a_validation_that_timed_out_is_started_again() {
    let setup = setup().await;
    let packs = setup.zone.certificate_packs();
    let mut order = order();
    // A wildcard cannot be validated by http.
    order.hosts.retain(|host| !host.starts_with('*'));
    let id = packs.create(&order).await.unwrap().into_inner().id;
    assert!(setup.simulator.time_out_validation(&id));
    assert!(!setup.simulator.time_out_validation("nobody"));
    for _ in 0..9 {
        let pack = packs.get(&id).await.unwrap();
        assert_eq!(pack.status, Some(CertificatePackStatus::ValidationTimedOut), "it stays so");
        assert_eq!(pack.validation_errors.len(), 1);
    }
    let other = SslVerificationPatch::builder().validation_method(SslValidationMethod::Http).build();
    let method = setup.zone.ssl().verification().edit(&id, &other).await.unwrap();
    assert_eq!(method.validation_method, Some(SslValidationMethod::Http));
    packs.edit(&id, &CertificatePackPatch::builder().build()).await.unwrap();
    let status = async || packs.get(&id).await.map(|pack| pack.status.clone().unwrap());
    until(CertificatePackStatus::PendingValidation, status).await;
    let record = packs.get(&id).await.unwrap().validation_records[0].clone();
    assert!(record.http_url.is_some() && record.txt_name.is_none());
    until(CertificatePackStatus::Active, status).await;
}

#[tokio::test]
async fn verification_shows_how_far_each_pack_has_come() {
    let setup = setup().await;
    let id = setup.zone.certificate_packs().create(&order()).await.unwrap().into_inner().id;
    let ssl = setup.zone.ssl();
    let status = async || {
        let mut items = ssl.verification().get().await?.into_items();
        items.retain(|item| item.cert_pack_uuid == id);
        let waits = items[0].certificate_status == Some(SslVerificationStatus::Authorizing);
        assert_eq!(items[0].verification_info.iter().any(|info| info.txt_value.is_some()), waits);
        Ok(items[0].certificate_status.clone().unwrap())
    };
    let seen = until(SslVerificationStatus::Active, status).await;
    assert!(
        seen.contains(&SslVerificationStatus::Authorizing) && seen.contains(&SslVerificationStatus::Issuing)
    );
}

#[tokio::test]
async fn an_order_gets_the_zones_own_name_and_needs_a_place_in_the_quota() {
    let setup = setup().await;
    let packs = setup.zone.certificate_packs();
    let mut without = order();
    without.hosts = vec!["www.example.com".to_owned()];
    assert_eq!(packs.create(&without).await.unwrap().hosts, ["example.com", "www.example.com"]);
    without.hosts = vec!["example.org".to_owned()];
    assert!(packs.create(&without).await.unwrap_err().has_code(2103));
    for _ in 0..9 {
        packs.create(&order()).await.unwrap();
    }
    assert!(packs.create(&order()).await.unwrap_err().is_permission_denied());
}
