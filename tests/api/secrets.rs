//! No credential and no private key shows anywhere.

use std::error::Error as _;
use std::fmt::Debug;

use crate::support::samples::{self, Form};
use crate::support::{Answer, Server, ZONE};
use cloudflare_certificates::http::Method;
use cloudflare_certificates::types::{
    CustomCertificatePatch, CustomHostnameCertificate, CustomHostnamePatch, NewCustomCertificate,
    NewCustomHostname, NewCustomHostnameSsl, NewOriginPullCertificate, OriginPullHostnameUpdate,
    OriginPullHostnamesUpdate,
};
use cloudflare_certificates::{Client, Credentials, Error, Retry, Secret, operations};
use serde_json::json;

const TOKEN: &str = "canary-token-5f2a";
const EMAIL: &str = "canary@mail.example";
const KEY: &str = "canary-global-key-77";
const SERVICE_KEY: &str = "canary-service-key-31";
const PRIVATE_KEY: &str = "-----BEGIN PRIVATE KEY-----\ncanaryprivatekey\n-----END PRIVATE KEY-----";

fn assert_silent(what: &str, text: &str) {
    for canary in [TOKEN, EMAIL, KEY, SERVICE_KEY, "canary"] {
        assert!(!text.contains(canary), "{what} shows {canary}: {text}");
    }
}

fn assert_debug_silent(what: &str, value: &impl Debug) {
    assert_silent(what, &format!("{value:?}"));
    assert_silent(what, &format!("{value:#?}"));
}

fn assert_error_silent(error: &Error) {
    assert_debug_silent("an error's Debug", error);
    assert_silent("an error's Display", &error.to_string());
    let mut source = error.source();
    while let Some(cause) = source {
        assert_silent("a source's Display", &cause.to_string());
        assert_silent("a source's Debug", &format!("{cause:?}"));
        source = cause.source();
    }
}

fn schemes() -> [Credentials; 3] {
    [
        Credentials::ApiToken(Secret::new(TOKEN)),
        Credentials::GlobalApiKey { email: Secret::new(EMAIL), key: Secret::new(KEY) },
        Credentials::UserServiceKey(Secret::new(SERVICE_KEY)),
    ]
}

#[test]
fn credentials_and_secrets_do_not_show() {
    assert_debug_silent("Secret", &Secret::new(PRIVATE_KEY));
    for credentials in schemes() {
        assert_debug_silent("Credentials", &credentials);
    }
}

#[test]
fn builders_clients_scopes_and_handles_do_not_show_them() {
    let builder = Client::builder()
        .api_token(TOKEN)
        .email(EMAIL)
        .api_key(KEY)
        .user_service_key(SERVICE_KEY)
        .base_url("https://canary:canary@api.example.com");
    assert_debug_silent("ClientBuilder", &builder);
    assert_error_silent(&builder.build().unwrap_err());
    for credentials in schemes() {
        assert_debug_silent("ClientBuilder", &Client::builder().credentials(credentials.clone()));
        let client = Client::builder().credentials(credentials).build().unwrap();
        let (zone, account) = (client.zone(ZONE).unwrap(), client.account(ZONE).unwrap());
        assert_debug_silent("Client", &client);
        assert_debug_silent("Zone", &zone);
        assert_debug_silent("Account", &account);
        assert_debug_silent("CustomCertificates", &zone.custom_certificates());
        assert_debug_silent("KeylessCertificates", &zone.keyless_certificates());
        assert_debug_silent("CustomCsrs", &account.custom_csrs());
        assert_debug_silent("AccessCertificates", &account.access_certificates());
        assert_debug_silent("List", &zone.custom_certificates().list());
        assert_debug_silent("Pages", &zone.custom_certificates().list().pages());
        assert_debug_silent("Items", &zone.custom_certificates().list().stream());
        let request =
            client.request(Method::POST, ["x"]).query("q", "canary").json(&json!({ "key": PRIVATE_KEY }));
        assert_debug_silent("Request", &request);
    }
}

