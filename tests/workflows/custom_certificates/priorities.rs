//! The order of a zone's certificates.

use cloudflare_certificates::types::CustomCertificate;
use cloudflare_certificates::workflows::ErrorKind;
use cloudflare_certificates::{CustomCertificates, Zone};
use cloudflare_certificates_simulator::{Fault, RequestMatch, Simulator};

use super::stage::{carried_out, simulator};
use crate::support::crash::converges;
use crate::support::{client, zone_of};

/// A zone with certificates of these priorities.
async fn stage(priorities: &[i64]) -> (Simulator, Zone, Vec<String>) {
    let simulator = simulator().await;
    let zone = zone_of(&client(&simulator), &simulator);
    let ids = simulator.seed_custom_certificates(zone.id(), priorities.len());
    for (id, priority) in ids.iter().zip(priorities) {
        simulator.patch_record("custom_certificates", id, &serde_json::json!({ "priority": priority }));
    }
    (simulator, zone, ids)
}

fn ids(all: &[CustomCertificate]) -> Vec<String> {
    all.iter().map(|record| record.id.clone()).collect()
}

/// The ids as the server orders them. No two of them have the same priority.
async fn order(certificates: &CustomCertificates) -> Vec<String> {
    let mut all = certificates.list().all().await.unwrap();
    all.sort_by_key(|record| std::cmp::Reverse(record.priority));
    assert!(all.windows(2).all(|pair| pair[0].priority > pair[1].priority), "{all:?}");
    ids(&all)
}

fn pick(ids: &[String], places: &[usize]) -> Vec<String> {
    places.iter().map(|place| ids[*place].clone()).collect()
}

#[tokio::test]
async fn those_that_are_named_come_first_and_all_others_keep_their_order() {
    let (_simulator, zone, ids_) = stage(&[10, 40, 20, 20, 30]).await;
    let certificates = zone.custom_certificates();
    let all = certificates.priorities().in_order(pick(&ids_, &[2, 0])).await.unwrap();
    let wanted = pick(&ids_, &[2, 0, 1, 4, 3]);
    assert_eq!((ids(&all), order(&certificates).await), (wanted.clone(), wanted));
}

#[tokio::test]
async fn an_order_that_is_so_already_is_not_written() {
    let (simulator, zone, ids_) = stage(&[50, 40, 20, 20]).await;
    let priorities = zone.custom_certificates().priorities();
    priorities.in_order(pick(&ids_, &[0, 1])).await.unwrap();
    priorities.in_order(Vec::<String>::new()).await.unwrap();
    priorities.move_to(&ids_[3], 99).await.unwrap();
    let writes = carried_out(&simulator, "custom_certificates_prioritize");
    priorities.move_to(&ids_[3], 99).await.unwrap();
    priorities.in_order(pick(&ids_, &[0, 1, 2, 3])).await.unwrap();
    assert_eq!((writes, carried_out(&simulator, "custom_certificates_prioritize")), (1, 1));
    // The last two have the same priority: which of them comes first is not defined.
    let (simulator, zone, ids_) = stage(&[50, 20, 20]).await;
    zone.custom_certificates().priorities().in_order(pick(&ids_, &[0, 1])).await.unwrap();
    assert_eq!(carried_out(&simulator, "custom_certificates_prioritize"), 1);
}

#[tokio::test]
async fn a_certificate_is_moved_to_a_position() {
    let (_simulator, zone, ids_) = stage(&[50, 40, 30, 20]).await;
    let certificates = zone.custom_certificates();
    let moves: [(usize, usize, [usize; 4]); 4] =
        [(3, 0, [3, 0, 1, 2]), (3, 2, [0, 1, 3, 2]), (0, 1, [1, 0, 3, 2]), (1, 4, [0, 3, 2, 1])];
    for (which, position, wanted) in moves {
        let all = certificates.priorities().move_to(&ids_[which], position).await.unwrap();
        assert_eq!(ids(&all), pick(&ids_, &wanted), "{which} to {position}");
        assert_eq!(order(&certificates).await, ids(&all));
    }
}

