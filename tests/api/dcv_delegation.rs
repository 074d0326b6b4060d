//! DCV delegation, on the wire.

use crate::support::{Server, ZONE};
use serde_json::json;

#[tokio::test]
async fn get_reads_the_identifier() {
    let server = Server::returning(json!({ "uuid": "abc123def456ghi7" })).await;
    let answer = server.zone().dcv_delegation().get().await.unwrap();
    assert_eq!(answer.uuid.as_deref(), Some("abc123def456ghi7"));
    let sent = server.only();
    sent.assert_is("GET", &format!("/client/v4/zones/{ZONE}/dcv_delegation/uuid"), "");
    assert!(sent.body.is_empty());
}
