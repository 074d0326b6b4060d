//! What an order may contain, and what the server makes of it.

use cloudflare_certificates_simulator::{Activation, SimulatedZone};
use serde_json::json;

use crate::{advance, get, new, new_with, order, ordered, path, start, start_in};

#[tokio::test]
async fn apex_and_wildcard_have_a_token_each() {
    let api = start().await;
    let id = ordered(&api).await;
    assert_eq!(get(&api, &id).await.result().get("validation_records"), None, "not ordered yet");
    advance(&api, 1);
    let reply = get(&api, &id).await;
    let records = reply.result()["validation_records"].as_array().unwrap();
    assert_eq!(records.len(), 2);
    assert_eq!(records[0]["txt_name"], "_acme-challenge.example.com");
    assert_eq!(records[1]["txt_name"], records[0]["txt_name"]);
    assert_ne!(records[1]["txt_value"], records[0]["txt_value"]);
}

#[tokio::test]
async fn the_server_adds_the_apex_of_the_zone() {
    let api = start().await;
    let reply = order(&api, &new(&["www.example.com", "API.example.com"])).await.expect(200);
    assert_eq!(reply.result()["hosts"], json!(["api.example.com", "example.com", "www.example.com"]));
}

#[tokio::test]
async fn a_pack_has_at_most_50_hosts() {
    let api = start().await;
    let hosts: Vec<String> = (1..=50).map(|number| format!("host-{number}.example.com")).collect();
    let mut hosts: Vec<&str> = hosts.iter().map(String::as_str).collect();
    hosts.push("example.com");
    order(&api, &new(&hosts)).await.refused(400, 10412);
    hosts.remove(0);
    order(&api, &new(&hosts)).await.expect(200);
    order(&api, &new(&[])).await.refused(400, 10412);
}

#[tokio::test]
async fn a_host_that_is_no_hostname_of_the_zone_is_refused() {
    let api = start().await;
    for host in ["a b.example.com", "192.0.2.1", "www.*.example.com", "example.org", "notexample.com"] {
        let reply = order(&api, &new(&["example.com", host])).await.expect(400);
        assert_eq!(reply.body["errors"][0]["source"]["pointer"], "/hosts/1", "{host}");
    }
}

#[tokio::test]
async fn a_wildcard_cannot_be_validated_by_http() {
    let api = start().await;
    let refused = order(&api, &new_with(&["*.example.com"], "validation_method", "http")).await.expect(400);
    assert_eq!(refused.body["errors"][0]["source"]["pointer"], "/validation_method");
    order(&api, &new_with(&["www.example.com"], "validation_method", "http")).await.expect(200);
}

#[tokio::test]
async fn an_authority_issues_only_for_the_days_that_it_offers() {
    let api = start().await;
    for (authority, days, status) in [
        ("google", 365, 400),
        ("lets_encrypt", 365, 400),
        ("ssl_com", 365, 400),
        ("lets_encrypt", 30, 400),
        ("google", 14, 200),
        ("google", 30, 200),
        ("lets_encrypt", 14, 200),
        ("lets_encrypt", 90, 200),
        ("ssl_com", 30, 200),
    ] {
        let mut new = new_with(&["example.com"], "certificate_authority", authority);
        new["validity_days"] = json!(days);
        assert_eq!(order(&api, &new).await.status, status, "{authority} {days}");
    }
    let enterprise =
        start_in(SimulatedZone::new("example.com").plan("enterprise"), Activation::default()).await;
    for (authority, status) in [("ssl_com", 200), ("google", 400)] {
        let mut new = new_with(&["example.com"], "certificate_authority", authority);
        new["validity_days"] = json!(365);
        assert_eq!(order(&enterprise, &new).await.status, status, "{authority}");
    }
}

#[tokio::test]
async fn google_does_not_issue_for_punycode() {
    let api = start().await;
    let hosts = ["xn--bcher-kva.example.com"];
    order(&api, &new(&hosts)).await.expect(400);
    order(&api, &new_with(&hosts, "certificate_authority", "ssl_com")).await.expect(200);
}

#[tokio::test]
async fn lets_encrypt_does_not_issue_for_more_than_ten_subdomains() {
    let api = start().await;
    let below = |levels: usize| format!("{}example.com", "a.".repeat(levels));
    let new = |host: &str| new_with(&[host], "certificate_authority", "lets_encrypt");
    order(&api, &new(&below(11))).await.expect(400);
    order(&api, &new(&below(10))).await.expect(200);
}

#[tokio::test]
async fn the_quota_counts_what_is_ordered_and_not_deleted() {
    let api = start().await;
    api.simulator.set_quota("certificate_packs", 1);
    let quota = async |used: u64| {
        let reply = api.get(&path("/quota")).await.expect(200);
        assert_eq!(reply.result(), &json!({ "advanced": { "allocated": 1, "used": used } }));
    };
    quota(0).await;
    let id = ordered(&api).await;
    quota(1).await;
    order(&api, &new(&["www.example.com"])).await.expect(403);
    api.delete(&path(&format!("/{id}"))).await.expect(200);
    quota(0).await;
    order(&api, &new(&["www.example.com"])).await.expect(200);
}
