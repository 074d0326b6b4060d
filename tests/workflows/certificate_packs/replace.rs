//! Ordering a pack in the place of another one.

use cloudflare_certificates::types::CertificatePackStatus;
use cloudflare_certificates::workflows::{ErrorKind, PackKey, Plan};
use cloudflare_certificates_simulator::Activation;

use super::{HOSTS, active, existing, ids, start};
use crate::support::crash::converges;
use crate::support::{operations, pack, zone, zone_of};

const MORE_HOSTS: [&str; 3] = ["example.com", "www.example.com", "shop.example.com"];

#[tokio::test]
async fn the_old_pack_is_removed_when_the_new_one_is_active() {
    let (simulator, zone) = start(Activation::by_clock()).await;
    let packs = zone.certificate_packs();
    let old = active(&simulator, &zone, &HOSTS).await;
    let other = active(&simulator, &zone, &["other.example.com"]).await;
    let ensured = packs.ensure(&pack(&MORE_HOSTS)).replacing(&old.id).await.unwrap();
    assert!(ensured.is_created());
    let new = ensured.into_inner();
    assert_eq!(new.status, Some(CertificatePackStatus::Active));
    assert_eq!(ids(&existing(&zone).await), [other.id, new.id]);
    let operations = operations(&simulator);
    assert_eq!(operations.iter().filter(|name| *name == "certificate_packs_delete").count(), 1);
}

#[tokio::test]
async fn a_plan_names_what_is_removed() {
    let (simulator, zone) = start(Activation::by_clock()).await;
    let packs = zone.certificate_packs();
    let old = active(&simulator, &zone, &HOSTS).await;
    let order = pack(&MORE_HOSTS);
    let plan = packs.ensure(&order).replacing(&old.id).plan().await.unwrap();
    assert!(matches!(&plan, Plan::CreateThenRemove(removed) if ids(removed) == [&*old.id]), "{plan:?}");
    let new = active(&simulator, &zone, &MORE_HOSTS).await;
    let plan = packs.ensure(&order).replacing(&old.id).plan().await.unwrap();
    assert!(
        matches!(&plan, Plan::KeepThenRemove(kept, removed) if kept.id == new.id && ids(removed) == [&*old.id]),
        "{plan:?}"
    );
    packs.remove(&old.id).await.unwrap();
    let plan = packs.ensure(&order).replacing(&old.id).plan().await.unwrap();
    assert!(matches!(&plan, Plan::Keep(kept) if kept.id == new.id), "{plan:?}");
}

#[tokio::test]
async fn another_validity_replaces_a_pack_with_the_same_hosts() {
    let (simulator, zone) = start(Activation::by_clock()).await;
    let packs = zone.certificate_packs();
    let old = active(&simulator, &zone, &HOSTS).await;
    let mut order = pack(&HOSTS);
    order.validity_days = 30;
    let new = packs.ensure(&order).replacing(&old.id).await.unwrap().into_inner();
    assert_eq!(new.validity_days, Some(30));
    assert_eq!(ids(&existing(&zone).await), [new.id]);
}

#[tokio::test]
async fn a_validation_that_needs_somebody_leaves_the_old_pack_alone() {
    let (simulator, zone) = start(Activation::AfterReads(1000)).await;
    let packs = zone.certificate_packs();
    let old = packs.create(&pack(&HOSTS)).await.unwrap().into_inner().id;
    simulator.set_stage("certificate_packs", &old, "active").unwrap();
    let new = packs.create(&pack(&MORE_HOSTS)).await.unwrap().into_inner().id;
    simulator.set_stage("certificate_packs", &new, "validation_timed_out").unwrap();
    let error = packs.ensure(&pack(&MORE_HOSTS)).replacing(&old).await.unwrap_err();
    assert_eq!((error.kind(), error.id()), (ErrorKind::NeedsAction, &*new));
    assert_eq!(error.left().last(), Some(&"remove the old pack"));
    assert_eq!(ids(&existing(&zone).await), [old, new]);
}

#[tokio::test]
async fn a_universal_pack_is_refused_before_anything_is_ordered() {
    let (simulator, zone) = start(Activation::by_clock()).await;
    let packs = zone.certificate_packs();
    let key = PackKey::new(["example.com", "*.example.com"]);
    let key = key.type_(cloudflare_certificates::types::CertificatePackType::Universal);
    let universal = packs.find(key).await.unwrap().unwrap();
    let error = packs.ensure(&pack(&HOSTS)).replacing(&universal.id).await.unwrap_err();
    assert_eq!((error.kind(), error.id()), (ErrorKind::Refused, &*universal.id));
    assert!(!operations(&simulator).contains(&"certificate_packs_create".to_owned()));
}

#[tokio::test]
async fn two_runs_at_once_replace_it_once() {
    let (simulator, first) = start(Activation::by_clock()).await;
    let second = zone(&simulator);
    let old = active(&simulator, &first, &HOSTS).await;
    let order = pack(&MORE_HOSTS);
    let run = |zone: &cloudflare_certificates::Zone| {
        zone.certificate_packs().ensure(&order).replacing(&old.id).into_future()
    };
    let (a, b) = tokio::join!(run(&first), run(&second));
    let (a, b) = (a.unwrap().into_inner(), b.unwrap().into_inner());
    assert_eq!(a.id, b.id);
    assert_eq!(ids(&existing(&first).await), [a.id]);
}

#[tokio::test]
async fn replacing_converges_wherever_it_ends() {
    let order = pack(&MORE_HOSTS);
    converges(
        "certificate_packs.ensure.replacing",
        async || {
            let (simulator, zone) = start(Activation::by_clock()).await;
            let old = active(&simulator, &zone, &HOSTS).await.id;
            let other = active(&simulator, &zone, &["other.example.com"]).await.id;
            (simulator, (zone.id().to_owned(), old, other))
        },
        async |client, (zone_id, old, _)| {
            let zone = client.zone(zone_id.as_str()).unwrap();
            zone.certificate_packs().ensure(&order).replacing(old).await.map(drop)
        },
        async |simulator, client, (_, old, other), case| {
            let packs = existing(&zone_of(&client, simulator)).await;
            assert_eq!(packs.len(), 2, "{case:?}");
            assert!(packs.iter().any(|pack| pack.id == *other), "{case:?}");
            assert!(packs.iter().all(|pack| pack.id != *old), "{case:?}");
            assert!(packs.iter().all(|pack| pack.status == Some(CertificatePackStatus::Active)), "{case:?}");
        },
    )
    .await;
}
