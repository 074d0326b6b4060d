//! CAs of Access applications, on the wire.

use crate::support::{ACCOUNT, Answer, Server, ZONE, ok, only_404_is_absence, page, refused_fields};
use serde_json::json;

const APP: &str = "f174e90a-fafe-4643-bbbc-4a0ed4fc8415";
const KEY: &str =
    "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAy open-ssh-ca@cloudflareaccess.org";

#[tokio::test]
async fn list_pages_up_to_1000_a_page() {
    let server = Server::answering(Answer::json(200, &page(vec![json!({ "id": "a" })], 2, 1000, 1001))).await;
    let cas = server.account().access_application_cas();
    let found = cas.list().per_page(1000).page(2).await.unwrap();
    assert_eq!(found.items()[0].id, "a");
    let path = format!("/client/v4/accounts/{ACCOUNT}/access/apps/ca");
    server.only().assert_is("GET", &path, "page=2&per_page=1000");
    let error = cas.list().per_page(1001).page(2).await.unwrap_err();
    assert_eq!(refused_fields(&error), ["per_page"]);
    assert_eq!(server.sent().len(), 1);
}

#[tokio::test]
async fn get_reads_the_key_that_ssh_servers_have_to_trust() {
    let server = Server::returning(json!({
        "id": "7eddae4619b50ab1361ba8ae9bd72269a432fea041529ed9", "public_key": KEY,
        "aud": "737646a56ab1df6ec9bddc7e5ca84eaf3b0768850f3ffb5d74f1534911fe3893",
    }))
    .await;
    let ca = server.account().access_application_cas().get(APP).await.unwrap();
    assert_eq!(ca.id, "7eddae4619b50ab1361ba8ae9bd72269a432fea041529ed9");
    assert_eq!(ca.public_key.as_deref(), Some(KEY));
    assert_eq!(ca.aud.as_deref().map(str::len), Some(64));
    server.only().assert_is("GET", &format!("/client/v4/accounts/{ACCOUNT}/access/apps/{APP}/ca"), "");
}

#[tokio::test]
async fn create_has_no_body() {
    let server = Server::returning(json!({ "id": "a", "public_key": KEY, "aud": null })).await;
    let ca = server.zone().access_application_cas().create(APP).await.unwrap();
    assert_eq!((ca.id.as_str(), ca.aud.as_ref()), ("a", None));
    let sent = server.only();
    sent.assert_is("POST", &format!("/client/v4/zones/{ZONE}/access/apps/{APP}/ca"), "");
    assert!(sent.body.is_empty());
}

#[tokio::test]
async fn delete_takes_202_and_names_the_authority() {
    let server = Server::answering(Answer::json(202, &ok(json!({ "id": "of-the-authority" })))).await;
    let gone = server.account().access_application_cas().delete(APP).await.unwrap();
    assert_eq!(gone.id, "of-the-authority");
    server.only().assert_is("DELETE", &format!("/client/v4/accounts/{ACCOUNT}/access/apps/{APP}/ca"), "");
}

#[tokio::test]
async fn an_application_without_an_authority_is_an_answer() {
    only_404_is_absence(async |server| server.zone().access_application_cas().get_opt(APP).await).await;
}

#[tokio::test]
async fn a_deletion_without_a_result_does_not_take_the_id_of_the_application() {
    let server = Server::answering(Answer::text(204, "text/plain", "")).await;
    let gone = server.account().access_application_cas().delete("app").await.unwrap();
    assert_eq!(gone.id, "");
}
