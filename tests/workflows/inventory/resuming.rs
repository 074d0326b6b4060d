//! Progress, and sweeps that are interrupted and continue.

use std::collections::BTreeSet;

use cloudflare_certificates::workflows::{ErrorKind, Inventory, InventoryItem, Kind, ZoneFilter};
use cloudflare_certificates_simulator::{Simulator, Token};
use serde_json::json;

use super::{custom, read, read_sweep, seed, with_zones};
use crate::support::{builder, client, operations};

const KINDS: [Kind; 3] = [Kind::CustomCertificates, Kind::KeylessCertificates, Kind::MtlsCertificates];

async fn start(zones: usize) -> Simulator {
    let simulator = with_zones(zones).start().await.unwrap();
    for (n, zone) in simulator.zones().iter().enumerate() {
        for certificate in 0..n % 4 {
            custom(&simulator, zone, &format!("{}-{certificate}", zone.name()));
        }
        let keyless = json!({ "id": format!("keyless-{}", zone.name()), "status": "active" });
        seed(&simulator, "keyless_certificates", zone.id(), keyless);
    }
    let account = simulator.zones()[0].account_id().to_owned();
    seed(&simulator, "mtls_certificates", &account, json!({ "id": "ca" }));
    simulator
}

fn inventory(simulator: &Simulator) -> Inventory {
    client(simulator).inventory().kinds(KINDS).in_flight(5)
}

#[tokio::test]
async fn progress_counts_every_zone_and_account() {
    let simulator = start(53).await;
    let mut sweep = inventory(&simulator).stream();
    let found = read_sweep(&mut sweep).await;
    let done: Vec<u64> = found.progress.iter().map(|progress| progress.done).collect();
    assert_eq!(done, (1..=54).collect::<Vec<u64>>());
    assert!(found.progress.iter().all(|progress| progress.total >= Some(53)));
    let last = found.progress.last().unwrap();
    assert_eq!((last.total, last.entries, last.gaps), (Some(54), found.entries.len() as u64, 0));
    assert_eq!(last.resume_from, None);
    assert_eq!(sweep.progress(), *last);
}

#[tokio::test]
async fn a_sweep_that_is_dropped_after_any_item_continues_where_it_was() {
    let simulator = start(9).await;
    let all = read(inventory(&simulator)).await;
    let all: BTreeSet<&str> = all.ids().into_iter().collect();
    for items in 0..60 {
        let mut seen = BTreeSet::new();
        let mut sweep = inventory(&simulator).stream();
        for _ in 0..items {
            if let Some(InventoryItem::Entry(entry)) = sweep.try_next().await.unwrap() {
                seen.insert(entry.id);
            }
        }
        let resume_from = sweep.progress().resume_from;
        drop(sweep);
        let again = match &resume_from {
            Some(zone) => inventory(&simulator).from_zone(zone),
            None => inventory(&simulator),
        };
        let rest = read(again).await;
        assert!(rest.error.is_none(), "{rest:?}");
        seen.extend(rest.entries.into_iter().map(|entry| entry.id));
        assert_eq!(seen.iter().map(String::as_str).collect::<BTreeSet<_>>(), all, "after {items} items");
    }
}

#[tokio::test]
async fn a_sweep_that_continues_does_not_read_the_zones_before() {
    let simulator = start(9).await;
    let from = simulator.zones()[6].id().to_owned();
    let found = read(inventory(&simulator).from_zone(from.to_ascii_uppercase())).await;
    let lists = operations(&simulator).iter().filter(|name| *name == "custom_certificates_list").count();
    assert_eq!(lists, 3);
    let last = found.progress.last().unwrap();
    assert_eq!((last.done, last.total), (4, Some(4)));
}

#[tokio::test]
async fn a_zone_that_is_not_in_the_list_is_no_start() {
    let simulator = start(3).await;
    let outside = simulator.zones()[2].id().to_owned();
    let filter = ZoneFilter::named(["z000.example", "z001.example"]);
    for (inventory, zone) in
        [(inventory(&simulator), "0".repeat(32)), (inventory(&simulator).zones(filter), outside)]
    {
        let found = read(inventory.from_zone(&zone)).await;
        let error = found.error.unwrap();
        assert_eq!((error.kind(), error.id()), (ErrorKind::Gone, zone.as_str()));
        assert!(error.to_string().contains("from_zone"), "{error}");
        assert!(found.entries.is_empty() && found.gaps.is_empty());
    }
}

#[tokio::test]
async fn a_dropped_sweep_sends_nothing_more() {
    let simulator = start(40).await;
    let mut sweep = inventory(&simulator).stream();
    sweep.try_next().await.unwrap();
    drop(sweep);
    // What is on the wire may still arrive.
    for _ in 0..20 {
        tokio::task::yield_now().await;
    }
    let seen = simulator.requests_seen();
    read(client(&simulator).inventory().kinds([Kind::MtlsCertificates])).await;
    assert!(simulator.requests_seen() <= seen + 2 + 5, "{} after {seen}", simulator.requests_seen());
}

#[tokio::test]
async fn a_sweep_that_nobody_polls_starts_no_request() {
    let simulator = start(40).await;
    let mut sweep = inventory(&simulator).stream();
    sweep.try_next().await.unwrap();
    // Something that takes longer than any request in flight.
    let other = Token::new("other").zone(simulator.zones()[0].id());
    simulator.add_token(other);
    let client = builder(&simulator).api_token("other").build().unwrap();
    for _ in 0..20 {
        client.zones().list().page(1).await.unwrap();
    }
    let seen = simulator.requests_seen();
    client.zones().list().page(1).await.unwrap();
    assert_eq!(simulator.requests_seen(), seen + 1);
    assert!(read_sweep(&mut sweep).await.error.is_none());
}
