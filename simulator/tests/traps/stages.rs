//! Stages that are skipped, or seen by nobody.

use super::*;

#[tokio::test]
async fn a_custom_certificate_can_go_straight_to_active() {
    let api = start_with(Activation::AfterReads(0)).await;
    let id = api.upload(ZONE, &["www.example.com"]).await;
    assert_eq!(api.get(&certificate(ZONE, &id)).await.text("status"), "active");
}

#[tokio::test]
async fn a_custom_hostname_can_go_straight_to_active() {
    let api = start_with(Activation::AfterReads(0)).await;
    let id = api.post(&zone("custom_hostnames"), &hostname("a.customer.com")).await.expect(201).text("id");
    let shown = api.get(&zone(&format!("custom_hostnames/{id}"))).await.expect(200);
    assert_eq!(
        (&shown.result()["status"], &shown.result()["ssl"]["status"]),
        (&json!("active"), &json!("active"))
    );
}

#[tokio::test]
async fn a_fallback_origin_can_be_active_at_the_first_look() {
    let api = start_with(Activation::AfterReads(0)).await;
    let path = zone("custom_hostnames/fallback_origin");
    api.put(&path, &json!({ "origin": "origin.example.com" })).await.expect(200);
    assert_eq!(api.get(&path).await.text("status"), "active");
}

#[tokio::test]
async fn validation_records_come_after_the_order_and_go_with_the_success() {
    let api = start().await;
    let new = api.post(&zone("ssl/certificate_packs/order"), &pack()).await.expect(200);
    assert_eq!(new.result().get("validation_records"), None);
    let one = zone(&format!("ssl/certificate_packs/{}", new.text("id")));
    api.simulator.advance(STAGE);
    assert!(api.get(&one).await.result()["validation_records"][0].is_object());
    api.simulator.advance(3 * STAGE);
    let active = api.get(&one).await;
    assert_eq!((active.text("status").as_str(), active.result().get("validation_records")), ("active", None));
}

#[tokio::test]
async fn a_certificate_is_held_back_as_long_as_the_zone_is_not_active() {
    let api = start().await;
    api.simulator.set_zone_status(ZONE, "pending");
    let one = certificate(ZONE, &api.upload(ZONE, &["www.example.com"]).await);
    api.simulator.advance(1000 * STAGE);
    assert_eq!(api.get(&one).await.text("status"), "holding_deployment");
    api.simulator.set_zone_status(ZONE, "active");
    api.simulator.advance(STAGE);
    assert_eq!(api.get(&one).await.text("status"), "active");
}

#[tokio::test]
async fn a_timeout_of_a_validation_has_two_names() {
    let api = start().await;
    let id = api.post(&zone("ssl/certificate_packs/order"), &pack()).await.expect(200).text("id");
    let one = zone(&format!("ssl/certificate_packs/{id}"));
    for stage in ["timed_out", "validation_timed_out"] {
        api.simulator.set_stage("certificate_packs", &id, stage).unwrap();
        assert_eq!(api.get(&one).await.text("status"), stage);
        assert_eq!(api.patch(&one, &json!({})).await.expect(200).text("status"), "initializing");
    }
}
