//! Odd answers are read if they can be; else the error names the status and the field.

use crate::support::{Answer, Server, failure, ok};
use cloudflare_certificates::types::{CustomCertificate, CustomCertificateStatus, NewKeylessCertificate};
use cloudflare_certificates::{Error, ErrorKind, Response};
use serde_json::{Value, json};

async fn get(answer: Answer) -> Result<Response<CustomCertificate>, Error> {
    Server::answering(answer).await.zone().custom_certificates().get("x").await
}

async fn get_result(result: Value) -> Result<Response<CustomCertificate>, Error> {
    get(Answer::json(200, &ok(result))).await
}

#[tokio::test]
async fn html_is_an_error_with_status_content_type_and_ray() {
    for status in [200, 403, 502, 520] {
        let error =
            get(Answer::text(status, "text/html; charset=UTF-8", "<html>secret</html>")).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotJson);
        assert_eq!(error.status().unwrap().as_u16(), status);
        assert_eq!(error.cf_ray(), Some("8f0c1d2e3f4a5b6c-AMS"));
        let text = format!("{error} {error:?}");
        assert!(text.contains("text/html") && !text.contains("secret"), "{text}");
    }
}

#[tokio::test]
async fn an_empty_answer_is_no_certificate() {
    for (status, body) in [(200, ""), (204, ""), (200, "  \n"), (200, "null")] {
        let error = get(Answer::text(status, "application/json", body)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert_eq!((error.status().unwrap().as_u16(), error.field()), (status, Some("result")));
    }
}

#[tokio::test]
async fn a_truncated_answer_says_where_it_breaks() {
    let body = ok(json!({ "id": "x", "issuer": "GlobalSign" })).to_string();
    let error = get(Answer::text(200, "application/json", &body[..body.len() / 2])).await.unwrap_err();
    assert_eq!((error.kind(), error.status().unwrap().as_u16()), (ErrorKind::Decode, 200));
    assert!(error.to_string().contains("it breaks at line 1, column"), "{error}");
}

#[tokio::test]
async fn an_unknown_enum_value_is_kept() {
    let certificate = get_result(json!({ "id": "x", "status": "from_the_future" })).await.unwrap();
    let status = certificate.status.as_ref().unwrap();
    assert!(matches!(status, CustomCertificateStatus::UnknownValue(_)));
    assert_eq!(status.as_str(), "from_the_future");
    assert_eq!(status.to_string(), "from_the_future");
}

#[tokio::test]
async fn null_is_an_empty_list_and_an_absent_value() {
    let certificate = get_result(
        json!({ "id": "x", "hosts": null, "issuer": null, "priority": null, "keyless_server": null }),
    )
    .await
    .unwrap();
    assert!(certificate.hosts.is_empty());
    assert_eq!(
        (&certificate.issuer, certificate.priority, &certificate.keyless_server),
        (&None, None, &None)
    );
}

#[tokio::test]
async fn every_field_may_be_missing() {
    let certificate = get_result(json!({})).await.unwrap();
    assert_eq!(*certificate, CustomCertificate::default());
}

#[tokio::test]
async fn a_new_field_is_passed_over() {
    let certificate = get_result(json!({ "id": "x", "quantum_ready": { "since": [2027] } })).await.unwrap();
    assert_eq!(certificate.id, "x");
}

#[tokio::test]
async fn any_status_of_200_to_299_is_a_success() {
    for status in [200, 201, 202, 203, 206, 299] {
        let certificate = get(Answer::json(status, &ok(json!({ "id": "x" })))).await.unwrap();
        assert_eq!((certificate.id.as_str(), certificate.meta().status().as_u16()), ("x", status));
    }
}

#[tokio::test]
async fn numbers_come_as_texts_and_texts_as_numbers() {
    let certificate = get_result(json!({ "id": 4711, "priority": "7", "issuer": 5 })).await.unwrap();
    assert_eq!(certificate.id, "4711");
    assert_eq!(certificate.priority, Some(7));
    assert_eq!(certificate.issuer.as_deref(), Some("5"));
    let certificate = get_result(json!({ "priority": 7.0 })).await.unwrap();
    assert_eq!(certificate.priority, Some(7));
}

#[tokio::test]
async fn ids_longer_than_documented_are_read() {
    let id = "a".repeat(48);
    assert_eq!(get_result(json!({ "id": id, "zone_id": id })).await.unwrap().id, id);
}

#[tokio::test]
async fn odd_dates_are_kept_and_said_to_be_none() {
    for text in ["", "0001-01-01T00:00:00Z", "tomorrow"] {
        let certificate = get_result(json!({ "expires_on": text })).await.unwrap();
        let expires_on = certificate.expires_on.as_ref().unwrap();
        assert_eq!((expires_on.as_str(), expires_on.datetime()), (text, None));
    }
}

#[tokio::test]
async fn a_field_that_cannot_be_read_is_named_without_its_value() {
    let error = get_result(json!({ "keyless_server": { "tunnel": "hunter2" } })).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(error.field(), Some("result.keyless_server.tunnel"));
    let text = format!("{error} {error:?}");
    assert!(text.contains("result.keyless_server.tunnel") && text.contains("200 OK"), "{text}");
    assert!(!text.contains("hunter2"), "{text}");
}

#[tokio::test]
async fn a_list_in_place_of_an_object_is_an_error_and_not_read_by_position() {
    for (result, field) in [
        (json!([1]), "result"),
        (json!([]), "result"),
        (json!({ "keyless_server": ["ID"] }), "result.keyless_server"),
        (json!({ "keyless_server": { "tunnel": ["10.0.0.1", "vnet"] } }), "result.keyless_server.tunnel"),
    ] {
        let error = get_result(result.clone()).await.unwrap_err();
        assert_eq!((error.kind(), error.field()), (ErrorKind::Decode, Some(field)), "{result}");
    }
    let server = Server::returning(json!([{ "id": "a" }, ["b"]])).await;
    let error = server.zone().custom_certificates().list().all().await.unwrap_err();
    assert_eq!(error.field(), Some("result[1]"));
}

#[tokio::test]
async fn a_key_that_stands_twice_is_read() {
    let body = r#"{ "success": true, "result": { "id": "a", "issuer": "x", "id": "b" } }"#;
    assert_eq!(get(Answer::text(200, "application/json", body)).await.unwrap().id, "b");
}

#[tokio::test]
async fn a_bad_item_of_a_list_is_named_with_its_index() {
    let body = ok(json!([{ "id": "a" }, { "id": "b", "hosts": "b.example.com" }]));
    let server = Server::answering(Answer::json(200, &body)).await;
    let error = server.zone().custom_certificates().list().all().await.unwrap_err();
    assert_eq!(error.field(), Some("result[1].hosts"));
    assert_eq!(error.page(), Some(1));
}

#[tokio::test]
async fn a_list_that_is_null_or_absent_is_empty() {
    for body in [
        ok(json!(null)),
        json!({ "success": true }),
        json!({ "success": true, "errors": null, "messages": null }),
    ] {
        let server = Server::answering(Answer::json(200, &body)).await;
        assert!(server.zone().custom_certificates().list().all().await.unwrap().is_empty());
        assert_eq!(server.sent().len(), 1);
    }
}

#[tokio::test]
async fn a_result_outside_the_envelope_is_read() {
    let certificate = get(Answer::json(200, &json!({ "id": "x", "issuer": "GlobalSign" }))).await.unwrap();
    assert_eq!(certificate.issuer.as_deref(), Some("GlobalSign"));
}

#[tokio::test]
async fn status_200_with_success_false_is_an_error() {
    let error = get(Answer::json(200, &failure(1002, "no such certificate"))).await.unwrap_err();
    assert_eq!((error.kind(), error.status().unwrap().as_u16()), (ErrorKind::Api, 200));
    assert!(error.has_code(1002));
}

#[tokio::test]
async fn errors_of_every_form_are_read() {
    for (errors, codes) in [
        (
            json!([{ "code": 1002, "message": "a" }, { "code": 99_999_999, "message": "b" }]),
            vec![1002, 99_999_999],
        ),
        (json!([{ "code": "1002", "message": "a" }]), vec![1002]),
        (json!([{ "message": "no code" }]), vec![0]),
        (json!(["a text"]), vec![0]),
        (json!({ "code": 971, "message": "an object" }), vec![971]),
        (json!([{}]), vec![]),
        (json!([null]), vec![]),
        (json!(null), vec![]),
        (json!(7), vec![]),
    ] {
        let body = json!({ "success": false, "errors": errors, "result": null });
        let error = get(Answer::json(400, &body)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Api, "{body}");
        assert_eq!(error.errors().iter().map(|error| error.code).collect::<Vec<_>>(), codes, "{body}");
    }
}

#[tokio::test]
async fn an_error_without_envelope_keeps_its_status() {
    for body in ["{}", "[]", "null", "\"oops\"", ""] {
        let error = get(Answer::text(500, "application/json", body)).await.unwrap_err();
        assert_eq!((error.kind(), error.status().unwrap().as_u16()), (ErrorKind::Api, 500), "{body}");
        assert!(error.to_string().contains("is not in the API's form"), "{error}");
    }
}

#[tokio::test]
async fn a_create_whose_answer_cannot_be_read_may_have_taken_effect() {
    let server = Server::answering(Answer::text(200, "application/json", "{\"success\":tr")).await;
    let keyless = NewKeylessCertificate::builder().certificate("pem").host("example.com").port(24008).build();
    let error = server.zone().keyless_certificates().create(&keyless).await.unwrap_err();
    assert!(error.may_have_taken_effect());
    assert!(!error.is_retryable());
}
