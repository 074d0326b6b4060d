//! Ordering a pack unless it exists.

use cloudflare_certificates::types::{CertificateAuthority, CertificatePackStatus};
use cloudflare_certificates::workflows::{Action, ErrorKind, Event, Plan};
use cloudflare_certificates_simulator::{Activation, Fault};

use super::{HOSTS, active, existing, ids, start};
use crate::support::crash::converges;
use crate::support::rewrite::Rewrite;
use crate::support::{builder, operations, pack, zone, zone_of};

#[tokio::test]
async fn a_pack_that_exists_is_not_ordered_again() {
    let (simulator, zone) = start(Activation::by_clock()).await;
    let pack_of = active(&simulator, &zone, &["www.example.com"]).await;
    // The server has added the apex, and here the hosts come in another order.
    for hosts in [&["www.example.com"][..], &["WWW.example.com", "example.com"]] {
        let ensured = zone.certificate_packs().ensure(&pack(hosts)).await.unwrap();
        assert!(!ensured.is_created());
        assert_eq!(ensured.get().id, pack_of.id);
    }
    assert_eq!(ids(&existing(&zone).await), [pack_of.id]);
}

#[tokio::test]
async fn a_plan_changes_nothing() {
    let (simulator, zone) = start(Activation::by_clock()).await;
    let packs = zone.certificate_packs();
    assert_eq!(packs.ensure(&pack(&HOSTS)).plan().await.unwrap(), Plan::Create);
    assert!(existing(&zone).await.is_empty());
    let ordered = active(&simulator, &zone, &HOSTS).await;
    let plan = packs.ensure(&pack(&HOSTS)).plan().await.unwrap();
    assert!(matches!(plan, Plan::Keep(kept) if kept.id == ordered.id));
}

#[tokio::test]
async fn an_order_is_not_waited_for() {
    let (simulator, zone) = start(Activation::AfterReads(1000)).await;
    let ensured = zone.certificate_packs().ensure(&pack(&HOSTS)).await.unwrap();
    assert!(ensured.is_created());
    assert_eq!(ensured.get().status, Some(CertificatePackStatus::Initializing));
    assert!(!operations(&simulator).contains(&"certificate_packs_get".to_owned()));
}

#[tokio::test]
async fn an_expired_pack_is_ordered_again() {
    let (simulator, zone) = start(Activation::by_clock()).await;
    let expired = active(&simulator, &zone, &HOSTS).await;
    simulator.advance(super::DAY * 90);
    let ensured = zone.certificate_packs().ensure(&pack(&HOSTS)).await.unwrap();
    assert!(ensured.is_created() && ensured.get().id != expired.id);
}

#[tokio::test]
async fn a_deleted_pack_that_is_still_shown_is_ordered_again() {
    let (simulator, zone) = start(Activation::AfterReads(1000)).await;
    let packs = zone.certificate_packs();
    let deleted = packs.create(&pack(&HOSTS)).await.unwrap().into_inner().id;
    simulator.set_stage("certificate_packs", &deleted, "tombstone").unwrap();
    let ensured = packs.ensure(&pack(&HOSTS)).await.unwrap();
    assert!(ensured.is_created() && ensured.get().id != deleted);
}

#[tokio::test]
async fn an_order_whose_response_is_lost_is_found_and_not_repeated() {
    let (simulator, zone) = start(Activation::by_clock()).await;
    simulator.fail_next("certificate_packs_create", Fault::lose_response());
    let mut steps = zone.certificate_packs().ensure(&pack(&HOSTS)).steps();
    let mut actions = Vec::new();
    let ensured = loop {
        match steps.try_next().await.unwrap().unwrap() {
            Event::Step(step) => actions.push(step.action),
            Event::Done(ensured) => break ensured,
            event => panic!("{event:?}"),
        }
    };
    assert_eq!(actions, [Action::OutcomeUnknown, Action::Created]);
    assert!(ensured.is_created());
    assert_eq!(ids(&existing(&zone).await), [ensured.into_inner().id]);
}

#[tokio::test]
async fn a_refused_order_at_lets_encrypt_mentions_its_limit() {
    let (simulator, zone) = start(Activation::by_clock()).await;
    simulator.fail_always("certificate_packs_create", Fault::error(400, 1000, "refused by the authority"));
    let mut order = pack(&HOSTS);
    let error = zone.certificate_packs().ensure(&order).await.unwrap_err();
    assert!(!error.to_string().contains("5 certificates"), "{error}");
    order.certificate_authority = CertificateAuthority::LetsEncrypt;
    let error = zone.certificate_packs().ensure(&order).await.unwrap_err();
    assert_eq!((error.kind(), error.left()), (ErrorKind::Call, &["order the pack"][..]));
    assert!(error.to_string().contains("5 certificates for the same set of hostnames in 7 days"), "{error}");
}

#[tokio::test]
async fn two_runs_at_once_leave_one_pack() {
    let (simulator, first) = start(Activation::by_clock()).await;
    let second = zone(&simulator);
    let order = pack(&HOSTS);
    let (a, b) = (first.certificate_packs().ensure(&order), second.certificate_packs().ensure(&order));
    let (a, b) = tokio::join!(a.into_future(), b.into_future());
    let (a, b) = (a.unwrap(), b.unwrap());
    let orders = operations(&simulator).iter().filter(|name| *name == "certificate_packs_create").count();
    assert_eq!(orders, 2, "they did not run at once");
    assert_eq!(a.get().id, b.get().id);
    assert!(a.is_created() != b.is_created());
    assert_eq!(ids(&existing(&first).await), [a.into_inner().id]);
}

#[tokio::test]
async fn two_runs_at_once_leave_one_pack_if_the_responses_to_orders_have_no_date() {
    let (simulator, zone) = start(Activation::by_clock()).await;
    let undated = || {
        let rewrite = Rewrite::each("certificate_packs_create", |record| {
            record.as_object_mut().unwrap().remove("created_on");
        });
        zone_of(&builder(&simulator).middleware(rewrite).build().unwrap(), &simulator).certificate_packs()
    };
    let (order, [first, second]) = (pack(&HOSTS), [undated(), undated()]);
    let (a, b) = tokio::join!(first.ensure(&order).into_future(), second.ensure(&order).into_future());
    let (a, b) = (a.unwrap(), b.unwrap());
    let orders = operations(&simulator).iter().filter(|name| *name == "certificate_packs_create").count();
    assert_eq!(orders, 2, "they did not run at once");
    assert_eq!((a.get(), ids(&existing(&zone).await)), (b.get(), vec![&*a.get().id]));
}

#[tokio::test]
async fn ensuring_converges_wherever_it_ends() {
    let order = pack(&HOSTS);
    converges(
        "certificate_packs.ensure",
        async || {
            let (simulator, _zone) = start(Activation::by_clock()).await;
            let zone_id = simulator.zones()[0].id().to_owned();
            (simulator, zone_id)
        },
        async |client, zone_id| {
            let zone = client.zone(zone_id.as_str()).unwrap();
            zone.certificate_packs().ensure(&order).await.map(drop)
        },
        async |simulator, client, _, case| {
            let packs = existing(&zone_of(&client, simulator)).await;
            assert_eq!(packs.len(), 1, "{case:?}");
        },
    )
    .await;
}
