//! Requests for what the document does not model.

use crate::support::{Answer, Server, ZONE, failure};
use cloudflare_certificates::ErrorKind;
use cloudflare_certificates::http::Method;
use serde_json::{Value, json};

#[tokio::test]
async fn it_goes_the_way_of_every_call() {
    let server = Server::returning(json!({ "enabled": true })).await;
    let settings = server
        .client()
        .request(Method::PATCH, ["zones", ZONE, "ssl", "universal", "settings"])
        .query("a", "b c&d")
        .query("n", 7)
        .json(&json!({ "enabled": true }))
        .send::<Value>()
        .await
        .unwrap()
        .into_inner();
    assert_eq!(settings, json!({ "enabled": true }));
    let sent = server.only();
    sent.assert_is("PATCH", &format!("/client/v4/zones/{ZONE}/ssl/universal/settings"), "a=b+c%26d&n=7");
    assert_eq!(sent.json(), json!({ "enabled": true }));
}

#[tokio::test]
async fn it_reads_the_type_that_it_is_asked_for() {
    let server = Server::returning(json!(["a", "b"])).await;
    let names = server.client().request(Method::GET, ["x"]).send::<Vec<String>>().await.unwrap().into_inner();
    assert_eq!(names, ["a", "b"]);
    let error = server.client().request(Method::GET, ["x"]).send::<Vec<u8>>().await.unwrap_err();
    assert_eq!((error.kind(), error.field()), (ErrorKind::Decode, Some("result[0]")));
}

#[tokio::test]
async fn no_result_is_null() {
    let server = Server::answering(Answer::text(204, "application/json", "")).await;
    let nothing =
        server.client().request(Method::DELETE, ["x"]).send::<Option<Value>>().await.unwrap().into_inner();
    assert_eq!(nothing, None);
}

#[tokio::test]
async fn its_errors_name_the_method_and_the_path() {
    let server = Server::answering(Answer::json(404, &failure(7003, "could not route"))).await;
    let error =
        server.client().request(Method::POST, ["zones", ZONE, "x"]).send::<Value>().await.unwrap_err();
    assert!(
        error.to_string().starts_with(&format!("request (POST /zones/{ZONE}/x): 404 Not Found; 7003")),
        "{error}"
    );
    assert!(!error.is_not_found() && !error.may_have_taken_effect(), "a wrong route is no absence");
}

#[tokio::test]
async fn segments_that_would_not_stay_one_are_refused() {
    let server = Server::returning(json!(null)).await;
    for bad in ["..", "", "a/b", "a?b", "a#b", "%2e%2e"] {
        let error = server.client().request(Method::GET, ["zones", bad]).send::<Value>().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{bad}");
    }
    assert!(server.sent().is_empty());
}
