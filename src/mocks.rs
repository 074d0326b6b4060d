//! Typed mocks of every operation for [`httpmock`], for tests of programs that use this crate.
//!
//! Each method of [`MockServerExt`] mocks one operation. Matchers and responses use this crate's types; the
//! envelope is added to the response. A client for the mock server has the server's address as its base URL.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> cloudflare_certificates::Result<()> {
//! use cloudflare_certificates::mocks::{MockServerExt, from_json, httpmock::MockServer};
//! use cloudflare_certificates::{Client, types::CustomCertificate};
//!
//! let server = MockServer::start_async().await;
//! let certificate: CustomCertificate = from_json(r#"{"id": "2458ce5a", "status": "active"}"#);
//! server.custom_certificates_get(|when, then| {
//!     when.custom_certificate_id("2458ce5a");
//!     then.success(200, &certificate);
//! });
//! let zone = Client::builder()
//!     .api_token("any")
//!     .base_url(server.base_url())
//!     .build()?
//!     .zone("023e105f4ecef8ad9ca31a8372d0c353")?;
//! assert_eq!(zone.custom_certificates().get("2458ce5a").await?.into_inner(), certificate);
//! # Ok(()) }
//! ```

#![allow(
    missing_docs,
    unused_imports,
    unused_mut,
    dead_code,
    clippy::all,
    clippy::unwrap_used,
    clippy::use_self,
    clippy::or_fun_call,
    rustdoc::all,
    reason = "most of this is generated; a mock that is set up wrongly ends its test"
)]

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// The `httpmock` crate.
pub use httpmock;

include!(concat!(env!("OUT_DIR"), "/mocks.rs"));

/// Decodes a value of a response type from JSON, as a response is decoded. The types may grow with the OpenAPI
/// document, so they cannot be constructed field by field.
///
/// # Panics
/// Panics if the string is not JSON, or not of this type: a mistake in the test.
pub fn from_json<T: DeserializeOwned>(json: &str) -> T {
    #[allow(clippy::panic, reason = "tests may panic")]
    serde_json::from_str(json).unwrap_or_else(|error| panic!("{error}"))
}

/// Builds a success. For a list it states that this is all, so that no further page is requested.
fn success(result: Option<&impl Serialize>) -> Value {
    let mut body = json!({ "success": true, "errors": [], "messages": [], "result": result });
    if let Some(count) = body.get("result").and_then(Value::as_array).map(Vec::len)
        && let Some(body) = body.as_object_mut()
    {
        body.insert("result_info".to_owned(), json!({ "page": 1, "count": count, "total_count": count }));
    }
    body
}

/// Builds a failure with these codes and messages.
fn failure(errors: &[(i64, &str)]) -> Value {
    let errors: Vec<Value> =
        errors.iter().map(|(code, message)| json!({ "code": code, "message": message })).collect();
    json!({ "success": false, "errors": errors, "messages": [], "result": null })
}
