//! The rest of the family through its whole life, against the simulator.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on shall panic"
)]
#![allow(deprecated, reason = "Cloudflare deprecates operations that still exist")]

use std::fmt::Debug;

use cloudflare_certificates::types::*;
use cloudflare_certificates::{Account, Client, ClientCa, Error, TextOrList, Zone};
use cloudflare_certificates_simulator::Simulator;

const ZONE: &str = "023e105f4ecef8ad9ca31a8372d0c353";
const ACCOUNT: &str = "01a7362d577a6c3019a474fd6f485823";

struct World {
    simulator: Simulator,
    client: Client,
    zone: Zone,
    account: Account,
}

async fn world() -> World {
    let simulator = Simulator::builder().zone_name(ZONE, "example.com").start().await.unwrap();
    let client =
        Client::builder().api_token(simulator.token()).base_url(simulator.base_url()).build().unwrap();
    let (zone, account) = (client.zone(ZONE).unwrap(), client.account(ACCOUNT).unwrap());
    World { simulator, client, zone, account }
}

impl World {
    /// A certificate of these hosts and its key.
    fn leaf(&self, host: &str) -> (String, String) {
        self.simulator.test_ca().issue(&[host], 90).unwrap()
    }

    /// A CSR with an ECDSA key: one of the zone's, which is as good as any.
    async fn csr(&self) -> String {
        let new = NewCustomCsr::builder()
            .common_name("device-1")
            .sans(["device-1.example.com"])
            .country("US")
            .state("Texas")
            .locality("Austin")
            .organization("Example, Inc.")
            .key_type(CustomCsrKeyType::P256v1)
            .build();
        self.zone.custom_csrs().create(&new).await.unwrap().csr.clone().unwrap()
    }

    /// The id of an uploaded authority.
    async fn authority(&self) -> String {
        let root = self.simulator.test_ca().certificate_pem();
        let new = NewMtlsCertificate::authority(root).name("our CA").build();
        self.account.mtls_certificates().create(&new).await.unwrap().into_inner().id
    }
}

/// Reads a state until it is this one; the states that were seen, each once.
async fn until<S: PartialEq + Debug>(last: S, read: impl AsyncFn() -> Result<S, Error>) -> Vec<S> {
    let mut seen = Vec::new();
    for _ in 0..50 {
        let state = read().await.unwrap();
        if seen.last() != Some(&state) {
            seen.push(state);
        }
        if seen.last() == Some(&last) {
            return seen;
        }
    }
    panic!("it never came: {seen:?}");
}

#[tokio::test]
async fn total_tls_is_turned_on_and_stays_so() {
    let world = world().await;
    let total_tls = world.zone.total_tls();
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
    let world = world().await;
    let uuid = world.zone.dcv_delegation().get().await.unwrap().uuid.clone();
    assert!(uuid.as_ref().is_some_and(|uuid| uuid.len() == 16));
    assert_eq!(world.zone.dcv_delegation().get().await.unwrap().uuid, uuid);
}

#[tokio::test]
async fn a_trusted_authority_is_deployed_and_removed() {
    let world = world().await;
    let store = world.zone.custom_trust_store();
    let (leaf, _) = world.leaf("www.example.com");
    let error = store.create(&NewTrustedCa::builder().certificate(leaf).build()).await.unwrap_err();
    assert!(error.has_code(1002), "a leaf is no authority: {error}");
    let root = world.simulator.test_ca().certificate_pem();
    let id = store.create(&NewTrustedCa::builder().certificate(root).build()).await.unwrap().into_inner().id;
    let status = async || store.get(&id).await.map(|ca| ca.status.clone().unwrap());
    assert_eq!(
        until(TrustedCaStatus::Active, status).await,
        [TrustedCaStatus::Initializing, TrustedCaStatus::PendingDeployment, TrustedCaStatus::Active]
    );
    assert_eq!(store.list().all().await.unwrap().len(), 1);
    assert_eq!(store.list().offset(1).all().await.unwrap().len(), 0);
    store.delete(&id).await.unwrap();
    let gone = async || store.get_opt(&id).await.map(|ca| ca.map(|ca| ca.status.clone().unwrap()));
    assert_eq!(until(None, gone).await, [Some(TrustedCaStatus::PendingDeletion), None]);
}

