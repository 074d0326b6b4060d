//! Access certificates and the settings of hostnames.

#![allow(clippy::unwrap_used)] // A test fails by panicking.

mod common;

use cloudflare_certificates_simulator::{SimulatedZone, Simulator, TestCa};
use common::{ACCOUNT, Api, Reply, ZONE};
use serde_json::{Value, json};

fn path(scope: &str) -> String {
    format!("/{scope}/access/certificates")
}

fn account() -> String {
    path(&format!("accounts/{ACCOUNT}"))
}

fn zone() -> String {
    path(&format!("zones/{ZONE}"))
}

fn new(hostnames: &[&str]) -> Value {
    let root = TestCa::new().unwrap().certificate_pem().to_owned();
    json!({ "certificate": root, "name": "Allow devs", "associated_hostnames": hostnames })
}

async fn create(api: &Api, hostnames: &[&str]) -> Reply {
    api.post(&account(), &new(hostnames)).await.expect(201)
}

#[tokio::test]
async fn a_new_certificate_answers_201() {
    let api = Api::start().await;
    let reply = create(&api, &["admin.example.com"]).await;
    assert_eq!(reply.text("name"), "Allow devs");
    assert_eq!(reply.result()["associated_hostnames"], json!(["admin.example.com"]));
    assert_eq!(reply.text("created_at"), reply.text("updated_at"));
    let one = format!("{}/{}", account(), reply.text("id"));
    assert_eq!(api.get(&one).await.expect(200).result(), reply.result());
    assert_eq!(api.get(&account()).await.expect(200).result(), &json!([reply.result()]));
}

#[tokio::test]
async fn fingerprint_and_expiry_are_those_of_the_certificate() {
    let api = Api::start().await;
    let certificate = include_str!("data/root.pem");
    let reply =
        api.post(&account(), &json!({ "certificate": certificate, "name": "fixed" })).await.expect(201);
    assert_eq!(reply.text("fingerprint"), "MD5 Fingerprint=2B:92:B6:38:9D:4B:CB:E1:7E:75:EB:18:0A:7B:05:30");
    assert_eq!(reply.text("expires_on"), "2126-10-27T22:54:39Z");
}

#[tokio::test]
async fn what_is_no_certificate_of_an_authority_is_refused() {
    let api = Api::start().await;
    let (leaf, key) = api.simulator.test_ca().issue(&["example.com"], 90).unwrap();
    let root = api.simulator.test_ca().certificate_pem();
    for certificate in ["nonsense", &leaf, &key, &format!("{root}{root}")] {
        let new = json!({ "certificate": certificate, "name": "x" });
        api.post(&account(), &new).await.refused(400, 12130);
    }
}

#[tokio::test]
async fn the_same_certificate_is_refused_in_the_same_scope() {
    let api = Api::start().await;
    let new = new(&[]);
    api.post(&account(), &new).await.expect(201);
    api.post(&account(), &new).await.refused(409, 12132);
    api.post(&zone(), &new).await.expect(201);
}

#[tokio::test]
async fn an_update_replaces_the_hostnames() {
    let api = Api::start().await;
    let before = create(&api, &["a.example.com", "b.example.com"]).await;
    api.simulator.advance(std::time::Duration::from_secs(1));
    let one = format!("{}/{}", account(), before.text("id"));
    let after = api.put(&one, &json!({ "associated_hostnames": ["c.example.com"] })).await.expect(200);
    assert_eq!(after.result()["associated_hostnames"], json!(["c.example.com"]));
    assert_eq!(after.text("name"), "Allow devs");
    assert_ne!(after.text("updated_at"), before.text("updated_at"));
    assert_eq!(after.text("created_at"), before.text("created_at"));
    let renamed = api.put(&one, &json!({ "associated_hostnames": [], "name": "new" })).await.expect(200);
    assert_eq!(
        (renamed.text("name"), &renamed.result()["associated_hostnames"]),
        ("new".to_owned(), &json!([]))
    );
}

#[tokio::test]
async fn a_certificate_with_hostnames_cannot_be_deleted() {
    let api = Api::start().await;
    let id = create(&api, &["a.example.com"]).await.text("id");
    let one = format!("{}/{id}", account());
    api.delete(&one).await.refused(409, 12132);
    api.put(&one, &json!({ "associated_hostnames": [] })).await.expect(200);
    assert_eq!(api.delete(&one).await.expect(200).result(), &json!({ "id": id }));
    api.get(&one).await.refused(404, 12135);
}

