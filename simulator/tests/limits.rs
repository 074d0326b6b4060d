//! Odd values and races: nothing hangs, panics, or exceeds a limit.

#![allow(clippy::unwrap_used)] // Tests may panic.

mod common;

use std::time::Duration;

use cloudflare_certificates_simulator::{Activation, SimulatedZone, Simulator, Token};
use common::{ACCOUNT, Api, OTHER_ZONE, Reply, ZONE};
use reqwest::Method;
use serde_json::{Value, json};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn packs() -> String {
    format!("/zones/{ZONE}/ssl/certificate_packs")
}

fn order(days: u64) -> Value {
    json!({
        "certificate_authority": "google", "hosts": ["example.com"], "type": "advanced", "validity_days": days,
        "validation_method": "txt",
    })
}

async fn start(activation: Activation) -> Api {
    let zone = SimulatedZone::new("example.com").with_id(ZONE).account(ACCOUNT);
    Api::with(Simulator::builder().zone(zone).activation(activation)).await
}

async fn pack(api: &Api, days: u64) -> String {
    api.post(&format!("{}/order", packs()), &order(days)).await.expect(200).text("id")
}

#[tokio::test]
async fn an_attempt_after_the_last_one_is_the_last_one() {
    let api = start(Activation::AtDcvAttempt(u32::MAX)).await;
    let one = format!("{}/{}", packs(), pack(&api, 90).await);
    api.simulator.advance(DAY);
    assert_eq!(api.get(&one).await.expect(200).text("status"), "pending_validation");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_quota_holds_for_orders_at_the_same_time() {
    let api = start(Activation::default()).await;
    api.simulator.set_quota("certificate_packs", 3);
    // Many hosts, so that an order takes some time.
    let mut order = order(90);
    order["hosts"] = (0..46).map(|number| json!(format!("h{number}.example.com"))).collect();
    for _ in 0..20 {
        let calls = (0..60).map(|_| {
            let request = api.request(Method::POST, &format!("{}/order", packs()));
            tokio::spawn(request.bearer_auth(api.simulator.token()).json(&order).send())
        });
        let calls: Vec<_> = calls.collect();
        let mut ordered = 0;
        for call in calls {
            ordered += usize::from(call.await.unwrap().unwrap().status().is_success());
        }
        assert_eq!(ordered, 3);
        api.simulator.reset();
        api.simulator.set_quota("certificate_packs", 3);
    }
}

#[tokio::test]
async fn fields_that_are_not_documented_are_ignored() {
    let api = start(Activation::default()).await;
    let id = pack(&api, 90).await;
    let patch =
        json!({ "cloudflare_branding": true, "status": "active", "id": "other", "validity_days": i64::MAX });
    let edited = api.patch(&format!("{}/{id}", packs()), &patch).await.expect(200);
    assert_eq!((edited.text("id"), edited.text("status")), (id, "initializing".to_owned()));
    assert_eq!(
        (&edited.result()["validity_days"], &edited.result()["cloudflare_branding"]),
        (&json!(90), &json!(true))
    );
    let total_tls = format!("/zones/{ZONE}/acm/total_tls");
    let set = api.post(&total_tls, &json!({ "enabled": true, "novel": 1 })).await.expect(200);
    assert!(set.result().get("novel").is_none());
}

#[tokio::test]
async fn a_validity_without_end_is_the_end_of_the_calendar() {
    let api = start(Activation::default()).await;
    let id = pack(&api, 90).await;
    assert!(api.simulator.patch_record("certificate_packs", &id, &json!({ "validity_days": i64::MAX })));
    let renewed = api.simulator.set_stage("certificate_packs", &id, "renewed").unwrap();
    let request = api.request(Method::GET, &format!("{}/{renewed}", packs()));
    let reply = Reply::of(request.bearer_auth(api.simulator.token()).send().await.unwrap()).await;
    assert_eq!(reply.expect(200).text("status"), "active");
}

#[tokio::test]
async fn an_order_that_waits_does_not_expire() {
    let api = start(Activation::After(30 * DAY)).await;
    let one = format!("{}/{}", packs(), pack(&api, 90).await);
    api.simulator.advance(119 * DAY);
    assert_eq!(api.get(&one).await.expect(200).text("status"), "pending_deployment");
    api.simulator.advance(DAY);
    assert_eq!(api.get(&one).await.expect(200).text("status"), "active");
    api.simulator.advance(89 * DAY);
    assert_eq!(api.get(&one).await.expect(200).text("status"), "active", "90 days begin with the issuance");
    api.simulator.advance(2 * DAY);
    let expired = api.get(&one).await.expect(200);
    assert_eq!(
        (expired.text("status"), &expired.result()["certificates"][0]["status"]),
        ("expired".to_owned(), &json!("expired"))
    );
}

#[tokio::test]
async fn the_end_of_the_calendar_is_no_failure_of_the_simulator() {
    let api = start(Activation::default()).await;
    api.simulator.advance(Duration::MAX);
    let reply = api.post(&format!("/accounts/{ACCOUNT}/gateway/certificates"), &json!({})).await;
    assert_eq!(reply.status, 400, "{}", reply.body);
}

#[tokio::test]
async fn a_hostname_that_has_moved_is_deleted_after_seven_days() {
    let api = start(Activation::default()).await;
    let path = format!("/zones/{ZONE}/custom_hostnames");
    let id = api.post(&path, &json!({ "hostname": "app.customer.com" })).await.expect(201).text("id");
    api.simulator.set_stage("custom_hostnames", &id, "moved").unwrap();
    api.simulator.advance(7 * DAY - Duration::from_secs(1));
    assert_eq!(api.get(&format!("{path}/{id}")).await.expect(200).text("status"), "moved");
    api.simulator.advance(Duration::from_secs(1));
    api.get(&format!("{path}/{id}")).await.refused(404, 1436);
}

#[tokio::test]
async fn a_zone_without_a_quota_for_hostnames_says_so() {
    let api = start(Activation::default()).await;
    let path = format!("/zones/{ZONE}/custom_hostnames");
    api.simulator.set_quota("custom_hostnames", 0);
    api.post(&path, &json!({ "hostname": "app.customer.com" })).await.refused(403, 1404);
}

#[tokio::test]
async fn a_long_hostname_needs_branding() {
    let api = start(Activation::default()).await;
    let path = format!("/zones/{ZONE}/custom_hostnames");
    let hostname = format!("{0}.{0}.customer.com", "a".repeat(40));
    let ssl = json!({ "method": "txt", "type": "dv" });
    let new = json!({ "hostname": hostname, "ssl": ssl });
    api.post(&path, &new).await.refused(400, 1469);
    let branded = json!({ "method": "txt", "type": "dv", "cloudflare_branding": true });
    api.post(&path, &json!({ "hostname": hostname, "ssl": branded })).await.expect(201);
}

/// The Origin CA signs for the zones that the credentials reach.
#[tokio::test]
async fn the_origin_ca_signs_only_for_hostnames_that_are_reached() {
    let other = SimulatedZone::new("example.org").with_id(OTHER_ZONE);
    let zone = SimulatedZone::new("example.com").with_id(ZONE);
    let restricted = Token::new("restricted").zone(ZONE);
    let simulator = Simulator::builder().zone(zone).zone(other).add_token(restricted).start().await.unwrap();
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let (csr, _) = cloudflare_certificates_simulator::TestCa::csr(
        &["example.com"],
        cloudflare_certificates_simulator::KeyType::EcdsaP256,
    )
    .unwrap();
    let send = async |token: &str, method: Method, path: &str, body: Value| {
        let url = format!("{}/certificates{path}", simulator.base_url());
        Reply::of(client.request(method, url).bearer_auth(token).json(&body).send().await.unwrap()).await
    };
    let new = |host: &str| json!({ "csr": csr, "hostnames": [host], "request_type": "origin-ecc", "requested_validity": 90 });
    send(simulator.token(), Method::POST, "", new("www.nowhere.net")).await.refused(400, 1010);
    send("restricted", Method::POST, "", new("www.example.org")).await.refused(400, 1010);
    send("restricted", Method::POST, "", new("*.example.com")).await.expect(200);
    let id = send(simulator.token(), Method::POST, "", new("www.example.org")).await.expect(200).text("id");
    let one = format!("/{id}");
    send("restricted", Method::GET, &one, Value::Null).await.refused(404, 1101);
    send("restricted", Method::DELETE, &one, Value::Null).await.refused(400, 1101);
    send(simulator.token(), Method::DELETE, &one, Value::Null).await.expect(200);
}

#[tokio::test]
async fn a_seeded_record_is_shown() {
    let api = start(Activation::default()).await;
    let records = json!({ "records": [
        { "resource": "access_certificates", "owner": ACCOUNT, "record": { "id": "a", "name": "seeded" } },
        { "resource": "custom_hostnames_fallback_origin", "owner": ZONE, "record": { "origin": "o.example.com" } },
        { "resource": "origin_ca_certificates", "owner": ZONE, "record": { "hostnames": ["www.example.com"] } },
    ] });
    api.simulator.seed_json(&records.to_string()).unwrap();
    let raw = async |path: &str| {
        let request = api.request(Method::GET, path).bearer_auth(api.simulator.token());
        Reply::of(request.send().await.unwrap()).await.expect(200).body
    };
    let access = raw(&format!("/accounts/{ACCOUNT}/access/certificates")).await;
    assert_eq!(access["result"][0]["name"], "seeded");
    let origin = raw(&format!("/zones/{ZONE}/custom_hostnames/fallback_origin")).await;
    assert_eq!(origin["result"]["origin"], "o.example.com");
    let signed = raw(&format!("/certificates?zone_id={ZONE}")).await;
    assert_eq!(signed["result"][0]["hostnames"], json!(["www.example.com"]));
}
