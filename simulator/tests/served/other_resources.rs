//! Certificate packs, keyless certificates, and records that are added from outside.

use super::*;

fn packs() -> String {
    format!("/zones/{ZONE}/ssl/certificate_packs")
}

/// Orders a pack and waits until it is active.
async fn pack(api: &Api, hosts: &[&str]) -> String {
    let order = json!({
        "type": "advanced", "hosts": hosts, "certificate_authority": "google", "validation_method": "txt",
        "validity_days": 90,
    });
    let id = api.post(&format!("{}/order", packs()), &order).await.expect(200).text("id");
    api.simulator.advance(4 * STAGE);
    id
}

#[tokio::test]
async fn a_pack_is_served_when_it_is_active_until_it_is_deleted() {
    let api = start().await;
    let one = pack(&api, &["*.example.com"]).await;
    for hostname in ["example.com", "www.example.com"] {
        let served = api.simulator.served(hostname).unwrap();
        assert_eq!((served.resource.as_str(), &served.id), ("certificate_packs", &one));
    }
    // The tombstone serves nothing.
    api.delete(&format!("{}/{one}", packs())).await.expect(200);
    assert_eq!(api.simulator.served("www.example.com"), None);
    assert_eq!(api.simulator.gaps().len(), 2);
}

#[tokio::test]
async fn a_pack_that_is_replaced_by_another_leaves_no_gap_if_the_new_one_is_active_before() {
    let api = start().await;
    let old = pack(&api, &["example.com"]).await;
    let new = pack(&api, &["example.com", "www.example.com"]).await;
    api.delete(&format!("{}/{old}", packs())).await.expect(200);
    assert_eq!(id(api.simulator.served("example.com")), Some(new));
    assert!(api.simulator.gaps().is_empty());
}

#[tokio::test]
async fn the_renewal_of_a_pack_leaves_no_gap() {
    let api = start().await;
    let old = pack(&api, &["example.com"]).await;
    let new = api.simulator.set_stage("certificate_packs", &old, "renewed").unwrap();
    assert_eq!(id(api.simulator.served("example.com")), Some(new));
    assert!(api.simulator.gaps().is_empty());
}

#[tokio::test]
async fn a_keyless_certificate_is_served_while_it_is_enabled() {
    let api = start().await;
    let keyless = format!("/zones/{ZONE}/keyless_certificates");
    let certificate = api.new_certificate(&["www.example.com"])["certificate"].clone();
    let new = json!({ "host": "keys.example.com", "port": 2407, "certificate": certificate });
    let one = api.post(&keyless, &new).await.expect(200).text("id");
    assert_eq!(api.simulator.served("www.example.com"), None);
    let one = format!("{keyless}/{one}");
    api.patch(&one, &json!({ "enabled": true })).await.expect(200);
    assert_eq!(api.simulator.served("www.example.com").unwrap().resource, "keyless_certificates");
    // The key server's own name is not served.
    assert_eq!(api.simulator.served("keys.example.com"), None);
    // It comes before a custom certificate.
    active(&api, &["www.example.com"], "legacy_custom").await;
    assert_eq!(api.simulator.served("www.example.com").unwrap().resource, "keyless_certificates");
    api.delete(&one).await.expect(200);
    assert_eq!(api.simulator.served("www.example.com").unwrap().resource, "custom_certificates");
    assert!(api.simulator.gaps().is_empty());
}

#[tokio::test]
async fn records_that_are_added_are_served() {
    let api = start().await;
    let seed = json!({ "records": [{
        "resource": "custom_certificates", "owner": ZONE,
        "record": { "id": "1", "hosts": ["www.example.com"], "status": "active" },
    }] });
    api.simulator.seed_json(&seed.to_string()).unwrap();
    let served = api.simulator.served("www.example.com").unwrap();
    assert_eq!((served.id.as_str(), served.fingerprint_sha256, served.expires_on), ("1", None, None));
    let seeded = api.simulator.seed_custom_certificates(ZONE, 2000);
    assert_eq!(id(api.simulator.served("host-2000.example.com")).as_ref(), seeded.last());
}
