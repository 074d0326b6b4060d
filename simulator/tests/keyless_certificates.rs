//! Keyless SSL.

#![allow(clippy::unwrap_used)] // A test fails by panicking.

mod common;

use common::{Api, OTHER_ZONE, ZONE, certificate as certificate_path, certificates};
use serde_json::{Value, json};

fn path(zone: &str) -> String {
    format!("/zones/{zone}/keyless_certificates")
}

fn one(id: &str) -> String {
    format!("{}/{id}", path(ZONE))
}

fn new(api: &Api) -> Value {
    let (certificate, _) = api.simulator.test_ca().issue(&["example.com"], 90).unwrap();
    json!({
        "certificate": certificate, "host": "keys.example.com", "port": 24008,
        "tunnel": { "private_ip": "10.0.0.1", "vnet_id": "7365377a-85a4-4390-9480-531ef7dc7a3c" },
    })
}

#[tokio::test]
async fn a_new_configuration_is_active_with_its_tunnel() {
    let api = Api::start().await;
    let reply = api.post(&path(ZONE), &new(&api)).await.expect(200);
    let result = reply.result();
    assert_eq!(result["status"], "active");
    assert_eq!(result["permissions"], json!(["#ssl:read", "#ssl:edit"]));
    assert_eq!(result["name"], "keys.example.com Keyless SSL");
    assert_eq!(result["tunnel"], new(&api)["tunnel"]);
    assert_eq!((&result["host"], &result["port"]), (&json!("keys.example.com"), &json!(24008)));
    assert_eq!(api.get(&one(&reply.text("id"))).await.expect(200).result(), result);
}

#[tokio::test]
async fn the_list_is_not_paged() {
    let api = Api::start().await;
    for _ in 0..25 {
        api.post(&path(ZONE), &new(&api)).await.expect(200);
    }
    let reply = api.get(&path(ZONE)).await.expect(200);
    assert_eq!(reply.ids().len(), 25);
    assert_eq!(reply.body["result_info"]["total_pages"], 1);
    assert_eq!(api.get(&path(OTHER_ZONE)).await.expect(200).result(), &json!([]));
}

#[tokio::test]
async fn an_edit_leaves_what_it_does_not_name() {
    let api = Api::start().await;
    let before = api.post(&path(ZONE), &new(&api)).await.expect(200);
    api.simulator.advance(std::time::Duration::from_secs(1));
    let id = before.text("id");
    let after = api.patch(&one(&id), &json!({ "name": "new", "enabled": true })).await.expect(200);
    let mut expected = before.result().clone();
    expected["name"] = json!("new");
    expected["enabled"] = json!(true);
    expected["modified_on"] = after.result()["modified_on"].clone();
    assert_eq!(after.result(), &expected);
    assert_ne!(after.text("modified_on"), before.text("modified_on"));
    assert_eq!(api.get(&one(&id)).await.expect(200).result(), &expected);
}

#[tokio::test]
async fn a_tunnel_can_be_exchanged() {
    let api = Api::start().await;
    let id = api.post(&path(ZONE), &new(&api)).await.expect(200).text("id");
    let tunnel = json!({ "private_ip": "fd00::1", "vnet_id": "other" });
    let reply = api.patch(&one(&id), &json!({ "tunnel": tunnel, "port": 1 })).await.expect(200);
    assert_eq!((&reply.result()["tunnel"], &reply.result()["port"]), (&tunnel, &json!(1)));
}

#[tokio::test]
async fn a_tunnel_address_with_a_prefix_length_is_refused() {
    let api = Api::start().await;
    let mut new = new(&api);
    new["tunnel"]["private_ip"] = json!("10.0.0.1/32");
    api.post(&path(ZONE), &new).await.refused(400, 1302);
}

#[tokio::test]
async fn an_unreadable_certificate_is_refused() {
    let api = Api::start().await;
    let mut new = new(&api);
    new["certificate"] = json!("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----");
    api.post(&path(ZONE), &new).await.refused(400, 1002);
}

#[tokio::test]
async fn a_port_out_of_bounds_is_refused() {
    let api = Api::start().await;
    let mut new = new(&api);
    new["port"] = json!(65536);
    api.post(&path(ZONE), &new).await.refused(400, 10001);
}

#[tokio::test]
async fn a_deleted_configuration_is_shown_as_deleted_for_a_while_and_then_gone() {
    let api = Api::start().await;
    let id = api.post(&path(ZONE), &new(&api)).await.expect(200).text("id");
    assert_eq!(api.delete(&one(&id)).await.expect(200).result(), &json!({ "id": id }));
    api.patch(&one(&id), &json!({})).await.refused(404, 1005);
    api.delete(&one(&id)).await.refused(404, 1005);
    assert_eq!(api.get(&path(ZONE)).await.expect(200).ids(), [] as [&str; 0]);
    assert_eq!(api.get(&one(&id)).await.expect(200).text("status"), "deleted");
    api.get(&one(&id)).await.refused(404, 1005);
}

#[tokio::test]
async fn a_custom_certificate_shows_the_key_server_of_its_key() {
    let api = Api::start().await;
    let certificate = api.new_certificate(&["example.com"]);
    let custom = api.post(&certificates(ZONE), &certificate).await.expect(200);
    let other = api.upload(ZONE, &["example.com"]).await;
    assert_eq!(custom.result().get("keyless_server"), None);
    let mut new = new(&api);
    new["certificate"] = certificate["certificate"].clone();
    let keyless = api.post(&path(ZONE), &new).await.expect(200);
    let id = custom.text("id");
    let shown = async || {
        api.get(&certificate_path(ZONE, &id)).await.expect(200).result().get("keyless_server").cloned()
    };
    assert_eq!(shown().await.as_ref(), Some(keyless.result()));
    assert_eq!(api.get(&certificate_path(ZONE, &other)).await.result().get("keyless_server"), None);
    let changed = api.patch(&one(&keyless.text("id")), &json!({ "port": 4 })).await.expect(200);
    assert_eq!(shown().await.as_ref(), Some(changed.result()));
    api.delete(&one(&keyless.text("id"))).await.expect(200);
    assert_eq!(shown().await, None);
}

#[tokio::test]
async fn a_custom_certificate_that_comes_after_its_key_server_shows_it_too() {
    let api = Api::start().await;
    let certificate = api.new_certificate(&["example.com"]);
    let mut new = new(&api);
    new["certificate"] = certificate["certificate"].clone();
    let keyless = api.post(&path(ZONE), &new).await.expect(200);
    let custom = api.post(&certificates(ZONE), &certificate).await.expect(200);
    assert_eq!(&custom.result()["keyless_server"], keyless.result());
    let list = api.get(&certificates(ZONE)).await.expect(200);
    assert_eq!(&list.result()[0]["keyless_server"], keyless.result());
    let replaced =
        api.patch(&certificate_path(ZONE, &custom.text("id")), &api.new_certificate(&["example.com"])).await;
    assert_eq!(replaced.expect(200).result().get("keyless_server"), None);
}
