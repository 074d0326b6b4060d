//! Custom CSRs, on the wire.

use crate::support::{ACCOUNT, Answer, Server, ZONE, documented, ok, page, refused_fields};
use cloudflare_certificates::CustomCsrs;
use cloudflare_certificates::types::{CustomCsrKeyType, CustomCsrOrder, NewCustomCsr, SortDirection};
use serde_json::json;

const ID: &str = "7b163417-1d2b-4c84-a38a-2fb7a0cd7752";

fn docs_example() -> NewCustomCsr {
    NewCustomCsr::builder()
        .common_name("example.com")
        .country("US")
        .locality("San Francisco")
        .organization("Cloudflare, Inc.")
        .sans(["example.com", "www.example.com"])
        .state("California")
        .description("CSR for example.com wildcard")
        .key_type(CustomCsrKeyType::Rsa2048)
        .name("My Custom CSR")
        .organizational_unit("Engineering")
        .build()
}

#[tokio::test]
async fn create_sends_the_docs_request_and_reads_the_docs_answer() {
    let server = Server::answering(Answer::json(201, &documented::response("custom_csrs_create"))).await;

    let csr = server.zone().custom_csrs().create(&docs_example()).await.unwrap();

    let sent = server.only();
    sent.assert_is("POST", &format!("/client/v4/zones/{ZONE}/custom_csrs"), "");
    assert_eq!(sent.json(), documented::request("custom_csrs_create"));

    assert_eq!(csr.id, ID);
    assert_eq!(
        csr.created_at.as_ref().unwrap().datetime().unwrap().to_rfc3339(),
        "2024-01-15T10:30:00+00:00"
    );
    assert_eq!(csr.key_type, Some(CustomCsrKeyType::Rsa2048));
    assert_eq!(csr.account_tag.as_deref(), Some("23e087bd19bc1d40ae95b6f297263ceb"));
    assert_eq!(csr.common_name.as_deref(), Some("example.com"));
    assert_eq!(csr.country.as_deref(), Some("US"));
    assert_eq!(csr.csr.as_deref(), Some("-----BEGIN CERTIFICATE REQUEST-----\nMIICYzCCAUsCAQAwHj..."));
    assert_eq!(csr.description.as_deref(), Some("CSR for example.com wildcard"));
    assert_eq!(csr.locality.as_deref(), Some("San Francisco"));
    assert_eq!(csr.name.as_deref(), Some("My Custom CSR"));
    assert_eq!(csr.organization.as_deref(), Some("Cloudflare, Inc."));
    assert_eq!(csr.organizational_unit.as_deref(), Some("Engineering"));
    assert_eq!(csr.sans, ["example.com", "www.example.com"]);
    assert_eq!(csr.state.as_deref(), Some("California"));

    assert_eq!(csr.meta().status().as_u16(), 201);
    assert_eq!(csr.meta().cf_ray(), Some("8f0c1d2e3f4a5b6c-AMS"));
    let message = &csr.meta().messages()[0];
    assert_eq!((message.code, message.message.as_str()), (1000, "message"));
    assert_eq!(message.documentation_url.as_deref(), Some("documentation_url"));
    assert_eq!(message.pointer.as_deref(), Some("pointer"));
}

#[tokio::test]
async fn the_docs_answer_loses_no_field_on_the_way_through_the_type() {
    let documented = documented::response("custom_csrs_create");
    let server = Server::answering(Answer::json(200, &documented)).await;

    let csr = server.zone().custom_csrs().create(&docs_example()).await.unwrap();

    assert_eq!(serde_json::to_value(csr.into_inner()).unwrap(), documented["result"]);
}

#[tokio::test]
async fn optional_fields_that_are_not_set_are_not_sent() {
    let server = Server::returning(json!({ "id": ID })).await;
    let csr = NewCustomCsr::builder()
        .common_name("example.com")
        .country("US")
        .locality("Austin")
        .organization("Example Inc.")
        .sans(["example.com"])
        .state("Texas")
        .build();

    server.account().custom_csrs().create(&csr).await.unwrap();

    let sent = server.only();
    sent.assert_is("POST", &format!("/client/v4/accounts/{ACCOUNT}/custom_csrs"), "");
    let required = json!({
        "common_name": "example.com", "country": "US", "locality": "Austin", "organization": "Example Inc.",
        "sans": ["example.com"], "state": "Texas",
    });
    assert_eq!(sent.json(), required);
}

