//! Custom hostnames that are left to themselves, added again, or too many.

use super::*;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn hostnames() -> String {
    zone("custom_hostnames")
}

async fn add(api: &Api, name: &str) -> u16 {
    api.post(&hostnames(), &hostname(name)).await.status
}

#[tokio::test]
async fn a_hostname_that_is_added_again_has_another_ownership_token() {
    let api = start().await;
    let mut tokens = Vec::new();
    for _ in 0..2 {
        let added = api.post(&hostnames(), &hostname("a.customer.com")).await.expect(201);
        let token =
            |field: &str| added.result()["ownership_verification"][field].as_str().unwrap().to_owned();
        tokens.push((token("name"), token("value")));
        api.delete(&format!("{}/{}", hostnames(), added.text("id"))).await.expect(200);
    }
    assert_eq!(tokens[0].0, tokens[1].0);
    assert_ne!(tokens[0].1, tokens[1].1);
}

#[tokio::test]
async fn a_hostname_whose_ownership_is_not_verified_is_deleted_after_seven_days() {
    let api = start().await;
    let id = api.post(&hostnames(), &hostname("a.customer.com")).await.expect(201).text("id");
    let one = format!("{}/{id}", hostnames());
    api.simulator.set_stage("custom_hostnames", &id, "pending").unwrap();
    api.simulator.advance(6 * DAY);
    let shown = api.get(&one).await.expect(200);
    assert_eq!(shown.text("status"), "pending");
    assert!(shown.result()["verification_errors"][0].is_string());
    api.simulator.advance(DAY);
    api.get(&one).await.expect(404);
}

#[tokio::test]
async fn a_patch_verifies_the_ownership_again() {
    let api = start().await;
    let id = api.post(&hostnames(), &hostname("a.customer.com")).await.expect(201).text("id");
    let one = format!("{}/{id}", hostnames());
    for stage in ["pending", "moved", "blocked"] {
        api.simulator.set_stage("custom_hostnames", &id, stage).unwrap();
        api.simulator.advance(DAY);
        assert_eq!(api.get(&one).await.expect(200).text("status"), stage);
        api.patch(&one, &json!({})).await.expect(202);
        api.simulator.advance(10 * STAGE);
        assert_eq!(api.get(&one).await.expect(200).text("status"), "active", "{stage}");
        api.simulator.advance(30 * DAY);
        api.get(&one).await.expect(200);
    }
}

#[tokio::test]
async fn after_fifteen_certificates_in_a_minute_none_is_issued_for_thirty_seconds() {
    let api = start().await;
    api.simulator.limit_issuance(true);
    for number in 0..15 {
        assert_eq!(add(&api, &format!("h{number}.customer.com")).await, 201);
    }
    // A hostname without a certificate does not count.
    let bare = json!({ "hostname": "bare.customer.com" });
    api.post(&hostnames(), &bare).await.expect(201);
    api.simulator.advance(Duration::from_secs(50));
    assert_eq!(add(&api, "late.customer.com").await, 429);
    // The minute is over, the pause is not.
    api.simulator.advance(Duration::from_secs(29));
    assert_eq!(add(&api, "late.customer.com").await, 429);
    api.simulator.advance(Duration::from_secs(1));
    assert_eq!(add(&api, "late.customer.com").await, 201);
}

#[tokio::test]
async fn what_is_refused_does_not_count_towards_the_fifteen() {
    let api = start().await;
    api.simulator.limit_issuance(true);
    for number in 0..14 {
        assert_eq!(add(&api, &format!("h{number}.customer.com")).await, 201);
        assert_eq!(add(&api, &format!("h{number}.customer.com")).await, 409);
    }
    assert_eq!(add(&api, "last.customer.com").await, 201);
    assert_eq!(add(&api, "more.customer.com").await, 429);
}
