//! What the SDK sends, before a judge of its own: Prism, which refuses what the bundle does not allow.
//!
//! `bash .ci/prism` starts one and runs this with its address in `PRISM_URL`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests may panic")]

#[path = "api/support/mod.rs"]
mod support;

use cloudflare_certificates::{Client, RateLimit, Retry, operations};
use support::every::{self, Stage};
use support::samples::{self, Form};
use support::{ACCOUNT, TOKEN, ZONE};

fn stage() -> Stage {
    let base_url = std::env::var("PRISM_URL").expect("PRISM_URL is the address of a Prism");
    let client = Client::builder().api_token(TOKEN).base_url(base_url).retry(Retry::never());
    let client = client.rate_limit(RateLimit::unlimited()).build().unwrap();
    Stage::new(&client, ZONE, ACCOUNT, "7365377a-85a4-4390-9480-531ef7dc7a3c").unwrap()
}

/// Every operation with a form of its body; what was refused, with the reasons.
async fn refused(form: Form) -> Vec<String> {
    let stage = stage();
    let mut refused = Vec::new();
    for operation in operations::ALL {
        let body = samples::request(operation.id, form);
        let outcome = match form {
            Form::Full => every::call_with_filters(&stage, operation.id, body).await,
            _ => every::call(&stage, operation.id, body).await,
        };
        if let Err(error) = outcome {
            refused.push(error.to_string());
        }
    }
    refused
}

#[tokio::test]
#[ignore = "needs Prism: bash .ci/prism"]
async fn prism_takes_every_request_with_all_fields_set() {
    assert_eq!(refused(Form::Full).await, [""; 0]);
}

#[tokio::test]
#[ignore = "needs Prism: bash .ci/prism"]
async fn prism_takes_every_request_with_what_is_required() {
    assert_eq!(refused(Form::Minimal).await, [""; 0]);
}

/// Prism does look: a request that the document does not allow is refused by it.
#[tokio::test]
#[ignore = "needs Prism: bash .ci/prism"]
async fn prism_refuses_what_the_document_does_not_allow() {
    let stage = stage();
    let request = stage.client.request(reqwest::Method::POST, ["certificates"]);
    let error =
        request.json(&serde_json::json!({ "csr": "" })).send::<serde_json::Value>().await.unwrap_err();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(422), "{error}");
}
