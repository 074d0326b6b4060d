//! Replacing a pack by one with the same order.

use std::time::Duration;

use cloudflare_certificates::Zone;
use cloudflare_certificates::types::{CertificatePack, CertificatePackStatus, NewCertificatePack};
use cloudflare_certificates::workflows::{ErrorKind, PackKey, Setup};
use cloudflare_certificates_simulator::{Activation, Simulator};
use serde_json::json;

use super::{DAY, HOSTS, active, existing, ids, start};
use crate::support::crash::converges;
use crate::support::{operations, pack, zone, zone_of};

/// An active pack in a server where nothing goes on by itself.
async fn standing_still() -> (Simulator, Zone, String) {
    let (simulator, zone) = start(Activation::AfterReads(1000)).await;
    let id = zone.certificate_packs().create(&pack(&HOSTS)).await.unwrap().into_inner().id;
    simulator.set_stage("certificate_packs", &id, "active").unwrap();
    simulator.advance(DAY);
    (simulator, zone, id)
}

#[tokio::test]
async fn the_new_pack_has_the_same_order_and_the_old_one_is_gone() {
    let (simulator, zone) = start(Activation::by_clock()).await;
    let old = active(&simulator, &zone, &["b.example.com", "a.example.com"]).await;
    let rotated = zone.certificate_packs().rotate(&old.id).await.unwrap();
    assert_eq!(rotated.replaced, old.id);
    let new = rotated.pack;
    let order = |pack: &CertificatePack| NewCertificatePack::same_as(pack).unwrap();
    assert_eq!(order(&new), order(&old));
    assert!(new.id != old.id && new.status == Some(CertificatePackStatus::Active));
    assert_eq!(ids(&existing(&zone).await), [new.id]);
}

#[tokio::test]
async fn the_old_pack_is_deleted_only_when_the_new_one_is_active() {
    let (simulator, zone) = start(Activation::by_clock()).await;
    let old = active(&simulator, &zone, &HOSTS).await;
    let mut steps = zone.certificate_packs().rotate(&old.id).steps();
    let mut log = Vec::new();
    while let Some(event) = steps.try_next().await.unwrap() {
        if let cloudflare_certificates::workflows::Event::Step(step) = event {
            let of = if step.id == old.id { "old" } else { "new" };
            log.push(format!("{of} {} {}", step.action.name(), step.status.unwrap_or_default()));
        }
    }
    assert_eq!(log.first().unwrap(), "new created initializing");
    let active = log.iter().position(|line| line == "new seen active").unwrap();
    let deleted = log.iter().position(|line| line == "old deleted ").unwrap();
    assert!(active < deleted, "{log:?}");
}

#[tokio::test]
async fn a_validation_that_needs_somebody_leaves_the_old_pack_and_is_continued() {
    let (simulator, zone) = start(Activation::After(Duration::from_secs(60))).await;
    let packs = zone.certificate_packs();
    let old = active(&simulator, &zone, &HOSTS).await.id;
    let started = packs.rotate(&old).at_most(Duration::from_secs(90)).await.unwrap_err();
    assert_eq!((started.kind(), started.status()), (ErrorKind::TimedOut, Some("pending_validation")));
    let new = started.id().to_owned();
    simulator.set_stage("certificate_packs", &new, "validation_timed_out").unwrap();

    let error = packs.rotate(&old).await.unwrap_err();
    assert_eq!((error.kind(), error.id()), (ErrorKind::NeedsAction, &*new));
    assert!(error.setup().iter().any(|setup| matches!(setup, Setup::Dns { .. })), "{error}");
    assert_eq!(error.left(), ["wait until the new pack is active", "remove the old pack"]);
    assert_eq!(ids(&existing(&zone).await), [&*old, &*new]);

    simulator.set_stage("certificate_packs", &new, "active").unwrap();
    assert_eq!(packs.rotate(&old).await.unwrap().pack.id, new);
    assert_eq!(ids(&existing(&zone).await), [new]);
}

#[tokio::test]
async fn validation_records_that_come_late_and_go_again_do_not_end_it() {
    let (simulator, zone) = start(Activation::by_clock()).await;
    let old = active(&simulator, &zone, &HOSTS).await;
    let rotated = zone.certificate_packs().rotate(&old.id).await.unwrap();
    assert!(rotated.pack.validation_records.is_empty());
}

#[tokio::test]
async fn an_older_equal_pack_is_no_successor() {
    let (simulator, zone) = start(Activation::by_clock()).await;
    let older = active(&simulator, &zone, &HOSTS).await;
    let old = active(&simulator, &zone, &HOSTS).await;
    let rotated = zone.certificate_packs().rotate(&old.id).await.unwrap();
    assert!(rotated.pack.id != older.id);
    assert_eq!(ids(&existing(&zone).await), [older.id, rotated.pack.id]);
}

#[tokio::test]
async fn several_newer_packs_are_ambiguous_and_nothing_changes() {
    let (simulator, zone) = start(Activation::by_clock()).await;
    let old = active(&simulator, &zone, &HOSTS).await;
    let newer = [active(&simulator, &zone, &HOSTS).await, active(&simulator, &zone, &HOSTS).await];
    let error = zone.certificate_packs().rotate(&old.id).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Ambiguous);
    assert!(newer.iter().all(|pack| error.to_string().contains(&pack.id)), "{error}");
    assert_eq!(existing(&zone).await.len(), 3);
}