#[tokio::test]
async fn get_addresses_one_csr_in_either_scope() {
    let server = Server::answering(Answer::json(200, &ok(json!({ "id": ID, "key_type": "p256v1" })))).await;
    for (csrs, path) in both(&server) {
        let csr = csrs.get(ID).await.unwrap();
        assert_eq!(csr.key_type, Some(CustomCsrKeyType::P256v1));
        server.sent().last().unwrap().assert_is("GET", &format!("{path}/{ID}"), "");
    }
}

#[tokio::test]
async fn list_sends_its_filters_in_either_scope() {
    let server = Server::answering(Answer::json(200, &page(vec![json!({ "id": ID })], 2, 5, 6))).await;
    for (csrs, path) in both(&server) {
        let list = csrs.list().order(CustomCsrOrder::CreatedAt).direction(SortDirection::Desc).per_page(5);
        let found = list.page(2).await.unwrap();
        assert_eq!(found.items()[0].id, ID);
        assert_eq!((found.number(), found.total_count()), (2, Some(6)));
        let query = "direction=desc&order=created_at&page=2&per_page=5";
        server.sent().last().unwrap().assert_is("GET", &path, query);
    }
}

#[tokio::test]
async fn list_sends_no_query_unless_asked_for() {
    let server = Server::answering(Answer::json(200, &page(vec![json!({ "id": ID })], 1, 20, 1))).await;
    assert_eq!(server.zone().custom_csrs().list().all().await.unwrap().len(), 1);
    server.only().assert_is("GET", &format!("/client/v4/zones/{ZONE}/custom_csrs"), "");
}

#[tokio::test]
async fn delete_returns_the_id_in_either_scope() {
    let server = Server::answering(Answer::json(200, &ok(json!({ "id": ID })))).await;
    for (csrs, path) in both(&server) {
        assert_eq!(csrs.delete(ID).await.unwrap().id, ID);
        server.sent().last().unwrap().assert_is("DELETE", &format!("{path}/{ID}"), "");
    }
}

#[tokio::test]
async fn a_request_out_of_bounds_is_refused_with_every_reason() {
    let server = Server::returning(json!(null)).await;
    let csr = NewCustomCsr::builder()
        .common_name("x".repeat(65))
        .country("USA")
        .locality("")
        .organization("Example Inc.")
        .sans(Vec::<String>::new())
        .state("Texas")
        .build();

    let error = server.zone().custom_csrs().create(&csr).await.unwrap_err();

    let fields: Vec<&str> = error.violations().iter().map(|violation| violation.field.as_str()).collect();
    assert_eq!(fields, ["common_name", "country", "locality", "sans"]);
    assert!(server.sent().is_empty(), "nothing was sent");
}

#[tokio::test]
async fn the_bounds_themselves_are_allowed() {
    let server = Server::returning(json!({ "id": ID })).await;
    let mut csr = docs_example();
    csr.common_name = "x".repeat(64);
    csr.sans = vec!["x".repeat(255)];
    assert!(server.zone().custom_csrs().create(&csr).await.is_ok());
}

#[tokio::test]
async fn a_name_of_more_than_255_characters_is_refused() {
    let server = Server::returning(json!({ "id": ID })).await;
    let mut csr = docs_example();
    csr.sans = vec!["example.com".to_owned(), "x".repeat(256)];
    let error = server.zone().custom_csrs().create(&csr).await.unwrap_err();
    assert_eq!(refused_fields(&error), ["sans[1]"]);
    assert!(server.sent().is_empty());
}

/// The handles of both scopes, and the path of each.
fn both(server: &Server) -> [(CustomCsrs, String); 2] {
    [
        (server.zone().custom_csrs(), format!("/client/v4/zones/{ZONE}/custom_csrs")),
        (server.account().custom_csrs(), format!("/client/v4/accounts/{ACCOUNT}/custom_csrs")),
    ]
}
