//! Requests that do not agree with the document, and what every answer has.

#![allow(clippy::unwrap_used)] // A test fails by panicking.

mod common;

use std::path::Path;

use cloudflare_certificates_compiler::Document;
use cloudflare_certificates_simulator::{SimulatedZone, Simulator};
use common::{ACCOUNT, Api, Reply, ZONE, certificates, new_csr};
use reqwest::Method;
use serde_json::json;

/// Resources that the simulator knows from the document alone.
const NOT_MODELLED: [&str; 7] = [
    "access_application_cas",
    "access_gateway_ca",
    "access_saml_certificates",
    "ct_alerting",
    "device_policy_certificates",
    "gateway_configuration",
    "zone_settings",
];

#[tokio::test]
async fn every_documented_operation_is_modelled_or_says_that_it_is_not() {
    let zone = SimulatedZone::new("example.com").with_id(ZONE).account(ACCOUNT);
    let api = Api::with(Simulator::builder().zone(zone)).await;
    let document = Document::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../openapi")).unwrap();
    let operations = document.operations();
    assert!(operations.len() >= 98);
    for operation in operations {
        let path = operation.path.replace("{accounts_or_zones}", "zones");
        let path = path.replace("{account_or_zone_id}", ZONE).replace("{zone_id}", ZONE);
        let path = path.replace("{account_id}", ACCOUNT);
        let path = path.replace(['{', '}'], "");
        let method = Method::from_bytes(operation.verb.to_ascii_uppercase().as_bytes()).unwrap();
        // A setting that there is, and the one parameter that a query must have.
        let path = path.replace("/settings/setting_id", "/settings/http2");
        let path = if path == "/certificates" { format!("{path}?zone_id={ZONE}") } else { path };
        let request = api.request(method, &path).bearer_auth(api.simulator.token()).json(&json!({}));
        let reply = Reply::of(request.send().await.unwrap()).await;
        let resource = operation.texts("tags")[0];
        if NOT_MODELLED.contains(&resource) {
            // What is documented is checked first; then it says so, and never pretends.
            let said = matches!((reply.status, reply.code()), (501, Some(10501)) | (400, _));
            assert!(said, "{}: {reply:?}", operation.id());
            continue;
        }
        let refused_by_the_operation =
            matches!(reply.status, 200 | 201 | 202 | 400 | 404) && reply.code() != Some(7003);
        assert!(refused_by_the_operation, "{}: {reply:?}", operation.id());
    }
}

#[tokio::test]
async fn an_unknown_path_is_404_with_7000() {
    let api = Api::start().await;
    for path in ["/nowhere", "/user/tokens", "/"] {
        api.get(path).await.refused(404, 7000);
    }
}

#[tokio::test]
async fn a_path_outside_of_the_base_is_404_with_7000() {
    let api = Api::start().await;
    let root = api.simulator.base_url().trim_end_matches("/client/v4");
    let url = format!("{root}{}", certificates(ZONE));
    Reply::of(api.client.get(url).send().await.unwrap()).await.refused(404, 7000);
}

#[tokio::test]
async fn a_malformed_zone_is_404_with_7003() {
    let api = Api::start().await;
    for zone in ["", "short", "zz3e105f4ecef8ad9ca31a8372d0c353", "..%2F.."] {
        api.get(&certificates(zone)).await.refused(404, 7003);
    }
}

#[tokio::test]
async fn a_scope_that_is_neither_account_nor_zone_is_404_with_7003() {
    let api = Api::start().await;
    api.get(&format!("/users/{ACCOUNT}/custom_csrs")).await.refused(404, 7003);
}

#[tokio::test]
async fn a_path_without_the_method_is_405_with_7001() {
    let api = Api::start().await;
    api.delete(&certificates(ZONE)).await.refused(405, 7001);
    // The literal path is meant, not a certificate that is called `prioritize`.
    api.get(&format!("{}/prioritize", certificates(ZONE))).await.refused(405, 7001);
}