#[test]
fn requests_do_not_show_private_keys() {
    let builder = NewCustomCertificate::with_key("certificate", PRIVATE_KEY);
    assert_debug_silent("NewCustomCertificate", &builder.build());
    let patch = CustomCertificatePatch::builder().private_key(PRIVATE_KEY).build();
    assert_debug_silent("CustomCertificatePatch", &patch);
}

#[tokio::test]
async fn errors_do_not_repeat_what_the_server_quotes() {
    for credentials in schemes() {
        for status in [200, 400, 403, 500] {
            let echo = format!("cannot use {TOKEN} {EMAIL} {KEY} {SERVICE_KEY} nor {PRIVATE_KEY}");
            // Of the credentials only those in use can be known and cut out.
            let echo = match &credentials {
                Credentials::ApiToken(_) => echo.replace(EMAIL, "").replace(KEY, "").replace(SERVICE_KEY, ""),
                Credentials::GlobalApiKey { .. } => echo.replace(TOKEN, "").replace(SERVICE_KEY, ""),
                _ => echo.replace(TOKEN, "").replace(EMAIL, "").replace(KEY, ""),
            };
            let body = json!({
                "success": false, "result": null,
                "errors": [{ "code": 1000, "message": echo, "documentation_url": echo, "source": { "pointer": echo } }],
            });
            let server = Server::answering(Answer::json(status, &body)).await;
            let client = Client::builder()
                .credentials(credentials.clone())
                .base_url(server.base_url())
                .retry(Retry::never())
                .build()
                .unwrap();
            let request = client.request(Method::POST, ["zones", ZONE, "custom_certificates"]);
            let request = request.json(&json!({ "private_key": PRIVATE_KEY }));
            let error = request.send::<serde_json::Value>().await.unwrap_err();
            assert_error_silent(&error);
            let text = error.to_string();
            assert!(text.contains("cannot use") && text.contains("[redacted]"), "{text}");
        }
    }
}

#[tokio::test]
async fn errors_of_answers_that_cannot_be_read_do_not_show_the_body() {
    for (kind, body) in [
        ("text/html", format!("<html>{TOKEN}{PRIVATE_KEY}")),
        ("application/json", format!("{{\"result\": {{\"id\": \"x\", \"hosts\": \"{TOKEN}\"}}}}")),
        ("application/json", format!("{{\"result\": {{\"id\": \"{TOKEN}")),
        ("application/json", format!("{{\"{TOKEN}\": \"a\"")),
        (TOKEN, "<".to_owned()),
    ] {
        let server = Server::answering(Answer::text(200, kind, &body)).await;
        let client = Client::builder()
            .api_token(TOKEN)
            .base_url(server.base_url())
            .retry(Retry::never())
            .build()
            .unwrap();
        let new = NewCustomCertificate::with_key("certificate", PRIVATE_KEY).build();
        let error = client.zone(ZONE).unwrap().custom_certificates().create(&new).await.unwrap_err();
        assert_error_silent(&error);
    }
}

#[tokio::test]
async fn refusals_and_lost_connections_do_not_show_them() {
    let client = Client::builder()
        .api_token(TOKEN)
        .base_url("http://127.0.0.1:1")
        .retry(Retry::never())
        .build()
        .unwrap();
    let certificates = client.zone(ZONE).unwrap().custom_certificates();
    let new = NewCustomCertificate::with_key("", PRIVATE_KEY).build();
    assert_error_silent(&certificates.create(&new).await.unwrap_err());
    let new = NewCustomCertificate::with_key("certificate", PRIVATE_KEY).build();
    assert_error_silent(&certificates.create(&new).await.unwrap_err());
    assert_error_silent(&client.zone("canary").unwrap_err());
    assert_error_silent(&certificates.get("canary/x").await.unwrap_err());
}

