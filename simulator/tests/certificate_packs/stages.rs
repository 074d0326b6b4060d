//! The stages of a pack and its renewal.

use std::time::Duration;

use cloudflare_certificates_simulator::{Activation, SimulatedZone};
use serde_json::json;

use crate::common::{Reply, ZONE};
use crate::{ALL, STAGE, advance, get, ordered, path, start, start_in, status};

#[tokio::test]
async fn a_pack_goes_through_its_stages() {
    let api = start().await;
    let id = ordered(&api).await;
    for expected in
        ["initializing", "pending_validation", "pending_issuance", "pending_deployment", "active", "active"]
    {
        assert_eq!(status(&api, &id).await, expected);
        advance(&api, 1);
    }
    let reply = get(&api, &id).await;
    let certificate = &reply.result()["certificates"][0];
    assert_eq!((&certificate["hosts"], &certificate["status"]), (&reply.result()["hosts"], &json!("active")));
    assert_eq!(reply.result()["primary_certificate"], certificate["id"]);
    assert_eq!(reply.result().get("validation_records"), None);
}

#[tokio::test]
async fn a_pack_is_held_back_until_the_zone_is_active() {
    let api = start_in(SimulatedZone::new("example.com").status("pending"), Activation::After(STAGE)).await;
    let id = ordered(&api).await;
    advance(&api, 100);
    assert_eq!(status(&api, &id).await, "holding_deployment");
    assert!(api.simulator.set_zone_status(ZONE, "active"));
    for expected in ["holding_deployment", "pending_deployment", "active"] {
        assert_eq!(status(&api, &id).await, expected);
        advance(&api, 1);
    }
}

#[tokio::test]
async fn a_renewed_pack_has_a_new_id() {
    let api = start().await;
    let old = ordered(&api).await;
    advance(&api, ALL);
    let expiry = |reply: &Reply| reply.result()["certificates"][0]["expires_on"].as_str().unwrap().to_owned();
    let before = get(&api, &old).await;
    api.simulator.advance(Duration::from_secs(60 * 24 * 60 * 60));
    let new = api.simulator.set_stage("certificate_packs", &old, "renewed").unwrap();
    assert_ne!(new, old);
    api.get(&path(&format!("/{old}"))).await.refused(404, 1408);
    let after = get(&api, &new).await;
    assert_eq!(
        (after.text("status"), &after.result()["hosts"]),
        ("active".to_owned(), &before.result()["hosts"])
    );
    assert!(expiry(&after) > expiry(&before));
}

#[tokio::test]
async fn a_pack_expires_unless_it_is_renewed() {
    let api = start().await;
    let id = ordered(&api).await;
    advance(&api, ALL);
    api.simulator.advance(Duration::from_secs(89 * 24 * 60 * 60));
    assert_eq!(status(&api, &id).await, "active");
    api.simulator.advance(Duration::from_secs(24 * 60 * 60));
    assert_eq!(status(&api, &id).await, "expired");
}

#[tokio::test]
async fn a_pack_that_cannot_be_issued_says_why_until_a_patch_tries_again() {
    let api = start().await;
    for (stage, shown, reason) in [
        ("caa_error", "pending_issuance", "CAA records block issuance"),
        ("validation_failed", "pending_validation", "nameservers"),
        ("validation_timed_out", "validation_timed_out", "timed out"),
    ] {
        let id = ordered(&api).await;
        api.simulator.set_stage("certificate_packs", &id, stage).unwrap();
        advance(&api, 100);
        let failed = get(&api, &id).await;
        assert_eq!(failed.text("status"), shown);
        let message = failed.result()["validation_errors"][0]["message"].as_str().unwrap();
        assert!(message.contains(reason), "{message}");
        let again = api.patch(&path(&format!("/{id}")), &json!({})).await.expect(200);
        assert_eq!(
            (again.text("status"), again.result().get("validation_errors")),
            ("initializing".to_owned(), None)
        );
        advance(&api, ALL);
        assert_eq!(status(&api, &id).await, "active");
    }
}

#[tokio::test]
async fn a_patch_leaves_a_running_validation_alone() {
    let api = start().await;
    let id = ordered(&api).await;
    advance(&api, 1);
    let body = json!({ "cloudflare_branding": true });
    let reply = api.patch(&path(&format!("/{id}")), &body).await.expect(200);
    assert_eq!(reply.text("status"), "pending_validation");
    assert_eq!(reply.result()["cloudflare_branding"], true);
}