#[tokio::test]
async fn compliance_modes_are_set_and_removed() {
    let world = world().await;
    let modes = world.zone.origin_tls_compliance_modes();
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
    let world = world().await;
    let setting = world.zone.origin_post_quantum_encryption();
    assert_eq!(setting.get().await.unwrap().modified_on, None);
    let off = OriginPostQuantumEncryptionUpdate::builder().value(OriginPostQuantumMode::Off).build();
    setting.update(&off).await.unwrap();
    assert_eq!(setting.get().await.unwrap().value, Some(OriginPostQuantumMode::Off));
}

#[tokio::test]
async fn hostnames_are_associated_with_one_authority_and_not_with_the_other() {
    let world = world().await;
    let associations = world.zone.hostname_associations();
    let ours = ClientCa::uploaded(world.authority().await);
    associations.update(&ours, ["api.example.com"]).await.unwrap();
    assert_eq!(associations.get(&ours).await.unwrap().hostnames, ["api.example.com"]);
    assert!(associations.get(&ClientCa::Managed).await.unwrap().hostnames.is_empty());
    associations.update(&ClientCa::Managed, ["m.example.com"]).await.unwrap();
    associations.update(&ours, [""; 0]).await.unwrap();
    assert_eq!(associations.get(&ClientCa::Managed).await.unwrap().hostnames, ["m.example.com"]);
    let error = associations.get(&ClientCa::uploaded("nobody")).await.unwrap_err();
    assert!(error.is_not_found(), "{error}");
}

#[tokio::test]
async fn an_mtls_certificate_cannot_be_deleted_while_it_is_used() {
    let world = world().await;
    let certificates = world.account.mtls_certificates();
    let id = world.authority().await;
    let ours = ClientCa::uploaded(&id);
    assert!(certificates.associations(&id).await.unwrap().items().is_empty());
    world.zone.hostname_associations().update(&ours, ["api.example.com"]).await.unwrap();
    assert_eq!(certificates.associations(&id).await.unwrap().items().len(), 1);
    assert!(certificates.delete(&id).await.unwrap_err().is_conflict());
    world.zone.hostname_associations().update(&ours, [""; 0]).await.unwrap();
    assert_eq!(certificates.delete(&id).await.unwrap().name.as_deref(), Some("our CA"));
    assert!(certificates.get_opt(&id).await.unwrap().is_none());
}

#[tokio::test]
async fn an_mtls_leaf_needs_its_own_key() {
    let world = world().await;
    let certificates = world.account.mtls_certificates();
    let ((leaf, key), (_, other)) = (world.leaf("c.example.com"), world.leaf("c.example.com"));
    let error = certificates.create(&NewMtlsCertificate::leaf(&leaf, other).build()).await.unwrap_err();
    assert!(error.has_code(2200), "{error}");
    let made = certificates.create(&NewMtlsCertificate::leaf(&leaf, key).name("leaf").build()).await.unwrap();
    assert_eq!((made.ca, made.type_.clone()), (Some(false), Some(MtlsCertificateType::Custom)));
    let list = certificates.list();
    assert_eq!(list.types([MtlsCertificateType::Custom]).all().await.unwrap().len(), 1);
    let list =
        certificates.list().types([MtlsCertificateType::GatewayManaged, MtlsCertificateType::AccessManaged]);
    assert!(list.all().await.unwrap().is_empty());
}

#[tokio::test]
async fn settings_of_hostnames_are_deployed_and_removed() {
    let world = world().await;
    let settings = world.zone.hostname_tls_settings();
    let (version, host) = (HostnameTlsSettingId::MinTlsVersion, "app.example.com");
    settings.update(&version, host, &HostnameTlsSettingUpdate::min_tls_version("1.2")).await.unwrap();
    let status = async || settings.get(&version, host).await.map(|setting| setting.status.clone().unwrap());
    assert_eq!(until("active".to_owned(), status).await, ["pending_deployment", "active"]);
    let ciphers = HostnameTlsSettingId::Ciphers;
    let aes = HostnameTlsSettingUpdate::ciphers(["ECDHE-RSA-AES128-GCM-SHA256"]);
    settings.update(&ciphers, host, &aes).await.unwrap();
    let listed = settings.list(ciphers.clone()).all().await.unwrap();
    assert_eq!(listed[0].value.as_ref().map(TextOrList::texts).unwrap(), ["ECDHE-RSA-AES128-GCM-SHA256"]);
    let error = settings.update(&ciphers, host, &HostnameTlsSettingUpdate::http2(true)).await.unwrap_err();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(400), "{error}");
    settings.delete(&version, host).await.unwrap();
    assert!(settings.get_opt(&version, host).await.unwrap().is_none());
    assert!(settings.get_opt(&ciphers, host).await.unwrap().is_some());
}

