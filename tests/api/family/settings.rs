//! Settings of zones and of hostnames.

use cloudflare_certificates::StringOrList;
use cloudflare_certificates::types::*;

use super::{setup, until};

#[tokio::test]
async fn total_tls_is_turned_on_and_stays_so() {
    let setup = setup().await;
    let total_tls = setup.zone.total_tls();
    assert_eq!(total_tls.get().await.unwrap().enabled, Some(false));
    let on =
        TotalTlsUpdate::builder().enabled(true).certificate_authority(CertificateAuthority::SslCom).build();
    total_tls.update(&on).await.unwrap();
    total_tls.update(&TotalTlsUpdate::builder().enabled(true).build()).await.unwrap();
    let settings = total_tls.get().await.unwrap();
    assert_eq!(settings.enabled, Some(true));
    assert_eq!(settings.certificate_authority, Some(CertificateAuthority::SslCom), "what is left out stays");
}

#[tokio::test]
async fn dcv_delegation_has_one_identifier_for_a_zone() {
    let setup = setup().await;
    let uuid = setup.zone.dcv_delegation().get().await.unwrap().uuid.clone();
    assert!(uuid.as_ref().is_some_and(|uuid| uuid.len() == 16));
    assert_eq!(setup.zone.dcv_delegation().get().await.unwrap().uuid, uuid);
}

#[tokio::test]
async fn compliance_modes_are_set_and_removed() {
    let setup = setup().await;
    let modes = setup.zone.origin_tls_compliance_modes();
    assert!(modes.get().await.unwrap().value.is_empty());
    let fips = OriginTlsComplianceModesUpdate::builder().value(["fips"]).build();
    modes.update(&fips).await.unwrap();
    assert_eq!(modes.get().await.unwrap().value, ["fips"]);
    modes.edit(&OriginTlsComplianceModesUpdate::builder().value(["other"]).build()).await.unwrap();
    assert_eq!(modes.get().await.unwrap().value, ["other"]);
    assert!(modes.delete().await.unwrap().modified_on.is_some());
    assert!(modes.get().await.unwrap().value.is_empty());
}

#[tokio::test]
async fn post_quantum_encryption_is_switched() {
    let setup = setup().await;
    let setting = setup.zone.origin_post_quantum_encryption();
    assert_eq!(setting.get().await.unwrap().modified_on, None);
    let off = OriginPostQuantumEncryptionUpdate::builder().value(OriginPostQuantumMode::Off).build();
    setting.update(&off).await.unwrap();
    assert_eq!(setting.get().await.unwrap().value, Some(OriginPostQuantumMode::Off));
}

#[tokio::test]
async fn settings_of_hostnames_are_deployed_and_removed() {
    let setup = setup().await;
    let settings = setup.zone.hostname_tls_settings();
    let (version, host) = (HostnameTlsSettingId::MinTlsVersion, "app.example.com");
    settings.update(&version, host, &HostnameTlsSettingUpdate::min_tls_version("1.2")).await.unwrap();
    let status = async || settings.get(&version, host).await.map(|setting| setting.status.clone().unwrap());
    assert_eq!(until("active".to_owned(), status).await, ["pending_deployment", "active"]);
    let ciphers = HostnameTlsSettingId::Ciphers;
    let aes = HostnameTlsSettingUpdate::ciphers(["ECDHE-RSA-AES128-GCM-SHA256"]);
    settings.update(&ciphers, host, &aes).await.unwrap();
    let listed = settings.list(ciphers.clone()).all().await.unwrap();
    assert_eq!(listed[0].value.as_ref().map(StringOrList::strings).unwrap(), ["ECDHE-RSA-AES128-GCM-SHA256"]);
    let error = settings.update(&ciphers, host, &HostnameTlsSettingUpdate::http2(true)).await.unwrap_err();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(400), "{error}");
    settings.delete(&version, host).await.unwrap();
    assert!(settings.get_opt(&version, host).await.unwrap().is_none());
    assert!(settings.get_opt(&ciphers, host).await.unwrap().is_some());
}

#[tokio::test]
async fn the_settings_of_a_zone_are_read_and_changed() {
    let setup = setup().await;
    let ssl = setup.zone.ssl();
    assert_eq!(ssl.recommendation().get().await.unwrap().value, Some(SslRecommendationMode::Auto));
    assert_eq!(ssl.universal_settings().get().await.unwrap().enabled, Some(true));
    let off = UniversalSslSettingsPatch::builder().enabled(false).build();
    ssl.universal_settings().edit(&off).await.unwrap();
    ssl.universal_settings().edit(&UniversalSslSettingsPatch::builder().build()).await.unwrap();
    assert_eq!(ssl.universal_settings().get().await.unwrap().enabled, Some(false));
    ssl.auto_origin_tls_kex().edit(&AutoOriginTlsKexPatch::builder().enabled(true).build()).await.unwrap();
    assert_eq!(ssl.auto_origin_tls_kex().get().await.unwrap().enabled, Some(true));
}
