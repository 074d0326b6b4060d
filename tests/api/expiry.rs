//! When custom certificates and packs expire.

use std::time::{Duration, SystemTime};

use cloudflare_certificates::types::{CertificatePack, CustomCertificate};
use serde_json::json;

const DAY: Duration = Duration::from_secs(86_400);

/// At the beginning of a day of 2026-01.
fn january(day: u32) -> SystemTime {
    SystemTime::UNIX_EPOCH + DAY * (20_453 + day)
}

fn certificate(expires_on: Option<&str>) -> CustomCertificate {
    serde_json::from_value(json!({ "id": "1", "expires_on": expires_on })).unwrap()
}

fn pack(certificates: &serde_json::Value) -> CertificatePack {
    serde_json::from_value(json!({ "id": "1", "certificates": certificates })).unwrap()
}

#[test]
fn a_certificate_expires_within_a_time_that_reaches_its_date() {
    let one = certificate(Some("2026-01-31T00:00:00Z"));
    assert!(one.expires_within(january(1), DAY * 30));
    assert!(!one.expires_within(january(1), DAY * 29));
    assert!(one.expires_within(january(31) + DAY, Duration::ZERO));
    assert!(one.expires_within(january(1), Duration::MAX));
}

#[test]
fn what_has_no_date_does_not_expire() {
    for unknown in [None, Some(""), Some("0001-01-01T00:00:00Z"), Some("soon")] {
        assert!(!certificate(unknown).expires_within(january(1), Duration::MAX), "{unknown:?}");
    }
    assert_eq!(pack(&json!([])).expires_on(), None);
    assert!(
        !pack(&json!([{ "id": "1", "status": "initializing" }])).expires_within(january(1), Duration::MAX)
    );
}

#[test]
fn a_pack_expires_with_the_first_of_its_active_certificates() {
    let one = |status, day| json!({ "id": "1", "status": status, "expires_on": format!("2026-01-{day}T00:00:00Z") });
    let of = pack(&json!([one("active", 21), one("expired", 11), one("active", 20), one("active", 31)]));
    assert_eq!(of.expires_on().unwrap().as_str(), "2026-01-20T00:00:00Z");
    assert!(of.expires_within(january(10), DAY * 10) && !of.expires_within(january(10), DAY * 9));
    let expired = pack(&json!([one("expired", 12), one("expired", 11)]));
    assert_eq!(expired.expires_on().unwrap().as_str(), "2026-01-11T00:00:00Z");
}
