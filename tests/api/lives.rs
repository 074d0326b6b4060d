//! The resources through their whole lives, against the simulator.

use cloudflare_certificates::types::{
    AccessCertificateSettingsInput, AccessCertificateSettingsUpdate, AccessCertificateUpdate, BundleMethod,
    CustomCertificatePatch, CustomCertificatePriorities, CustomCertificateStatus, CustomCertificateType,
    CustomCsrKeyType, KeylessCertificatePatch, NewAccessCertificate, NewCustomCertificate, NewCustomCsr,
    NewKeylessCertificate, TunnelInput,
};
use cloudflare_certificates::{AccessCertificates, Client, CustomCsrs, ErrorKind, Zone};
use cloudflare_certificates_simulator::{SimulatedZone, Simulator};

const ZONE: &str = "023e105f4ecef8ad9ca31a8372d0c353";
const OTHER_ZONE: &str = "5f3c1f0e9f0b4d9a8f7e6d5c4b3a2918";
const ACCOUNT: &str = "01a7362d577a6c3019a474fd6f485823";

struct Setup {
    simulator: Simulator,
    client: Client,
    zone: Zone,
}

async fn setup() -> Setup {
    let simulator = Simulator::builder()
        .zone(SimulatedZone::new("example.com").with_id(ZONE).account(ACCOUNT))
        .zone(SimulatedZone::new("example.org").with_id(OTHER_ZONE).account(ACCOUNT))
        .start()
        .await
        .unwrap();
    let client =
        Client::builder().api_token(simulator.token()).base_url(simulator.base_url()).build().unwrap();
    let zone = client.zone(ZONE).unwrap();
    Setup { simulator, client, zone }
}

fn csr_request(key_type: CustomCsrKeyType) -> NewCustomCsr {
    NewCustomCsr::builder()
        .common_name("example.com")
        .sans(["example.com", "www.example.com"])
        .country("US")
        .state("California")
        .locality("San Francisco")
        .organization("Example, Inc.")
        .key_type(key_type)
        .build()
}

impl Setup {
    /// Uploads a certificate for a host and returns its id.
    async fn upload(&self, host: &str) -> String {
        let (certificate, key) = self.simulator.test_ca().issue(&[host], 90).unwrap();
        let new =
            NewCustomCertificate::with_key(certificate, key).type_(CustomCertificateType::SniCustom).build();
        self.zone.custom_certificates().create(&new).await.unwrap().into_inner().id
    }
}

#[tokio::test]
async fn a_custom_csr_is_signed_uploaded_used_and_released() {
    for key_type in [CustomCsrKeyType::Rsa2048, CustomCsrKeyType::P256v1] {
        let setup = setup().await;
        let csrs = setup.zone.custom_csrs();
        let csr = csrs.create(&csr_request(key_type.clone())).await.unwrap();
        assert_eq!(csr.key_type, Some(key_type));
        assert_eq!(csrs.get(&csr.id).await.unwrap().csr, csr.csr);

        let signed = setup.simulator.test_ca().sign_csr(csr.csr.as_deref().unwrap(), 90).unwrap();
        let certificates = setup.zone.custom_certificates();
        let new = NewCustomCertificate::for_csr(signed, &csr.id).build();
        let certificate = certificates.create(&new).await.unwrap();
        assert_eq!(certificate.custom_csr_id.as_deref(), Some(csr.id.as_str()));
        let mut hosts = certificate.hosts.clone();
        hosts.sort();
        assert_eq!(hosts, ["example.com", "www.example.com"]);

        let error = csrs.delete(&csr.id).await.unwrap_err();
        assert!(error.is_conflict() && error.has_code(1420), "{error}");
        certificates.delete(&certificate.id).await.unwrap();
        assert_eq!(csrs.delete(&csr.id).await.unwrap().id, csr.id);
        assert!(csrs.get_opt(&csr.id).await.unwrap().is_none());
    }
}

#[tokio::test]
async fn a_custom_certificate_is_pending_then_active_then_gone() {
    let setup = setup().await;
    let certificates = setup.zone.custom_certificates();
    let id = setup.upload("www.example.com").await;
    let mut seen = Vec::new();
    while seen.last() != Some(&CustomCertificateStatus::Active) && seen.len() < 10 {
        seen.push(certificates.get(&id).await.unwrap().status.clone().unwrap());
    }
    assert_eq!(seen.first(), Some(&CustomCertificateStatus::Pending));
    assert_eq!(seen.last(), Some(&CustomCertificateStatus::Active));
    certificates.delete(&id).await.unwrap();
    assert!(certificates.get_opt(&id).await.unwrap().is_none());
    assert!(certificates.get(&id).await.unwrap_err().has_code(1002));
}

