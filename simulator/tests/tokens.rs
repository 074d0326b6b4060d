//! Tokens: what they may do, what they reach, and whether they are valid.

#![allow(clippy::unwrap_used)] // A test fails by panicking.

mod common;

use std::time::Duration;

use cloudflare_certificates_simulator::{SimulatedZone, Simulator, SimulatorBuilder, Token};
use common::{ACCOUNT, Api, OTHER_ZONE, Reply, ZONE, certificates, new_csr};
use reqwest::{Client, Method};
use serde_json::json;

const OTHER_ACCOUNT: &str = "8888105f4ecef8ad9ca31a8372d0c353";
const VERIFY: &str = "/user/tokens/verify";

async fn start(builder: SimulatorBuilder) -> Api {
    let client = Client::builder().no_proxy().build().unwrap();
    let builder = builder
        .zone(SimulatedZone::new("example.com").with_id(ZONE).account(ACCOUNT))
        .zone(SimulatedZone::new("example.org").with_id(OTHER_ZONE).account(OTHER_ACCOUNT));
    Api { simulator: builder.start().await.unwrap(), client }
}

async fn with(token: Token) -> Api {
    start(Simulator::builder().add_token(token)).await
}

/// A GET with the token `mine`.
async fn get(api: &Api, path: &str) -> Reply {
    Reply::of(api.request(Method::GET, path).bearer_auth("mine").send().await.unwrap()).await
}

async fn create(api: &Api, path: &str) -> Reply {
    let request = api.request(Method::POST, path).bearer_auth("mine").json(&new_csr("p256v1"));
    Reply::of(request.send().await.unwrap()).await
}

#[tokio::test]
async fn a_token_without_restrictions_may_do_everything() {
    let api = with(Token::new("mine")).await;
    create(&api, &format!("/zones/{ZONE}/custom_csrs")).await.expect(201);
    create(&api, &format!("/accounts/{OTHER_ACCOUNT}/custom_csrs")).await.expect(201);
    get(&api, &certificates(OTHER_ZONE)).await.expect(200);
}

#[tokio::test]
async fn a_read_only_token_changes_nothing() {
    let api = with(Token::new("mine").read_only()).await;
    let path = format!("/zones/{ZONE}/custom_csrs");
    create(&api, &path).await.refused(403, 10000);
    for method in [Method::PUT, Method::PATCH, Method::DELETE] {
        let request = api.request(method, &format!("{}/x", certificates(ZONE))).bearer_auth("mine");
        let reply = Reply::of(request.json(&json!({})).send().await.unwrap()).await;
        assert!(matches!(reply.status, 403 | 405), "{reply:?}");
    }
    assert_eq!(get(&api, &path).await.expect(200).ids().len(), 0);
}

#[tokio::test]
async fn a_token_expires_in_simulated_time() {
    let api = start(Simulator::builder()).await;
    let expiry = api.simulator.now() + Duration::from_secs(60);
    api.simulator.add_token(Token::new("mine").expires_on(expiry));
    api.simulator.advance(Duration::from_secs(59));
    get(&api, &certificates(ZONE)).await.expect(200);
    assert_eq!(get(&api, VERIFY).await.expect(200).text("status"), "active");
    api.simulator.advance(Duration::from_secs(1));
    get(&api, &certificates(ZONE)).await.refused(403, 9109);
    let verified = get(&api, VERIFY).await.expect(200);
    assert_eq!((verified.text("status"), &verified.body["messages"]), ("expired".to_owned(), &json!([])));
    assert!(verified.result()["expires_on"].is_string());
}

#[tokio::test]
async fn a_disabled_token_is_not_accepted() {
    let api = with(Token::new("mine").disabled()).await;
    get(&api, &certificates(ZONE)).await.refused(403, 9109);
    let verified = get(&api, VERIFY).await.expect(200);
    assert_eq!((verified.text("status"), &verified.body["messages"]), ("disabled".to_owned(), &json!([])));
}

#[tokio::test]
async fn an_active_token_is_verified() {
    let api = with(Token::new("mine").zone(ZONE).read_only()).await;
    let verified = get(&api, VERIFY).await.expect(200);
    assert_eq!(verified.text("status"), "active");
    assert_eq!(verified.text("id").len(), 32);
    assert_ne!(verified.text("id"), api.get(VERIFY).await.expect(200).text("id"));
    let message = json!({ "code": 10000, "message": "This API Token is valid and active", "type": null });
    assert_eq!(verified.body["messages"], json!([message]));
}

#[tokio::test]
async fn an_unknown_token_is_not_verified() {
    let api = start(Simulator::builder()).await;
    let reply = get(&api, VERIFY).await;
    reply.refused(401, 1000);
    assert_eq!(reply.body["errors"][0]["message"], "Invalid API Token");
}

