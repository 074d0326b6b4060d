//! Authenticated origin pulls: certificates from upload to tombstone, and the associations of hostnames.

#![allow(clippy::unwrap_used)] // A test fails by panicking.

mod common;

use std::sync::Arc;
use std::time::Duration;

use cloudflare_certificates_simulator::{Activation, SimulatedZone, Simulator};
use common::{Api, OTHER_ZONE, Reply, ZONE};
use serde_json::{Value, json};

const STAGE: Duration = Duration::from_secs(2);

fn zone_certificates() -> String {
    format!("/zones/{ZONE}/origin_tls_client_auth")
}

fn hostname_certificates() -> String {
    format!("{}/hostnames/certificates", zone_certificates())
}

fn hostnames() -> String {
    format!("{}/hostnames", zone_certificates())
}

/// Each stage takes two seconds of simulated time.
async fn start() -> Api {
    let zone = SimulatedZone::new("example.com").with_id(ZONE);
    Api::with(Simulator::builder().zone(zone).activation(Activation::After(STAGE))).await
}

async fn upload(api: &Api) -> String {
    let new = api.new_certificate(&["client.example.com"]);
    api.post(&hostname_certificates(), &new).await.expect(200).text("id")
}

/// Uploads a certificate and waits until it is active.
async fn active(api: &Api) -> String {
    let id = upload(api).await;
    api.simulator.advance(2 * STAGE);
    id
}

async fn associate(api: &Api, hostname: &str, id: &str, enabled: Value) -> Reply {
    let config = json!([{ "hostname": hostname, "cert_id": id, "enabled": enabled }]);
    api.put(&hostnames(), &json!({ "config": config })).await
}

#[tokio::test]
async fn a_certificate_is_deployed_in_two_stages() {
    let api = start().await;
    for path in [zone_certificates(), hostname_certificates()] {
        let created = api.post(&path, &api.new_certificate(&["client.example.com"])).await.expect(200);
        assert_eq!(created.text("status"), "initializing");
        let one = format!("{path}/{}", created.text("id"));
        for status in ["pending_deployment", "active", "active"] {
            api.simulator.advance(STAGE);
            assert_eq!(api.get(&one).await.expect(200).text("status"), status, "{path}");
        }
    }
}

#[tokio::test]
async fn an_association_shows_the_present_status_of_its_certificate() {
    let api = start().await;
    let id = upload(&api).await;
    associate(&api, "app.example.com", &id, json!(true)).await.expect(200);
    let one = format!("{}/app.example.com", hostnames());
    for status in ["initializing", "pending_deployment", "active"] {
        assert_eq!(api.get(&one).await.expect(200).text("cert_status"), status);
        api.simulator.advance(STAGE);
    }
    assert_eq!(api.get(&one).await.expect(200).text("status"), "active");
}

#[tokio::test]
async fn waiting_for_the_association_to_be_active_ends_by_reads_alone() {
    let api = Api::start().await;
    let id = upload(&api).await;
    associate(&api, "app.example.com", &id, json!(true)).await.expect(200);
    let one = format!("{}/app.example.com", hostnames());
    let mut reads = 0;
    while api.get(&one).await.expect(200).text("cert_status") != "active" {
        reads += 1;
        assert!(reads < 10);
    }
}

#[tokio::test]
async fn hostnames_are_the_same_in_upper_and_lower_case() {
    let api = start().await;
    let id = active(&api).await;
    associate(&api, "App.Example.com", &id, json!(true)).await.expect(200);
    let association = api.get(&format!("{}/APP.example.com", hostnames())).await.expect(200);
    assert_eq!(association.text("hostname"), "app.example.com");
}