#[tokio::test]
async fn what_the_server_says_of_a_certificate_is_read_from_it() {
    let setup = setup().await;
    let id = setup.upload("www.example.com").await;
    let certificate = setup.zone.custom_certificates().get(&id).await.unwrap();
    assert_eq!(certificate.hosts, ["www.example.com"]);
    assert_eq!(certificate.signature.as_deref(), Some("ECDSAWithSHA256"));
    let uploaded_on = certificate.uploaded_on.as_ref().unwrap().datetime().unwrap();
    let lifetime = certificate.expires_on.as_ref().unwrap().datetime().unwrap() - uploaded_on;
    assert!((88..=91).contains(&lifetime.num_days()), "{lifetime}");
}

#[tokio::test]
async fn an_edited_sni_certificate_gets_another_id_and_the_old_one_disappears() {
    let setup = setup().await;
    let certificates = setup.zone.custom_certificates();
    let old = setup.upload("www.example.com").await;
    let (certificate, key) = setup.simulator.test_ca().issue(&["www.example.com"], 90).unwrap();
    let patch = CustomCertificatePatch::builder().certificate(certificate).private_key(key).build();
    let new = certificates.edit(&old, &patch).await.unwrap().into_inner().id;
    assert_ne!(new, old);
    for _ in 0..10 {
        certificates.get(&new).await.unwrap();
    }
    assert!(certificates.get_opt(&old).await.unwrap().is_none());
}

#[tokio::test]
async fn bad_uploads_are_refused_with_their_codes() {
    let setup = setup().await;
    let ca = setup.simulator.test_ca();
    let certificates = setup.zone.custom_certificates();
    let refusal = async |new: NewCustomCertificate| certificates.create(&new).await.unwrap_err();

    let (certificate, key) = ca.issue(&["www.example.com"], 90).unwrap();
    let (_, other_key) = ca.issue(&["www.example.com"], 90).unwrap();
    assert!(refusal(NewCustomCertificate::with_key(&certificate, other_key).build()).await.has_code(2200));
    assert!(refusal(NewCustomCertificate::with_key(&certificate, "no key").build()).await.has_code(2106));
    assert!(
        refusal(NewCustomCertificate::with_key("no certificate", key.clone()).build()).await.has_code(1002)
    );

    let (expired, expired_key) = ca.issue(&["www.example.com"], -1).unwrap();
    assert!(refusal(NewCustomCertificate::with_key(expired, expired_key).build()).await.has_code(1206));
    let (foreign, foreign_key) = ca.issue(&["www.example.org"], 90).unwrap();
    assert!(refusal(NewCustomCertificate::with_key(foreign, foreign_key).build()).await.has_code(2103));

    let new = NewCustomCertificate::with_key(certificate, key).build();
    certificates.create(&new).await.unwrap();
    assert!(refusal(new).await.has_code(1220));
}

#[tokio::test]
async fn a_force_bundle_needs_its_bundle_method_again() {
    let setup = setup().await;
    let (certificate, key) = setup.simulator.test_ca().issue(&["www.example.com"], 90).unwrap();
    let new = NewCustomCertificate::with_key(certificate, key).bundle_method(BundleMethod::Force).build();
    let certificates = setup.zone.custom_certificates();
    let id = certificates.create(&new).await.unwrap().into_inner().id;
    let patch = CustomCertificatePatch::builder().policy("(country: US)").build();
    assert!(certificates.edit(&id, &patch).await.unwrap_err().has_code(2100));
    let patch =
        CustomCertificatePatch::builder().policy("(country: US)").bundle_method(BundleMethod::Force).build();
    let edited = certificates.edit(&id, &patch).await.unwrap();
    assert_eq!(edited.policy_restrictions.as_deref(), Some("(country: US)"));
}

#[tokio::test]
async fn the_order_is_as_it_was_asked_for() {
    let setup = setup().await;
    let mut ids = Vec::new();
    for host in ["a.example.com", "b.example.com", "c.example.com"] {
        ids.push(setup.upload(host).await);
    }
    let certificates = setup.zone.custom_certificates();
    certificates.prioritize(&CustomCertificatePriorities::in_order(&ids)).await.unwrap();
    let mut listed = certificates.list().all().await.unwrap();
    listed.sort_by_key(|certificate| std::cmp::Reverse(certificate.priority));
    assert_eq!(listed.into_iter().map(|certificate| certificate.id).collect::<Vec<_>>(), ids);
}

#[tokio::test]
async fn many_certificates_are_listed_once_each() {
    let setup = setup().await;
    let mut seeded = setup.simulator.seed_custom_certificates(ZONE, 333);
    let before = setup.simulator.requests_seen();
    let listed = setup.zone.custom_certificates().list().per_page(50).all().await.unwrap();
    let mut ids: Vec<String> = listed.into_iter().map(|certificate| certificate.id).collect();
    ids.sort();
    seeded.sort();
    assert_eq!(ids, seeded);
    assert_eq!(setup.simulator.requests_seen() - before, 7);
}

