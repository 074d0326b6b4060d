//! SSH CAs of an account, on the wire.

use crate::support::{ACCOUNT, Answer, Server, deletion_names_the_thing, ok};
use serde_json::json;

const ID: &str = "vr1Rmqyf6MA3I7ZMb8jKlCkDgqMnC9Gr";
const KEY: &str =
    "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAy open-ssh-ca@cloudflareaccess.org";

fn path() -> String {
    format!("/client/v4/accounts/{ACCOUNT}/access/gateway_ca")
}

#[tokio::test]
async fn list_comes_at_once() {
    let server = Server::returning(json!([{ "id": ID, "public_key": KEY }, { "id": "b" }])).await;
    let cas = server.account().access_gateway_ca().list().all().await.unwrap();
    assert_eq!((cas[0].id.as_str(), cas[0].public_key.as_deref()), (ID, Some(KEY)));
    assert_eq!((cas[1].id.as_str(), cas[1].public_key.as_deref()), ("b", None));
    server.only().assert_is("GET", &path(), "");
}

#[tokio::test]
async fn create_has_no_body_and_takes_201() {
    let server = Server::answering(Answer::json(201, &ok(json!({ "id": ID, "public_key": KEY })))).await;
    let ca = server.account().access_gateway_ca().create().await.unwrap();
    assert_eq!((ca.id.as_str(), ca.public_key.as_deref()), (ID, Some(KEY)));
    let sent = server.only();
    sent.assert_is("POST", &path(), "");
    assert!(sent.body.is_empty());
}

#[tokio::test]
async fn delete_names_what_was_deleted_also_where_the_server_says_nothing() {
    deletion_names_the_thing(ID, async |server| {
        let gone = server.account().access_gateway_ca().delete(ID).await;
        server.only().assert_is("DELETE", &format!("{}/{ID}", path()), "");
        gone.map(|gone| gone.id.clone())
    })
    .await;
}
