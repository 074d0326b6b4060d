//! Removing a pack.

use cloudflare_certificates::workflows::ErrorKind;
use cloudflare_certificates_simulator::{Activation, Fault};

use super::{HOSTS, active, existing, ids, start};
use crate::support::crash::converges;
use crate::support::{pack, zone, zone_of};

#[tokio::test]
async fn a_removed_pack_is_gone_and_no_other() {
    let (simulator, zone) = start(Activation::by_clock()).await;
    let pack = active(&simulator, &zone, &HOSTS).await;
    let other = active(&simulator, &zone, &["other.example.com"]).await;
    zone.certificate_packs().remove(&pack.id).await.unwrap();
    assert_eq!(ids(&existing(&zone).await), [other.id]);
}

#[tokio::test]
async fn packs_that_go_with_something_else_say_what() {
    let (_simulator, zone) = start(Activation::by_clock()).await;
    let mut pack = zone.certificate_packs().create(&pack(&HOSTS)).await.unwrap().into_inner();
    pack.check_removable().unwrap();
    for (type_, instead) in [
        ("universal", "Universal SSL"),
        ("sni_custom", "custom certificate"),
        ("managed_hostname", "custom hostname"),
        ("keyless", "Keyless certificate"),
    ] {
        pack.type_ = Some(type_.into());
        let error = pack.check_removable().unwrap_err();
        assert_eq!((error.kind(), error.id()), (ErrorKind::Refused, &*pack.id));
        assert!(error.to_string().contains(instead), "{error}");
    }
}

#[tokio::test]
async fn what_does_not_exist_is_removed() {
    let (_simulator, zone) = start(Activation::by_clock()).await;
    zone.certificate_packs().remove("3822ff90-ea29-44df-9e55-21300bb9419b").await.unwrap();
}

#[tokio::test]
async fn a_delete_of_a_tombstone_is_a_success() {
    let (simulator, zone) = start(Activation::AfterReads(1000)).await;
    let packs = zone.certificate_packs();
    let id = packs.create(&pack(&HOSTS)).await.unwrap().into_inner().id;
    simulator.set_stage("certificate_packs", &id, "tombstone").unwrap();
    assert!(packs.delete(&id).await.unwrap_err().has_code(1406));
    packs.remove(&id).await.unwrap();
}

#[tokio::test]
async fn a_removal_does_not_end_before_the_pack_is_gone() {
    let (simulator, zone) = start(Activation::by_clock()).await;
    let packs = zone.certificate_packs();
    let id = active(&simulator, &zone, &HOSTS).await.id;
    // The server says that the pack is deleted, and goes on showing it.
    simulator.fail_always("certificate_packs_delete", Fault::error(400, 1406, "already deleted"));
    let error = packs.remove(&id).await.unwrap_err();
    assert_eq!((error.kind(), error.status(), error.id()), (ErrorKind::TimedOut, Some("active"), &*id));
}

#[tokio::test]
async fn two_runs_at_once_both_succeed() {
    let (simulator, first) = start(Activation::by_clock()).await;
    let second = zone(&simulator);
    let id = active(&simulator, &first, &HOSTS).await.id;
    let (a, b) = tokio::join!(
        first.certificate_packs().remove(&id).into_future(),
        second.certificate_packs().remove(&id).into_future(),
    );
    a.and(b).unwrap();
    assert!(existing(&first).await.is_empty());
}

#[tokio::test]
async fn removing_converges_wherever_it_ends() {
    converges(
        "certificate_packs.remove",
        async || {
            let (simulator, zone) = start(Activation::by_clock()).await;
            let id = active(&simulator, &zone, &HOSTS).await.id;
            let other = active(&simulator, &zone, &["other.example.com"]).await.id;
            (simulator, (zone.id().to_owned(), id, other))
        },
        async |client, (zone_id, id, _)| {
            client.zone(zone_id.as_str()).unwrap().certificate_packs().remove(id).await
        },
        async |simulator, client, (_, _, other), case| {
            let packs = existing(&zone_of(&client, simulator)).await;
            assert_eq!(ids(&packs), [other], "{case:?}");
        },
    )
    .await;
}
