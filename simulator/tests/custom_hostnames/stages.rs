//! The stages of a hostname and its certificate.

use std::time::Duration;

use cloudflare_certificates_simulator::{KeyType, SimulatedZone};
use serde_json::{Value, json};

use crate::common::ZONE;
use crate::{ALL, advance, create, get, own_for, patch, path, start, start_in};

#[tokio::test]
async fn an_active_managed_hostname_has_a_certificate_with_its_expiry() {
    let api = start().await;
    let id = create(&api, "app.customer.net").await.text("id");
    assert_eq!(get(&api, &id).await.result()["ssl"].get("certificates"), None);
    advance(&api, ALL);
    let reply = get(&api, &id).await;
    let certificates = reply.result()["ssl"]["certificates"].as_array().unwrap();
    assert_eq!(certificates.len(), 1);
    assert!(certificates[0]["expires_on"].as_str().unwrap() > reply.text("created_at").as_str());
    assert_eq!(reply.text("status"), "active");
}

#[tokio::test]
async fn a_hostname_goes_through_its_stages_with_the_records_of_its_method() {
    let api = start().await;
    let id = create(&api, "app.customer.net").await.text("id");
    let mut stages = Vec::new();
    for _ in 0..=ALL {
        let reply = get(&api, &id).await;
        let ssl = &reply.result()["ssl"];
        let url = ssl["validation_records"][0]["http_url"].as_str();
        assert_eq!(url.is_some(), ssl["status"] == "pending_validation", "{ssl}");
        stages.push(format!("{} {}", reply.text("status"), ssl["status"].as_str().unwrap()));
        advance(&api, 1);
    }
    assert_eq!(
        stages,
        [
            "pending initializing",
            "pending pending_validation",
            "pending pending_issuance",
            "pending pending_deployment",
            "pending active",
            "active active",
        ]
    );
}

#[tokio::test]
async fn blocked_and_moved_end_by_a_patch() {
    let api = start().await;
    let id = create(&api, "app.customer.net").await.text("id");
    advance(&api, ALL);
    for stage in ["blocked", "moved"] {
        assert_eq!(api.simulator.set_stage("custom_hostnames", &id, stage).as_deref(), Some(id.as_str()));
        advance(&api, 10);
        let before = get(&api, &id).await;
        assert_eq!(before.text("status"), stage);
        assert!(before.result()["verification_errors"][0].is_string());
        let after = patch(&api, &id, &json!({})).await.expect(202);
        assert_eq!(after.text("status"), "pending");
        assert_eq!(after.result().get("verification_errors"), None);
        assert!(after.result()["ownership_verification"].is_object());
        assert_eq!(after.result()["ssl"], before.result()["ssl"], "the certificate is not concerned");
        advance(&api, 1);
        assert_eq!(get(&api, &id).await.text("status"), "active");
    }
}

#[tokio::test]
async fn a_certificate_that_cannot_be_issued_says_why_until_a_patch_tries_again() {
    let api = start().await;
    for (stage, status, reason) in [
        ("caa_error", "pending_issuance", "CAA records block issuance"),
        ("validation_failed", "pending_validation", "nameservers"),
        ("validation_timed_out", "validation_timed_out", "timed out"),
    ] {
        let before = create(&api, &format!("{}.customer.net", stage.replace('_', "-"))).await;
        let id = before.text("id");
        api.simulator.set_stage("custom_hostnames", &id, stage).unwrap();
        advance(&api, 100);
        let failed = get(&api, &id).await;
        let ssl = &failed.result()["ssl"];
        assert_eq!(ssl["status"], status);
        assert!(ssl["validation_errors"][0]["message"].as_str().unwrap().contains(reason), "{ssl}");
        let again = patch(&api, &id, &json!({ "ssl": { "method": "http", "type": "dv" } })).await.expect(202);
        let ssl = &again.result()["ssl"];
        assert_eq!(ssl["status"], "pending_validation");
        assert_eq!((ssl.get("validation_errors"), &ssl["id"]), (None, &before.result()["ssl"]["id"]));
        advance(&api, ALL);
        assert_eq!(get(&api, &id).await.result()["ssl"]["status"], "active");
    }
}

#[tokio::test]
async fn a_certificate_is_held_back_until_the_zone_is_active() {
    let api = start_in(SimulatedZone::new("example.com").status("pending")).await;
    let managed = create(&api, "a.customer.net").await.text("id");
    let ssl = own_for(&api, "b.customer.net", KeyType::EcdsaP256);
    let own = api
        .post(&path(""), &json!({ "hostname": "b.customer.net", "ssl": ssl }))
        .await
        .expect(201)
        .text("id");
    advance(&api, 100);
    for id in [&managed, &own] {
        assert_eq!(get(&api, id).await.result()["ssl"]["status"], "holding_deployment");
    }
    assert!(api.simulator.set_zone_status(ZONE, "active"));
    advance(&api, ALL);
    for id in [&managed, &own] {
        assert_eq!(get(&api, id).await.result()["ssl"]["status"], "active");
    }
}

#[tokio::test]
async fn a_renewed_certificate_has_a_new_id_and_the_hostname_keeps_its_own() {
    let api = start().await;
    let id = create(&api, "app.customer.net").await.text("id");
    advance(&api, ALL);
    let before = get(&api, &id).await;
    api.simulator.advance(Duration::from_secs(60 * 24 * 60 * 60));
    assert_eq!(api.simulator.set_stage("custom_hostnames", &id, "renewed").as_deref(), Some(id.as_str()));
    let after = get(&api, &id).await;
    let (old, new) = (&before.result()["ssl"], &after.result()["ssl"]);
    assert_ne!(new["id"], old["id"]);
    assert_eq!(new["status"], "active");
    let expiry = |ssl: &Value| ssl["certificates"][0]["expires_on"].as_str().unwrap().to_owned();
    assert!(expiry(new) > expiry(old));
}

#[tokio::test]
async fn an_uploaded_certificate_is_not_renewed() {
    let api = start().await;
    let ssl = own_for(&api, "app.customer.net", KeyType::EcdsaP256);
    let id = api
        .post(&path(""), &json!({ "hostname": "app.customer.net", "ssl": ssl }))
        .await
        .expect(201)
        .text("id");
    assert_eq!(api.simulator.set_stage("custom_hostnames", &id, "renewed"), None);
}