#[tokio::test]
async fn scopes_are_kept_apart() {
    let api = Api::start().await;
    let id = create(&api, &[]).await.text("id");
    let same_number = path(&format!("zones/{ACCOUNT}"));
    assert_eq!(api.get(&same_number).await.expect(200).result(), &json!([]));
    api.get(&format!("{same_number}/{id}")).await.refused(404, 12135);
}

fn setting(hostname: &str) -> Value {
    json!({ "hostname": hostname, "china_network": false, "client_certificate_forwarding": true })
}

#[tokio::test]
async fn settings_are_replaced_as_a_whole_with_202() {
    let api = Api::start().await;
    let settings = format!("{}/settings", zone());
    assert_eq!(api.get(&settings).await.expect(200).result(), &json!([]));
    let first = json!({ "settings": [setting("a.example.com"), setting("b.example.com")] });
    assert_eq!(api.put(&settings, &first).await.expect(202).result(), &first["settings"]);
    let second = json!({ "settings": [setting("c.example.com")] });
    api.put(&settings, &second).await.expect(202);
    assert_eq!(api.get(&settings).await.expect(200).result(), &second["settings"]);
    assert_eq!(api.get(&format!("{}/settings", account())).await.expect(200).result(), &json!([]));
    api.put(&settings, &json!({ "settings": [] })).await.expect(202);
    assert_eq!(api.get(&settings).await.expect(200).result(), &json!([]));
}

#[tokio::test]
async fn two_settings_for_one_hostname_are_refused() {
    let api = Api::start().await;
    let settings = json!({ "settings": [setting("a.example.com"), setting("a.example.com")] });
    api.put(&format!("{}/settings", zone()), &settings).await.refused(400, 12130);
}

#[tokio::test]
async fn a_hostname_is_no_url() {
    let api = Api::start().await;
    for hostname in ["https://a.example.com", "a.example.com/path", "a example.com", "localhost", "192.0.2.1"]
    {
        api.post(&account(), &new(&["b.example.com", hostname])).await.refused(400, 12130);
        let id = create(&api, &[]).await.text("id");
        let change = json!({ "associated_hostnames": [hostname] });
        api.put(&format!("{}/{id}", account()), &change).await.refused(400, 12130);
        let settings = json!({ "settings": [setting(hostname)] });
        api.put(&format!("{}/settings", zone()), &settings).await.refused(400, 12130);
    }
}

#[tokio::test]
async fn a_hostname_lies_in_the_zone_or_in_one_of_the_account() {
    let builder = Simulator::builder()
        .zone(SimulatedZone::new("example.com").with_id(ZONE).account(ACCOUNT))
        .zone(SimulatedZone::new("example.org").account(ACCOUNT))
        .zone(SimulatedZone::new("example.net"));
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let api = Api { simulator: builder.start().await.unwrap(), client };
    create(&api, &["a.example.com", "a.example.org"]).await;
    api.post(&account(), &new(&["a.example.net"])).await.refused(400, 12036);
    api.post(&zone(), &new(&["a.example.com"])).await.expect(201);
    api.post(&zone(), &new(&["a.example.org"])).await.refused(400, 12036);
    let settings = json!({ "settings": [setting("a.example.org")] });
    api.put(&format!("{}/settings", zone()), &settings).await.refused(400, 12036);
    api.put(&format!("{}/settings", account()), &settings).await.expect(202);
}

#[tokio::test]
async fn an_unknown_certificate_is_404_with_12135() {
    let api = Api::start().await;
    let one = format!("{}/unknown", account());
    api.get(&one).await.refused(404, 12135);
    api.put(&one, &json!({ "associated_hostnames": [] })).await.refused(404, 12135);
    api.delete(&one).await.refused(404, 12135);
}

#[tokio::test]
async fn the_quota_is_that_of_the_scope() {
    let api = Api::with(Simulator::builder().quota("access_certificates", 1)).await;
    create(&api, &[]).await;
    let refused = api.post(&account(), &new(&[])).await;
    refused.refused(400, 12130);
    assert!(
        refused.body["errors"][0]["message"].as_str().unwrap().contains("maximum number of certificates")
    );
    api.post(&zone(), &new(&[])).await.expect(201);
}