#[tokio::test]
async fn an_unknown_id_and_one_that_is_named_twice_change_nothing() {
    let (simulator, zone, ids_) = stage(&[1, 2]).await;
    let priorities = zone.custom_certificates().priorities();
    let error = priorities.in_order([ids_[0].as_str(), "unknown"]).await.unwrap_err();
    assert_eq!((error.kind(), error.id()), (ErrorKind::Gone, "unknown"));
    assert_eq!(priorities.move_to("unknown", 0).await.unwrap_err().kind(), ErrorKind::Gone);
    let error = priorities.in_order(pick(&ids_, &[0, 1, 0])).await.unwrap_err();
    assert_eq!((error.kind(), error.id()), (ErrorKind::Refused, &*ids_[0]));
    assert_eq!(carried_out(&simulator, "custom_certificates_prioritize"), 0);
}

#[tokio::test]
async fn the_order_is_read_again_after_a_conflict_and_after_a_certificate_has_disappeared() {
    for fault in
        [Fault::error(409, 1000, "busy"), Fault::error(400, 1002, "there is no such custom certificate")]
    {
        let (simulator, zone, ids_) = stage(&[1, 2, 3]).await;
        let certificates = zone.custom_certificates();
        simulator.fail_next(RequestMatch::any().operation("custom_certificates_prioritize"), fault);
        certificates.priorities().in_order(pick(&ids_, &[0])).await.unwrap();
        assert_eq!(order(&certificates).await, pick(&ids_, &[0, 2, 1]));
        assert_eq!(carried_out(&simulator, "custom_certificates_list"), 3);
    }
}

#[tokio::test]
async fn an_order_that_is_refused_for_good_is_an_error() {
    let (simulator, zone, ids_) = stage(&[1, 2, 3]).await;
    simulator.fail_always(
        RequestMatch::any().operation("custom_certificates_prioritize"),
        Fault::error(400, 1002, "no"),
    );
    let error = zone.custom_certificates().priorities().in_order(pick(&ids_, &[0])).await.unwrap_err();
    assert!(error.call().unwrap().has_code(1002), "{error}");
}

#[tokio::test]
async fn two_orders_at_once_end_as_one() {
    let (simulator, zone, ids_) = stage(&[10, 40, 20, 20, 30]).await;
    let other = zone_of(&client(&simulator), &simulator).custom_certificates().priorities();
    let one = zone.custom_certificates().priorities();
    let first = pick(&ids_, &[3, 0]);
    let (one, other) = tokio::join!(one.in_order(first.clone()), other.in_order(first));
    let wanted = pick(&ids_, &[3, 0, 1, 4, 2]);
    assert_eq!((ids(&one.unwrap()), ids(&other.unwrap())), (wanted.clone(), wanted.clone()));
    assert_eq!(order(&zone.custom_certificates()).await, wanted);
}

#[tokio::test]
async fn an_interrupted_order_converges() {
    type Data = (String, Vec<String>);
    let begin = async || {
        let (simulator, zone, ids) = stage(&[10, 40, 20, 20, 30]).await;
        (simulator, (zone.id().to_owned(), ids))
    };
    converges(
        "custom_certificates.in_order",
        begin,
        async |client, (zone, ids): &Data| {
            let priorities = client.zone(zone).unwrap().custom_certificates().priorities();
            priorities.in_order(pick(ids, &[3, 0])).await.map(drop)
        },
        async |_, client, (zone, ids), case| {
            let certificates = client.zone(zone).unwrap().custom_certificates();
            assert_eq!(order(&certificates).await, pick(ids, &[3, 0, 1, 4, 2]), "{case:?}");
        },
    )
    .await;
    converges(
        "custom_certificates.move_to",
        begin,
        async |client, (zone, ids): &Data| {
            let priorities = client.zone(zone).unwrap().custom_certificates().priorities();
            priorities.move_to(&ids[0], 1).await.map(drop)
        },
        async |_, client, (zone, ids), case| {
            let certificates = client.zone(zone).unwrap().custom_certificates();
            assert_eq!(order(&certificates).await, pick(ids, &[1, 0, 4, 2, 3]), "{case:?}");
        },
    )
    .await;
}