#[tokio::test]
async fn a_certificate_in_use_cannot_be_deleted() {
    let api = start().await;
    let id = active(&api).await;
    let one = format!("{}/{id}", hostname_certificates());
    associate(&api, "app.example.com", &id, json!(false)).await.expect(200);
    api.delete(&one).await.refused(400, 1433);
    associate(&api, "app.example.com", &id, Value::Null).await.expect(200);
    api.get(&format!("{}/app.example.com", hostnames())).await.refused(404, 1553);
    api.delete(&one).await.expect(200);
}

#[tokio::test]
async fn a_certificate_cannot_be_deleted_during_its_deployment() {
    let api = start().await;
    for path in [zone_certificates(), hostname_certificates()] {
        let id = api.post(&path, &api.new_certificate(&["c.example.com"])).await.expect(200).text("id");
        api.simulator.advance(STAGE);
        api.delete(&format!("{path}/{id}")).await.refused(400, 1434);
        api.simulator.advance(STAGE);
        api.delete(&format!("{path}/{id}")).await.expect(200);
    }
}

#[tokio::test]
async fn a_deleted_certificate_is_shown_for_a_while() {
    let api = start().await;
    for (path, unknown) in [(zone_certificates(), 1552), (hostname_certificates(), 1551)] {
        let id = api.post(&path, &api.new_certificate(&["c.example.com"])).await.expect(200).text("id");
        let one = format!("{path}/{id}");
        api.simulator.advance(2 * STAGE);
        assert_eq!(api.delete(&one).await.expect(200).text("status"), "pending_deletion");
        assert_eq!(api.get(&path).await.expect(200).ids(), [id]);
        api.delete(&one).await.refused(400, 1414);
        api.simulator.advance(STAGE);
        assert_eq!(api.get(&one).await.expect(200).text("status"), "deleted");
        assert_eq!(api.get(&path).await.expect(200).ids(), [""; 0]);
        api.delete(&one).await.expect(400);
        api.simulator.advance(STAGE);
        api.get(&one).await.refused(404, unknown);
        api.delete(&one).await.refused(404, unknown);
    }
}

#[tokio::test]
async fn the_same_certificate_again_is_a_duplicate_or_revives_the_deleted_one() {
    let api = start().await;
    for path in [zone_certificates(), hostname_certificates()] {
        let new = api.new_certificate(&["client.example.com"]);
        let id = api.post(&path, &new).await.expect(200).text("id");
        api.post(&path, &new).await.refused(400, 1406);
        for wait in [Duration::ZERO, STAGE] {
            api.simulator.advance(2 * STAGE);
            api.delete(&format!("{path}/{id}")).await.expect(200);
            api.simulator.advance(wait);
            let revived = api.post(&path, &new).await.expect(200);
            assert_eq!((revived.text("id"), revived.text("status")), (id.clone(), "initializing".to_owned()));
        }
        api.simulator.advance(2 * STAGE);
        api.delete(&format!("{path}/{id}")).await.expect(200);
        api.simulator.advance(2 * STAGE);
        api.get(&path).await.expect(200);
        assert_ne!(api.post(&path, &new).await.expect(200).text("id"), id);
    }
}

#[tokio::test]
async fn another_zone_may_have_the_same_certificate() {
    let api = start().await;
    let new = api.new_certificate(&["client.example.com"]);
    api.post(&zone_certificates(), &new).await.expect(200);
    api.post(&hostname_certificates(), &new).await.expect(200);
    api.post(&zone_certificates().replace(ZONE, OTHER_ZONE), &new).await.expect(200);
}

#[tokio::test]
async fn what_is_no_leaf_with_its_key_is_refused() {
    let api = start().await;
    let new = api.new_certificate(&["client.example.com"]);
    let (other, root) = (api.new_certificate(&["x.example.com"]), api.simulator.test_ca().certificate_pem());
    for (certificate, key, code) in [
        (json!("nonsense"), &new["private_key"], 1408),
        (new["private_key"].clone(), &new["private_key"], 1408),
        (json!(root), &new["private_key"], 2101),
        (new["certificate"].clone(), &other["private_key"], 2200),
        (new["certificate"].clone(), &json!("nonsense"), 2106),
    ] {
        let body = json!({ "certificate": certificate, "private_key": key });
        for path in [zone_certificates(), hostname_certificates()] {
            api.post(&path, &body).await.refused(400, code);
        }
    }
}

