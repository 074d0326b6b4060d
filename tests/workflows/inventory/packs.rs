//! No certificate twice, and none lost.

use std::collections::BTreeSet;

use cloudflare_certificates::workflows::Kind;
use cloudflare_certificates_simulator::{Fault, RequestMatch, SimulatedZone, Simulator};
use serde_json::{Value, json};

use super::servers::Lie;
use super::{DAY, custom, in_days, pack, read, seed, with_zones};
use crate::support::{builder, client};

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
        let host = if of.starts_with('m') { "app.customer.com" } else { zone.name() };
        let more = json!({ "hosts": [host],
            "certificates": [{ "id": "c", "expires_on": "2029-01-01T00:00:00Z" }] });
        pack(&simulator, &zone, &format!("pack-{of}"), of, &more);
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
async fn a_pack_has_its_type_the_expiry_of_what_is_served_and_the_way_to_its_zone() {
    let simulator = with_zones(1).start().await.unwrap();
    let zone = simulator.zones()[0].clone();
    let more = json!({ "certificates": [
        { "id": "old", "status": "expired", "expires_on": "2020-01-01T00:00:00Z" },
        { "id": "new", "status": "active", "expires_on": "2035-01-01T00:00:00Z" },
    ] });
    pack(&simulator, &zone, "pack", "total_tls", &more);
    let client = client(&simulator);
    let found = read(client.inventory().kinds([Kind::CertificatePacks])).await;
    let entry = found.entry("pack");
    assert_eq!(entry.type_.as_deref(), Some("total_tls"));
    assert_eq!(entry.expires_on.as_ref().unwrap().as_str(), "2035-01-01T00:00:00Z");
    let handle = entry.place.zone(&client).unwrap();
    assert_eq!((handle.id(), entry.place.account(&client).is_none()), (zone.id(), true));
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
async fn packs_leave_out_what_a_list_had_before_it_broke_off() {
    let simulator = with_zones(1).start().await.unwrap();
    let zone = simulator.zones()[0].clone();
    custom(&simulator, &zone, "custom");
    simulator.seed_custom_certificates(zone.id(), 60);
    pack(&simulator, &zone, "pack", "sni_custom", &json!({ "certificates": [{ "id": "custom" }] }));
    let second = RequestMatch::any().operation("custom_certificates_list").path_contains("page=2");
    simulator.fail_always(second, Fault::error(400, 1234, "no more pages"));
    let found = read(client(&simulator).inventory().kinds(ALL)).await;
    let custom = found.entries.iter().filter(|entry| entry.id == "custom").count();
    let packs = found.entries.iter().filter(|entry| entry.id == "pack").count();
    assert_eq!((found.gaps.len(), custom + packs), (1, 1), "once, in whichever list");
}

#[tokio::test]
async fn packs_have_what_the_list_of_their_own_kind_has_not() {
    let simulator = with_zones(1).start().await.unwrap();
    let zone = simulator.zones()[0].clone();
    let own = json!({ "id": "own", "hosts": ["a.z000.example", "B.z000.example"], "status": "active",
        "expires_on": "2029-01-01T00:00:00Z" });
    seed(&simulator, "custom_certificates", zone.id(), own);
    let certificate = |id, hosts, expires_on| json!({ "hosts": hosts, "certificates": [{ "id": id, "expires_on": expires_on }] });
    let both = json!(["b.z000.example", "a.z000.example"]);
    for (id, more) in [
        ("same id", certificate("own", json!(["other.example"]), "2027-01-01T00:00:00Z")),
        ("same hosts and second", certificate("c", both.clone(), "2029-01-01T01:00:00.000+01:00")),
        ("same hosts", json!({ "hosts": both })),
        ("another date", certificate("c", both.clone(), "2028-01-01T00:00:00Z")),
        ("other hosts", certificate("c", json!(["a.z000.example"]), "2029-01-01T00:00:00Z")),
        ("no hosts", certificate("c", json!([]), "2029-01-01T00:00:00Z")),
    ] {
        pack(&simulator, &zone, id, "sni_custom", &more);
    }
    let found = read(client(&simulator).inventory().kinds(ALL)).await;
    assert_eq!(found.ids(), ["another date", "no hosts", "other hosts", "own"]);
}

#[tokio::test]
async fn packs_have_the_certificates_of_hostnames_that_are_listed_without_them() {
    let simulator = with_zones(1).start().await.unwrap();
    let zone = simulator.zones()[0].clone();
    for (id, ssl) in [("with", json!({ "id": "pack-moved", "status": "active" })), ("without", Value::Null)] {
        let hostname =
            json!({ "id": id, "hostname": format!("{id}.customer.com"), "status": "active", "ssl": ssl });
        seed(&simulator, "custom_hostnames", zone.id(), hostname);
        let more = json!({ "hosts": [format!("{}.customer.com", id.to_uppercase())] });
        pack(&simulator, &zone, &format!("pack-{id}"), "managed_hostname", &more);
    }
    pack(&simulator, &zone, "pack-moved", "managed_hostname", &json!({ "hosts": ["cdn.customer.com"] }));
    let client = builder(&simulator)
        .middleware(Lie("custom_hostnames_list", |body: &mut Value| {
            for record in body["result"].as_array_mut().unwrap() {
                if record["id"] == "without" {
                    record["ssl"] = Value::Null;
                }
            }
        }))
        .build()
        .unwrap();
    let found = read(client.inventory().kinds(ALL)).await;
    assert!(found.gaps.is_empty(), "{:?}", found.gaps);
    assert_eq!(found.ids(), ["pack-without", "with"]);
}

#[tokio::test]
async fn a_certificate_that_moves_to_a_page_that_was_read_is_found_in_its_pack() {
    let simulator = with_zones(1).start().await.unwrap();
    let zone = simulator.zones()[0].clone();
    for n in 0..60 {
        let host = format!("h{n:02}.z000.example");
        let record = json!({ "id": format!("c{n:02}"), "hosts": [&host], "status": "active" });
        seed(&simulator, "custom_certificates", zone.id(), record);
        pack(&simulator, &zone, &format!("pack-c{n:02}"), "sni_custom", &json!({ "hosts": [host] }));
    }
    // A certificate of the first page is replaced before the second is read: it has a new id, at the end.
    let client = builder(&simulator)
        .middleware(Lie("custom_certificates_list", |body: &mut Value| {
            if body["result_info"]["page"] == 2 {
                let records = body["result"].as_array_mut().unwrap();
                records.remove(0);
                records.push(json!({ "id": "renewed", "hosts": ["h00.z000.example"], "status": "active" }));
            }
        }))
        .build()
        .unwrap();
    let found = read(client.inventory().kinds(ALL)).await;
    let hosts: BTreeSet<&String> = found.entries.iter().flat_map(|entry| &entry.hosts).collect();
    assert_eq!(hosts.len(), 60);
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
async fn the_first_of_several_certificates_of_a_keyless_configuration_counts() {
    for order in [[3, 300], [300, 3]] {
        let simulator = with_zones(1).start().await.unwrap();
        let zone = simulator.zones()[0].clone();
        seed(&simulator, "keyless_certificates", zone.id(), json!({ "id": "keyless", "status": "active" }));
        for days in order {
            let (host, expires_on) = (format!("h{days}.z000.example"), in_days(&simulator, days));
            let record = json!({ "id": format!("c{days}"), "hosts": [&host], "status": "active",
                "keyless_server": { "id": "keyless" }, "expires_on": expires_on.as_str() });
            seed(&simulator, "custom_certificates", zone.id(), record);
            let more = json!({ "hosts": [host], "certificates": [{ "id": "c", "expires_on": expires_on.as_str() }] });
            pack(&simulator, &zone, &format!("pack-{days}"), "keyless", &more);
        }
        let found = read(client(&simulator).inventory().kinds(ALL).expiring_within(DAY * 30)).await;
        assert_eq!(found.ids(), ["keyless"], "{order:?}");
        assert_eq!(found.entry("keyless").hosts, ["h3.z000.example"], "{order:?}");
        assert_eq!(read(client(&simulator).inventory().kinds(ALL)).await.ids(), ["keyless"], "{order:?}");
    }
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