#[tokio::test]
async fn a_client_certificate_is_issued_revoked_and_reactivated() {
    let world = world().await;
    let certificates = world.zone.client_certificates();
    let new = NewClientCertificate::builder().csr(world.csr().await).validity_days(3650).build();
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
    let revoked = certificates.delete(&issued.id).await.unwrap();
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
    let world = world().await;
    let certificates = world.account.gateway_certificates();
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
    let world = world().await;
    let certificates = world.client.origin_ca_certificates();
    let new = |kind, days| {
        NewOriginCaCertificate::builder()
            .hostnames(["example.com", "*.example.com"])
            .request_type(kind)
            .maybe_requested_validity(days)
    };
    let csr = world.csr().await;
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
    assert_eq!(world.zone.ssl().analyze(&analyzed).await.unwrap().hosts, ["example.com", "*.example.com"]);

    assert_eq!(certificates.list(ZONE).all().await.unwrap().len(), 1);
    assert!(certificates.delete(&signed.id).await.unwrap().revoked_at.is_some());
    assert!(certificates.get_opt(&signed.id).await.unwrap().is_none());
    assert!(certificates.list(ZONE).all().await.unwrap().is_empty());
}

#[tokio::test]
async fn the_origin_ca_key_opens_the_origin_ca_and_nothing_else() {
    let world = world().await;
    let client = Client::builder()
        .user_service_key(world.simulator.user_service_key())
        .base_url(world.simulator.base_url())
        .build()
        .unwrap();
    assert!(client.origin_ca_certificates().list(ZONE).all().await.unwrap().is_empty());
    assert!(client.zone(ZONE).unwrap().total_tls().get().await.is_err());
}

#[tokio::test]
async fn an_origin_pull_certificate_of_a_zone_is_deployed_and_deleted() {
    let world = world().await;
    let pulls = world.zone.origin_tls_client_auth();
    let (certificate, key) = world.leaf("client.example.com");
    let new = NewOriginPullCertificate::builder().certificate(certificate).private_key(key).build();
    let id = pulls.create(&new).await.unwrap().into_inner().id;
    let status = async || pulls.get(&id).await.map(|it| it.status.clone().unwrap());
    until(OriginPullStatus::Active, status).await;
    let on = OriginPullSettingsUpdate::builder().enabled(true).build();
    pulls.update_settings(&on).await.unwrap();
    assert_eq!(pulls.settings().await.unwrap().enabled, Some(true));
    assert_eq!(pulls.list().all().await.unwrap().len(), 1);
    assert_eq!(pulls.delete(&id).await.unwrap().status, Some(OriginPullStatus::PendingDeletion));
    until(None, async || pulls.get_opt(&id).await.map(|it| it.map(|it| it.id.clone()))).await;
}

#[tokio::test]
async fn hostnames_show_a_certificate_until_the_association_is_removed() {
    let world = world().await;
    let pulls = world.zone.origin_tls_client_auth();
    let certificates = pulls.hostname_certificates();
    let (certificate, key) = world.leaf("client.example.com");
    let new = NewOriginPullCertificate::builder().certificate(certificate).private_key(key).build();
    let id = certificates.create(&new).await.unwrap().into_inner().id;
    let config = |item| OriginPullHostnamesUpdate::builder().config([item]).build();
    let host = "app.example.com";
    let unknown = config(OriginPullHostnameUpdate::enable(host, "nobody"));
    assert!(pulls.update_hostnames(&unknown).await.is_err());
    pulls.update_hostnames(&config(OriginPullHostnameUpdate::enable(host, &id))).await.unwrap();
    assert_eq!(pulls.hostname(host).await.unwrap().enabled, Some(true));
    assert!(certificates.delete(&id).await.unwrap_err().is_conflict(), "it is associated");
    pulls.update_hostnames(&config(OriginPullHostnameUpdate::disable(host, &id))).await.unwrap();
    assert_eq!(pulls.hostname(host).await.unwrap().enabled, Some(false));
    pulls.update_hostnames(&config(OriginPullHostnameUpdate::remove(host, &id))).await.unwrap();
    assert!(pulls.hostname_opt(host).await.unwrap().is_none());
    certificates.delete(&id).await.unwrap();
    until(None, async || certificates.get_opt(&id).await.map(|it| it.map(|it| it.id.clone()))).await;
}