#[tokio::test]
async fn a_pack_whose_age_is_unknown_is_ambiguous() {
    let (simulator, zone) = start(Activation::by_clock()).await;
    let old = active(&simulator, &zone, &HOSTS).await;
    let other = active(&simulator, &zone, &HOSTS).await;
    simulator.patch_record("certificate_packs", &other.id, &json!({ "created_on": null }));
    let error = zone.certificate_packs().rotate(&old.id).await.unwrap_err();
    assert_eq!((error.kind(), error.id()), (ErrorKind::Ambiguous, &*other.id));
}

#[tokio::test]
async fn the_tombstone_of_the_old_pack_leads_to_its_successor() {
    let (simulator, zone, old) = standing_still().await;
    let packs = zone.certificate_packs();
    let new = packs.create(&pack(&HOSTS)).await.unwrap().into_inner().id;
    simulator.set_stage("certificate_packs", &new, "active").unwrap();
    simulator.set_stage("certificate_packs", &old, "tombstone").unwrap();
    let rotated = packs.rotate(&old).await.unwrap();
    assert_eq!((rotated.pack.id, rotated.replaced), (new, old));
}

#[tokio::test]
async fn a_tombstone_without_a_successor_is_gone_and_nothing_is_ordered() {
    let (simulator, zone, old) = standing_still().await;
    simulator.set_stage("certificate_packs", &old, "tombstone").unwrap();
    let error = zone.certificate_packs().rotate(&old).await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::Gone, Some("deleted")));
    assert!(existing(&zone).await.is_empty());
}

#[tokio::test]
async fn an_old_pack_that_is_gone_leads_to_its_successor_if_its_order_is_stated() {
    let (simulator, zone) = start(Activation::by_clock()).await;
    let packs = zone.certificate_packs();
    let old = active(&simulator, &zone, &HOSTS).await;
    let order = NewCertificatePack::same_as(&old).unwrap();
    // As Cloudflare's own renewal does: the pack has a new id.
    let renewed = simulator.set_stage("certificate_packs", &old.id, "renewed").unwrap();
    let error = packs.rotate(&old.id).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Gone);
    assert!(error.to_string().contains("state its order"), "{error}");
    assert_eq!(packs.rotate(&old.id).order(&order).await.unwrap().pack.id, renewed);
    assert_eq!(ids(&existing(&zone).await), [renewed]);
}

#[tokio::test]
async fn a_universal_pack_is_refused() {
    let (simulator, zone) = start(Activation::by_clock()).await;
    let packs = zone.certificate_packs();
    let key = PackKey::new(["example.com", "*.example.com"]);
    let key = key.type_(cloudflare_certificates::types::CertificatePackType::Universal);
    let universal = packs.find(key).await.unwrap().unwrap().id;
    let error = packs.rotate(&universal).await.unwrap_err();
    assert_eq!((error.kind(), error.id()), (ErrorKind::Refused, &*universal));
    let error = packs.rotate(&universal).order(&pack(&HOSTS)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Refused);
    assert!(!operations(&simulator).contains(&"certificate_packs_create".to_owned()));
}

#[tokio::test]
async fn an_order_beyond_the_quota_changes_nothing() {
    let (simulator, zone) = start(Activation::by_clock()).await;
    let old = active(&simulator, &zone, &HOSTS).await;
    simulator.set_quota("certificate_packs", 1);
    let error = zone.certificate_packs().rotate(&old.id).await.unwrap_err();
    assert_eq!((error.kind(), error.left().len()), (ErrorKind::Call, 3));
    assert_eq!(ids(&existing(&zone).await), [old.id]);
}

#[tokio::test]
async fn two_runs_at_once_rotate_it_once() {
    let (simulator, first) = start(Activation::by_clock()).await;
    let second = zone(&simulator);
    let old = active(&simulator, &first, &HOSTS).await;
    let run = |zone: &Zone| zone.certificate_packs().rotate(&old.id).into_future();
    let (a, b) = tokio::join!(run(&first), run(&second));
    let (a, b) = (a.unwrap().pack, b.unwrap().pack);
    let orders = operations(&simulator).iter().filter(|name| *name == "certificate_packs_create").count();
    assert_eq!(orders, 3, "they did not run at once");
    assert_eq!(a.id, b.id);
    assert_eq!(ids(&existing(&first).await), [a.id]);
}

#[tokio::test]
async fn rotating_converges_wherever_it_ends() {
    converges(
        "certificate_packs.rotate",
        async || {
            let (simulator, zone) = start(Activation::by_clock()).await;
            let old = active(&simulator, &zone, &HOSTS).await;
            let other = active(&simulator, &zone, &["other.example.com"]).await.id;
            let order = NewCertificatePack::same_as(&old).unwrap();
            (simulator, (zone.id().to_owned(), old.id, order, other))
        },
        async |client, (zone_id, old, order, _)| {
            let zone = client.zone(zone_id.as_str()).unwrap();
            zone.certificate_packs().rotate(old).order(order).await.map(drop)
        },
        async |simulator, client, (_, old, _, other), case| {
            let packs = existing(&zone_of(&client, simulator)).await;
            assert_eq!(packs.len(), 2, "{case:?}");
            assert!(packs.iter().any(|pack| pack.id == *other), "{case:?}");
            assert!(packs.iter().all(|pack| pack.id != *old), "{case:?}");
            assert!(packs.iter().all(|pack| pack.status == Some(CertificatePackStatus::Active)), "{case:?}");
        },
    )
    .await;
}
