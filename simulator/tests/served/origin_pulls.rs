//! What origins are presented: authenticated origin pulls.

use super::*;

const APP: &str = "app.example.com";

fn pulls(rest: &str) -> String {
    format!("/zones/{ZONE}/origin_tls_client_auth{rest}")
}

/// Uploads a certificate; for the zone, or for hostnames.
async fn upload(api: &Api, rest: &str) -> String {
    api.post(&pulls(rest), &api.new_certificate(&["client.example.com"])).await.expect(200).text("id")
}

async fn active_one(api: &Api, rest: &str) -> String {
    let id = upload(api, rest).await;
    api.simulator.advance(2 * STAGE);
    id
}

async fn associate(api: &Api, id: &str, enabled: Value) {
    let config = json!([{ "hostname": APP, "cert_id": id, "enabled": enabled }]);
    api.put(&pulls("/hostnames"), &json!({ "config": config })).await.expect(200);
}

const HOSTNAME_CERTIFICATES: &str = "/hostnames/certificates";

#[tokio::test]
async fn a_hostname_presents_its_certificate_once_the_association_is_active() {
    let api = start().await;
    let one = active_one(&api, HOSTNAME_CERTIFICATES).await;
    associate(&api, &one, json!(true)).await;
    assert_eq!(api.simulator.presented(APP), None);
    api.simulator.advance(STAGE);
    let presented = api.simulator.presented(APP).unwrap();
    assert_eq!(presented.resource, "origin_tls_client_auth_hostname_certificates");
    assert_eq!(presented.id, one);
    assert!(presented.fingerprint_sha256.is_some());
    // Visitors are served something else.
    assert_eq!(api.simulator.served(APP), None);
}

#[tokio::test]
async fn a_rotation_in_the_right_order_leaves_no_gap() {
    let api = start().await;
    let old = active_one(&api, HOSTNAME_CERTIFICATES).await;
    associate(&api, &old, json!(true)).await;
    api.simulator.advance(STAGE);
    let new = active_one(&api, HOSTNAME_CERTIFICATES).await;
    associate(&api, &new, json!(true)).await;
    assert_eq!(id(api.simulator.presented(APP)), Some(old.clone()));
    api.simulator.advance(STAGE);
    assert_eq!(id(api.simulator.presented(APP)), Some(new));
    api.delete(&pulls(&format!("{HOSTNAME_CERTIFICATES}/{old}"))).await.expect(200);
    assert!(api.simulator.gaps().is_empty());
}

#[tokio::test]
async fn an_association_with_a_certificate_that_is_not_active_presents_nothing() {
    let api = start().await;
    let old = active_one(&api, HOSTNAME_CERTIFICATES).await;
    associate(&api, &old, json!(true)).await;
    api.simulator.advance(STAGE);
    let start = api.simulator.now();
    // The association is active after one stage, and the certificate after two.
    let new = upload(&api, HOSTNAME_CERTIFICATES).await;
    associate(&api, &new, json!(true)).await;
    api.simulator.advance(2 * STAGE);
    assert_eq!(id(api.simulator.presented(APP)), Some(new.clone()));
    let gaps = api.simulator.gaps();
    assert_eq!(shown(&gaps, start), [(APP.to_owned(), 2.0, Some(4.0))]);
    assert_eq!(purposes(&gaps), [Purpose::OriginPulls]);
    api.simulator.set_stage("origin_tls_client_auth_hostname_certificates", &new, "tombstone");
    assert_eq!(api.simulator.presented(APP), None);
    assert_eq!(api.simulator.gaps().len(), 2);
}

#[tokio::test]
async fn an_association_that_is_removed_presents_nothing() {
    let api = start().await;
    let one = active_one(&api, HOSTNAME_CERTIFICATES).await;
    associate(&api, &one, json!(true)).await;
    api.simulator.advance(STAGE);
    associate(&api, &one, Value::Null).await;
    assert_eq!(api.simulator.presented(APP), None);
    assert_eq!(api.simulator.gaps().len(), 1);
}

#[tokio::test]
async fn a_zone_presents_its_newest_certificate_while_origin_pulls_are_enabled() {
    let api = start().await;
    let one = active_one(&api, "").await;
    assert_eq!(api.simulator.presented("www.example.com"), None);
    api.put(&pulls("/settings"), &json!({ "enabled": true })).await.expect(200);
    for hostname in ["example.com", "www.example.com", "a.b.example.com"] {
        assert_eq!(id(api.simulator.presented(hostname)), Some(one.clone()), "{hostname}");
    }
    assert_eq!(api.simulator.presented("example.org"), None);
    let new = active_one(&api, "").await;
    assert_eq!(id(api.simulator.presented("example.com")), Some(new.clone()));
    api.delete(&pulls(&format!("/{one}"))).await.expect(200);
    assert!(api.simulator.gaps().is_empty());
    api.delete(&pulls(&format!("/{new}"))).await.expect(200);
    assert_eq!(api.simulator.gaps().len(), 1);
}

#[tokio::test]
async fn an_association_comes_before_the_zone_even_if_it_is_disabled() {
    let api = start().await;
    let zone = active_one(&api, "").await;
    api.put(&pulls("/settings"), &json!({ "enabled": true })).await.expect(200);
    let own = active_one(&api, HOSTNAME_CERTIFICATES).await;
    associate(&api, &own, json!(true)).await;
    assert_eq!(id(api.simulator.presented(APP)), Some(zone.clone()));
    api.simulator.advance(STAGE);
    assert_eq!(id(api.simulator.presented(APP)), Some(own.clone()));
    associate(&api, &own, json!(false)).await;
    api.simulator.advance(STAGE);
    assert_eq!(api.simulator.presented(APP), None);
    associate(&api, &own, Value::Null).await;
    assert_eq!(id(api.simulator.presented(APP)), Some(zone));
}
