//! Nothing that the server says is out of reach, and what is passed on as JSON holds no secret.

use crate::support::{Answer, Server, ZONE, failure, ok, page};
use cloudflare_certificates::http::Method;
use cloudflare_certificates::types::CustomCertificate;
use cloudflare_certificates::{ErrorKind, Response};
use serde_json::{Value, json};

/// A certificate with a field that no document knows, and one that looks like a secret.
fn certificate(id: &str) -> Value {
    json!({ "id": id, "status": "active", "novel": { "deep": [1, null] }, "private_key": "canary-key" })
}

#[tokio::test]
async fn a_response_gives_its_result_as_it_came_without_a_second_request() {
    let server = Server::returning(certificate("it")).await;
    let response = server.zone().custom_certificates().get("it").await.unwrap();
    assert_eq!(response.raw(), certificate("it"));
    server.only();
}

#[tokio::test]
async fn a_page_gives_its_result_as_it_came() {
    let server = Server::returning(json!([certificate("a"), certificate("b")])).await;
    let page = server.zone().custom_certificates().list().page(1).await.unwrap();
    assert_eq!(page.raw(), json!([certificate("a"), certificate("b")]));
    server.only();
}

#[tokio::test]
async fn a_bare_result_and_no_result_are_raw_too() {
    let server = Server::answering(Answer::json(200, &json!({ "id": "bare", "novel": 1 }))).await;
    let deleted = server.zone().custom_csrs().delete("it").await.unwrap();
    assert_eq!(deleted.raw(), json!({ "id": "bare", "novel": 1 }));
    let server = Server::answering(Answer::text(204, "text/plain", "")).await;
    let deleted = server.zone().custom_csrs().delete("it").await.unwrap();
    assert_eq!(deleted.raw(), Value::Null);
}

#[tokio::test]
async fn what_came_raw_does_not_show_and_is_not_compared_or_serialized() {
    let server = Server::with(|_, before| {
        let mut result = certificate("it");
        result["novel"] = json!(before);
        Answer::json(200, &ok(result))
    })
    .await;
    let certificates = server.zone().custom_certificates();
    let (one, two) = (certificates.get("it").await.unwrap(), certificates.get("it").await.unwrap());
    assert_ne!(one.raw(), two.raw());
    assert_eq!(one, two);
    let page = Server::returning(json!([certificate("a")])).await;
    let page = page.zone().custom_certificates().list().page(1).await.unwrap();
    let shown = [
        format!("{one:?} {one:#?}"),
        format!("{page:?} {page:#?}"),
        serde_json::to_string(&one).unwrap(),
        serde_json::to_string(&page).unwrap(),
    ];
    for shown in shown {
        assert!(!shown.contains("canary") && !shown.contains("novel"), "{shown}");
    }
}

#[tokio::test]
async fn a_response_is_serialized_as_its_value() {
    let server = Server::returning(certificate("it")).await;
    let response: Response<CustomCertificate> = server.zone().custom_certificates().get("it").await.unwrap();
    assert_eq!(serde_json::to_value(&response).unwrap(), json!({ "id": "it", "status": "active" }));
}

#[tokio::test]
async fn a_page_is_serialized_with_its_place_and_what_came_with_it() {
    let mut body = page(vec![json!({ "id": "a" })], 2, 5, 6);
    body["messages"] = json!([{ "code": 1, "message": "deprecated", "source": { "pointer": "/x" } }]);
    let server = Server::answering(Answer::json(200, &body)).await;
    let page = server.zone().custom_certificates().list().page(2).await.unwrap();
    assert_eq!(
        serde_json::to_value(&page).unwrap(),
        json!({
            "items": [{ "id": "a" }],
            "number": 2,
            "result_info": { "count": 1, "page": 2, "per_page": 5, "total_count": 6, "total_pages": 2 },
            "meta": {
                "status": 200,
                "cf_ray": "8f0c1d2e3f4a5b6c-AMS",
                "messages": [{ "code": 1, "message": "deprecated", "pointer": "/x" }],
            },
        })
    );
}

#[tokio::test]
async fn a_request_of_your_own_can_read_a_page() {
    let server = Server::answering(Answer::json(200, &page(vec![json!({ "id": "a" })], 2, 1, 3))).await;
    let settings = server
        .client()
        .request(Method::GET, ["zones", ZONE, "things"])
        .query("page", 2)
        .send_page::<Value>()
        .await
        .unwrap();
    assert_eq!((settings.number(), settings.total_count()), (2, Some(3)));
    assert_eq!(settings.items(), [json!({ "id": "a" })]);
    server.only().assert_is("GET", &format!("/client/v4/zones/{ZONE}/things"), "page=2");
}

#[tokio::test]
async fn a_page_of_your_own_that_fails_names_its_page() {
    let server = Server::answering(Answer::json(400, &failure(1004, "no"))).await;
    let request = server.client().request(Method::GET, ["zones", ZONE, "things"]).query("page", 7);
    let error = request.send_page::<Value>().await.unwrap_err();
    assert_eq!((error.kind(), error.page()), (ErrorKind::Api, Some(7)));
    assert_eq!(error.target().and_then(|target| target.zone_id()), Some(ZONE));
}
