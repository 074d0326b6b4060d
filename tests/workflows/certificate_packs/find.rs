//! Finding a pack without its id.

use cloudflare_certificates::types::{CertificateAuthority, CertificatePackType};
use cloudflare_certificates::workflows::PackKey;
use cloudflare_certificates_simulator::Activation;
use serde_json::json;

use super::{HOSTS, active, start};
use crate::support::pack;

#[tokio::test]
async fn an_order_is_found_whatever_the_order_and_case_of_its_hosts() {
    let (_simulator, zone) = start(Activation::by_clock()).await;
    let packs = zone.certificate_packs();
    let ordered = packs.create(&pack(&["b.example.com", "a.example.com", "example.com"])).await.unwrap();
    let found = packs.find(&pack(&["A.Example.com", "example.com.", "b.example.com"])).await.unwrap();
    assert_eq!(found.unwrap().id, ordered.id);
}

#[tokio::test]
async fn the_apex_that_the_server_added_does_not_make_it_another_pack() {
    let (_simulator, zone) = start(Activation::by_clock()).await;
    let packs = zone.certificate_packs();
    let order = pack(&["*.example.com", "a.b.example.com"]);
    let ordered = packs.create(&order).await.unwrap().into_inner();
    assert!(ordered.hosts.contains(&"example.com".to_owned()), "{:?}", ordered.hosts);
    assert_eq!(packs.find(&order).await.unwrap().unwrap().id, ordered.id);
}

#[tokio::test]
async fn a_pack_with_more_or_fewer_hosts_is_another_one() {
    let (_simulator, zone) = start(Activation::by_clock()).await;
    let packs = zone.certificate_packs();
    packs.create(&pack(&["example.com", "a.example.com", "b.example.com"])).await.unwrap();
    for hosts in [
        &["example.com", "a.example.com"][..],
        &["a.example.com"],
        &["example.com", "a.example.com", "b.example.com", "c.example.com"],
    ] {
        assert!(packs.find(&pack(hosts)).await.unwrap().is_none(), "{hosts:?}");
    }
}

#[tokio::test]
async fn a_universal_pack_is_no_advanced_one_unless_asked_for() {
    let (_simulator, zone) = start(Activation::by_clock()).await;
    let packs = zone.certificate_packs();
    let key = PackKey::new(["example.com", "*.example.com"]);
    assert!(packs.find(key.clone()).await.unwrap().is_none());
    let universal = packs.find(key.type_(CertificatePackType::Universal)).await.unwrap().unwrap();
    assert_eq!(universal.type_, Some(CertificatePackType::Universal));
}

#[tokio::test]
async fn another_authority_or_validity_is_another_pack_if_it_is_asked_for() {
    let (_simulator, zone) = start(Activation::by_clock()).await;
    let packs = zone.certificate_packs();
    packs.create(&pack(&HOSTS)).await.unwrap();
    let any = PackKey::new(HOSTS);
    assert!(packs.find(any.clone()).await.unwrap().is_some());
    let other = any.clone().certificate_authority(CertificateAuthority::LetsEncrypt);
    assert!(packs.find(other).await.unwrap().is_none());
    assert!(packs.find(any.validity_days(30)).await.unwrap().is_none());
}

#[tokio::test]
async fn a_pack_that_is_being_deleted_does_not_count() {
    let (simulator, zone) = start(Activation::by_clock()).await;
    let packs = zone.certificate_packs();
    for status in ["deleted", "pending_deletion"] {
        let id = packs.create(&pack(&HOSTS)).await.unwrap().into_inner().id;
        simulator.patch_record("certificate_packs", &id, &json!({ "status": status }));
        assert!(packs.find(&pack(&HOSTS)).await.unwrap().is_none(), "{status}");
    }
}

#[tokio::test]
async fn of_several_the_active_one_is_found_and_then_the_newest() {
    let (simulator, zone) = start(Activation::by_clock()).await;
    let packs = zone.certificate_packs();
    let mut ids = Vec::new();
    for _ in 0..3 {
        ids.push(active(&simulator, &zone, &HOSTS).await.id);
    }
    let pending = packs.create(&pack(&HOSTS)).await.unwrap().into_inner().id;
    assert_eq!(packs.find(&pack(&HOSTS)).await.unwrap().unwrap().id, ids[2]);
    for id in &ids {
        simulator.set_stage("certificate_packs", id, "validation_timed_out").unwrap();
    }
    assert_eq!(packs.find(&pack(&HOSTS)).await.unwrap().unwrap().id, pending);
}
