//! Lists that cannot be read.

use cloudflare_certificates::workflows::{GapReason, InventoryItem, Kind, ZoneFilter};
use cloudflare_certificates_simulator::{Fault, RequestMatch, Token};

use super::{custom, read, with_zones};
use crate::support::{builder, client};

const CUSTOM: [Kind; 1] = [Kind::CustomCertificates];

#[tokio::test]
async fn a_gap_has_its_reason() {
    let cases = [
        (Fault::error(403, 10000, "Authentication error"), GapReason::Permission),
        (Fault::error(403, 9109, "Unauthorized to access requested resource"), GapReason::Permission),
        (Fault::error(401, 9109, "Unauthorized to access requested resource"), GapReason::Credentials),
        (Fault::error(401, 10000, "Authentication error"), GapReason::Credentials),
        (Fault::error(403, 9109, "Invalid access token"), GapReason::Credentials),
        (Fault::error(401, 1000, "Invalid API Token"), GapReason::Credentials),
        (Fault::error(400, 6003, "Invalid request headers"), GapReason::Credentials),
        (Fault::error(403, 1011, "not available"), GapReason::Entitlement),
        (Fault::error(400, 1404, "no"), GapReason::Entitlement),
        (Fault::error(403, 1450, "no"), GapReason::Entitlement),
        (Fault::error(404, 7003, "Could not route to the path"), GapReason::Entitlement),
        (Fault::error(403, 1, "The zone is not entitled to this"), GapReason::Entitlement),
        (Fault::error(500, 1, "failed"), GapReason::Transient),
        (Fault::close_connection(), GapReason::Transient),
        (Fault::error(404, 1001, "Invalid zone identifier"), GapReason::Other),
        (Fault::error(400, 1234, "something"), GapReason::Other),
    ];
    for (fault, reason) in cases {
        let simulator = with_zones(3).start().await.unwrap();
        let zones = simulator.zones();
        zones.iter().for_each(|zone| custom(&simulator, zone, &format!("of-{}", zone.name())));
        let requests = RequestMatch::any().operation("custom_certificates_list").zone(zones[1].id());
        simulator.fail_always(requests, fault.clone());
        let found = read(client(&simulator).inventory().kinds(CUSTOM)).await;
        let gap = (Some("z001.example".to_owned()), Some(Kind::CustomCertificates), reason);
        assert_eq!(found.gaps, [gap], "{fault:?}");
        assert_eq!(found.ids(), ["of-z000.example", "of-z002.example"], "{fault:?}");
        assert_eq!(found.progress.last().unwrap().gaps, 1);
    }
}

#[tokio::test]
async fn a_named_zone_that_may_not_be_read_is_a_gap() {
    let simulator = with_zones(3).start().await.unwrap();
    let zones = simulator.zones();
    zones.iter().for_each(|zone| custom(&simulator, zone, zone.name()));
    simulator.add_token([0, 2].iter().fold(Token::new("two"), |token, n| token.zone(zones[*n].id())));
    let client = builder(&simulator).api_token("two").build().unwrap();
    for from in [None, Some(zones[1].id())] {
        let named = ZoneFilter::named(zones.iter().map(|zone| zone.id()));
        let mut inventory = client.inventory().zones(named).kinds(CUSTOM);
        if let Some(id) = from {
            inventory = inventory.from_zone(id);
        }
        let mut sweep = inventory.stream();
        let found = super::read_sweep(&mut sweep).await;
        assert!(found.error.is_none(), "{:?}", found.error);
        let visited = ["z000.example", "z002.example"];
        assert_eq!(found.ids(), visited[usize::from(from.is_some())..]);
        assert_eq!(found.gaps, [(Some(String::new()), None, GapReason::Permission)]);
    }
}

#[tokio::test]
async fn a_named_zone_that_does_not_exist_ends_the_sweep() {
    let simulator = with_zones(1).start().await.unwrap();
    let named = ZoneFilter::named(["z000.example", "absent.example"]);
    let found = read(client(&simulator).inventory().zones(named).kinds(CUSTOM)).await;
    assert!(found.error.is_some() && found.gaps.is_empty());
}

#[tokio::test]
async fn a_failure_that_passes_is_no_gap() {
    let simulator = with_zones(2).start().await.unwrap();
    custom(&simulator, &simulator.zones()[1], "one");
    let requests = RequestMatch::any().operation("custom_certificates_list");
    simulator.fail_times(requests, 3, Fault::status(503));
    let found = read(client(&simulator).inventory().kinds(CUSTOM)).await;
    assert!(found.gaps.is_empty());
    assert_eq!(found.ids(), ["one"]);
}