#[tokio::test]
async fn a_response_405_lists_the_methods_of_the_path() {
    let api = Api::start().await;
    let prioritize = format!("{}/prioritize", certificates(ZONE));
    for (path, methods) in [(certificates(ZONE), "GET, POST"), (prioritize, "PUT")] {
        let request = api.request(Method::DELETE, &path).bearer_auth(api.simulator.token());
        assert_eq!(request.send().await.unwrap().headers()["allow"], methods);
    }
}

#[tokio::test]
async fn a_missing_body_is_400() {
    let api = Api::start().await;
    let request = api.request(Method::POST, &certificates(ZONE)).bearer_auth(api.simulator.token());
    Reply::of(request.send().await.unwrap()).await.refused(400, 10001);
}

#[tokio::test]
async fn bad_json_is_400_with_6007() {
    let api = Api::start().await;
    let request = api.request(Method::POST, &certificates(ZONE)).bearer_auth(api.simulator.token());
    Reply::of(request.body("{\"certificate\":").send().await.unwrap()).await.refused(400, 6007);
}

#[tokio::test]
async fn another_kind_of_body_is_415() {
    let api = Api::start().await;
    let request = api.request(Method::POST, &certificates(ZONE)).bearer_auth(api.simulator.token());
    let request = request.header("Content-Type", "text/plain").body("{}");
    Reply::of(request.send().await.unwrap()).await.refused(415, 10415);
}

#[tokio::test]
async fn too_large_a_body_is_413() {
    let api = Api::start().await;
    let body = json!({ "certificate": "x".repeat(5 * 1024 * 1024), "private_key": "x" });
    api.post(&certificates(ZONE), &body).await.refused(413, 10413);
    // The connection goes on.
    api.get(&certificates(ZONE)).await.expect(200);
}

#[tokio::test]
async fn a_body_that_does_not_agree_with_its_schema_is_400_with_each_place() {
    let api = Api::start().await;
    let mut csr = new_csr("rsa1024");
    csr["country"] = json!("usa");
    csr["sans"] = json!([]);
    let reply = api.post(&format!("/accounts/{ACCOUNT}/custom_csrs"), &csr).await.expect(400);
    let errors = reply.body["errors"].as_array().unwrap();
    let mut places: Vec<&str> =
        errors.iter().map(|error| error["source"]["pointer"].as_str().unwrap()).collect();
    places.sort_unstable();
    assert_eq!(places, ["/country", "/key_type", "/sans"]);
}

#[tokio::test]
async fn a_rule_of_several_fields_is_checked() {
    let api = Api::start().await;
    // Neither a private key nor a CSR.
    api.post(&certificates(ZONE), &json!({ "certificate": "x" })).await.refused(400, 10001);
}

#[tokio::test]
async fn a_refused_body_is_not_repeated() {
    let api = Api::start().await;
    let body = json!({ "certificate": 1, "private_key": ["canary"], "custom_csr_id": "x" });
    let reply = api.post(&certificates(ZONE), &body).await.expect(400);
    assert!(!reply.body.to_string().contains("canary"), "{}", reply.body);
}

#[tokio::test]
async fn a_query_parameter_out_of_its_enumeration_is_400() {
    let api = Api::start().await;
    api.get(&format!("{}?status=sleeping", certificates(ZONE))).await.refused(400, 10001);
    api.get(&format!("{}?page=two", certificates(ZONE))).await.refused(400, 10001);
}

#[tokio::test]
async fn an_unknown_query_parameter_is_ignored() {
    let api = Api::start().await;
    api.get(&format!("{}?unknown=1", certificates(ZONE))).await.expect(200);
}

#[tokio::test]
async fn every_answer_has_a_ray_of_its_own() {
    let api = Api::start().await;
    let one = api.get(&certificates(ZONE)).await.ray.unwrap();
    let other = api.get("/nowhere").await.ray.unwrap();
    assert_ne!(one, other);
}
