//! Which credentials are sent, from where they come, and what is refused.

use std::process::Command;

use crate::support::{Server, ZONE};
use cloudflare_certificates::http::Method;
use cloudflare_certificates::{Client, ClientBuilder, Credentials, ErrorKind, operations};
use serde_json::json;

fn refusal(builder: ClientBuilder) -> String {
    let error = builder.build().expect_err("the client must not be built");
    assert_eq!(error.kind(), ErrorKind::Configuration);
    error.to_string()
}

#[tokio::test]
async fn a_token_is_sent_as_bearer_and_nothing_else() {
    let server = Server::returning(json!({ "id": "x" })).await;
    let client = Client::builder().api_token("the-token").base_url(server.base_url()).build().unwrap();
    client.zone(ZONE).unwrap().custom_csrs().get("x").await.unwrap();
    let sent = server.only();
    assert_eq!(sent.header("authorization"), Some("Bearer the-token"));
    assert_eq!((sent.header("x-auth-email"), sent.header("x-auth-key")), (None, None));
    assert_eq!(sent.header("x-auth-user-service-key"), None);
}

#[tokio::test]
async fn email_and_key_are_sent_in_their_headers() {
    let server = Server::returning(json!({ "id": "x" })).await;
    let client = Client::builder()
        .email("user@example.com")
        .api_key("the-key")
        .base_url(server.base_url())
        .build()
        .unwrap();
    client.zone(ZONE).unwrap().custom_csrs().get("x").await.unwrap();
    let sent = server.only();
    assert_eq!(sent.header("x-auth-email"), Some("user@example.com"));
    assert_eq!(sent.header("x-auth-key"), Some("the-key"));
    assert_eq!(sent.header("authorization"), None);
}

#[tokio::test]
async fn the_user_service_key_is_sent_in_its_header() {
    let server = Server::returning(json!({ "id": "x" })).await;
    let client = Client::builder().user_service_key("v1.0-key").base_url(server.base_url()).build().unwrap();
    client.origin_ca_certificates().get("x").await.unwrap();
    let sent = server.only();
    assert_eq!(sent.header("x-auth-user-service-key"), Some("v1.0-key"));
    assert_eq!((sent.header("authorization"), sent.header("x-auth-key")), (None, None));
}

#[tokio::test]
async fn the_user_service_key_is_refused_before_it_is_sent_where_the_document_does_not_accept_it() {
    let server = Server::returning(json!({ "id": "x" })).await;
    let client = Client::builder().user_service_key("v1.0-key").base_url(server.base_url()).build().unwrap();
    let zone = client.zone(ZONE).unwrap();
    let errors = [
        zone.custom_csrs().get("x").await.unwrap_err(),
        zone.custom_certificates().list().all().await.unwrap_err(),
    ];
    for error in errors {
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::InvalidRequest, 0));
        assert_eq!(error.violations()[0].field, "credentials");
        assert!(error.to_string().contains("user service key; an API token is accepted"), "{error}");
    }
    assert!(server.sent().is_empty());
    // What the document does not model is the caller's business.
    client.request(Method::GET, ["zones", ZONE, "things"]).send::<serde_json::Value>().await.unwrap();
    assert_eq!(server.only().header("x-auth-user-service-key"), Some("v1.0-key"));
}

/// As the document says of each operation.
#[test]
fn only_the_operations_of_origin_ca_accept_the_user_service_key() {
    let key = Credentials::UserServiceKey("v1.0-key".into());
    let others = [
        Credentials::ApiToken("the-token".into()),
        Credentials::GlobalApiKey { email: "user@example.com".into(), key: "the-key".into() },
    ];
    for operation in operations::ALL {
        let origin_ca = operation.resource == "origin_ca_certificates";
        assert_eq!(operation.accepts(&key), origin_ca, "{}", operation.id);
        // What verifies a token is for tokens.
        let others = if operation.id == "user_tokens_verify" { &others[..1] } else { &others[..] };
        assert!(others.iter().all(|credentials| operation.accepts(credentials)), "{}", operation.id);
    }
}

#[tokio::test]
async fn the_token_wins_over_the_other_schemes() {
    let server = Server::returning(json!({ "id": "x" })).await;
    let client = Client::builder()
        .email("user@example.com")
        .api_key("the-key")
        .user_service_key("v1.0-key")
        .api_token("the-token")
        .base_url(server.base_url())
        .build()
        .unwrap();
    client.zone(ZONE).unwrap().custom_csrs().get("x").await.unwrap();
    let sent = server.only();
    assert_eq!(sent.header("authorization"), Some("Bearer the-token"));
    assert_eq!((sent.header("x-auth-key"), sent.header("x-auth-user-service-key")), (None, None));
}

#[test]
fn half_a_pair_is_refused_and_the_missing_half_named() {
    let message = refusal(Client::builder().email("user@example.com"));
    assert!(message.contains("CLOUDFLARE_API_KEY") && message.contains("is not"), "{message}");
    let message = refusal(Client::builder().api_key("the-key"));
    assert!(message.contains("the email is not (CLOUDFLARE_EMAIL)"), "{message}");
}

#[test]
fn no_credentials_at_all_are_refused() {
    assert!(refusal(Client::builder()).contains("no credentials"));
}

