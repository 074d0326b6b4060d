//! Certificates that Cloudflare renews need attention only if it does not.

use cloudflare_certificates::workflows::{Attention, Kind, ManagedBy};
use cloudflare_certificates_simulator::{SimulatedZone, Simulator};
use serde_json::{Value, json};

use super::{in_days, pack, read, seed, with_zones};
use crate::support::client;

const PACKS: [Kind; 1] = [Kind::CertificatePacks];

async fn start() -> (Simulator, SimulatedZone) {
    let simulator = with_zones(1).start().await.unwrap();
    let zone = simulator.zones()[0].clone();
    (simulator, zone)
}

/// Adds a pack with this validity that expires in so many days.
fn issued(simulator: &Simulator, id: &str, validity: i64, status: &str, days: i64, host: &str) {
    let zone = simulator.zones()[0].clone();
    let record = json!({ "validity_days": validity, "status": status, "hosts": [zone.name(), host],
        "certificates": [{ "id": "c", "expires_on": in_days(simulator, days).as_str() }] });
    pack(simulator, &zone, id, "advanced", &record);
}

async fn attention(simulator: &Simulator, id: &str) -> Option<Attention> {
    read(client(simulator).inventory().kinds(PACKS)).await.entry(id).attention
}

#[tokio::test]
async fn a_pack_needs_attention_once_its_window_has_opened() {
    let cases = [
        (365, "active", 31, None),
        (365, "active", 29, Some(Attention::NotRenewed)),
        (90, "active", 31, None),
        (90, "active", 29, Some(Attention::NotRenewed)),
        (30, "active", 8, None),
        (30, "active", 6, Some(Attention::NotRenewed)),
        (14, "active", 4, None),
        (14, "active", 2, Some(Attention::NotRenewed)),
        (90, "active", -1, Some(Attention::Expired)),
        (90, "expired", -1, Some(Attention::Expired)),
        // A renewal that keeps the id.
        (90, "pending_issuance", 29, None),
        (90, "pending_issuance", -1, Some(Attention::Expired)),
        (90, "validation_timed_out", 60, Some(Attention::NeedsAction)),
        (90, "deletion_timed_out", 60, Some(Attention::Failed)),
        // Kept beside the one that is served.
        (90, "backup_issued", 2, None),
    ];
    let (simulator, _) = start().await;
    for (n, (validity, status, days, _)) in cases.iter().enumerate() {
        issued(&simulator, &format!("pack-{n}"), *validity, status, *days, &format!("host-{n}"));
    }
    let found = read(client(&simulator).inventory().kinds(PACKS)).await;
    for (n, case) in cases.iter().enumerate() {
        let entry = found.entry(&format!("pack-{n}"));
        assert_eq!(entry.managed_by, ManagedBy::Cloudflare);
        assert_eq!(entry.attention, case.3, "{case:?}");
    }
}

#[tokio::test]
async fn a_pack_that_a_newer_one_has_replaced_needs_no_attention() {
    let (simulator, _) = start().await;
    issued(&simulator, "old", 90, "active", 5, "www.z000.example");
    issued(&simulator, "gone", 90, "expired", -5, "www.z000.example");
    assert_eq!(attention(&simulator, "old").await, Some(Attention::NotRenewed));
    // For other hosts.
    issued(&simulator, "other", 90, "active", 80, "api.z000.example");
    assert_eq!(attention(&simulator, "old").await, Some(Attention::NotRenewed));
    issued(&simulator, "new", 90, "active", 80, "WWW.z000.example");
    for id in ["old", "gone", "new"] {
        assert_eq!(attention(&simulator, id).await, None, "{id}");
    }
}

