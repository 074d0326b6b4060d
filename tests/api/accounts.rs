//! Accounts, on the wire.

use crate::support::{ACCOUNT, Answer, Server, only_404_is_absence, page, refused_fields};
use cloudflare_certificates::types::{AccountType, SortDirection};
use serde_json::json;

const PATH: &str = "/client/v4/accounts";

#[tokio::test]
async fn get_reads_name_kind_and_settings() {
    let server = Server::returning(json!({
        "id": ACCOUNT, "name": "Demo Account", "type": "standard", "created_on": "2014-03-01T12:21:02.0000Z",
        "settings": { "abuse_contact_email": null, "enforce_twofactor": true },
        "managed_by": { "parent_org_id": "4536bcfad5faccb111b47003c79917fa", "parent_org_name": "Demo Parent" },
    }))
    .await;
    let account = server.client().accounts().get(ACCOUNT).await.unwrap();
    assert_eq!((account.id.as_str(), account.name.as_deref()), (ACCOUNT, Some("Demo Account")));
    assert_eq!(account.type_, Some(AccountType::Standard));
    assert_eq!(account.created_on.as_ref().unwrap().as_str(), "2014-03-01T12:21:02.0000Z");
    let settings = account.settings.as_ref().unwrap();
    assert_eq!((settings.enforce_twofactor, settings.abuse_contact_email.as_ref()), (Some(true), None));
    let parent = account.managed_by.as_ref().unwrap();
    assert_eq!(parent.parent_org_name.as_deref(), Some("Demo Parent"));
    server.only().assert_is("GET", &format!("{PATH}/{ACCOUNT}"), "");
}

#[tokio::test]
async fn list_sends_its_filters_and_keeps_a_kind_that_is_new() {
    let account = json!({ "id": ACCOUNT, "name": "Demo", "type": "a_new_one", "settings": null });
    let server = Server::answering(Answer::json(200, &page(vec![account], 2, 5, 6))).await;
    let list = server.client().accounts().list().name("Demo").direction(SortDirection::Asc).per_page(5);
    let found = list.page(2).await.unwrap();
    assert_eq!(found.items()[0].type_.as_ref().unwrap().as_str(), "a_new_one");
    server.only().assert_is("GET", PATH, "direction=asc&name=Demo&page=2&per_page=5");
}

#[tokio::test]
async fn what_is_out_of_bounds_is_refused_and_named() {
    let server = Server::returning(json!([])).await;
    let error = server.client().accounts().list().name("").per_page(4).all().await.unwrap_err();
    assert_eq!(refused_fields(&error), ["name", "per_page"]);
    assert!(server.sent().is_empty());
}

#[tokio::test]
async fn get_opt_takes_404_for_an_answer_and_nothing_else() {
    only_404_is_absence(async |server| server.client().accounts().get_opt(ACCOUNT).await).await;
}