#[test]
fn credentials_that_no_header_can_carry_are_refused_without_being_shown() {
    for bad in ["abc\n", "abc\r\n", "ab c", "", "abç", "a\u{0}b"] {
        for message in [
            refusal(Client::builder().api_token(bad)),
            refusal(Client::builder().email("user@example.com").api_key(bad)),
            refusal(Client::builder().email(bad).api_key("the-key")),
            refusal(Client::builder().user_service_key(bad)),
        ] {
            assert!(bad.trim().is_empty() || !message.contains(bad.trim()), "{message}");
        }
    }
    let message = refusal(Client::builder().api_token("abc\n"));
    assert_eq!(message, "the API token contains a line end (was it read from a file? trim it)");
}

#[test]
fn a_base_url_that_would_show_the_credentials_is_refused() {
    for (url, reason) in [
        ("http://api.example.com/client/v4", "plain http"),
        ("https://user:hunter2@api.example.com", "user name or password"),
        ("https://api.example.com/?key=hunter2", "query"),
        ("https://api.example.com/#hunter2", "fragment"),
        ("ftp://api.example.com", "not an https URL"),
        ("api.example.com", "not a URL"),
        ("", "not a URL"),
    ] {
        let message = refusal(Client::builder().api_token("t").base_url(url));
        assert!(message.contains(reason) && !message.contains("hunter2"), "{url}: {message}");
    }
    for url in ["http://127.0.0.1:1/x", "http://[::1]:1", "http://localhost", "https://api.example.com/v4/"] {
        assert!(Client::builder().api_token("t").base_url(url).build().is_ok(), "{url}");
    }
    let insisting =
        Client::builder().api_token("t").base_url("http://10.0.0.1").dangerously_allow_plain_http();
    assert!(insisting.build().is_ok());
}

#[test]
fn the_environment_gives_credentials_by_the_documented_order() {
    const NAME: &str = "credentials::the_environment_gives_credentials_by_the_documented_order";
    let check = || std::env::var("WANTED").ok().map(|wanted| assert_eq!(outcome(), wanted));
    if check().is_some() {
        return;
    }
    let (token, email, key, service) =
        ("CLOUDFLARE_API_TOKEN", "CLOUDFLARE_EMAIL", "CLOUDFLARE_API_KEY", "CLOUDFLARE_API_USER_SERVICE_KEY");
    for (variables, wanted) in [
        (vec![(token, "t")], "API token"),
        (vec![(token, "t"), (email, "e@example.com")], "API token"),
        (vec![(token, "t"), (email, "e@example.com"), (key, "k"), (service, "s")], "API token"),
        (vec![(token, ""), (email, "e@example.com"), (key, "k"), (service, "s")], "email and Global API key"),
        (vec![(service, "s")], "user service key"),
        (vec![(email, "e@example.com"), (service, "s")], "half: CLOUDFLARE_API_KEY"),
        (vec![(key, "k")], "half: CLOUDFLARE_EMAIL"),
        (vec![], "no credentials"),
    ] {
        // The environment of a process cannot be changed safely, so each case has a process of its own.
        let mut child = Command::new(std::env::current_exe().unwrap());
        child.env_clear().envs(variables.iter().copied()).env("WANTED", wanted).args([NAME, "--exact"]);
        let output = child.output().unwrap();
        let printed = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success() && printed.contains("1 passed"), "{variables:?}: {printed}");
    }
}

fn outcome() -> String {
    match Credentials::from_env() {
        Ok(credentials) => credentials.scheme().to_owned(),
        Err(error) => {
            let message = error.to_string();
            let missing = |name: &str| message.contains(&format!("is not ({name})"));
            if missing("CLOUDFLARE_API_KEY") {
                "half: CLOUDFLARE_API_KEY".to_owned()
            } else if missing("CLOUDFLARE_EMAIL") {
                "half: CLOUDFLARE_EMAIL".to_owned()
            } else {
                message.split(':').next().unwrap_or_default().to_owned()
            }
        }
    }
}

#[test]
fn the_client_of_the_environment_takes_the_base_url_from_there() {
    const NAME: &str = "credentials::the_client_of_the_environment_takes_the_base_url_from_there";
    if std::env::var("CLOUDFLARE_BASE_URL").is_ok() {
        let client = Client::from_env().unwrap();
        assert!(format!("{client:?}").contains("http://127.0.0.1:9/here"), "{client:?}");
        return;
    }
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.env_clear().env("CLOUDFLARE_API_TOKEN", "t").env("CLOUDFLARE_BASE_URL", "http://127.0.0.1:9/here");
    let output = child.args([NAME, "--exact"]).output().unwrap();
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && printed.contains("1 passed"), "{printed}");
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let elsewhere = Server::returning(json!({ "id": "x" })).await;
    let target = format!("{}/zones", elsewhere.base_url());
    let server = Server::with(move |_, _| {
        crate::support::Answer::text(307, "text/html", "moved").header("location", &target)
    })
    .await;

    let error = server.zone().custom_csrs().get("x").await.unwrap_err();

    assert_eq!(error.status().unwrap().as_u16(), 307);
    assert!(error.to_string().contains("redirect"), "{error}");
    assert!(elsewhere.sent().is_empty(), "the credentials went nowhere else");
}
