//! Which zones and accounts are visited, and with which requests.

use cloudflare_certificates::workflows::{ErrorKind, Kind, Place, ZoneFilter};
use cloudflare_certificates_simulator::{SimulatedZone, Simulator};
use serde_json::json;

use super::{custom, names, read, seed, with_zones};
use crate::support::{client, operations};

const OTHER: &str = "0123456789abcdef0123456789abcdef";

fn count(simulator: &Simulator, operation: &str) -> usize {
    operations(simulator).iter().filter(|name| *name == operation).count()
}

/// Two accounts with two zones each, and an account without zones.
async fn start() -> Simulator {
    let simulator = with_zones(2)
        .zone(SimulatedZone::new("other-a.example").account(OTHER).without_universal_ssl())
        .zone(SimulatedZone::new("other-b.example").account(OTHER).without_universal_ssl())
        .account("fedcba9876543210fedcba9876543210", "without zones")
        .start()
        .await
        .unwrap();
    for zone in simulator.zones() {
        custom(&simulator, &zone, zone.name());
    }
    let accounts = [simulator.zones()[0].account_id().to_owned(), OTHER.to_owned()];
    for (account, id) in
        accounts.iter().map(String::as_str).chain(["fedcba9876543210fedcba9876543210"]).zip(["a", "b", "c"])
    {
        seed(&simulator, "mtls_certificates", account, json!({ "id": id, "name": id }));
    }
    simulator
}

const BOTH: [Kind; 2] = [Kind::CustomCertificates, Kind::MtlsCertificates];

#[tokio::test]
async fn all_zones_and_accounts() {
    let simulator = start().await;
    let found = read(client(&simulator).inventory().kinds(BOTH)).await;
    let expected = ["a", "b", "c", "other-a.example", "other-b.example", "z000.example", "z001.example"];
    assert_eq!(found.ids(), expected);
    assert_eq!(count(&simulator, "mtls_certificates_list"), 3);
    assert_eq!(found.progress.len(), 7);
    let last = found.progress.last().unwrap();
    assert_eq!((last.done, last.total, last.entries), (7, Some(7), 7));
    let accounts = found.entries.iter().map(|entry| entry.place.clone()).filter(|place| !place.is_zone());
    assert!(names(accounts).contains(&"account without zones".to_owned()));
}

#[tokio::test]
async fn one_account_and_its_zones() {
    let simulator = start().await;
    let found = read(client(&simulator).inventory().kinds(BOTH).zones(ZoneFilter::account(OTHER))).await;
    assert_eq!(found.ids(), ["b", "other-a.example", "other-b.example"]);
    assert_eq!(count(&simulator, "accounts_list"), 0);
}

#[tokio::test]
async fn named_zones_and_their_accounts() {
    let simulator = start().await;
    let id = simulator.zones()[1].id().to_owned();
    let filter = ZoneFilter::named(["Other-B.example.", &id, "other-b.example"]);
    let found = read(client(&simulator).inventory().kinds(BOTH).zones(filter)).await;
    assert_eq!(found.ids(), ["a", "b", "other-b.example", "z001.example"]);
    assert_eq!(count(&simulator, "accounts_list"), 0);
    let last = found.progress.last().unwrap();
    assert_eq!((last.done, last.resume_from.as_ref()), (4, None));
}

#[tokio::test]
async fn kinds_of_zones_need_no_account() {
    let simulator = start().await;
    let found = read(client(&simulator).inventory().kinds([Kind::CustomCertificates])).await;
    assert_eq!(found.entries.len(), 4);
    assert_eq!(operations(&simulator).len(), 5, "one list of zones, and one list per zone");
}

#[tokio::test]
async fn kinds_of_accounts_need_no_zone() {
    let simulator = start().await;
    let found = read(client(&simulator).inventory().kinds([Kind::MtlsCertificates])).await;
    assert_eq!(found.ids(), ["a", "b", "c"]);
    assert_eq!(count(&simulator, "zones_list"), 0);
    let filter = ZoneFilter::account(OTHER);
    let found = read(client(&simulator).inventory().kinds([Kind::MtlsCertificates]).zones(filter)).await;
    assert_eq!(found.ids(), ["b"]);
    assert_eq!(operations(&simulator).len(), 5);
}

#[tokio::test]
async fn an_inventory_of_nothing_is_refused() {
    let simulator = with_zones(1).start().await.unwrap();
    let inventory = || client(&simulator).inventory();
    for refused in
        [inventory().kinds([]), inventory().kinds([Kind::MtlsCertificates]).from_zone("0".repeat(32))]
    {
        let error = read(refused).await.error.unwrap();
        assert_eq!((error.kind(), error.workflow()), (ErrorKind::Refused, "inventory"), "{error}");
    }
    assert_eq!(simulator.requests_seen(), 0);
}

#[tokio::test]
async fn nothing_happens_before_the_first_poll() {
    let simulator = with_zones(1).start().await.unwrap();
    let sweep = client(&simulator).inventory().stream();
    assert_eq!(sweep.progress().total, None);
    drop(sweep);
    tokio::task::yield_now().await;
    assert_eq!(simulator.requests_seen(), 0);
}

#[test]
fn a_place_without_a_name_is_shown_with_its_id() {
    let zone = Place::Zone { id: "abc".to_owned(), name: String::new() };
    assert_eq!(zone.to_string(), "zone abc");
}