#[tokio::test]
async fn no_response_shows_the_private_key() {
    let api = start().await;
    let id = active(&api).await;
    for reply in [
        api.get(&format!("{}/{id}", hostname_certificates())).await,
        api.get(&hostname_certificates()).await,
        associate(&api, "app.example.com", &id, json!(true)).await,
        api.get(&format!("{}/app.example.com", hostnames())).await,
    ] {
        assert!(!reply.expect(200).body.to_string().contains("PRIVATE"));
    }
}

#[tokio::test]
async fn an_association_that_is_wrong_changes_none() {
    let api = start().await;
    let id = active(&api).await;
    let item = |hostname: &str, id: &str| json!({ "hostname": hostname, "cert_id": id, "enabled": true });
    let without_id = json!({ "hostname": "b.example.com", "enabled": true });
    for (wrong, code) in [
        (item("b.example.com", "unknown"), 1551),
        (item("b.example.org", &id), 1415),
        (item("https://b.example.com", &id), 1415),
        (item("b c.example.com", &id), 1415),
        (without_id, 1404),
    ] {
        let reply = api.put(&hostnames(), &json!({ "config": [item("a.example.com", &id), wrong] })).await;
        reply.refused(400, code);
        assert!(reply.body["errors"][0]["source"]["pointer"].as_str().unwrap().starts_with("/config/1/"));
        api.get(&format!("{}/a.example.com", hostnames())).await.refused(404, 1553);
    }
}

#[tokio::test]
async fn a_certificate_that_is_being_deleted_cannot_be_associated() {
    let api = start().await;
    let id = active(&api).await;
    api.delete(&format!("{}/{id}", hostname_certificates())).await.expect(200);
    associate(&api, "app.example.com", &id, json!(true)).await.refused(400, 1414);
}

#[tokio::test]
async fn an_association_keeps_its_certificate_and_its_date_when_it_is_changed() {
    let api = start().await;
    let id = active(&api).await;
    let created = associate(&api, "app.example.com", &id, json!(true)).await.expect(200).result()[0].clone();
    api.simulator.advance(STAGE);
    let change = json!({ "config": [{ "hostname": "app.example.com", "enabled": false }] });
    let changed = api.put(&hostnames(), &change).await.expect(200).result()[0].clone();
    assert_eq!((&changed["cert_id"], &changed["enabled"]), (&json!(id), &json!(false)));
    assert_eq!(changed["created_at"], created["created_at"]);
    assert_ne!(changed["updated_at"], created["updated_at"]);
}

#[tokio::test]
async fn hostnames_that_are_not_named_stay_as_they_are() {
    let api = start().await;
    let (one, other) = (active(&api).await, active(&api).await);
    associate(&api, "a.example.com", &one, json!(true)).await.expect(200);
    associate(&api, "b.example.com", &other, json!(true)).await.expect(200);
    assert_eq!(api.get(&format!("{}/a.example.com", hostnames())).await.expect(200).text("cert_id"), one);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_fifty_equal_uploads_one_succeeds() {
    let api = Arc::new(start().await);
    let new = Arc::new(api.new_certificate(&["client.example.com"]));
    let upload = |api: Arc<Api>, new: Arc<Value>| async move { api.post(&zone_certificates(), &new).await };
    let tasks: Vec<_> = (0..50).map(|_| tokio::spawn(upload(Arc::clone(&api), Arc::clone(&new)))).collect();
    let mut created = 0;
    for task in tasks {
        let reply = task.await.unwrap();
        match reply.status {
            200 => created += 1,
            _ => reply.refused(400, 1406),
        }
    }
    assert_eq!((created, api.get(&zone_certificates()).await.ids().len()), (1, 1));
}
