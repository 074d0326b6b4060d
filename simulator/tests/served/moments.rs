//! When changes happen.

use super::*;

/// When what the hostname has changed, in seconds since `start`, and whether it had something from then on.
fn changes(api: &Api, start: std::time::SystemTime) -> Vec<(f64, bool)> {
    let seconds = |time: std::time::SystemTime| time.duration_since(start).unwrap().as_secs_f64();
    api.simulator.served_changes().iter().map(|change| (seconds(change.at), change.after.is_some())).collect()
}

#[tokio::test]
async fn a_scheduled_step_happens_when_it_is_due_and_not_when_somebody_looks() {
    let api = start().await;
    let start = api.simulator.now();
    api.upload(ZONE, &["www.example.com"]).await;
    api.simulator.advance(100 * DAY);
    let [(active, true), (expired, false)] = changes(&api, start)[..] else { panic!("two changes") };
    assert!((active - 2.0).abs() < 0.001, "{active}");
    assert!((expired / DAY.as_secs_f64() - 90.0).abs() < 0.01, "{expired}");
}

#[tokio::test]
async fn changes_of_different_resources_are_in_the_order_of_their_times() {
    let api = start().await;
    let old = active(&api, &["www.example.com"], "legacy_custom").await;
    let start = api.simulator.now();
    // The pack takes four stages, and is active long before the old certificate expires.
    let order = json!({
        "type": "advanced", "hosts": ["www.example.com"], "certificate_authority": "google",
        "validation_method": "txt", "validity_days": 90,
    });
    let pack =
        api.post(&format!("/zones/{ZONE}/ssl/certificate_packs/order"), &order).await.expect(200).text("id");
    api.simulator.advance(Duration::from_secs(60));
    // Only the custom certificate is looked at, and then deleted: the pack was active by then.
    api.get(&certificate(ZONE, &old)).await.expect(200);
    delete(&api, &old).await;
    assert_eq!(id(api.simulator.served("www.example.com")), Some(pack));
    assert!(api.simulator.gaps().is_empty(), "{:#?}", api.simulator.gaps());
    let last = api.simulator.served_changes().pop().unwrap();
    assert_eq!(last.at.duration_since(start).unwrap(), Duration::from_secs(60));
}

#[tokio::test]
async fn with_stages_that_end_by_reads_a_change_happens_at_the_read() {
    let api = Api::with(Simulator::builder().activation(Activation::AfterReads(2))).await;
    let one = certificate(ZONE, &api.upload(ZONE, &["www.example.com"]).await);
    for _ in 0..2 {
        assert_eq!(api.get(&one).await.text("status"), "pending");
    }
    api.simulator.advance(STAGE);
    assert_eq!(api.get(&one).await.text("status"), "active");
    assert_eq!(api.simulator.served_changes().last().unwrap().at, api.simulator.now());
}

#[tokio::test]
async fn what_was_due_before_the_stages_became_slower_has_happened() {
    let api = start().await;
    let start = api.simulator.now();
    api.upload(ZONE, &["www.example.com"]).await;
    api.simulator.advance(2 * STAGE);
    api.simulator.set_activation(Activation::After(DAY));
    assert!(api.simulator.served("www.example.com").is_some());
    let [(at, true)] = changes(&api, start)[..] else { panic!("one change") };
    assert!((at - 2.0).abs() < 0.001);
}

#[tokio::test]
async fn a_reset_forgets_what_was_served() {
    let api = start().await;
    active(&api, &["www.example.com"], "legacy_custom").await;
    api.simulator.reset();
    assert_eq!(api.simulator.served("www.example.com"), None);
    assert!(api.simulator.gaps().is_empty());
    assert!(api.simulator.served_changes().is_empty());
}

#[tokio::test]
async fn the_control_plane_shows_state_changes_and_gaps() {
    let api = start().await;
    let one = active(&api, &["www.example.com"], "legacy_custom").await;
    let url = format!("{}/served", api.simulator.control_url());
    let get = || async { api.client.get(&url).send().await.unwrap().json::<Value>().await.unwrap() };
    let shown = get().await;
    let served = &shown["served"][0];
    assert_eq!((&served["hostname"], &served["purpose"]), (&json!("www.example.com"), &json!("visitors")));
    assert_eq!(served["certificate"]["id"], json!(one));
    assert_eq!(served["certificate"]["resource"], "custom_certificates");
    assert_eq!(shown["gaps"], json!([]));
    delete(&api, &one).await;
    let shown = get().await;
    assert_eq!(shown["served"], json!([]));
    let (gap, change) = (&shown["gaps"][0], shown["changes"].as_array().unwrap().last().unwrap());
    assert_eq!((&gap["hostname"], &gap["until"]), (&json!("www.example.com"), &Value::Null));
    assert_eq!((&change["after"], &change["before"]["id"]), (&Value::Null, &json!(one)));
    assert_eq!(change["at"], gap["from"]);
    assert!(gap["from"].as_str().unwrap().ends_with('Z'));
}
