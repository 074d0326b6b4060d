//! The fallback origin.

use serde_json::json;

use crate::{advance, path, start};

#[tokio::test]
async fn a_fallback_origin_that_is_no_hostname_of_the_zone_is_refused() {
    let api = start().await;
    let fallback = path("/fallback_origin");
    for origin in ["a b!", "*.example.com", "192.0.2.1", "origin.customer.net"] {
        let reply = api.put(&fallback, &json!({ "origin": origin })).await.expect(400);
        assert_eq!(reply.body["errors"][0]["source"]["pointer"], "/origin");
    }
    api.get(&fallback).await.expect(404);
}

#[tokio::test]
async fn a_fallback_origin_is_deployed_and_removed_in_stages() {
    let api = start().await;
    let fallback = path("/fallback_origin");
    let first = api.put(&fallback, &json!({ "origin": "a.example.com" })).await.expect(200);
    assert_eq!(first.text("status"), "initializing");
    for status in ["pending_deployment", "active"] {
        advance(&api, 1);
        assert_eq!(api.get(&fallback).await.expect(200).text("status"), status);
    }
    let second = api.put(&fallback, &json!({ "origin": "b.example.com" })).await.expect(200);
    assert_eq!(second.text("created_at"), first.text("created_at"));
    assert_ne!(second.text("updated_at"), first.text("updated_at"));
    assert_eq!(api.delete(&fallback).await.expect(200).text("status"), "pending_deletion");
    assert_eq!(api.get(&fallback).await.expect(200).text("status"), "pending_deletion");
    advance(&api, 1);
    api.get(&fallback).await.expect(404);
}