#[tokio::test]
async fn the_private_key_itself_is_sent_unchanged() {
    let server = Server::returning(json!({ "id": "x" })).await;
    let new = NewCustomCertificate::with_key("certificate", PRIVATE_KEY).build();
    server.zone().custom_certificates().create(&new).await.unwrap();
    assert_eq!(server.only().json(), json!({ "certificate": "certificate", "private_key": PRIVATE_KEY }));
}

/// What the handle of an operation read from a response with a secret, serialized.
async fn serialized(server: &Server, operation: &str) -> String {
    fn json<T: serde::Serialize>(value: &T) -> String {
        serde_json::to_string(value).unwrap()
    }
    let hostnames = server.zone().custom_hostnames();
    let pulls = server.zone().origin_tls_client_auth();
    let id = "an-id";
    match operation {
        "custom_hostnames_list" => json(&hostnames.list().all().await.unwrap()),
        "custom_hostnames_get" => json(&*hostnames.get(id).await.unwrap()),
        "custom_hostnames_create" => {
            let new = NewCustomHostname::builder().hostname("app.example.org").build();
            json(&*hostnames.create(&new).await.unwrap())
        }
        "custom_hostnames_edit" => {
            json(&*hostnames.edit(id, &CustomHostnamePatch::builder().build()).await.unwrap())
        }
        "custom_hostnames_certificate_update" => {
            let new =
                CustomHostnameCertificate::builder().custom_certificate("PEM").custom_key("KEY").build();
            json(&*hostnames.certificate().update(id, id, id, &new).await.unwrap())
        }
        "origin_tls_client_auth_list" => json(&pulls.list().all().await.unwrap()),
        "origin_tls_client_auth_get" => json(&*pulls.get(id).await.unwrap()),
        "origin_tls_client_auth_create" => {
            let new = NewOriginPullCertificate::builder().certificate("PEM").private_key("KEY").build();
            json(&*pulls.create(&new).await.unwrap())
        }
        "origin_tls_client_auth_delete" => json(&*pulls.delete(id).await.unwrap()),
        "origin_tls_client_auth_hostnames_get" => json(&*pulls.hostnames().get(id).await.unwrap()),
        "origin_tls_client_auth_hostnames_update" => {
            let one = OriginPullHostnameUpdate::builder().hostname("a.example.com").enabled(None).build();
            let update = OriginPullHostnamesUpdate::builder().config([one]).build();
            json(&pulls.hostnames().update(&update).await.unwrap().items())
        }
        other => panic!("{other} has a secret in its response; serialize it here"),
    }
}

#[tokio::test]
async fn what_was_read_leaves_its_secrets_out_when_it_is_serialized() {
    let mut tried = 0;
    for operation in operations::ALL {
        let result = samples::result(operation.id, Form::Full);
        if !result.to_string().contains("canary") {
            continue;
        }
        let server = Server::returning(result).await;
        let text = serialized(&server, operation.id).await;
        assert_silent(operation.id, &text);
        assert!(text.contains("an-id") || text.contains("a-text"), "{text}");
        tried += 1;
    }
    assert_eq!(tried, 11);
}

#[tokio::test]
async fn a_secret_that_was_read_is_there_to_be_used() {
    let server = Server::returning(json!({ "id": "x", "ssl": { "custom_key": PRIVATE_KEY } })).await;
    let hostname = server.zone().custom_hostnames().get("x").await.unwrap();
    let ssl = hostname.ssl.as_ref().unwrap();
    assert_eq!(ssl.custom_key.as_ref().unwrap().expose(), PRIVATE_KEY);
    assert_eq!(serde_json::to_value(ssl).unwrap().get("custom_key"), None);
}

#[tokio::test]
async fn the_key_of_a_custom_hostname_is_sent_unchanged() {
    let server = Server::returning(json!({ "id": "x" })).await;
    let ssl = NewCustomHostnameSsl::custom("PEM", PRIVATE_KEY).build();
    let new = NewCustomHostname::builder().hostname("app.example.org").ssl(ssl).build();
    server.zone().custom_hostnames().create(&new).await.unwrap();
    assert_eq!(server.only().json()["ssl"]["custom_key"], PRIVATE_KEY);
}