#[tokio::test]
async fn a_pack_that_is_being_renewed_needs_no_attention_until_it_expires() {
    let (simulator, _) = start().await;
    issued(&simulator, "old", 90, "active", 5, "www.z000.example");
    issued(&simulator, "expired", 90, "active", -5, "api.z000.example");
    issued(&simulator, "late", 90, "pending_validation", 90, "api.z000.example");
    issued(&simulator, "backup", 90, "backup_issued", 80, "www.z000.example");
    assert_eq!(attention(&simulator, "old").await, Some(Attention::NotRenewed), "a backup is no renewal");
    issued(&simulator, "new", 90, "pending_validation", 90, "www.z000.example");
    assert_eq!(attention(&simulator, "old").await, None);
    assert_eq!(attention(&simulator, "expired").await, Some(Attention::Expired));
}

#[tokio::test]
async fn a_renewal_that_stays_pending_does_not_hide_that_the_time_is_nearly_up() {
    let (simulator, _) = start().await;
    for (id, validity, days) in
        [("late", 90, 2), ("in time", 90, 4), ("short", 14, 1), ("short in time", 14, 2)]
    {
        let host = format!("{id}.z000.example");
        issued(&simulator, id, validity, "active", days, &host);
        issued(&simulator, &format!("new {id}"), validity, "pending_validation", 90, &host);
    }
    issued(&simulator, "same id", 90, "pending_issuance", 2, "same.z000.example");
    let found = read(client(&simulator).inventory().kinds(PACKS).needing_attention()).await;
    assert_eq!(found.ids(), ["late", "same id", "short"]);
    assert!(found.entries.iter().all(|entry| entry.attention == Some(Attention::NotRenewed)));
}

#[tokio::test]
async fn a_pending_pack_that_is_older_is_no_renewal() {
    let (simulator, zone) = start().await;
    let [days_20, days_10] = [20, 10].map(|days| in_days(&simulator, days));
    let cases = [
        ("created before", Some("2026-01-01T00:00:00Z"), None, Some(Attention::NotRenewed)),
        ("created after", Some("2026-03-01T00:00:00Z"), None, None),
        ("expires before", None, Some(&days_10), Some(Attention::NotRenewed)),
        ("age unknown", None, None, None),
    ];
    for (id, created_on, expires_on, _) in &cases {
        let hosts = json!([format!("{id}.z000.example")]);
        let active = json!({ "hosts": hosts, "created_on": "2026-02-01T00:00:00Z",
            "certificates": [{ "id": "c", "expires_on": days_20.as_str() }] });
        pack(&simulator, &zone, id, "advanced", &active);
        let certificates = expires_on.map(|date| json!([{ "id": "c", "expires_on": date.as_str() }]));
        let pending = json!({ "hosts": hosts, "status": "pending_validation", "created_on": created_on,
            "certificates": certificates.unwrap_or_else(|| json!([])) });
        pack(&simulator, &zone, &format!("pending {id}"), "advanced", &pending);
    }
    let found = read(client(&simulator).inventory().kinds(PACKS)).await;
    for (id, _, _, expected) in cases {
        assert_eq!(found.entry(id).attention, expected, "{id}");
    }
}

#[tokio::test]
async fn packs_without_hosts_do_not_replace_each_other() {
    let (simulator, zone) = start().await;
    for (id, status, days) in
        [("old", "active", 5), ("active", "active", 80), ("pending", "pending_validation", 80)]
    {
        let more = json!({ "hosts": [], "status": status, "validity_days": 90,
            "certificates": [{ "id": "c", "expires_on": in_days(&simulator, days).as_str() }] });
        pack(&simulator, &zone, id, "advanced", &more);
    }
    let found = read(client(&simulator).inventory().kinds(PACKS).needing_attention()).await;
    assert_eq!(found.ids(), ["old"]);
}

#[tokio::test]
async fn a_status_that_is_unknown_does_not_hide_that_a_pack_expires() {
    for status in [json!("a_new_status"), Value::Null] {
        let (simulator, zone) = start().await;
        let more = json!({ "status": &status, "validity_days": 90,
            "certificates": [{ "id": "c", "expires_on": in_days(&simulator, 20).as_str() }] });
        pack(&simulator, &zone, "pack", "advanced", &more);
        assert_eq!(attention(&simulator, "pack").await, Some(Attention::NotRenewed), "{status}");
    }
}

