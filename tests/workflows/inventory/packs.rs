//! No certificate twice, and none lost.

use cloudflare_certificates::workflows::Kind;
use cloudflare_certificates_simulator::{Fault, RequestMatch, SimulatedZone, Simulator};
use serde_json::json;

use super::{custom, pack, read, seed, with_zones};
use crate::support::client;

const ALL: [Kind; 4] =
    [Kind::CertificatePacks, Kind::CustomCertificates, Kind::CustomHostnames, Kind::KeylessCertificates];

/// A zone with a certificate of each kind that packs repeat, and the packs.
async fn start() -> (Simulator, SimulatedZone) {
    let simulator = with_zones(1).start().await.unwrap();
    let zone = simulator.zones()[0].clone();
    custom(&simulator, &zone, "custom");
    seed(&simulator, "keyless_certificates", zone.id(), json!({ "id": "keyless", "status": "active" }));
    let hostname = json!({ "id": "hostname", "hostname": "app.customer.com", "status": "active",
        "ssl": { "status": "active", "expires_on": "2030-01-01T00:00:00Z" } });
    seed(&simulator, "custom_hostnames", zone.id(), hostname);
    for of in
        ["sni_custom", "legacy_custom", "mh_custom", "managed_hostname", "keyless", "total_tls", "advanced"]
    {
        let expires_on = json!({ "certificates": [{ "id": "c", "expires_on": "2029-01-01T00:00:00Z" }] });
        pack(&simulator, &zone, &format!("pack-{of}"), of, &expires_on);
    }
    (simulator, zone)
}

#[tokio::test]
async fn packs_leave_out_what_other_lists_have() {
    let (simulator, _) = start().await;
    let found = read(client(&simulator).inventory().kinds(ALL)).await;
    assert_eq!(found.ids(), ["custom", "hostname", "keyless", "pack-advanced", "pack-total_tls"]);
}

#[tokio::test]
async fn packs_have_what_no_other_list_is_read_for() {
    let (simulator, _) = start().await;
    let found = read(client(&simulator).inventory().kinds([Kind::CertificatePacks])).await;
    assert_eq!(found.entries.len(), 7);
    assert!(found.entries.iter().all(|entry| entry.kind == Kind::CertificatePacks));
}

#[tokio::test]
async fn packs_have_what_a_list_with_a_gap_lost() {
    let (simulator, zone) = start().await;
    let denied = Fault::error(403, 10000, "Authentication error");
    simulator.fail_always(RequestMatch::any().operation("custom_certificates_list"), denied.clone());
    simulator.fail_always(RequestMatch::any().operation("keyless_certificates_list"), denied);
    let found = read(client(&simulator).inventory().kinds(ALL)).await;
    assert_eq!(found.gaps.len(), 2);
    let expected = [
        "hostname",
        "pack-advanced",
        "pack-keyless",
        "pack-legacy_custom",
        "pack-sni_custom",
        "pack-total_tls",
    ];
    assert_eq!(found.ids(), expected);
    assert_eq!(found.entry("pack-sni_custom").place.id(), zone.id());
}

#[tokio::test]
async fn packs_have_what_a_list_lost_that_broke_off_in_the_middle() {
    let simulator = with_zones(1).start().await.unwrap();
    let zone = simulator.zones()[0].clone();
    simulator.seed_custom_certificates(zone.id(), 60);
    pack(&simulator, &zone, "pack", "sni_custom", &json!({}));
    let second = RequestMatch::any().operation("custom_certificates_list").path_contains("page=2");
    simulator.fail_always(second, Fault::error(400, 1234, "no more pages"));
    let found = read(client(&simulator).inventory().kinds(ALL)).await;
    assert_eq!(found.gaps.len(), 1);
    assert_eq!(found.entries.len(), 51);
    assert_eq!(found.entry("pack").kind, Kind::CertificatePacks);
}

#[tokio::test]
async fn a_keyless_configuration_says_when_its_certificate_expires() {
    let (simulator, _) = start().await;
    let found = read(client(&simulator).inventory().kinds(ALL)).await;
    let keyless = found.entry("keyless");
    assert_eq!(keyless.expires_on.as_ref().unwrap().as_str(), "2029-01-01T00:00:00Z");
    assert_eq!(keyless.hosts, ["z000.example"]);
}

#[tokio::test]
async fn keyless_packs_stay_if_it_is_unclear_which_configuration_they_belong_to() {
    let (simulator, zone) = start().await;
    pack(&simulator, &zone, "pack-other", "keyless", &json!({ "hosts": ["other.z000.example"] }));
    let found = read(client(&simulator).inventory().kinds(ALL)).await;
    assert!(found.entry("keyless").expires_on.is_none());
    assert_eq!(found.entry("pack-keyless").kind, Kind::CertificatePacks);
    assert_eq!(found.entry("pack-other").kind, Kind::CertificatePacks);
}

#[tokio::test]
async fn the_certificate_of_a_keyless_configuration_is_not_a_custom_certificate_too() {
    let simulator = with_zones(1).start().await.unwrap();
    let zone = simulator.zones()[0].clone();
    for id in ["one", "two"] {
        seed(&simulator, "keyless_certificates", zone.id(), json!({ "id": id, "status": "active" }));
    }
    let certificate = json!({ "id": "custom", "hosts": ["z000.example"], "status": "active",
        "expires_on": "2028-01-01T00:00:00Z", "keyless_server": { "id": "two" } });
    seed(&simulator, "custom_certificates", zone.id(), certificate);
    let found = read(client(&simulator).inventory().kinds(ALL)).await;
    assert_eq!(found.ids(), ["one", "two"]);
    assert_eq!(found.entry("two").expires_on.as_ref().unwrap().as_str(), "2028-01-01T00:00:00Z");
    assert!(found.entry("one").expires_on.is_none());
}

#[tokio::test]
async fn packs_that_are_deleted_are_left_out() {
    let (simulator, zone) = start().await;
    for status in ["deleted", "pending_deletion"] {
        pack(&simulator, &zone, status, "advanced", &json!({ "status": status }));
    }
    let found = read(client(&simulator).inventory().kinds([Kind::CertificatePacks])).await;
    assert_eq!(found.entries.len(), 7);
}

#[tokio::test]
async fn universal_packs_are_there_from_the_beginning() {
    let simulator = Simulator::builder().zone("example.com").start().await.unwrap();
    let found = read(client(&simulator).inventory().kinds(ALL)).await;
    assert_eq!(found.entries.len(), 1);
    assert!(found.entries[0].hosts.contains(&"example.com".to_owned()));
}
