//! Certificate Transparency alerting, on the wire.

use crate::support::{Server, ZONE, refused_fields};
use cloudflare_certificates::types::CtAlertingSubscriptionPatch;
use serde_json::json;

fn path() -> String {
    format!("/client/v4/zones/{ZONE}/ct/alerting")
}

#[tokio::test]
async fn get_reads_who_receives_the_mails() {
    let server = Server::returning(json!({ "enabled": true, "emails": ["security@example.com"] })).await;
    let subscription = server.zone().ct_alerting().get().await.unwrap();
    assert_eq!(subscription.enabled, Some(true));
    assert_eq!(subscription.emails, ["security@example.com"]);
    server.only().assert_is("GET", &path(), "");
}

#[tokio::test]
async fn a_plan_without_addresses_is_read() {
    for answer in [json!({ "enabled": false }), json!({ "enabled": false, "emails": null })] {
        let server = Server::returning(answer).await;
        let subscription = server.zone().ct_alerting().get().await.unwrap();
        assert_eq!((subscription.enabled, subscription.emails.len()), (Some(false), 0));
    }
}

#[tokio::test]
async fn no_addresses_and_an_empty_list_of_them_are_not_the_same() {
    let on = || CtAlertingSubscriptionPatch::builder().enabled(true);
    for (patch, body) in [
        (on().build(), json!({ "enabled": true })),
        (on().emails(["a@example.com"]).build(), json!({ "enabled": true, "emails": ["a@example.com"] })),
        (on().emails([""; 0]).build(), json!({ "enabled": true, "emails": [] })),
    ] {
        let server = Server::returning(body.clone()).await;
        server.zone().ct_alerting().edit(&patch).await.unwrap();
        let sent = server.only();
        sent.assert_is("PATCH", &path(), "");
        assert_eq!(sent.json(), body);
    }
}

#[tokio::test]
async fn an_eleventh_address_and_an_empty_one_are_refused() {
    let server = Server::returning(json!({ "enabled": true })).await;
    let with =
        |emails: Vec<&str>| CtAlertingSubscriptionPatch::builder().enabled(true).emails(emails).build();
    let alerting = server.zone().ct_alerting();
    let error = alerting.edit(&with(vec!["a@example.com"; 11])).await.unwrap_err();
    assert_eq!(refused_fields(&error), ["emails"]);
    let error = alerting.edit(&with(vec!["a@example.com", ""])).await.unwrap_err();
    assert_eq!(refused_fields(&error), ["emails[1]"]);
    assert!(server.sent().is_empty());
    alerting.edit(&with(vec!["a@example.com"; 10])).await.unwrap();
}
