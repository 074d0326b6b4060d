//! Every kind, with its fields.

use cloudflare_certificates::Progress;
use cloudflare_certificates::workflows::{Entry, Kind, ManagedBy};
use cloudflare_certificates_simulator::{KeyType, Simulator, TestCa};
use serde_json::{Value, json};

use super::{pack, read, seed, with_zones};
use crate::support::client;

const EXPIRES: &str = "2035-01-01T00:00:00Z";

/// A zone and an account with one certificate of each kind. Each has the kind as its id, except for Origin CA.
async fn start() -> Simulator {
    let simulator = with_zones(1).start().await.unwrap();
    let zone = simulator.zones()[0].clone();
    let certificates = json!({ "validity_days": 90, "certificate_authority": "google",
        "certificates": [{ "id": "c", "issuer": "GoogleTrustServices", "expires_on": EXPIRES }] });
    pack(&simulator, &zone, "certificate_packs", "advanced", &certificates);
    let add = |owner: &str, resource: &str, mut record: Value| {
        record["id"] = json!(resource);
        record["expires_on"] = json!(EXPIRES);
        seed(&simulator, resource, owner, record);
    };
    let (of_zone, of_account) = (zone.id(), zone.account_id());
    add(
        of_zone,
        "custom_certificates",
        json!({ "hosts": ["a.example"], "issuer": "Sectigo", "status": "active" }),
    );
    let issued = json!({ "id": "c", "issuer": "LE", "serial_number": "12", "fingerprint_sha256": "ab",
        "issued_on": "2034-10-03T00:00:00Z", "expires_on": EXPIRES });
    let ssl = json!({ "status": "pending_validation", "certificates": [issued] });
    add(
        of_zone,
        "custom_hostnames",
        json!({ "hostname": "app.customer.com", "status": "active", "ssl": ssl }),
    );
    add(of_zone, "keyless_certificates", json!({ "name": "key server", "status": "active" }));
    add(
        of_zone,
        "client_certificates",
        json!({ "common_name": "device", "status": "active", "validity_days": 3650,
        "certificate_authority": { "name": "CA" }, "fingerprint_sha256": "cd", "serial_number": "34" }),
    );
    add(of_account, "mtls_certificates", json!({ "name": "my CA", "issuer": "me", "serial_number": "56" }));
    add(
        of_account,
        "gateway_certificates",
        json!({ "binding_status": "available", "issuer_org": "Cloudflare",
        "fingerprint": "ef" }),
    );
    for owner in [of_zone, of_account] {
        add(
            owner,
            "access_certificates",
            json!({ "name": "Access CA", "fingerprint": "MD5 Fingerprint=01",
            "associated_hostnames": if owner == of_zone { json!(["a.example"]) } else { json!([]) } }),
        );
    }
    add(
        of_zone,
        "origin_tls_client_auth",
        json!({ "issuer": "me", "status": "active", "serial_number": "78" }),
    );
    add(
        of_zone,
        "origin_tls_client_auth_hostname_certificates",
        json!({ "issuer": "me", "status": "active" }),
    );
    add(of_zone, "custom_trust_store", json!({ "issuer": "my root", "status": "active" }));
    let (csr, _) = TestCa::csr(&["z000.example"], KeyType::EcdsaP256).unwrap();
    let request = cloudflare_certificates::types::NewOriginCaCertificate::builder()
        .csr(csr)
        .hostnames(["z000.example"])
        .request_type(cloudflare_certificates::types::OriginCaRequestType::OriginEcc)
        .requested_validity(365)
        .build();
    client(&simulator).origin_ca_certificates().create(&request).await.unwrap();
    simulator
}

fn of(entries: &[Entry], kind: Kind) -> &Entry {
    entries.iter().find(|entry| entry.kind == kind && (entry.place.is_zone() || !kind.is_of_zones())).unwrap()
}

#[tokio::test]
async fn every_kind_is_listed_once_in_its_place() {
    let simulator = start().await;
    let found = read(client(&simulator).inventory()).await;
    assert!(found.gaps.is_empty() && found.error.is_none(), "{found:?}");
    let mut kinds: Vec<Kind> = found.entries.iter().map(|entry| entry.kind).collect();
    kinds.sort_unstable();
    let mut expected = Kind::ALL.to_vec();
    expected.push(Kind::AccessCertificates);
    expected.sort_unstable();
    assert_eq!(kinds, expected);
    for entry in &found.entries {
        assert!(if entry.place.is_zone() { entry.kind.is_of_zones() } else { entry.kind.is_of_accounts() });
        assert!(entry.expires_on.is_some() || entry.kind == Kind::KeylessCertificates, "{entry:?}");
        assert!(entry.kind == Kind::OriginCaCertificates || entry.id == entry.kind.as_str(), "{entry:?}");
    }
}

