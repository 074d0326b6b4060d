//! Which credentials are accepted.

#![allow(clippy::unwrap_used)] // A test fails by panicking.

mod common;

use cloudflare_certificates_simulator::Simulator;
use common::{Api, Reply, ZONE, certificates};
use reqwest::Method;

async fn with_headers(api: &Api, headers: &[(&str, &str)]) -> Reply {
    let mut request = api.request(Method::GET, &certificates(ZONE));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    Reply::of(request.send().await.unwrap()).await
}

#[tokio::test]
async fn the_token_is_let_in() {
    let api = Api::start().await;
    let bearer = format!("Bearer {}", api.simulator.token());
    with_headers(&api, &[("Authorization", &bearer)]).await.expect(200);
}

#[tokio::test]
async fn a_chosen_token_takes_the_place_of_the_usual_one() {
    let api = Api::with(Simulator::builder().token("mine")).await;
    assert_eq!(api.simulator.token(), "mine");
    with_headers(&api, &[("Authorization", "Bearer mine")]).await.expect(200);
    let usual = Simulator::start().await.unwrap();
    let usual = format!("Bearer {}", usual.token());
    with_headers(&api, &[("Authorization", &usual)]).await.refused(403, 9109);
}

#[tokio::test]
async fn the_email_address_with_its_key_is_let_in() {
    let api = Api::start().await;
    let headers = [("X-Auth-Email", api.simulator.email()), ("X-Auth-Key", api.simulator.api_key())];
    with_headers(&api, &headers).await.expect(200);
}

#[tokio::test]
async fn no_credentials_are_400_with_9106() {
    let api = Api::start().await;
    with_headers(&api, &[]).await.refused(400, 9106);
}

#[tokio::test]
async fn half_a_pair_is_as_good_as_none() {
    let api = Api::start().await;
    with_headers(&api, &[("X-Auth-Email", api.simulator.email())]).await.refused(400, 9106);
    with_headers(&api, &[("X-Auth-Key", api.simulator.api_key())]).await.refused(400, 9106);
}

#[tokio::test]
async fn a_wrong_token_is_403_with_9109() {
    let api = Api::start().await;
    with_headers(&api, &[("Authorization", "Bearer wrong")]).await.refused(403, 9109);
}

#[tokio::test]
async fn a_wrong_key_is_403_with_9103() {
    let api = Api::start().await;
    let headers = [("X-Auth-Email", api.simulator.email()), ("X-Auth-Key", "wrong")];
    with_headers(&api, &headers).await.refused(403, 9103);
}

#[tokio::test]
async fn another_scheme_is_400_with_6003() {
    let api = Api::start().await;
    with_headers(&api, &[("Authorization", "Basic dXNlcjpwYXNz")]).await.refused(400, 6003);
}