#[tokio::test]
async fn a_key_cannot_be_verified() {
    let api = start(Simulator::builder()).await;
    let request = api.request(Method::GET, VERIFY).header("X-Auth-Email", api.simulator.email());
    let request = request.header("X-Auth-Key", api.simulator.api_key());
    Reply::of(request.send().await.unwrap()).await.refused(401, 1000);
}

#[tokio::test]
async fn a_token_for_a_zone_reaches_that_zone_only() {
    let api = with(Token::new("mine").zone(ZONE)).await;
    get(&api, &certificates(ZONE)).await.expect(200);
    get(&api, &format!("/zones/{ZONE}")).await.expect(200);
    create(&api, &format!("/zones/{}/custom_csrs", ZONE.to_uppercase())).await.expect(201);
    get(&api, &certificates(OTHER_ZONE)).await.refused(403, 10000);
    get(&api, &format!("/zones/{OTHER_ZONE}/ssl/certificate_packs")).await.refused(403, 10000);
    get(&api, &format!("/zones/{OTHER_ZONE}")).await.refused(403, 9109);
    get(&api, &format!("/accounts/{ACCOUNT}/custom_csrs")).await.refused(403, 10000);
    get(&api, &format!("/accounts/{ACCOUNT}")).await.refused(403, 9109);
}

#[tokio::test]
async fn a_token_for_an_account_reaches_the_account_and_its_zones() {
    let api = with(Token::new("mine").account(ACCOUNT.to_uppercase())).await;
    get(&api, &format!("/accounts/{ACCOUNT}/mtls_certificates")).await.expect(200);
    get(&api, &certificates(ZONE)).await.expect(200);
    get(&api, &format!("/accounts/{OTHER_ACCOUNT}/mtls_certificates")).await.refused(403, 10000);
    get(&api, &certificates(OTHER_ZONE)).await.refused(403, 10000);
}

#[tokio::test]
async fn the_scope_of_a_resource_with_two_kinds_of_scopes_is_checked() {
    let api = with(Token::new("mine").zone(ZONE)).await;
    get(&api, &format!("/zones/{ZONE}/access/certificates")).await.expect(200);
    get(&api, &format!("/zones/{OTHER_ZONE}/access/certificates")).await.refused(403, 10000);
    // An account with the id of the zone is not the zone.
    get(&api, &format!("/accounts/{ZONE}/access/certificates")).await.refused(403, 10000);
}

#[tokio::test]
async fn the_zone_in_the_query_of_the_origin_ca_is_checked() {
    let api = with(Token::new("mine").zone(ZONE)).await;
    get(&api, &format!("/certificates?zone_id={ZONE}")).await.expect(200);
    get(&api, &format!("/certificates?zone_id={OTHER_ZONE}")).await.refused(403, 10000);
    get(&api, "/certificates?zone_id=00000000000000000000000000000000").await.refused(403, 10000);
}

#[tokio::test]
async fn a_token_that_is_added_again_is_replaced() {
    let api = with(Token::new("mine")).await;
    get(&api, &certificates(ZONE)).await.expect(200);
    api.simulator.add_token(Token::new("mine").disabled());
    get(&api, &certificates(ZONE)).await.refused(403, 9109);
}

#[tokio::test]
async fn a_reset_restores_the_tokens_of_the_start() {
    let api = with(Token::new("mine")).await;
    api.simulator.add_token(Token::new("mine").disabled());
    api.simulator.add_token(Token::new("late"));
    api.simulator.reset();
    get(&api, &certificates(ZONE)).await.expect(200);
    let request = api.request(Method::GET, &certificates(ZONE)).bearer_auth("late");
    Reply::of(request.send().await.unwrap()).await.refused(403, 9109);
}

#[tokio::test]
async fn empty_credentials_are_refused_at_the_start() {
    for builder in [
        Simulator::builder().token(""),
        Simulator::builder().add_token(Token::new(" ")),
        Simulator::builder().api_key("", "key"),
        Simulator::builder().api_key("a@example.com", ""),
        Simulator::builder().user_service_key(""),
    ] {
        builder.start().await.unwrap_err();
    }
}

#[tokio::test]
async fn debug_of_a_token_shows_no_value() {
    let builder =
        Simulator::builder().add_token(Token::new("canary").zone(ZONE)).api_key("a@example.com", "canary");
    let shown = format!("{builder:?} {:?}", Token::new("canary").zone(ZONE));
    assert!(shown.contains(ZONE) && !shown.contains("canary"), "{shown}");
    let simulator = builder.start().await.unwrap();
    let shown = format!("{simulator:?} {:?} {:?}", simulator.clock(), simulator.zones());
    assert!(!shown.contains("canary"), "{shown}");
}