#[tokio::test]
async fn every_kind_has_its_fields() {
    let simulator = start().await;
    let entries = read(client(&simulator).inventory()).await.entries;
    let fields = |kind| {
        let entry = of(&entries, kind);
        (
            entry.hosts.join(" "),
            entry.issuer.as_deref().unwrap_or("-"),
            entry.status.as_deref().unwrap_or("-"),
        )
    };
    let expected = [
        (Kind::CertificatePacks, "z000.example", "GoogleTrustServices", "active"),
        (Kind::CustomCertificates, "a.example", "Sectigo", "active"),
        (Kind::CustomHostnames, "app.customer.com", "LE", "active, certificate pending_validation"),
        (Kind::KeylessCertificates, "key server", "-", "active"),
        (Kind::ClientCertificates, "device", "CA", "active"),
        (Kind::MtlsCertificates, "my CA", "me", "-"),
        (Kind::AccessCertificates, "a.example", "-", "-"),
        (Kind::GatewayCertificates, "", "Cloudflare", "available"),
        (Kind::OriginCaCertificates, "z000.example", "-", "-"),
        (Kind::OriginTlsClientAuth, "", "me", "active"),
        (Kind::OriginTlsClientAuthHostnameCertificates, "", "me", "active"),
        (Kind::CustomTrustStore, "", "my root", "active"),
    ];
    for (kind, hosts, issuer, status) in expected {
        assert_eq!(fields(kind), (hosts.to_owned(), issuer, status), "{kind}");
    }
    let access =
        entries.iter().find(|entry| entry.kind == Kind::AccessCertificates && !entry.place.is_zone());
    assert_eq!(access.unwrap().hosts, ["Access CA"]);
}

#[tokio::test]
async fn fingerprints_serial_numbers_and_validities_are_those_of_the_lists() {
    let simulator = start().await;
    let entries = read(client(&simulator).inventory()).await.entries;
    let fields = |kind| {
        let entry = of(&entries, kind);
        (
            entry.fingerprint.as_deref().unwrap_or("-"),
            entry.serial_number.as_deref().unwrap_or("-"),
            entry.validity_days,
        )
    };
    assert_eq!(fields(Kind::CertificatePacks), ("-", "-", Some(90)));
    assert_eq!(fields(Kind::CustomHostnames), ("ab", "12", Some(90)));
    assert_eq!(fields(Kind::ClientCertificates), ("cd", "34", Some(3650)));
    assert_eq!(fields(Kind::MtlsCertificates), ("-", "56", None));
    assert_eq!(fields(Kind::AccessCertificates), ("MD5 Fingerprint=01", "-", None));
    assert_eq!(fields(Kind::GatewayCertificates), ("ef", "-", None));
    assert_eq!(fields(Kind::OriginTlsClientAuth), ("-", "78", None));
    let origin_ca = of(&entries, Kind::OriginCaCertificates);
    assert_eq!(origin_ca.serial_number.as_ref(), Some(&origin_ca.id));
}

#[tokio::test]
async fn only_packs_and_hostnames_are_renewed_by_cloudflare() {
    let simulator = start().await;
    for entry in read(client(&simulator).inventory()).await.entries {
        let is_managed = matches!(entry.kind, Kind::CertificatePacks | Kind::CustomHostnames);
        assert_eq!(entry.managed_by == ManagedBy::Cloudflare, is_managed, "{entry:?}");
    }
}

#[tokio::test]
async fn what_is_gone_is_left_out() {
    let simulator = start().await;
    let client = client(&simulator);
    let zone = simulator.zones()[0].id().to_owned();
    for (resource, field, status) in [
        ("certificate_packs", "status", "pending_deletion"),
        ("custom_certificates", "status", "deleted"),
        ("custom_hostnames", "status", "pending_deletion"),
        ("keyless_certificates", "status", "deleted"),
        ("client_certificates", "status", "revoked"),
        ("origin_tls_client_auth", "status", "deleted"),
        ("origin_tls_client_auth_hostname_certificates", "status", "pending_deletion"),
        ("custom_trust_store", "status", "deleted"),
    ] {
        assert!(simulator.patch_record(resource, resource, &json!({ field: status })), "{resource}");
    }
    let entries = read(client.inventory()).await.entries;
    assert!(entries.iter().all(|entry| entry.progress != Progress::Gone));
    let of_zone: Vec<Kind> =
        entries.iter().filter(|entry| entry.place.id() == zone).map(|entry| entry.kind).collect();
    assert_eq!(of_zone.len(), 2, "{of_zone:?}");
}

#[test]
fn a_kind_has_a_name() {
    for kind in Kind::ALL {
        assert_eq!(kind.as_str().parse::<Kind>(), Ok(*kind));
        assert!(kind.is_available());
    }
    assert!("packs".parse::<Kind>().unwrap_err().to_string().contains("certificate_packs"));
}