#[tokio::test]
async fn the_settings_of_a_zone_are_read_and_changed() {
    let world = world().await;
    let ssl = world.zone.ssl();
    assert_eq!(ssl.recommendation().await.unwrap().value, Some(SslRecommendationMode::Auto));
    assert_eq!(ssl.universal_settings().await.unwrap().enabled, Some(true));
    let off = UniversalSslSettingsPatch::builder().enabled(false).build();
    ssl.edit_universal_settings(&off).await.unwrap();
    ssl.edit_universal_settings(&UniversalSslSettingsPatch::builder().build()).await.unwrap();
    assert_eq!(ssl.universal_settings().await.unwrap().enabled, Some(false));
    ssl.edit_auto_origin_tls_kex(&AutoOriginTlsKexPatch::builder().enabled(true).build()).await.unwrap();
    assert_eq!(ssl.auto_origin_tls_kex().await.unwrap().enabled, Some(true));
}

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
    let world = world().await;
    let packs = world.zone.certificate_packs();
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
    assert!(packs.list().all_statuses().all().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_validation_that_timed_out_is_started_again() {
    let world = world().await;
    let packs = world.zone.certificate_packs();
    let id = packs.create(&order()).await.unwrap().into_inner().id;
    assert!(world.simulator.time_out_validation(&id));
    assert!(!world.simulator.time_out_validation("nobody"));
    for _ in 0..10 {
        let pack = packs.get(&id).await.unwrap();
        assert_eq!(pack.status, Some(CertificatePackStatus::ValidationTimedOut), "it stays so");
        assert_eq!(pack.validation_errors.len(), 1);
    }
    let other = SslVerificationPatch::builder().validation_method(SslValidationMethod::Http).build();
    let method = world.zone.ssl().edit_verification(&id, &other).await.unwrap();
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
    let world = world().await;
    let id = world.zone.certificate_packs().create(&order()).await.unwrap().into_inner().id;
    let ssl = world.zone.ssl();
    let status = async || {
        let items = ssl.verification().await?.into_items();
        assert_eq!((items.len(), items[0].cert_pack_uuid.as_str()), (1, id.as_str()));
        Ok(items[0].certificate_status.clone().unwrap())
    };
    let seen = until(SslVerificationStatus::Active, status).await;
    assert!(
        seen.contains(&SslVerificationStatus::Authorizing) && seen.contains(&SslVerificationStatus::Issuing)
    );
}

#[tokio::test]
async fn an_order_has_to_have_the_zones_own_name_and_a_place_in_the_quota() {
    let world = world().await;
    let packs = world.zone.certificate_packs();
    let mut without = order();
    without.hosts = vec!["www.example.com".to_owned()];
    assert!(packs.create(&without).await.is_err());
    without.hosts = vec!["example.org".to_owned()];
    assert!(packs.create(&without).await.unwrap_err().has_code(2103));
    for _ in 0..10 {
        packs.create(&order()).await.unwrap();
    }
    assert!(packs.create(&order()).await.unwrap_err().is_permission_denied());
}

#[tokio::test]
async fn a_custom_hostname_walks_through_its_validation() {
    let world = world().await;
    let hostnames = world.zone.custom_hostnames();
    let new = NewCustomHostname::builder()
        .hostname("app.customer.example")
        .ssl(NewCustomHostnameSsl::managed(ValidationMethod::Http).wildcard(true).build())
        .custom_metadata([("plan".to_owned(), "gold".to_owned())].into())
        .build();
    let made = hostnames.create(&new).await.unwrap();
    assert_eq!(made.meta().status().as_u16(), 201);
    assert_eq!(made.ownership_verification.as_ref().unwrap().type_, Some(OwnershipVerificationType::Txt));
    assert_eq!(made.ssl.as_ref().unwrap().hosts, ["app.customer.example", "*.app.customer.example"]);
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
async fn a_custom_hostnames_validation_that_timed_out_is_started_again() {
    let world = world().await;
    let hostnames = world.zone.custom_hostnames();
    let ssl = NewCustomHostnameSsl::managed(ValidationMethod::Txt).build();
    let new = NewCustomHostname::builder().hostname("app.customer.example").ssl(ssl.clone()).build();
    let id = hostnames.create(&new).await.unwrap().into_inner().id;
    assert!(world.simulator.time_out_validation(&id));
    let status = async || {
        let hostname = hostnames.get(&id).await?;
        Ok(hostname.ssl.as_ref().unwrap().status.clone().unwrap())
    };
    until(CertificatePackStatus::ValidationTimedOut, status).await;
    hostnames.edit(&id, &CustomHostnamePatch::builder().ssl(ssl).build()).await.unwrap();
    until(CertificatePackStatus::Active, status).await;
}

#[tokio::test]
async fn ones_own_certificates_of_a_custom_hostname_are_replaced_and_deleted_one_by_one() {
    let world = world().await;
    let hostnames = world.zone.custom_hostnames();
    let host = "app.customer.example";
    let certificate = || {
        let (certificate, key) = world.leaf(host);
        CustomHostnameCertificate::builder().custom_certificate(certificate).custom_key(key).build()
    };
    let (one, two) = (certificate(), certificate());
    let ssl = NewCustomHostnameSsl::builder().custom_cert_bundle([one.clone(), two]).build();
    let new = NewCustomHostname::builder().hostname(host).ssl(ssl).build();
    let made = hostnames.create(&new).await.unwrap().into_inner();
    let pack = made.ssl.unwrap().id;
    // The docs do not show the certificates' identifiers; the server does.
    let path = ["zones", ZONE, "custom_hostnames", &made.id];
    let shown = world.client.request(reqwest::Method::GET, path).send::<serde_json::Value>().await.unwrap();
    let ids: Vec<&str> = shown["ssl"]["certificates"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["id"].as_str().unwrap())
        .collect();
    let new = certificate();
    let edited = hostnames.update_certificate(&made.id, &pack, ids[0], &new).await.unwrap();
    assert_eq!(
        edited.ssl.as_ref().unwrap().custom_certificate.as_deref(),
        Some(new.custom_certificate.as_str())
    );
    hostnames.delete_certificate(&made.id, &pack, ids[0]).await.unwrap();
    let error = hostnames.delete_certificate(&made.id, &pack, ids[1]).await.unwrap_err();
    assert!(error.is_conflict(), "the last one stays: {error}");
    let error = hostnames.update_certificate(&made.id, "nobody", ids[1], &new).await.unwrap_err();
    assert!(error.is_not_found(), "{error}");
}

#[tokio::test]
async fn the_fallback_origin_is_deployed_and_removed_in_its_own_time() {
    let world = world().await;
    let hostnames = world.zone.custom_hostnames();
    assert!(hostnames.fallback_origin().await.unwrap_err().is_not_found());
    let foreign = FallbackOriginUpdate::builder().origin("fallback.example.org").build();
    assert!(hostnames.update_fallback_origin(&foreign).await.is_err());
    let origin = FallbackOriginUpdate::builder().origin("fallback.example.com").build();
    hostnames.update_fallback_origin(&origin).await.unwrap();
    let status = async || hostnames.fallback_origin().await.map(|origin| origin.status.clone().unwrap());
    until(FallbackOriginStatus::Active, status).await;
    let left = hostnames.delete_fallback_origin().await.unwrap();
    assert_eq!(left.status, Some(FallbackOriginStatus::PendingDeletion));
    let there = async || match hostnames.fallback_origin().await {
        Err(error) if error.is_not_found() => Ok(false),
        other => other.map(|_| true),
    };
    assert_eq!(until(false, there).await, [true, false]);
}
