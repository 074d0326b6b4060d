//! Typed mocks of every operation for [`httpmock`], for tests of programs that use this crate.
//!
//! Each method of [`MockServerExt`] mocks one operation. Matchers and responses use this crate's types; the
//! envelope is added to the response. A client for the mock server has the server's address as its base URL.
//!
//! ```
//! use cloudflare_certificates::mocks::{MockServerExt, from_json, httpmock::MockServer};
//! use cloudflare_certificates::types::{CertificatePack, CertificatePackStatus};
//! use cloudflare_certificates::{Client, Result};
//!
//! #[tokio::main(flavor = "current_thread")]
//! async fn main() -> Result<()> {
//!     let zone_id = "023e105f4ecef8ad9ca31a8372d0c353";
//!     let server = MockServer::start_async().await;
//!     let pending: CertificatePack = from_json(r#"{"id": "3822ff90", "status": "pending_validation"}"#);
//!     let active: CertificatePack = from_json(r#"{"id": "3822ff90", "status": "active"}"#);
//!     let mock = server.certificate_packs_get(|when, then| {
//!         when.zone_id(zone_id).certificate_pack_id("3822ff90");
//!         then.success_seq(200, [&pending, &active]); // one for each request; the last one repeats
//!     });
//!
//!     let client = Client::builder().api_token("any").base_url(server.base_url()).build()?;
//!     let packs = client.zone(zone_id)?.certificate_packs();
//!     while packs.get("3822ff90").await?.status != Some(CertificatePackStatus::Active) {}
//!     mock.assert_calls(2);
//!     Ok(())
//! }
//! ```
//!
//! | matcher or response | what it does |
//! |---|---|
//! | `when.status(&value)` | the query parameter has this value; `None`: it is absent |
//! | `when.types(&[first, second])` | the query parameter is repeated for exactly these values, in any order; `None`: it is absent |
//! | `when.body(&new)` | the body is this request |
//! | `then.success(200, &result)`, `then.success(200, None)` | a result in an envelope, or none |
//! | `then.failure(409, &[(1420, "in use")])` | codes and messages in an envelope |
//! | `then.success_seq(200, [&first, &second])` | a success for each request, in this order; the last one repeats |
//! | `then.responses([…])` | the same with successes and failures: see [`MockResponse`] |
//! | `.into_inner()` | `When` and `Then` of `httpmock`, for everything else |
//!
//! Sequences count requests, and a retry is a request: a client with [`Retry::never`](crate::Retry::never) sends one
//! for each call. They work with a mock server in the same process, because `httpmock` cannot pass them on to a
//! remote one.

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

mod matching;
mod response;

use serde::de::DeserializeOwned;

use matching::{path_with, query_values};
use response::in_sequence;

pub use response::MockResponse;

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
