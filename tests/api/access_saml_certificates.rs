//! SAML encryption certificates of Access, on the wire.

use crate::support::{ACCOUNT, Answer, Server, failure, only_404_is_absence, refused_fields};
use serde_json::{Value, json};

const SET: &str = "3b8f9a52-2f4c-4c37-9a1e-0d2c6e5f7a81";
const PROVIDER: &str = "f174e90a-fafe-4643-bbbc-4a0ed4fc8415";
const PEM: &str = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";

fn path() -> String {
    format!("/client/v4/accounts/{ACCOUNT}/access/saml_certificates")
}

fn certificate(uid: &str, is_current: bool) -> Value {
    json!({
        "uid": uid, "is_current": is_current, "not_after": "2031-11-20T12:00:00Z", "public_certificate": PEM,
    })
}

/// A set with this as its previous certificate.
fn set(previous: &Value) -> Value {
    json!({
        "uid": SET, "created_at": "2026-11-20T12:00:00Z", "updated_at": "2026-11-21T12:00:00Z",
        "current_certificate": certificate("new", true), "previous_certificate": previous,
    })
}

#[tokio::test]
async fn list_asks_for_the_sets_with_these_identifiers() {
    let server = Server::returning(json!([set(&Value::Null)])).await;
    let sets = server.account().access_saml_certificates();
    let found = sets.list().id(format!("{SET},b")).per_page(1000).all().await.unwrap();
    assert_eq!(found[0].uid, SET);
    server.only().assert_is("GET", &path(), &format!("id={SET}%2Cb&per_page=1000"));
    let error = sets.list().id("").per_page(1001).all().await.unwrap_err();
    assert_eq!(refused_fields(&error), ["id", "per_page"]);
    assert_eq!(server.sent().len(), 1);
}

#[tokio::test]
async fn rotate_returns_the_new_certificate_and_the_one_before() {
    let server = Server::returning(set(&certificate("old", false))).await;
    let set = server.account().access_saml_certificates().rotate(SET).await.unwrap();
    let (current, previous) =
        (set.current_certificate.as_ref().unwrap(), set.previous_certificate.as_ref().unwrap());
    assert_eq!((current.uid.as_deref(), current.is_current), (Some("new"), Some(true)));
    assert_eq!(current.public_certificate.as_deref(), Some(PEM));
    assert_eq!(current.not_after.as_ref().unwrap().as_str(), "2031-11-20T12:00:00Z");
    assert_eq!((previous.uid.as_deref(), previous.is_current), (Some("old"), Some(false)));
    let sent = server.only();
    sent.assert_is("POST", &format!("{}/{SET}/rotate", path()), "");
    assert!(sent.body.is_empty());
}

#[tokio::test]
async fn a_set_that_was_never_rotated_is_read() {
    for nothing in [json!(null), json!({})] {
        let server = Server::returning(set(&nothing)).await;
        let set = server.account().access_saml_certificates().get(SET).await.unwrap();
        assert_eq!(set.uid, SET);
        assert!(set.previous_certificate.as_ref().is_none_or(|previous| previous.uid.is_none()), "{nothing}");
        server.only().assert_is("GET", &format!("{}/{SET}", path()), "");
    }
}

#[tokio::test]
async fn a_set_is_created_below_its_identity_provider() {
    let server = Server::returning(set(&Value::Null)).await;
    let sets = server.account().access_saml_certificates();
    let set = sets.identity_provider().create(PROVIDER).await.unwrap();
    assert_eq!(set.uid, SET);
    let sent = server.only();
    let path = format!("/client/v4/accounts/{ACCOUNT}/access/identity_providers/{PROVIDER}/saml_certificate");
    sent.assert_is("POST", &path, "");
    assert!(sent.body.is_empty());
}

#[tokio::test]
async fn get_opt_takes_404_for_an_answer_and_nothing_else() {
    only_404_is_absence(async |server| server.account().access_saml_certificates().get_opt(SET).await).await;
}

#[tokio::test]
async fn pem_is_the_text_as_it_is() {
    const PEM: &str = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
    let server = Server::answering(Answer::text(200, "application/x-pem-file", PEM)).await;
    let pem = server.account().access_saml_certificates().pem("set").await.unwrap();
    assert_eq!(*pem, PEM);
    assert_eq!(server.only().header("accept"), Some("*/*"));
}

#[tokio::test]
async fn a_page_of_a_proxy_and_an_error_of_the_api_are_no_pem() {
    let failed = failure(1000, "no").to_string();
    for (kind, body, words) in
        [("text/html", "<html>", "text/html"), ("application/json", &failed, "1000 no")]
    {
        let server = Server::answering(Answer::text(200, kind, body)).await;
        let error = server.account().access_saml_certificates().pem("set").await.unwrap_err();
        assert!(error.to_string().contains(words), "{error}");
    }
}
