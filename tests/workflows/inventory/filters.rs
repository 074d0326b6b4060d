//! Which certificates are yielded.

use std::time::Duration;

use cloudflare_certificates::workflows::{Attention, Kind};
use cloudflare_certificates_simulator::Simulator;
use serde_json::json;

use super::{DAY, in_days, read, seed, with_zones};
use crate::support::client;

/// Custom certificates that expire in 5, 45 and 400 days, one that has expired, one that is held, and one without a date.
async fn start() -> Simulator {
    let simulator = with_zones(1).start().await.unwrap();
    let zone = simulator.zones()[0].clone();
    for days in [5, 45, 400, -3] {
        let record = json!({ "id": format!("in-{days}"), "status": "active",
            "expires_on": in_days(&simulator, days).as_str() });
        seed(&simulator, "custom_certificates", zone.id(), record);
    }
    let held = json!({ "id": "held", "status": "holding_deployment", "expires_on": in_days(&simulator, 400).as_str() });
    seed(&simulator, "custom_certificates", zone.id(), held);
    seed(&simulator, "custom_certificates", zone.id(), json!({ "id": "undated", "status": "active" }));
    simulator
}

const CUSTOM: [Kind; 1] = [Kind::CustomCertificates];

#[tokio::test]
async fn a_date_without_a_time_or_that_cannot_be_read_hides_no_certificate() {
    let simulator = with_zones(1).start().await.unwrap();
    let zone = simulator.zones()[0].clone();
    for date in ["2020-01-01", "in May", "9998-01-01", "0001-01-01T00:00:00Z", ""] {
        let record = json!({ "id": date, "status": "active", "expires_on": date });
        seed(&simulator, "custom_certificates", zone.id(), record);
    }
    let inventory = client(&simulator).inventory().kinds([Kind::CustomCertificates]);
    let found = read(inventory.expiring_within(DAY * 30)).await;
    let attention = |id| found.entry(id).attention;
    assert_eq!(found.entries.len(), 2, "{:?}", found.ids());
    assert_eq!((attention("2020-01-01"), attention("in May")), (Some(Attention::Expired), None));
}

#[tokio::test]
async fn a_certificate_at_the_boundary_expires_soon_in_both_senses() {
    let simulator = with_zones(1).start().await.unwrap();
    let zone = simulator.zones()[0].clone();
    let expires_on = super::timestamp(simulator.now() + DAY * 30);
    let record = json!({ "id": "c", "status": "active", "expires_on": expires_on.as_str() });
    seed(&simulator, "custom_certificates", zone.id(), record);
    let inventory = client(&simulator).inventory().kinds([Kind::CustomCertificates]);
    let found = read(inventory.expiring_within(DAY * 30)).await;
    assert_eq!(found.ids(), ["c"]);
    assert_eq!(found.entry("c").attention, Some(Attention::Expiring));
}

#[tokio::test]
async fn certificates_that_expire_within_a_time() {
    let simulator = start().await;
    let inventory = || client(&simulator).inventory().kinds(CUSTOM);
    let found = read(inventory().expiring_within(DAY * 30)).await;
    assert_eq!(found.ids(), ["in--3", "in-5"]);
    let progress = found.progress.last().unwrap();
    assert_eq!(progress.entries, 6, "those that were left out are counted");
    assert_eq!(read(inventory().expiring_within(DAY * 60)).await.ids(), ["in--3", "in-45", "in-5"]);
    assert_eq!(read(inventory().expiring_within(Duration::ZERO)).await.ids(), ["in--3"]);
    assert_eq!(read(inventory().expiring_within(Duration::MAX)).await.ids().len(), 5);
}

#[tokio::test]
async fn time_passes_on_the_client_s_clock() {
    let simulator = start().await;
    let inventory = || client(&simulator).inventory().kinds(CUSTOM).needing_attention();
    assert_eq!(read(inventory()).await.ids(), ["held", "in--3", "in-5"]);
    simulator.advance(DAY * 20);
    let found = read(inventory()).await;
    assert_eq!(found.ids(), ["held", "in--3", "in-45", "in-5"]);
    let of = |id| found.entry(id).attention.unwrap();
    assert_eq!(of("held"), Attention::NeedsAction);
    assert_eq!(of("in-5"), Attention::Expired);
    assert_eq!(of("in-45"), Attention::Expiring);
}

#[tokio::test]
async fn the_time_is_the_threshold_of_what_needs_attention() {
    let simulator = start().await;
    let inventory = || client(&simulator).inventory().kinds(CUSTOM).needing_attention();
    assert_eq!(read(inventory().expiring_within(DAY * 60)).await.ids(), ["held", "in--3", "in-45", "in-5"]);
    assert_eq!(read(inventory().expiring_within(DAY)).await.ids(), ["held", "in--3"]);
}

#[tokio::test]
async fn an_entry_is_written_as_json() {
    let simulator = start().await;
    let found = read(client(&simulator).inventory().kinds(CUSTOM).needing_attention()).await;
    let zone = &simulator.zones()[0];
    let expected = json!({
        "place": { "scope": "zone", "id": zone.id(), "name": "z000.example" }, "kind": "custom_certificates",
        "id": "held", "type": null, "hosts": [], "issuer": null, "expires_on": in_days(&simulator, 400).as_str(),
        "validity_days": null, "status": "holding_deployment", "progress": "needs_action", "managed_by": "you",
        "fingerprint": null, "serial_number": null, "attention": "needs_action",
    });
    assert_eq!(serde_json::to_value(found.entry("held")).unwrap(), expected);
}
