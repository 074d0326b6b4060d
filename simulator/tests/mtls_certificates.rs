//! mTLS certificates of accounts, and what uses them.

#![allow(clippy::unwrap_used)] // A test fails by panicking.

mod common;

use std::sync::Arc;

use cloudflare_certificates_simulator::{SimulatedZone, Simulator, TestCa};
use common::{ACCOUNT, Api, ZONE};
use serde_json::{Value, json};

fn path() -> String {
    format!("/accounts/{ACCOUNT}/mtls_certificates")
}

fn associations() -> String {
    format!("/zones/{ZONE}/certificate_authorities/hostname_associations")
}

fn authority() -> Value {
    json!({ "certificates": TestCa::new().unwrap().certificate_pem(), "ca": true, "name": "devices" })
}

async fn create(api: &Api) -> String {
    api.post(&path(), &authority()).await.expect(200).text("id")
}

async fn associate(api: &Api, id: &str, hostnames: &[&str]) {
    let body = json!({ "hostnames": hostnames, "mtls_certificate_id": id });
    api.put(&associations(), &body).await.expect(200);
}

#[tokio::test]
async fn an_authority_is_shown_as_it_was_uploaded() {
    let api = Api::start().await;
    let new = authority();
    let created = api.post(&path(), &new).await.expect(200);
    assert_eq!((created.text("name"), &created.result()["ca"]), ("devices".to_owned(), &json!(true)));
    assert_eq!(created.result()["certificates"], new["certificates"]);
    let one = format!("{}/{}", path(), created.text("id"));
    let mut shown = created.result().clone();
    // Only the response to the upload has it.
    shown.as_object_mut().unwrap().remove("updated_at").unwrap();
    assert_eq!(api.get(&one).await.expect(200).result(), &shown);
    assert_eq!(api.get(&path()).await.expect(200).ids(), [created.text("id")]);
}

#[tokio::test]
async fn a_leaf_needs_its_private_key() {
    let api = Api::start().await;
    let new = api.new_certificate(&["client.example.com"]);
    let leaf = json!({ "certificates": new["certificate"], "private_key": new["private_key"], "ca": false });
    let created = api.post(&path(), &leaf).await.expect(200);
    assert_eq!(created.result()["ca"], false);
    assert!(!created.body.to_string().contains("PRIVATE"));
    let other = api.new_certificate(&["other.example.com"]);
    let without = json!({ "certificates": other["certificate"], "ca": false });
    api.post(&path(), &without).await.refused(400, 2106);
}

#[tokio::test]
async fn what_is_no_authority_is_refused_as_one() {
    let api = Api::start().await;
    let leaf = api.new_certificate(&["client.example.com"])["certificate"].clone();
    for certificates in [leaf, json!("nonsense")] {
        let new = json!({ "certificates": certificates, "ca": true });
        api.post(&path(), &new).await.refused(400, 1002);
    }
}

#[tokio::test]
async fn the_same_certificate_is_refused_in_the_same_account() {
    let api = Api::start().await;
    let new = authority();
    api.post(&path(), &new).await.expect(200);
    api.post(&path(), &new).await.refused(409, 1471);
    api.post(&path().replace(ACCOUNT, ZONE), &new).await.expect(200);
}

#[tokio::test]
async fn an_unknown_certificate_is_404_with_1472() {
    let api = Api::start().await;
    let one = format!("{}/unknown", path());
    api.get(&one).await.refused(404, 1472);
    api.delete(&one).await.refused(404, 1472);
    api.get(&format!("{one}/associations")).await.refused(404, 1472);
    // That of another account is unknown, too.
    let id = create(&api).await;
    api.get(&format!("{}/{id}", path().replace(ACCOUNT, ZONE))).await.refused(404, 1472);
}

#[tokio::test]
async fn a_certificate_in_use_cannot_be_deleted() {
    let api = Api::start().await;
    let id = create(&api).await;
    let one = format!("{}/{id}", path());
    associate(&api, &id, &["a.example.com"]).await;
    assert_eq!(api.get(&format!("{one}/associations")).await.expect(200).texts("status"), ["active"]);
    let refused = api.delete(&one).await.expect(400);
    assert_eq!(refused.body["errors"][0]["message"], "Certificate cannot be deleted while in use.");
    associate(&api, &id, &[]).await;
    assert_eq!(api.get(&format!("{one}/associations")).await.expect(200).result(), &json!([]));
    assert_eq!(api.delete(&one).await.expect(200).text("id"), id);
}

#[tokio::test]
async fn a_certificate_is_deleted_once() {
    let api = Api::start().await;
    let id = create(&api).await;
    let one = format!("{}/{id}", path());
    api.delete(&one).await.expect(200);
    api.get(&one).await.refused(404, 1472);
    let again = api.delete(&one).await.expect(400);
    assert!(again.body["errors"][0]["message"].as_str().unwrap().contains("already deleted"));
    assert_eq!(api.get(&path()).await.expect(200).ids(), [""; 0]);
}

#[tokio::test]
async fn the_quota_counts_authorities() {
    let api = Api::with(Simulator::builder().quota("mtls_certificates", 2)).await;
    let id = create(&api).await;
    create(&api).await;
    api.post(&path(), &authority()).await.refused(400, 1489);
    let new = api.new_certificate(&["client.example.com"]);
    let leaf = json!({ "certificates": new["certificate"], "private_key": new["private_key"], "ca": false });
    api.post(&path(), &leaf).await.expect(200);
    api.delete(&format!("{}/{id}", path())).await.expect(200);
    create(&api).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_uploads_at_once_do_not_exceed_the_quota() {
    let api = Arc::new(Api::with(Simulator::builder().quota("mtls_certificates", 3)).await);
    let upload = |api: Arc<Api>| async move { api.post(&path(), &authority()).await };
    let tasks: Vec<_> = (0..50).map(|_| tokio::spawn(upload(Arc::clone(&api)))).collect();
    let mut created = 0;
    for task in tasks {
        let reply = task.await.unwrap();
        match reply.status {
            200 => created += 1,
            _ => reply.refused(400, 1489),
        }
    }
    assert_eq!((created, api.get(&path()).await.ids().len()), (3, 3));
}

#[tokio::test]
async fn hostnames_are_associated_with_authorities_of_the_zones_hosts_only() {
    let api = Api::with(Simulator::builder().zone(SimulatedZone::new("example.com").with_id(ZONE))).await;
    let id = create(&api).await;
    let foreign = json!({ "hostnames": ["a.example.com", "a.example.org"], "mtls_certificate_id": id });
    let refused = api.put(&associations(), &foreign).await.expect(400);
    assert_eq!(refused.body["errors"][0]["source"]["pointer"], "/hostnames/1");
    let unknown = json!({ "hostnames": ["a.example.com"], "mtls_certificate_id": "unknown" });
    api.put(&associations(), &unknown).await.expect(404);
    associate(&api, &id, &["a.example.com"]).await;
    let shown = api.get(&format!("{}?mtls_certificate_id={id}", associations())).await.expect(200);
    assert_eq!(shown.result()["hostnames"], json!(["a.example.com"]));
    // Those of the managed authority are others.
    assert_eq!(api.get(&associations()).await.expect(200).result()["hostnames"], json!([]));
}
