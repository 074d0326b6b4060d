//! API tokens of a user, on the wire.

use crate::support::{Answer, Server, failure, refused_fields};
use cloudflare_certificates::types::VerifiedTokenStatus;
use cloudflare_certificates::{Client, ErrorKind};
use serde_json::json;

const ID: &str = "ed17574386854bf78a67040be0a770b0";

#[tokio::test]
async fn verify_reads_the_state_of_the_token() {
    let server = Server::returning(json!({
        "id": ID, "status": "active", "not_before": "2018-07-01T05:20:00Z", "expires_on": "2020-01-01T00:00:00Z",
    }))
    .await;
    let token = server.client().user_tokens().verify().await.unwrap();
    assert_eq!((token.id.as_str(), token.status.as_ref()), (ID, Some(&VerifiedTokenStatus::Active)));
    assert_eq!(token.expires_on.as_ref().unwrap().as_str(), "2020-01-01T00:00:00Z");
    assert_eq!(token.not_before.as_ref().unwrap().as_str(), "2018-07-01T05:20:00Z");
    server.only().assert_is("GET", "/client/v4/user/tokens/verify", "");
}

#[tokio::test]
async fn a_token_that_never_expires_and_a_status_that_is_new_are_read() {
    let server = Server::returning(json!({ "id": ID, "status": "a_new_one", "expires_on": null })).await;
    let token = server.client().user_tokens().verify().await.unwrap();
    assert_eq!(token.status.as_ref().unwrap().as_str(), "a_new_one");
    assert_eq!((token.expires_on.as_ref(), token.not_before.as_ref()), (None, None));
}

#[tokio::test]
async fn a_token_that_is_unknown_is_an_error() {
    let server = Server::answering(Answer::json(401, &failure(1000, "Invalid API Token"))).await;
    let error = server.client().user_tokens().verify().await.unwrap_err();
    assert_eq!((error.kind(), error.status().unwrap().as_u16()), (ErrorKind::Api, 401));
    assert!(error.has_code(1000));
}

#[tokio::test]
async fn the_global_api_key_is_refused_before_it_is_sent() {
    let server = Server::returning(json!({ "id": ID, "status": "active" })).await;
    let builder = Client::builder().email("user@example.com").api_key("the-key");
    let client = builder.base_url(server.base_url()).build().unwrap();
    let error = client.user_tokens().verify().await.unwrap_err();
    assert_eq!(refused_fields(&error), ["credentials"]);
    assert!(server.sent().is_empty());
}