#[tokio::test]
async fn a_list_that_breaks_off_is_a_gap_after_its_items() {
    let simulator = with_zones(1).start().await.unwrap();
    simulator.seed_custom_certificates(simulator.zones()[0].id(), 120);
    let third = RequestMatch::any().operation("custom_certificates_list").path_contains("page=3");
    simulator.fail_always(third, Fault::error(403, 10000, "Authentication error"));
    let found = read(client(&simulator).inventory().kinds(CUSTOM)).await;
    assert_eq!(found.entries.len(), 100);
    assert_eq!(found.gaps[0].2, GapReason::Permission);
}

#[tokio::test]
async fn a_token_without_a_zone_does_not_end_the_sweep() {
    let simulator = with_zones(4).start().await.unwrap();
    let zones = simulator.zones();
    zones.iter().for_each(|zone| custom(&simulator, zone, zone.name()));
    let token = zones[..3].iter().fold(Token::new("three"), |token, zone| token.zone(zone.id()));
    simulator.add_token(token);
    let client = builder(&simulator).api_token("three").build().unwrap();
    let found = read(client.inventory()).await;
    assert_eq!(found.ids(), ["z000.example", "z001.example", "z002.example"]);
    // The account's kinds, and nothing of the zones.
    assert!(found.gaps.iter().all(|(_, kind, reason)| {
        kind.is_some_and(Kind::is_of_accounts) && *reason == GapReason::Permission
    }));
    assert_eq!(found.gaps.len(), 3, "{:?}", found.gaps);
}

#[tokio::test]
async fn accounts_of_zones_are_visited_if_the_list_of_accounts_fails() {
    let simulator = with_zones(1).start().await.unwrap();
    let list = RequestMatch::any().operation("accounts_list");
    simulator.fail_always(list, Fault::error(403, 9109, "Unauthorized"));
    for kinds in [vec![Kind::MtlsCertificates], vec![Kind::MtlsCertificates, Kind::CustomCertificates]] {
        let account = simulator.zones()[0].account_id().to_owned();
        super::seed(
            &simulator,
            "mtls_certificates",
            &account,
            serde_json::json!({ "id": "ca", "name": "a CA" }),
        );
        let found = read(client(&simulator).inventory().kinds(kinds)).await;
        assert_eq!(found.gaps, [(None, None, GapReason::Permission)]);
        assert_eq!(found.ids(), ["ca"]);
        assert_eq!(found.entry("ca").place.id(), account);
    }
}

#[tokio::test]
async fn a_list_of_zones_that_fails_is_an_error_after_what_was_found() {
    let simulator = with_zones(60).start().await.unwrap();
    custom(&simulator, &simulator.zones()[3], "one");
    let second = RequestMatch::any().operation("zones_list").path_contains("page=2");
    simulator.fail_always(second, Fault::error(403, 9109, "Unauthorized"));
    let mut sweep = client(&simulator).inventory().kinds(CUSTOM).stream();
    let found = super::read_sweep(&mut sweep).await;
    assert!(found.error.unwrap().call().unwrap().is_permission_denied());
    assert_eq!(found.entries.len(), 1);
    let progress = sweep.progress();
    assert_eq!((progress.done, progress.total), (50, Some(60)));
    // It can continue at the last zone that it found.
    let zones = simulator.zones();
    assert_eq!(progress.resume_from.as_deref(), Some(zones[49].id()));
}

#[tokio::test]
async fn a_zone_that_does_not_exist_is_an_error() {
    let simulator = with_zones(1).start().await.unwrap();
    for absent in ["absent.example", "00000000000000000000000000000000"] {
        let found = read(client(&simulator).inventory().zones(ZoneFilter::named([absent]))).await;
        let error = found.error.unwrap();
        assert!(error.call().is_some(), "{error}");
        assert!(found.entries.is_empty() && found.progress.is_empty());
    }
}

#[tokio::test]
async fn an_error_of_a_gap_shows_no_token() {
    let simulator = with_zones(1).start().await.unwrap();
    let message = format!("the token {} may not", simulator.token());
    simulator.fail_always(
        RequestMatch::any().operation("custom_certificates_list"),
        Fault::error(403, 1, message),
    );
    let mut sweep = client(&simulator).inventory().kinds(CUSTOM).stream();
    while let Some(item) = sweep.try_next().await.unwrap() {
        if let InventoryItem::Gap(gap) = &item {
            let shown = format!("{item:?} {}", gap.error);
            assert!(!shown.contains(simulator.token()), "{shown}");
        }
    }
}