#[tokio::test]
async fn the_served_certificate_of_a_pending_hostname_is_judged_by_its_own_status() {
    let (simulator, zone) = start().await;
    for (id, hostname, certificate) in [
        ("pending", "pending", "active"),
        ("unknown", "a_new_status", "active"),
        ("renewed", "active", "pending_validation"),
    ] {
        let record = json!({ "id": id, "hostname": format!("{id}.customer.com"), "status": hostname,
            "ssl": { "status": certificate, "expires_on": in_days(&simulator, 5).as_str() } });
        seed(&simulator, "custom_hostnames", zone.id(), record);
    }
    let inventory = client(&simulator).inventory().kinds([Kind::CustomHostnames]).needing_attention();
    assert_eq!(read(inventory).await.ids(), ["pending", "unknown"]);
}

#[tokio::test]
async fn the_first_certificate_of_a_pack_counts() {
    let (simulator, zone) = start().await;
    let [first, second] = [40, 20].map(|days| in_days(&simulator, days));
    let certificates = json!({ "validity_days": 90, "certificates": [
        { "id": "a", "expires_on": first.as_str(), "issuer": "A" },
        { "id": "b", "expires_on": second.as_str(), "issuer": "B" },
        { "id": "c", "expires_on": "soon" },
    ] });
    pack(&simulator, &zone, "pack", "total_tls", &certificates);
    let found = read(client(&simulator).inventory().kinds(PACKS)).await;
    let entry = found.entry("pack");
    assert_eq!((entry.expires_on.as_ref(), entry.issuer.as_deref()), (Some(&second), Some("B")));
    assert_eq!(entry.attention, Some(Attention::NotRenewed));
}

#[tokio::test]
async fn the_validity_of_a_hostname_s_certificate_is_the_time_from_its_issuance() {
    let (simulator, zone) = start().await;
    for (id, issued, expires, own) in [
        ("renewed", -80, 10, false),
        ("not yet", -20, 8, false),
        ("overdue", -25, 5, false),
        ("uploaded", -340, 25, true),
    ] {
        let mut ssl = json!({ "status": "active", "certificates": [{ "id": "c",
            "issued_on": in_days(&simulator, issued).as_str(), "expires_on": in_days(&simulator, expires).as_str() }] });
        if own {
            ssl["custom_certificate"] = json!("-----BEGIN CERTIFICATE-----");
        }
        let hostname = json!({ "id": id, "hostname": "app.customer.com", "status": "active", "ssl": ssl });
        seed(&simulator, "custom_hostnames", zone.id(), hostname);
    }
    let found = read(client(&simulator).inventory().kinds([Kind::CustomHostnames])).await;
    let of = |id| (found.entry(id).validity_days.unwrap(), found.entry(id).attention);
    assert_eq!(of("renewed"), (90, Some(Attention::NotRenewed)));
    assert_eq!(of("not yet"), (28, None));
    assert_eq!(of("overdue"), (30, Some(Attention::NotRenewed)));
    assert_eq!(of("uploaded"), (365, Some(Attention::Expiring)));
    assert_eq!(found.entry("uploaded").managed_by, ManagedBy::You);
}

#[tokio::test]
async fn a_gateway_certificate_that_is_not_activated_needs_nobody() {
    let (simulator, zone) = start().await;
    for (id, status) in [("used", "available"), ("spare", "inactive")] {
        let expires_on = in_days(&simulator, 3);
        let record = json!({ "id": id, "binding_status": status, "expires_on": expires_on.as_str() });
        seed(&simulator, "gateway_certificates", zone.account_id(), record);
    }
    let found = read(client(&simulator).inventory().kinds([Kind::GatewayCertificates])).await;
    assert_eq!(found.entry("used").attention, Some(Attention::Expiring));
    assert_eq!(found.entry("spare").attention, None);
}
