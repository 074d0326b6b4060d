#![allow(clippy::unwrap_used)] // A test fails by panicking.

use std::sync::Arc;

use serde_json::{Value, json};

use super::Contract;
use crate::Simulator;

#[test]
fn every_schema_of_the_embedded_document_can_be_compiled() {
    let contract = Contract::embedded().unwrap();
    let mut compiled = 0;
    for operation in contract.routes.iter().flat_map(|route| route.operations.values()) {
        let parameters = operation.path_parameters.iter().chain(&operation.query_parameters);
        let schemas = parameters.map(|parameter| &parameter.schema);
        for schema in schemas.chain(operation.body.as_ref().map(|body| &body.schema)) {
            let broken = schema.validator().err();
            assert!(broken.is_none(), "{}: {broken:?}", operation.id);
            compiled += 1;
        }
    }
    assert!(compiled > 200, "{compiled} schemas");
}

/// Starts a simulator whose document has one operation, in which the parameters or the body have this schema.
async fn respond(schema: &Value, target: &str) -> (u16, Value) {
    let parameter = |name: &str, place: &str| json!({ "name": name, "in": place, "schema": schema });
    let body = json!({ "content": { "application/json": { "schema": schema } } });
    let document = json!({ "paths": {
        "/things/{id}": { "post": { "parameters": [parameter("id", "path")], "responses": {} } },
        "/things": { "post": { "parameters": [parameter("name", "query")], "requestBody": body, "responses": {} } },
    } });
    let contract = Arc::new(Contract::new(&document).unwrap());
    let simulator = Simulator::builder().start_with(contract).await.unwrap();
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let request = client.post(format!("{}{target}", simulator.base_url())).bearer_auth(simulator.token());
    let response = request.json(&json!("value")).send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap())
}

#[tokio::test]
async fn a_request_for_which_a_schema_cannot_be_used_is_500() {
    let dangling = json!({ "$ref": "#/components/schemas/Missing" });
    let pattern = json!({ "type": "string", "pattern": "(" });
    for schema in [dangling, pattern] {
        for target in ["/things/value", "/things?name=value", "/things"] {
            let (status, body) = respond(&schema, target).await;
            assert_eq!((status, &body["errors"][0]["code"]), (500, &json!(10500)), "{target}: {body}");
        }
    }
}

#[tokio::test]
async fn a_schema_that_no_request_needs_may_be_unusable() {
    let (status, _) = respond(&json!({ "pattern": "(" }), "/nowhere").await;
    assert_eq!(status, 404);
}