#[tokio::test]
async fn zones_and_accounts_do_not_see_each_others_csrs() {
    let setup = setup().await;
    let account = setup.client.account(ACCOUNT).unwrap().custom_csrs();
    let other = setup.client.zone(OTHER_ZONE).unwrap().custom_csrs();
    let scopes: [CustomCsrs; 3] = [setup.zone.custom_csrs(), account, other];
    for csrs in &scopes {
        let csr = csrs.create(&csr_request(CustomCsrKeyType::P256v1)).await.unwrap();
        let mut found = 0;
        for csrs in &scopes {
            found += usize::from(csrs.get_opt(&csr.id).await.unwrap().is_some());
        }
        assert_eq!(found, 1);
        assert_eq!(csrs.list().all().await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn an_access_root_is_released_before_it_is_deleted() {
    let setup = setup().await;
    let account = setup.client.account(ACCOUNT).unwrap();
    let scopes: [AccessCertificates; 2] = [setup.zone.access_certificates(), account.access_certificates()];
    for roots in scopes {
        let new = NewAccessCertificate::builder()
            .certificate(setup.simulator.test_ca().certificate_pem())
            .name("Allow devs")
            .associated_hostnames(["admin.example.com"])
            .build();
        let root = roots.create(&new).await.unwrap();
        assert!(root.fingerprint.as_deref().unwrap().starts_with("MD5 Fingerprint="));
        let error = roots.delete(&root.id).await.unwrap_err();
        assert!(error.has_code(12132) && error.is_conflict(), "{error}");
        let none = AccessCertificateUpdate::builder().associated_hostnames(Vec::<String>::new()).build();
        assert!(roots.update(&root.id, &none).await.unwrap().associated_hostnames.is_empty());
        roots.delete(&root.id).await.unwrap();
        assert!(roots.list().all().await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn access_settings_that_were_read_can_be_changed_and_sent_again() {
    let setup = setup().await;
    let roots = setup.zone.access_certificates();
    let setting = |host: &str, forwarding| {
        AccessCertificateSettingsInput::builder()
            .hostname(host)
            .china_network(false)
            .client_certificate_forwarding(forwarding)
            .build()
    };
    let first = AccessCertificateSettingsUpdate::builder()
        .settings([setting("a.example.com", true), setting("b.example.com", true)])
        .build();
    assert_eq!(roots.settings().update(&first).await.unwrap().meta().status().as_u16(), 202);

    let mut settings = roots.settings().get().await.unwrap().into_items();
    settings[0].client_certificate_forwarding = Some(false);
    let again = settings.into_iter().map(|read| AccessCertificateSettingsInput::try_from(read).unwrap());
    roots
        .settings()
        .update(&AccessCertificateSettingsUpdate::builder().settings(again).build())
        .await
        .unwrap();

    let settings = roots.settings().get().await.unwrap().into_items();
    let forwarding: Vec<_> = settings.iter().map(|setting| setting.client_certificate_forwarding).collect();
    assert_eq!(forwarding, [Some(false), Some(true)]);
}

#[tokio::test]
async fn a_keyless_configuration_is_made_changed_and_removed() {
    let setup = setup().await;
    let keyless = setup.zone.keyless_certificates();
    let (certificate, _) = setup.simulator.test_ca().issue(&["keyless.example.com"], 90).unwrap();
    let tunnel =
        TunnelInput::builder().private_ip("10.0.0.1").vnet_id("7365377a-85a4-4390-9480-531ef7dc7a3c").build();
    let new = NewKeylessCertificate::builder()
        .certificate(certificate)
        .host("keyless.example.com")
        .port(24008)
        .tunnel(tunnel)
        .build();
    let made = keyless.create(&new).await.unwrap();
    assert_eq!(made.tunnel.as_ref().unwrap().private_ip.as_deref(), Some("10.0.0.1"));
    keyless.edit(&made.id, &KeylessCertificatePatch::builder().port(24009).build()).await.unwrap();
    assert_eq!(keyless.list().all().await.unwrap()[0].port, Some(24009));
    keyless.delete(&made.id).await.unwrap();
    assert!(keyless.list().all().await.unwrap().is_empty());
    while keyless.get_opt(&made.id).await.unwrap().is_some() {}
}

#[tokio::test]
async fn a_wrong_token_is_said_to_be_wrong() {
    let setup = setup().await;
    let client = Client::builder().api_token("wrong").base_url(setup.simulator.base_url()).build().unwrap();
    let error = client.zone(ZONE).unwrap().custom_csrs().list().all().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Api);
    assert!(
        error.is_permission_denied() && error.to_string().contains("the credentials are wrong"),
        "{error}"
    );
}
